"""Output that is lost, and input that cannot be read, do not look like success."""

import unittest

from support import Commands

FULL = "/dev/full"


class Output(Commands):
    def test_output_that_is_lost_is_74_and_a_line(self):
        self.write()
        config = ("--config", self.file)
        for arguments in (
            ("--help",),
            ("version",),
            ("check-config", *config),
            ("resolve", *config, "https://www.deezer.com/track/3135556"),
        ):
            with self.subTest(arguments), open(FULL, "w", encoding="utf-8") as full:
                result = self.run_command(*arguments, stdout=full)
                self.assertEqual(result.returncode, 74)
                self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
                self.assertIn("standard output", result.stderr)

    def test_a_fault_of_the_command_itself_decides_its_status(self):
        with open(FULL, "w", encoding="utf-8") as full:
            self.assertEqual(self.with_config("check-config", text="{", stdout=full).returncode, 78)

    def test_detect_ends_when_nobody_can_have_what_it_finds(self):
        endless = "yes '{\"body\": \"https://tidal.com/track/1\"}'"
        with open(FULL, "w", encoding="utf-8") as full:
            result = self.run_command("detect", stdin=self.output_of(endless), stdout=full)
        self.assertEqual(result.returncode, 74)

    def test_detect_says_when_its_input_breaks_off(self):
        with open(self.folder / "lines", "w", encoding="utf-8") as unreadable:
            result = self.run_command("detect", stdin=unreadable)
        self.assertEqual(result.returncode, 74)
        self.assertIn("standard input", result.stderr)

    def test_detect_of_an_empty_input_is_done(self):
        result = self.run_command("detect")
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))


if __name__ == "__main__":
    unittest.main()
