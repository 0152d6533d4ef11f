"""What a homeserver lets one account send (conf/CONTRACT.md 5.9)."""

import collections
import unittest

from support import homeserver
from support.case import Case, new_song
from support.matrix_http import quote


class LimitedCase(Case):
    """The limits are the bot's alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.new_person("admin", admin=True)
        cls.set_free(cls.alice)

    @classmethod
    def set_free(cls, who):
        cls.override(who, "POST", {"messages_per_second": 0, "burst_count": 0})

    @classmethod
    def override(cls, who, method, limits=None):
        path = f"/_synapse/admin/v1/users/{quote(who.user_id)}/override_ratelimit"
        cls.admin.request(method, path, limits)


class DefaultLimits(LimitedCase):
    """0.2 messages a second, burst 10."""

    @classmethod
    def choose_homeserver(cls):
        return homeserver.with_default_limits()

    def test_refused_sends_are_repeated_in_order_and_once(self):
        rooms = [self.alice.create_room() for _ in range(2)]
        self.start(*rooms)
        songs = {room: [new_song() for _ in range(6)] for room in rooms}
        for pair in zip(*songs.values()):
            for room, song in zip(rooms, pair):
                self.alice.say(room, song.link())
        for room in rooms:
            self.assert_replied(room, *songs[room])


class SharedLimit(LimitedCase):
    """The same burst, and a rate five times as high, so that it does not take minutes. Not
    higher: Retry-After counts in whole seconds."""

    PER_SECOND, BURST = 1, 10
    ROOMS, REPLIES = 12, 60

    @classmethod
    def choose_homeserver(cls):
        server = homeserver.with_message_limit(cls.PER_SECOND, cls.BURST)
        if server is None:
            raise unittest.SkipTest("the limits of a homeserver that is named are its own")
        return server

    def test_the_account_is_used_up_without_probing_and_shared_fairly(self):
        rooms = [self.alice.create_room() for _ in range(self.ROOMS)]
        self.set_free(self.bot)  # joins use up the same account
        self.start(*rooms)
        self.override(self.bot, "DELETE")
        songs = collections.defaultdict(list)
        for number in range(self.REPLIES):
            room = rooms[number % self.ROOMS]
            songs[room] += self.say_songs(room, 1)
        ends = []
        for room, of_room in songs.items():
            replies = [self.wait_for_reply(room, song) for song in of_room]
            self.assertEqual(self.bot_messages(room), replies, "in order, and once")
            ends.append(replies[-1]["origin_server_ts"])
        start = self.alice.messages_of(self.alice.user_id, rooms[0])[0]["origin_server_ts"]
        waits = [end - start for end in ends]
        ideal = 1000 * (self.REPLIES - self.BURST) / self.PER_SECOND
        refused = len(self.bot.lines("send failed: trying again later"))
        print(
            f"account limit: {max(waits) / ideal:.3f} of the ideal time, {refused} of"
            f" {self.REPLIES + refused} sends refused, longest wait of a room"
            f" {max(waits) / min(waits):.2f} times the shortest"
        )
        self.assertLessEqual(max(waits), 1.1 * ideal)
        self.assertLessEqual(10 * refused, self.REPLIES + refused)
        self.assertLess(max(waits), 2 * min(waits))
