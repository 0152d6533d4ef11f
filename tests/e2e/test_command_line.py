"""The commands and their exit statuses (conf/CONTRACT.md 2, 3)."""

import json
import pathlib
import re

from support.bot import run_command
from support.catalogue import Catalogue, deezer_track
from support.case import Case, new_song
from support.person import PATIENCE


class CommandLine(Case):
    def setUp(self):
        super().setUp()
        self.bot.config["matrix"]["rooms"] = ["!somewhere:example.org"]
        self.file = str(self.bot.config_file)

    def check_config(self, text):
        pathlib.Path(self.file).write_text(text, encoding="utf-8")
        result = run_command("check-config", "--config", self.file)
        return result.returncode, result.stdout + result.stderr

    def test_usage_errors_are_64(self):
        for arguments in (["no-such-command"], ["run", "--no-such-option"], ["detect", "surplus"]):
            with self.subTest(arguments):
                result = run_command(*arguments)
                self.assertEqual(result.returncode, 64)
                self.assertTrue(result.stderr)

    def test_version_names_the_libraries(self):
        result = run_command("version")
        self.assertEqual(result.returncode, 0)
        for name in ("musiclink", "caf", "curl", "lmdb"):
            self.assertRegex(result.stdout.lower(), rf"{name}.*\d")

    def test_detect_prints_a_line_for_each_message(self):
        song = new_song()
        messages = [
            {"body": song.link("tidal"), "formatted_body": None},
            {"body": "nothing here", "formatted_body": None},
            {"body": song.link(), "formatted_body": "overruled"},
        ]
        lines = "".join(json.dumps(message) + "\n" for message in messages)
        result = run_command("detect", "--json", standard_input=lines)
        self.assertEqual(result.returncode, 0)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        number = song.link("tidal").rpartition("/")[2]
        link = {
            "service": "tidal",
            "type": "track",
            "id": number,
            "canonical": f"https://tidal.com/track/{number}",
        }
        self.assertEqual(found, [[link], [], []])

    def test_resolve_prints_the_reply(self):
        song = new_song()
        self.bot.write_config()
        text = run_command("resolve", "--config", self.file, song.link())
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn(song.title, text.stdout)
        self.assertIn(song.link("deezer"), text.stdout)
        as_json = run_command("resolve", "--config", self.file, "--json", song.link())
        self.assertEqual(as_json.returncode, 0, as_json.stderr)
        self.assertIn(song.title, json.dumps(json.loads(as_json.stdout)))

    def test_resolve_asks_the_whole_chain(self):
        song = new_song()
        number = song.link("deezer").rpartition("/")[2]
        catalogue = Catalogue({f"/deezer/track/{number}": deezer_track(song)})
        self.addCleanup(catalogue.stop)
        catalog = {"type": "catalog", "endpoints": catalogue.endpoints}
        self.bot.config["resolvers"].append(catalog)
        self.bot.write_config()
        for url in (song.link("deezer"), f"https://song.link/d/{number}"):
            with self.subTest(url):
                shown = run_command("resolve", "--config", self.file, url)
                self.assertEqual(shown.returncode, 0, shown.stderr)
                self.assertIn(song.link("spotify"), shown.stdout)
        catalogue.pages = {f"/deezer/track/{number}": deezer_track(new_song())}
        shown = run_command("resolve", "--config", self.file, song.link("deezer"))
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertEqual(shown.stdout, "", "another song was offered than the link leads to")

    def test_a_good_configuration_is_found_good(self):
        with_comments = '// a comment\n{ /* another */ ' + json.dumps(self.bot.config)[1:-1] + ",}"
        status, shown = self.check_config(with_comments)
        self.assertEqual(status, 0, shown)

    def test_every_fault_is_named_with_its_pointer(self):
        config = self.bot.config
        config["mode"] = "loud"
        config["matrix"]["rooms"].append("music")
        config["matrix"]["userId"] = "musiclink"
        config["matrix"]["syncTimeoutMs"] = "long"
        config["roomDefaults"]["reply"] = {"stlye": "auto"}
        config["resolvers"].append({"type": "odesli"})
        status, shown = self.check_config(json.dumps(config))
        self.assertEqual(status, 78)
        for pointer in (
            "/mode",
            "/matrix/rooms/1",
            "/matrix/userId",
            "/matrix/syncTimeoutMs",
            "/roomDefaults/reply",
            "/resolvers/1",
        ):
            self.assertIn(pointer, shown)
        self.assertRegex(shown, r"stlye.*style")
        self.assertIn("2026-07-31", shown)

    def test_a_syntax_error_has_line_and_column(self):
        status, shown = self.check_config('{\n  "mode": shadow\n}\n')
        self.assertEqual(status, 78)
        self.assertRegex(shown, re.compile(r"\b2\b.*\b11\b", re.DOTALL))

    def test_an_invalid_configuration_stops_the_start_with_78(self):
        self.bot.config["mode"] = "loud"
        self.bot.start()
        self.assertEqual(self.bot.wait(), 78)
        self.assertTrue(self.bot.lines("/mode"))

    def test_a_refused_token_stops_the_start_with_77(self):
        (self.bot.folder / "token").write_text("syt_refused\n")
        self.bot.start()
        # whoami is asked again for a minute before it is believed.
        self.assertEqual(self.bot.wait(3 * PATIENCE), 77)
        self.assertEqual(self.bot.lines("syt_refused"), [])

    def test_a_token_of_somebody_else_stops_the_start(self):
        self.bot.config["matrix"]["userId"] = self.alice.user_id
        self.bot.start()
        self.assertIn(self.bot.wait(), (77, 78))
        self.assertTrue(self.bot.lines(self.bot.user_id))


class Running(Case):
    def test_a_store_belongs_to_one_service(self):
        room = self.start_in_new_room()
        second = self.new_bot("second")
        second.config = self.bot.config
        second.start()
        self.assertEqual(second.wait(), 75)
        self.assertTrue(second.lines(rf"\b{self.bot.pid}\b"), "the holder of the lock is named")
        self.assert_replied(room)
        self.bot.kill()
        self.bot.start()  # a killed holder's lock is no lock
        self.assert_replied(room)

    def test_resolve_uses_what_the_service_remembers_and_changes_nothing(self):
        song = new_song()
        self.bot.config["resolvers"][0]["requestsPerMinute"] = 1
        room = self.start_in_new_room()
        self.alice.say(room, song.link())
        self.wait_for_reply(room, song)
        before = self.count_records()
        shown = run_command("resolve", "--config", str(self.bot.config_file), song.link())
        self.assertIn(song.title, shown.stdout)
        self.assertEqual(len(self.resolver.asked), 1)
        self.assertEqual(self.count_records(), before)

    def count_records(self):
        return run_command("store", "stat", "--config", str(self.bot.config_file), "--json").stdout

    def test_run_is_the_default_and_the_environment_is_read(self):
        room = self.alice.create_room()
        self.bot.config["matrix"]["rooms"] = [room]
        del self.bot.config["matrix"]["accessTokenFile"]
        token = self.bot.account.access_token
        environment = {
            "MUSICLINK_CONFIG": str(self.bot.config_file),
            "MUSICLINK_ACCESS_TOKEN": token,
        }
        self.bot.start_with(environment=environment)
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.assert_replied(room)

    def test_the_token_is_not_in_the_process_title(self):
        self.start_in_new_room()
        title = pathlib.Path(f"/proc/{self.bot.pid}/cmdline").read_bytes()
        self.assertNotIn(self.bot.account.access_token.encode(), title)
