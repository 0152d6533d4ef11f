"""What `musiclink judge` says of pairs, and of lines that are none. It has no configuration."""

import json
import unittest

from support import Commands


def facts(title, *artists, **more):
    return {"type": "track", "title": title, "artists": list(artists)} | more


HELLO = facts("Hello", "Adele", duration=295000)
LIVE = facts("Hello (Live)", "Adele", duration=295000)


def pair(source, candidate):
    return json.dumps({"source": source, "candidate": candidate})


class Judge(Commands):
    def judge(self, *lines):
        file = self.folder / "pairs"
        file.write_text("".join(line + "\n" for line in lines))
        with file.open() as stdin:
            result = self.run_command("judge", stdin=stdin)
        found = [json.loads(line) for line in result.stdout.splitlines()]
        return result.returncode, found, result.stderr

    def test_each_pair_has_its_verdict_with_the_reasons(self):
        other = facts("Go", "x")
        status, found, said = self.judge(*(pair(HELLO, each) for each in (HELLO, LIVE, other)))
        self.assertEqual((status, said), (0, ""))
        self.assertEqual(found[0], {"verdict": "sure", "reasons": []})
        self.assertNotEqual(found[1]["verdict"], "sure")
        self.assertIn("live", " ".join(found[1]["reasons"]))
        self.assertEqual(found[2]["verdict"], "different")

    def test_a_code_on_both_sides_is_a_reason(self):
        coded = {"isrc": "GBBKS1500214"}
        status, found, _ = self.judge(pair(HELLO | coded, facts("x", "y", **coded)))
        self.assertEqual(found, [{"verdict": "sure", "reasons": ["the same ISRC or UPC"]}])
        self.assertEqual(status, 0)

    def test_the_album_counts(self):
        intro = facts("Intro", "The xx", duration=127000)
        on_album = intro | {"album": "xx"}
        _, found, _ = self.judge(pair(intro, intro), pair(on_album, on_album))
        self.assertEqual([each["verdict"] for each in found], ["doubtful", "sure"])

    def test_a_line_that_is_no_pair_is_named_and_the_others_are_answered_in_their_order(self):
        no_pairs = ("", "{", "[]", "{}", pair(HELLO, HELLO | {"duration": "295"}))
        status, found, said = self.judge(pair(HELLO, HELLO), *no_pairs, pair(HELLO, LIVE))
        self.assertEqual(status, 65)
        self.assertEqual(found[0]["verdict"], "sure")
        self.assertEqual(found[1:-1], [None] * len(no_pairs))
        self.assertNotEqual(found[-1]["verdict"], "sure")
        lines = said.splitlines()
        named = [line.partition(":")[0] for line in lines]
        self.assertEqual(named, [f"line {number}" for number in range(2, 7)])
        self.assertIn("/candidate/duration", lines[-1])
        for line in lines:
            self.assertIn('write {"source"', line)

    def test_an_empty_input_is_done(self):
        self.assertEqual(self.judge(), (0, [], ""))

    def test_an_input_that_breaks_off_and_an_output_that_is_lost_are_74(self):
        with open(self.folder / "lines", "w", encoding="utf-8") as unreadable:
            self.assertEqual(self.run_command("judge", stdin=unreadable).returncode, 74)
        endless = self.output_of(f"yes '{pair(HELLO, HELLO)}'")
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertEqual(self.run_command("judge", stdin=endless, stdout=full).returncode, 74)


if __name__ == "__main__":
    unittest.main()
