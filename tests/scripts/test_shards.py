"""tests/e2e/shards.py runs each module once and says so when one is lost."""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SHARDS = pathlib.Path(__file__).resolve().parents[1] / "e2e" / "shards.py"
GOOD = "import unittest\nclass Good(unittest.TestCase):\n    def test_it(self): print('ran {name}')\n"


class Shards(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="musiclink-test-shards-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        shutil.copy(SHARDS, self.folder)
        self.names = ["test_limits", *(f"test_{number}" for number in range(6))]
        for name in self.names:
            self.write(name, GOOD.format(name=name))

    def write(self, name, source):
        (self.folder / f"{name}.py").write_text(source)

    def run_all(self, *modules):
        return subprocess.run(
            [sys.executable, "-u", self.folder / "shards.py", *modules],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )

    def test_each_module_runs_once(self):
        done = self.run_all()
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(sorted(re.findall(r"ran (\w+)", done.stdout)), sorted(self.names))
        counted = re.findall(r"^\d\| Ran (\d+) tests? in", done.stdout, re.MULTILINE)
        self.assertEqual(sum(map(int, counted)), len(self.names), done.stdout)

    def test_modules_that_are_named_run_alone(self):
        done = self.run_all("test_1", "test_4")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(sorted(re.findall(r"ran (\w+)", done.stdout)), ["test_1", "test_4"])

    def test_a_failure_a_crash_and_a_broken_module_fail_the_run(self):
        failing = "import unittest\nclass Bad(unittest.TestCase):\n    def test_it(self): self.fail()\n"
        for name, source in (
            ("test_limits", failing),
            ("test_3", failing),
            ("test_3", "import os\nos._exit(0)\n"),
            ("test_3", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"),
            ("test_3", "import what_is_not_there\n"),
        ):
            with self.subTest(name=name, source=source):
                self.write(name, source)
                self.assertEqual(self.run_all().returncode, 1)
                self.write(name, GOOD.format(name=name))


if __name__ == "__main__":
    unittest.main()
