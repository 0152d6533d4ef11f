"""Shadow, active and the signals between them (conf/CONTRACT.md 1, 4, 5.12, 8)."""

import signal

from support.case import Case, new_song


class Switch(Case):
    def test_shadow_posts_nothing_and_keeps_a_journal(self):
        self.bot.config["mode"] = "shadow"
        room, song = self.start_in_new_room(), new_song()
        root = self.alice.say(room, "what are you listening to?")
        trigger = self.alice.say_in_thread(room, root, song.link())
        entry = self.bot.wait_for_entry(trigger)
        self.assertEqual(entry["roomId"], room)
        self.assertIn("at", entry)
        self.assertIn(song.title, entry["content"]["body"])
        self.assertEqual(entry["content"]["m.relates_to"]["event_id"], root)
        parity = self.bot.journal()["parity"]
        self.assertEqual(set(parity), {"same", "differs", "onlyTheirs", "onlyOurs", "cases"})
        self.assert_silent_to_the_end(room)

    def test_shadow_is_the_default(self):
        del self.bot.config["mode"]
        room, song = self.start_in_new_room(), new_song()
        self.bot.wait_for_entry(self.alice.say(room, song.link()))
        self.assert_silent_to_the_end(room)

    def test_signals_set_the_switch(self):
        self.bot.config["mode"] = "shadow"
        room = self.start_in_new_room()
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))
        self.bot.switch("active")
        self.assert_replied(room)  # and the journal is never posted
        self.bot.switch("shadow")
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))
        self.bot.switch("active")
        self.assert_replied(room)

    def test_where_nobody_knows_which_signal_came_first_shadow_wins(self):
        room = self.start_in_new_room()
        for number in (signal.SIGSTOP, signal.SIGUSR1, signal.SIGUSR2, signal.SIGCONT):
            self.bot.send_signal(number)
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))
        self.assert_silent_to_the_end(room)

    def test_what_is_not_yet_on_the_wire_goes_to_the_journal(self):
        room, song = self.start_in_new_room(), new_song()
        self.resolver.hold()
        trigger = self.alice.say(room, song.link())
        self.resolver.wait_until_asked(song.link())
        self.bot.switch("shadow")
        self.resolver.release()
        self.bot.wait_for_entry(trigger)
        self.assert_silent_to_the_end(room)

    def test_the_switch_is_kept_over_a_restart(self):
        self.bot.config["mode"] = "shadow"
        room = self.start_in_new_room()
        self.bot.switch("active")
        self.bot.kill()
        self.bot.start()
        self.assert_replied(room)
        self.bot.switch("shadow")
        self.assertEqual(self.bot.stop(), 0)
        self.bot.start()
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))
