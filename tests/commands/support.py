"""What the tests of the commands share: none of them needs a real homeserver. ctest runs them, and says
which binary is meant."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "tests" / "support"))

from served import served

BINARY = os.environ.get("MUSICLINK_BINARY", str(REPOSITORY / ".build/release/actors/musiclink"))
# What the surroundings of the test run have set must not reach the command.
ENVIRONMENT = {name: value for name, value in os.environ.items() if "MUSICLINK" not in name}


class Commands(unittest.TestCase):
    """A folder with a configuration that is good, and the binary."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "musiclink.json"
        self.config = {
            "matrix": {
                "server": "http://127.0.0.1:9",
                "userId": "@musiclink:example.org",
                "accessToken": "secret",
                "stateStorePath": str(self.folder / "state"),
                "rooms": ["!abc:example.org"],
            },
            "resolvers": [{"type": "songlink-page"}],
            "admin": {"listen": "off"},
        }

    def write(self, text=None):
        self.file.touch(mode=0o600)  # it holds a token
        self.file.write_text(json.dumps(self.config) if text is None else text, encoding="utf-8")

    def run_command(self, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **options):
        return subprocess.run(
            [BINARY, *arguments],
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
            check=False,
            timeout=60,
            **options,
        )

    def with_config(self, *arguments, text=None, **options):
        """The command, with this file's text or with `config`."""
        self.write(text)
        return self.run_command(*arguments, "--config", self.file, **options)

    def serve(self, answer):
        return Server(self, answer)

    def output_of(self, script):
        """What a shell script writes, for a command to read."""
        process = subprocess.Popen(["sh", "-c", f"exec {script}"], stdout=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        return process.stdout


class Server:
    """Answers each request with the status and JSON that `answer` gives for its path; keeps paths
    that were asked for."""

    def __init__(self, test, answer):
        self.asked = []

        def answer_with_json(path):
            self.asked.append(path)
            status, content = answer(path)
            return status, {}, json.dumps(content).encode()

        self.url = test.enterContext(served(answer_with_json))
