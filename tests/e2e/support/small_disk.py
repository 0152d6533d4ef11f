"""A disk of a few megabytes that a test can fill. Mounting needs root or sudo."""

import os
import pathlib
import subprocess
import tempfile


def _as_root(*command):
    prefix = [] if os.geteuid() == 0 else ["sudo"]
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} failed: {done.stderr.strip()}")


class SmallDisk:
    """A tmpfs; `path` is a folder on it."""

    def __init__(self, size):
        self._mounted_at = tempfile.mkdtemp(prefix="musiclink-small-disk-")
        options = f"size={size},mode=0700,uid={os.geteuid()},gid={os.getegid()}"
        _as_root("mount", "-t", "tmpfs", "-o", options, "tmpfs", self._mounted_at)
        self.path = pathlib.Path(self._mounted_at)

    def fill(self):
        """Leaves not a byte to anybody."""
        with open(self.path / "filler", "wb", buffering=0) as filler:
            for size in (65536, 4096, 1):
                try:
                    while filler.write(b"x" * size) == size:
                        pass
                except OSError:
                    pass

    def make_room(self):
        (self.path / "filler").unlink()

    def remove(self):
        _as_root("umount", "--lazy", self._mounted_at)
        os.rmdir(self._mounted_at)
