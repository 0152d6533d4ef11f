"""`check-config --online`: a line for each check, on a real homeserver (conf/CONTRACT.md 2)."""

import re

from support.bot import run_command
from support.case import Case
from support.person import Person

from served import served  # on the path thanks to support

LINE = re.compile(r"(ok|warning|error) +(\S.*?): (.*)")


class CheckOnline(Case):
    def setUp(self):
        super().setUp()
        self.person = Person(self.homeserver, self.bot.account)

    def joined_room(self, **options):
        room = self.alice.create_room(**options)
        self.person.join(room)
        return room

    def check(self, *rooms):
        """The exit status, and of each thing that was checked the results and what was said."""
        self.bot.config["matrix"]["rooms"] = list(rooms) or [self.joined_room()]
        self.bot.write_config()
        result = run_command("check-config", "--config", str(self.bot.config_file), "--online")
        self.assertEqual(result.stderr, "")
        self.assertNotIn(self.bot.account.access_token, result.stdout)
        first, *lines = result.stdout.splitlines()
        self.assertIn(": valid: ", first)
        found = {}
        for line in lines:
            self.assertRegex(line, LINE)
            how, about, what = LINE.fullmatch(line).groups()
            found.setdefault(about.removeprefix("room "), []).append((how, what))
        return result.returncode, found

    def assert_found(self, found, about, how, *words):
        said = " ".join(what for result, what in found[about] if result == how)
        self.assertTrue(said, f"no {how} about {about}: {found[about]}")
        for word in words:
            self.assertIn(word, said)

    def test_where_all_is_well_every_line_is_ok(self):
        room = self.joined_room()
        status, found = self.check(room)
        self.assertEqual(status, 0)
        for about in ("discovery", "TLS", "homeserver", "token", "device", room):
            self.assert_found(found, about, "ok")
        self.assert_found(found, "token", "ok", self.bot.user_id)
        self.assertEqual(len(self.resolver.asked), 1, "a budget is not wasted")

    def test_rooms_that_cannot_work_are_errors_with_a_remedy(self):
        encrypted, quiet = self.joined_room(), self.joined_room()
        self.alice.set_state(
            encrypted, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"}
        )
        self.alice.set_state(
            quiet,
            "m.room.power_levels",
            {"users": {self.alice.user_id: 100}, "events_default": 50},
        )
        hidden = self.alice.create_room(preset="private_chat")
        alias = f"#nowhere:{self.alice.account.server_name}"
        status, found = self.check(encrypted, quiet, hidden, alias)
        self.assertEqual(status, 78)
        self.assert_found(found, encrypted, "error", "encrypted")
        self.assert_found(found, quiet, "error", "power", self.bot.user_id)
        self.assert_found(found, hidden, "error", f"invite {self.bot.user_id}")
        self.assert_found(found, alias, "error", "alias")

    def test_rooms_that_it_will_join_are_ok(self):
        local = f"check-{self.bot.user_id[1:].partition(':')[0]}"
        self.alice.create_room(room_alias_name=local)
        alias = f"#{local}:{self.alice.account.server_name}"
        invited = self.alice.create_room(preset="private_chat")
        self.alice.invite(invited, self.bot.user_id)
        status, found = self.check(alias, invited)
        self.assertEqual(status, 0)
        self.assert_found(found, alias, "ok", "joins")
        self.assert_found(found, invited, "ok", "invited")

    def test_a_creator_of_a_room_of_version_12_may_do_all(self):
        room = self.person.create_room(
            room_version="12", power_level_content_override={"events_default": 50}
        )
        status, found = self.check(room)
        self.assert_found(found, room, "ok", "may send")
        self.assertEqual(status, 0)

    def test_a_bridged_room_is_warned_of_until_its_replies_fit(self):
        room = self.joined_room()
        protocol = {"id": "slack", "displayname": "Slack"}
        content = {"bridgebot": self.alice.user_id, "protocol": protocol}
        self.alice.set_state(room, "m.bridge", content)
        status, found = self.check(room)
        self.assertEqual(status, 0)
        self.assert_found(found, room, "warning", "Slack", "standalone", "m.text")
        reply = {"style": "standalone", "msgtype": "m.text"}
        status, found = self.check({"room": room, "reply": reply})
        self.assertEqual(status, 0)
        self.assert_found(found, room, "ok")

    def test_a_refused_token_is_77(self):
        (self.bot.folder / "token").write_text("syt_refused\n")
        status, found = self.check("!any:example.org")
        self.assertEqual(status, 77)
        self.assert_found(found, "token", "error", "musiclink login")

    def test_a_token_of_somebody_else_is_78(self):
        self.bot.config["matrix"]["userId"] = self.alice.user_id
        status, found = self.check("!any:example.org")
        self.assertEqual(status, 78)
        self.assert_found(found, "token", "error", self.bot.user_id, self.alice.user_id)

    def test_a_homeserver_that_is_not_there_is_69(self):
        self.bot.config["matrix"]["server"] = "http://127.0.0.1:1"
        status, found = self.check("!any:example.org")
        self.assertEqual(status, 69)
        self.assert_found(found, "homeserver", "error")

    def test_a_resolver_that_is_not_there_is_69(self):
        self.resolver.stop()
        status, found = self.check()
        self.assertEqual(status, 69)
        self.assert_found(found, f"resolver {self.resolver.url}", "error", "network")

    def test_a_homeserver_or_resolver_that_moved_is_69_and_its_new_address_is_named(self):
        with served(lambda path: (301, {"Location": "https://new.example" + path}, b"")) as url:
            self.bot.config["matrix"]["server"] = url
            status, found = self.check("!any:example.org")
            self.assertEqual(status, 69)
            self.assert_found(found, "homeserver", "error", "https://new.example", "matrix.server")
            self.bot.config["matrix"]["server"] = self.homeserver.url
            self.bot.config["resolvers"][0]["url"] = url
            status, found = self.check()
            self.assertEqual(status, 69)
            self.assert_found(found, f"resolver {url}", "error", "https://new.example", "its url")

    def test_a_broken_file_is_told_and_nobody_is_asked(self):
        self.bot.config["mode"] = "loud"
        self.bot.write_config()
        result = run_command("check-config", "--config", str(self.bot.config_file), "--online")
        self.assertEqual(result.returncode, 78)
        self.assertIn("/mode", result.stdout)
        self.assertEqual(self.resolver.asked, [])
