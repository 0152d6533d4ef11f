"""From shadow to one room, by reloads, while another room is held back (conf/CONTRACT.md 4)."""

import signal

from support.case import Case, new_song
from support.desk import Desk
from support.proxy import Proxy


class Canary(Case):
    def setUp(self):
        super().setUp()
        self.desk = Desk(self.bot)
        self.proxy = Proxy(self.homeserver)
        self.addCleanup(self.proxy.stop)
        self.bot.config["matrix"]["server"] = self.proxy.url

    def reload(self):
        self.bot.write_config()
        self.bot.send_signal(signal.SIGHUP)

    def test_one_room_becomes_active_and_nothing_else_changes(self):
        canary, other, limited = (self.alice.create_room() for _ in range(3))
        rooms = [
            {"room": canary, "mode": "shadow"},
            {"room": other, "mode": "shadow"},
            {"room": limited, "mode": "active"},
        ]
        self.start(*rooms)
        before = new_song()
        self.bot.wait_for_entry(self.alice.say(canary, before.link()))

        refused = new_song()
        self.proxy.refuse(f"PUT .*{limited[1:6]}.*/send/", retry_after_ms=600_000)
        self.alice.say(limited, refused.link())
        held = self.desk.wait_for(
            lambda: self.desk.room(limited)["backoffUntil"], "that the room is held back"
        )

        self.resolver.hold()  # said before the reload, ready after it
        pending = new_song()
        trigger = self.alice.say(canary, pending.link())
        self.resolver.wait_until_asked(pending.link())
        rooms[0]["mode"] = "active"
        self.reload()
        self.desk.wait_for(
            lambda: self.desk.room(canary)["effectiveMode"] == "active", "the active room"
        )
        self.resolver.release()
        self.bot.wait_for_entry(trigger)
        self.assert_replied(canary)

        now = self.desk.status()
        self.assertEqual(now["config"]["generation"], 2)
        self.assertIn(f"room {canary}: mode shadow to active", self.bot.lines("reload: ")[0])
        self.assertEqual(len(self.bot.lines("reload: ")), 1)
        self.assertEqual(self.desk.room(other)["effectiveMode"], "shadow")
        self.assertEqual(self.desk.room(limited)["backoffUntil"], held)
        self.assertEqual(self.desk.room(limited)["queue"], 1)
        self.bot.wait_for_entry(self.alice.say(other, new_song().link()))
        self.assertEqual(self.bot_messages(other), [])
        self.assertEqual(self.bot_messages(limited), [])
        self.assert_silent_to_the_end(other)

    def test_twenty_broken_files_change_nothing_and_are_named(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        good = self.bot.config_file.read_text()
        for broken, place in BROKEN:
            self.bot.config_file.write_text(broken(good))
            self.bot.send_signal(signal.SIGHUP)
            self.desk.wait_for(
                lambda: place in (self.desk.status()["config"]["lastError"] or ""), place
            )
            self.assertEqual(self.desk.status()["config"]["generation"], 1)
        self.assert_replied(room)
        self.bot.config_file.write_text(good)
        self.bot.send_signal(signal.SIGHUP)
        self.desk.wait_for(lambda: self.desk.status()["config"]["generation"] == 2, "the reload")
        self.assertIsNone(self.desk.status()["config"]["lastError"])
        self.assert_replied(room)


def _replaced(old, new):
    def change(text):
        assert old in text, old
        return text.replace(old, new, 1)

    return change


def _with(member):
    return lambda text: text.rstrip()[:-1] + f", {member}}}"


# Files that are broken, and what the status says of the place; each differs from the one before.
BROKEN = [
    (lambda _: "", "line 1"),
    (lambda text: text[: len(text) // 2], "line "),
    (lambda _: "[]", "/"),
    (_replaced('"mode": "active"', '"mode": "loud"'), "/mode"),
    (_replaced('"mode": "active",', '"mode": "active"'), "line 3"),
    (_replaced('"userId"', '"userID"'), "/matrix/userID"),
    (_replaced('"userId": "@', '"userId": "'), "/matrix/userId"),
    (_replaced('"server": "http', '"server": "ftp'), "/matrix/server"),
    (_replaced('"rooms": [', '"rooms": [7,'), "/matrix/rooms/0"),
    (_replaced('"room": "!', '"room": "'), "/matrix/rooms/0"),
    (_replaced('"syncTimeoutMs": 5000', '"syncTimeoutMs": -1'), "/matrix/syncTimeoutMs"),
    (_replaced('/token"', '/no-such-file"'), "/matrix/accessTokenFile"),
    (_replaced('"type": "idonthavespotify"', '"type": "odesli"'), "/resolvers/0"),
    (_replaced('"requestsPerMinute": 60000', '"requestsPerMinute": 0'), "/requestsPerMinute"),
    (_replaced('"level": "debug"', '"level": "chatty"'), "/log/level"),
    (_replaced('"listen": "127.0.0.1:', '"listen": "'), "/admin/listen"),
    (_with('"cache": {"ttlHours": "long"}'), "/cache/ttlHours"),
    (_with('"outbound": {"maxAttempts": 0}'), "/outbound/maxAttempts"),
    (_with('"shadow": {"compareWith": ["nobody"]}'), "/shadow/compareWith/0"),
    (_with('"surprise": true'), "/surprise"),
]
