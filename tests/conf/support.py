"""What the tests of conf/ share. ctest runs them, and says which binary is meant."""

import os
import pathlib
import subprocess

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONF = REPOSITORY / "conf"
BINARY = os.environ.get("MUSICLINK_BINARY", str(REPOSITORY / ".build/release/actors/musiclink"))


def text(name):
    return (CONF / name).read_text(encoding="utf-8")


def run(*arguments, check=True, **options):
    """Runs a command and gives what it wrote, on both ways."""
    ended = subprocess.run(
        list(map(str, arguments)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **options,
    )
    if check and ended.returncode != 0:
        raise AssertionError(f"{arguments}: {ended.returncode}\n{ended.stdout}")
    return ended.stdout
