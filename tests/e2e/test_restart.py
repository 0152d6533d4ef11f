"""Exactly once and none missed, whatever happens to the process (conf/CONTRACT.md 4, 5.2, 5.3)."""

import signal

from support.case import Case
from support.proxy import Proxy


class Restart(Case):
    def test_what_came_while_it_was_down_is_answered_once(self):
        room = self.start_in_new_room()
        before = self.say_songs(room, 2)
        self.assert_replied(room, *before)
        self.assertEqual(self.bot.stop(), 0)
        meanwhile = self.say_songs(room, 3)
        self.bot.start()
        self.assert_replied(room, *meanwhile)
        self.assertEqual(self.bot.stop(), 0)
        self.bot.start()
        self.assert_replied(room)

    def test_what_came_after_a_kill_is_answered_once(self):
        room = self.start_in_new_room()
        before = self.say_songs(room, 2)
        self.assert_replied(room, *before)
        self.bot.kill()
        meanwhile = self.say_songs(room, 3)
        self.bot.start()
        self.assert_replied(room, *meanwhile)

    def test_a_kill_while_the_resolver_is_asked(self):
        room = self.start_in_new_room()
        self.resolver.hold()
        songs = self.say_songs(room, 3)
        self.resolver.wait_until_asked(songs[0].link())
        self.bot.kill()
        self.resolver.release()
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_kills_amid_sends(self):
        room = self.start_in_new_room()
        for _ in range(3):
            songs = self.say_songs(room, 6)
            self.wait_for_reply(room, songs[0])
            self.bot.kill()
            self.bot.start()
            self.assert_replied(room, *songs)

    def test_sigterm_ends_it_and_what_is_owed_goes_out_after_the_next_start(self):
        room = self.start_in_new_room()
        self.resolver.hold()
        songs = self.say_songs(room, 3)
        self.resolver.wait_until_asked(songs[0].link())
        self.assertEqual(self.bot.stop(), 0)
        self.resolver.release()
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_sigint_ends_it_too(self):
        self.start_in_new_room()
        self.bot.send_signal(signal.SIGINT)
        self.assertEqual(self.bot.wait(), 0)

    def test_a_second_sigterm_does_not_wait_for_what_is_on_the_wire(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        self.bot.config["outbound"] = {"drainTimeoutMs": 600_000}
        room = self.start_in_new_room()
        proxy.hold(r"PUT .*/send/m\.room\.message/")
        songs = self.say_songs(room, 1)
        proxy.wait_until_held()
        self.bot.send_signal(signal.SIGTERM)
        self.bot.wait_for_log("stopping: finishing what is on the wire")
        self.bot.send_signal(signal.SIGTERM)
        self.assertEqual(self.bot.wait(), 0)
        proxy.mend()
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_a_first_start_answers_nothing_old(self):
        room = self.alice.create_room()
        self.say_songs(room, 2)
        self.start(room)
        self.assert_replied(room)
