"""The rate limits that Synapse has by itself: 0.2 messages a second, burst 10 (CONTRACT 5.9)."""

from support import homeserver
from support.case import Case, new_song
from support.matrix_http import quote


class Limits(Case):
    @classmethod
    def choose_homeserver(cls):
        return homeserver.with_default_limits()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = cls.new_person("admin", admin=True)
        path = f"/_synapse/admin/v1/users/{quote(cls.alice.user_id)}/override_ratelimit"
        admin.request("POST", path, {"messages_per_second": 0, "burst_count": 0})

    def test_refused_sends_are_repeated_in_order_and_once(self):
        rooms = [self.alice.create_room() for _ in range(2)]
        self.start(*rooms)
        songs = {room: [new_song() for _ in range(6)] for room in rooms}
        for pair in zip(*songs.values()):
            for room, song in zip(rooms, pair):
                self.alice.say(room, song.link())
        for room in rooms:
            self.assert_replied(room, *songs[room])
