"""What commands say: nothing from outside reaches the terminal raw; a fault names the remedy."""

import unittest

from support import Commands

ESCAPE = "\u001b[31m"


class Words(Commands):
    def assert_spelled_out(self, text):
        self.assertNotIn("\u001b", text)
        self.assertIn("\\u{1b}[31m", text)

    def test_a_homeserver_does_not_speak_to_the_terminal(self):
        def answer(path):
            if path.endswith("/versions"):
                return 200, {"versions": ["v1.11"]}
            if path.endswith("/whoami"):
                return 200, {"user_id": "@musiclink:example.org", "device_id": ESCAPE}
            return 404, {"errcode": "M_NOT_FOUND", "error": "no such room"}

        self.config["matrix"]["server"] = self.serve(answer).url
        self.assert_spelled_out(self.with_config("check-config", "--online").stdout)

    def test_a_homeserver_that_logs_in_does_not_speak_to_the_terminal(self):
        granted = {"access_token": "secret", "user_id": "@u:example.org", "device_id": ESCAPE}
        flows = {"flows": [{"type": "m.login.password"}]}
        password = self.folder / "password"
        password.write_text("password\n")
        server = self.serve(lambda path: (200, flows | granted))
        with password.open() as stdin:
            result = self.run_command(
                *("login", "--server", server.url, "--user", "@u:example.org"),
                *("--token-file", self.folder / "token"),
                stdin=stdin,
            )
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_spelled_out(result.stdout)

    def test_a_token_file_without_a_name_is_refused_before_anything_is_asked(self):
        asked = []
        server = self.serve(lambda path: asked.append(path) or (404, {}))
        result = self.run_command(
            *("login", "--server", server.url, "--user", "@u:example.org", "--token-file", "")
        )
        self.assertEqual(result.returncode, 64)
        self.assertIn("--token-file", result.stderr)
        self.assertEqual(asked, [])

    def test_a_configuration_does_not_speak_to_the_terminal(self):
        self.config[ESCAPE] = 1
        checked = self.with_config("check-config")
        self.assertEqual(checked.returncode, 78)
        self.assert_spelled_out(checked.stdout)
        self.assert_spelled_out(self.with_config("store", "stat").stderr)

    def test_an_argument_does_not_speak_to_the_terminal(self):
        self.assert_spelled_out(self.with_config("resolve", ESCAPE).stderr)

    def test_a_command_that_there_is_not_leads_to_those_that_there_are(self):
        for arguments in (["store"], ["store", "nope"]):
            with self.subTest(arguments):
                result = self.run_command(*arguments)
                self.assertEqual(result.returncode, 64)
                self.assertIn("stat, verify", result.stderr)
        self.assertIn("check-config, login", self.run_command("nope").stderr)
        self.assertNotIn("Commands", self.run_command("detect", "nope").stderr)


if __name__ == "__main__":
    unittest.main()
