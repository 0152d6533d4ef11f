"""A full disk is waited for, and nothing is lost by it (conf/CONTRACT.md 5.3)."""

from support.bot import run_command
from support.case import Case, new_song
from support.desk import Desk
from support.small_disk import SmallDisk

FULL = "(?i)error.*disk.*full"


class FullDisk(Case):
    def setUp(self):
        self.disk = SmallDisk("2m")
        self.addCleanup(self.disk.remove)
        super().setUp()
        self.bot.config["matrix"]["stateStorePath"] = str(self.disk.path / "store")
        self.desk = Desk(self.bot)

    def say_songs_until_the_disk_is_full(self, room):
        songs = []
        while not self.bot.lines(FULL):
            self.assertLess(len(songs), 300, "the store needs no room")
            songs += self.say_songs(room, 5)
        return songs

    def test_what_came_while_the_disk_was_full_is_answered_once(self):
        room = self.start_in_new_room()
        neighbour = self.new_bot("neighbour")  # has room on its own disk
        neighbour.config["matrix"]["rooms"] = [room]
        neighbour.start()
        self.alice.wait_for_membership(room, neighbour.user_id, "join")
        self.assert_replied(room, *self.say_songs(room, 1))
        self.disk.fill()
        songs = self.say_songs_until_the_disk_is_full(room)
        self.desk.wait_for(lambda: self.desk.get("/readyz")[0] == 503, "that it is not ready")
        self.assertIn("full", self.desk.get("/readyz")[1])
        last = new_song()
        self.alice.say(room, last.link())
        self.alice.wait_for_event(
            room,
            lambda event: event["sender"] == neighbour.user_id
            and last.title in event["content"].get("body", ""),
            "the neighbour's reply",
        )
        self.assertTrue(self.bot.running)
        until_now = self.alice.say(room, "what is the matter with the bot?")
        self.disk.make_room()
        self.bot.wait_for_log("state store writable again")
        self.assert_replied(room, *songs, last)
        order = [event["event_id"] for event in self.alice.events(room)]
        late = self.wait_for_reply(room, last)
        self.assertGreater(order.index(late["event_id"]), order.index(until_now))
        self.assertEqual(self.bot.stop(), 0)
        verified = run_command("store", "verify", "--config", str(self.bot.config_file))
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_a_kill_and_a_start_on_the_full_disk(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.disk.fill()
        songs = self.say_songs_until_the_disk_is_full(room)
        self.bot.kill()
        songs += self.say_songs(room, 1)
        lines = len(self.bot.lines())
        self.bot.start()
        self.bot.wait_for_log(FULL, lines)
        self.disk.make_room()
        self.assert_replied(room, *songs)
