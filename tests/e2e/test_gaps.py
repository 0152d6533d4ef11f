"""What sync leaves out is read back (conf/CONTRACT.md 5.3, 5.5)."""

import signal

from support.case import Case, new_song
from support.proxy import Proxy

SHOWN = 50  # events that one sync shows the bot of a room; more than these make a gap
PAGE = 100  # events of a gap that are read at once


class Gaps(Case):
    def chat(self, room, count):
        """Alice says something without a link, so many times."""
        for number in range(count):
            self.alice.say(room, f"as I said for the {number}th time")

    def say_songs_amid_chatter(self, room, count, chatter):
        songs = []
        for _ in range(count):
            self.chat(room, chatter)
            songs += self.say_songs(room, 1)
        return songs

    def test_a_thousand_events_are_read_back_and_no_other_room_waits_for_it(self):
        busy, other, song = self.alice.create_room(), self.alice.create_room(), new_song()
        self.start(busy, other)
        self.bot.kill()
        songs = []
        for _ in range(4):
            songs += self.say_songs_amid_chatter(busy, 25, chatter=9)
            self.alice.sync(0)  # a gap for the bot, none for her
        self.bot.start()
        self.alice.say(other, song.link())
        meanwhile = self.wait_for_reply(other, song)
        # In the order of those that are ready, so that no fence tells when all are there.
        replies = [self.wait_for_reply(busy, each) for each in songs]
        self.assertEqual(len(self.bot_messages(busy)), len(songs))
        last = max(replies, key=lambda reply: reply["origin_server_ts"])
        self.assertLess(meanwhile["origin_server_ts"], last["origin_server_ts"])
        self.assertTrue(self.bot.lines("gap filled"), "sync has shown all of it")

    def test_what_a_busy_room_says_while_the_bot_is_slow_is_read_back(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.bot.send_signal(signal.SIGSTOP)
        songs = self.say_songs_amid_chatter(room, 5, chatter=14)
        self.bot.send_signal(signal.SIGCONT)
        self.assert_replied(room, *songs)
        self.assertTrue(self.bot.lines("gap filled"), "sync has shown all of it")

    def test_what_was_said_before_an_invited_bot_joined_is_not_answered(self):
        self.start_in_new_room()
        self.bot.kill()
        room, song = self.alice.create_room(preset="private_chat"), new_song()
        self.say_songs_amid_chatter(room, 3, chatter=SHOWN // 2)
        self.bot.config["matrix"]["rooms"].append(room)
        self.bot.start()
        self.alice.invite(room, self.bot.user_id)
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.alice.say(room, song.link())
        self.assert_replied(room, song)

    def check_join_of_a_public_room_before_a_kill(self, chatter):
        """No page has told of the join when the bot is killed, and then this much is said."""
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        self.start_in_new_room()
        self.assertEqual(self.bot.stop(), 0)
        room = self.alice.create_room()
        self.say_songs(room, 3)
        self.bot.config["matrix"]["rooms"].append(room)
        proxy.hold("GET .*/sync.*since", after=1)
        self.bot.start()
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.bot.kill()
        proxy.mend()
        songs = self.say_songs(room, 1)
        self.chat(room, chatter)
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_nor_before_it_joined_a_public_room_and_was_killed(self):
        self.check_join_of_a_public_room_before_a_kill(chatter=0)

    def test_nor_if_that_join_lies_in_a_gap(self):
        self.check_join_of_a_public_room_before_a_kill(chatter=SHOWN + PAGE)

    def test_a_kill_in_the_middle_of_a_gap(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        room = self.start_in_new_room()
        self.bot.kill()
        songs = self.say_songs_amid_chatter(room, 10, chatter=(SHOWN + PAGE) // 10)
        proxy.hold("GET .*/messages", after=1)
        self.bot.start()
        proxy.wait_until_held()
        self.bot.kill()
        proxy.mend()
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_what_changed_later_in_the_gap_is_answered_as_it_is_now(self):
        room, edited = self.start_in_new_room(), new_song()
        self.bot.kill()
        changed, removed = (self.alice.say(room, new_song().link()) for _ in range(2))
        kept = self.say_songs(room, 1)
        self.chat(room, PAGE)
        self.alice.edit(room, changed, edited.link())
        self.alice.redact(room, removed)
        self.chat(room, SHOWN)
        self.bot.start()
        self.assert_replied(room, edited, *kept)
