"""`musiclink login`: a password becomes a token file (conf/CONTRACT.md 2)."""

import json
import os
import pty
import stat
import subprocess

from support.bot import BINARY, run_command
from support.case import Case
from support.matrix_http import request

from served import served  # on the path thanks to support

SINGLE_SIGN_ON = json.dumps({"flows": [{"type": "m.login.sso"}]}).encode()


class Login(Case):
    def setUp(self):
        super().setUp()
        self.file = self.bot.folder / "made"

    def login(self, password=None, **changes):
        asked = {
            "server": self.homeserver.url,
            "user": self.bot.user_id,
            "token-file": str(self.file),
        } | changes
        options = [word for name, value in asked.items() for word in (f"--{name}", value)]
        password = self.bot.account.password if password is None else password
        return run_command("login", *options, standard_input=password + "\n")

    def assert_refused(self, result, status, *words):
        self.assertEqual(result.returncode, status, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)
        self.assertNotIn(self.bot.account.password, result.stdout + result.stderr)
        self.assertFalse(self.file.exists())

    def test_the_token_is_in_the_file_and_nowhere_else(self):
        result = self.login()
        self.assertEqual(result.returncode, 0, result.stderr)
        token = self.file.read_text().strip()
        who = request(self.homeserver.url, "GET", "/_matrix/client/v3/account/whoami", token=token)
        self.assertEqual(who["user_id"], self.bot.user_id)
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        shown = result.stdout + result.stderr
        for part in (self.bot.user_id, who["device_id"], str(self.file), "accessTokenFile"):
            self.assertIn(part, shown)
        for secret in (token, self.bot.account.password):
            self.assertNotIn(secret, shown)

    def test_the_service_runs_with_it(self):
        self.assertEqual(self.login().returncode, 0)
        self.bot.use_token(self.file.read_text().strip())
        room = self.start_in_new_room()
        self.assert_replied(room)

    def test_a_token_file_that_is_there_is_replaced(self):
        self.file.write_text("older")
        self.file.chmod(0o644)
        self.assertEqual(self.login().returncode, 0)
        self.assertNotIn("older", self.file.read_text())
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)

    def test_a_wrong_password_is_77(self):
        self.assert_refused(self.login(password="wrong"), 77, "password")

    def test_a_homeserver_that_is_not_there_is_69(self):
        self.assert_refused(self.login(server="http://127.0.0.1:1"), 69, "127.0.0.1:1")

    def test_a_file_that_cannot_be_written_is_74_before_anything_is_asked(self):
        self.file = self.bot.folder / "missing" / "token"
        self.assert_refused(self.login(server="http://127.0.0.1:1"), 74, str(self.file))

    def test_what_is_no_file_is_64_and_stays_what_it_is(self):
        pipe = self.bot.folder / "pipe"
        os.mkfifo(pipe)
        # Whoever may replace a device is root: as anybody else the folder alone forbids it.
        for path in ("/dev/null", "/dev/stdout", "/dev/fd/1", str(pipe)):
            with self.subTest(path=path):
                result = self.login(**{"token-file": path, "server": "http://127.0.0.1:1"})
                self.assert_refused(result, 64, "--token-file")
        self.assertTrue(stat.S_ISFIFO(pipe.stat().st_mode))
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))

    def test_a_dash_is_the_standard_output_where_that_is_no_terminal(self):
        result = self.login(**{"token-file": "-"})
        self.assertEqual(result.returncode, 0, result.stderr)
        who = request(
            self.homeserver.url,
            "GET",
            "/_matrix/client/v3/account/whoami",
            token=result.stdout.removesuffix("\n"),
        )
        self.assertEqual(who["user_id"], self.bot.user_id)
        self.assertIn(self.bot.user_id, result.stderr)
        self.assertNotIn(result.stdout.strip(), result.stderr)
        self.assertFalse(os.path.exists("-"))

    def test_what_makes_no_sense_is_64(self):
        self.assert_refused(self.login(user="bot"), 64, "--user")
        self.assert_refused(self.login(server="ftp://example.org"), 64, "--server")
        with_path = self.homeserver.url + "/_matrix/client"
        self.assert_refused(self.login(server=with_path), 64, "--server", "/_matrix")
        self.assert_refused(self.login(password=""), 64, "password")
        self.assertEqual(run_command("login", "--server", self.homeserver.url).returncode, 64)

    def test_a_homeserver_without_passwords_is_told_with_the_way_out(self):
        with served(lambda path: (200, {}, SINGLE_SIGN_ON)) as url:
            result = self.login(server=url)
        self.assert_refused(result, 77, "SSO", "mas-cli manage issue-compatibility-token")

    def test_the_terminal_does_not_show_the_password(self):
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [BINARY, "login", "--server", self.homeserver.url, "--user", self.bot.user_id]
            + ["--token-file", str(self.file)],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b""
        while b"Password" not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, self.bot.account.password.encode() + b"\n")
        try:
            while more := os.read(ours, 1000):
                shown += more
        except OSError:
            pass  # the other side is closed
        os.close(ours)
        self.assertEqual(process.wait(), 0)
        self.assertNotIn(self.bot.account.password.encode(), shown)
        self.assertIn(b"logged in as", shown)
