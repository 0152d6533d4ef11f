"""CONTRACT.md says what the binary, the schema and the sources say."""

import json
import pathlib
import re
import tempfile
import unittest

from support import BINARY, REPOSITORY, run, text

CONTRACT = text("CONTRACT.md")
SCHEMA = json.loads(text("musiclink.schema.json"))
NOT_YET = "not yet in this version"
WITHOUT_DEFAULT = {"/matrix/server", "/matrix/userId", "/matrix/accessTokenFile", "/matrix/rooms"}


def section(number):
    return re.search(rf"^## {number}\. .*?(?=^## |\Z)", CONTRACT, re.MULTILINE | re.DOTALL)[0]


def source(path):
    return (REPOSITORY / path).read_text(encoding="utf-8")


def configuration():
    block = re.search(r"```jsonc\n(.*?)```", section(3), re.DOTALL)[1]
    token = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*')
    return json.loads(token.sub(lambda match: match[1] or "", block))


def resolved(schema):
    reference = schema.get("$ref")
    return SCHEMA["definitions"][reference.rpartition("/")[2]] if reference else schema


def keys(schema, path=""):
    """Each key that holds a value, as a JSON pointer, with its schema."""
    for name, below in schema["properties"].items():
        below = resolved(below)
        if "properties" in below:
            yield from keys(below, f"{path}/{name}")
        else:
            yield f"{path}/{name}", below


def values(settings, path=""):
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from values(value, f"{path}/{name}")
        else:
            yield f"{path}/{name}", value


class Contract(unittest.TestCase):
    def test_it_has_every_command(self):
        shown = re.findall(r"^  ([a-z][a-z-]+) ", run(BINARY, "--help"), re.MULTILINE)
        rows = [row for row in section(2).splitlines() if row.startswith("| `musiclink ")]
        built = [row for row in rows if NOT_YET not in row]
        self.assertEqual({re.match(r"\| `musiclink ([a-z-]+)", row)[1] for row in built}, set(shown))
        for row in built:
            usage = row.split("`")[1].split()[1:]
            command = usage[:2] if usage[0] == "store" else usage[:1]
            with self.subTest(command=command):
                offered = set(re.findall(r"--[a-z-]+", run(BINARY, *command, "--help")))
                self.assertEqual(set(re.findall(r"--[a-z-]+", row.split("`")[1])), offered - {"--help"})

    def test_it_has_every_exit_status(self):
        promised = re.findall(r"^\| (\d+) \|", section(2), re.MULTILINE)
        known = re.findall(r"int \w+ = (\d+);", source("core/edge/exit_status.hpp"))
        self.assertEqual(set(promised), set(known))

    def test_it_has_every_key_with_its_default(self):
        written = dict(values(configuration()))
        known = dict(keys(SCHEMA))
        self.assertEqual(set(written), set(known) - {"/$schema", "/matrix/accessToken"})
        for path in set(written) - WITHOUT_DEFAULT:
            with self.subTest(key=path):
                self.assertEqual(written[path], known[path]["default"])

    def test_its_configuration_is_valid(self):
        settings = configuration()
        with tempfile.TemporaryDirectory() as folder:
            there = pathlib.Path(folder)
            (there / "token").write_text("secret\n")
            settings["matrix"]["accessTokenFile"] = str(there / "token")
            (there / "musiclink.json").write_text(json.dumps(settings))
            run(BINARY, "check-config", "--config", there / "musiclink.json")

    def test_what_it_marks_as_not_built_is_not_built(self):
        unbuilt = section(3).partition(f"*{NOT_YET}*")[2]
        names = {name.rpartition(".")[2] for name in re.findall(r"^- `([\w.]+)`", unbuilt, re.MULTILINE)}
        for name in names:
            with self.subTest(key=name):
                self.assertNotIn(f'"{name}"', text("musiclink.schema.json"))

    def test_it_has_the_words_of_the_status(self):
        words = set(re.findall(r'"(\w+)"\}', source("core/status/keys.hpp")))
        self.assertGreater(len(words), 10)
        for word in words:
            with self.subTest(word=word):
                self.assertRegex(section(8) + section(9), rf"\b{word}\b")

    def test_its_metrics_are_there(self):
        known = set(re.findall(r'"musiclink_(\w+)"', source("core/edge/metrics.cpp")))
        table = section(9).partition("The names of metrics")[2]
        promised = set()
        for row in re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE):
            promised |= {name.partition("{")[0] for name in re.findall(r"`([^`]+)`", row)}
        self.assertGreater(len(promised), 10)
        self.assertLessEqual(promised, known)


if __name__ == "__main__":
    unittest.main()
