"""Runs the suite, or these modules of it, in two processes, each with its own Synapse, for most of
it is waiting: python3 shards.py [MODULE...]

A module belongs to the shard that makes the file of its name in a folder that both know. So both
have work until the end, and no module is left out or run twice. What measures rates runs before
the shards, alone."""

import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ALONE = {"test_limits"}
SHARDS = 2
SHOWN_SLOWEST = 10
HERE = pathlib.Path(__file__).parent


class Claimed(unittest.TestSuite):
    """The modules that no other shard has begun when the one before is done."""

    _cleanup = False  # unittest would look for the tests in a list

    def __init__(self, modules, folder):
        super().__init__()
        self._modules = modules
        self._folder = folder

    def __iter__(self):
        for module in self._modules:
            try:
                (self._folder / module).touch(exist_ok=False)
            except FileExistsError:
                continue
            yield unittest.defaultTestLoader.loadTestsFromName(module)
            (self._folder / f"{module}.done").touch()


class TimedResult(unittest.TextTestResult):
    """Also tells which tests took longest."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self._times = []

    def startTest(self, test):
        self._began = time.monotonic()
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        self._times.append((time.monotonic() - self._began, test.id()))

    def printErrors(self):
        super().printErrors()
        for seconds, name in sorted(self._times, reverse=True)[:SHOWN_SLOWEST]:
            self.stream.writeln(f"slow: {seconds:6.1f} s {name}")


def pass_on(stream, prefix):
    """Whole lines, so that those of the shards do not mix."""
    with stream:
        for line in stream:
            print(prefix + line, end="", flush=True)


def start(number, folder, modules):
    """The process of a shard, and the thread that shows what it prints."""
    shard = subprocess.Popen(
        [sys.executable, "-u", __file__, "--claim", folder, *modules],
        cwd=HERE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    reader = threading.Thread(target=pass_on, args=(shard.stdout, f"{number}| "))
    reader.start()
    return shard, reader


def run_all(modules, shards):
    """Gives the exit status: 0 if each shard ended well and each module was run to its end."""
    status = 0
    with tempfile.TemporaryDirectory(prefix="musiclink-shards-") as folder:
        running = [start(number, folder, modules) for number in range(1, shards + 1)]
        for shard, reader in running:
            ended = shard.wait()
            reader.join()
            if ended != 0:
                print(f"a shard ended with {ended}", flush=True)
                status = 1
        for module in modules:
            if not (pathlib.Path(folder) / f"{module}.done").exists():
                print(f"{module} was not run to its end", flush=True)
                status = 1
    return status


def run_shard(folder, modules):
    suite = Claimed(modules, pathlib.Path(folder))
    runner = unittest.TextTestRunner(verbosity=2, resultclass=TimedResult)
    return 0 if runner.run(suite).wasSuccessful() else 1


def main(arguments):
    if arguments[:1] == ["--claim"]:
        return run_shard(arguments[1], arguments[2:])
    modules = set(arguments) or {path.stem for path in HERE.glob("test_*.py")}
    alone = run_all(sorted(modules & ALONE), 1)
    return max(alone, run_all(sorted(modules - ALONE), SHARDS))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
