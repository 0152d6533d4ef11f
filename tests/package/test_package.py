"""The Debian package in a fresh bookworm: scripts/package makes both and runs this."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

PACKAGE = pathlib.Path(os.environ["MUSICLINK_PACKAGE"])
ROOT_FILE_SYSTEM = pathlib.Path(os.environ["MUSICLINK_ROOTFS"])
CONFIG = "etc/musiclink/musiclink.json"
STATE = "var/lib/musiclink"
PATIENCE = 900


class System:
    """A fresh Debian in a folder of its own."""

    def __init__(self, folder):
        self.root = pathlib.Path(folder) / "root"
        subprocess.run(["cp", "-a", "--reflink=auto", ROOT_FILE_SYSTEM, self.root], check=True)
        for name in ("resolv.conf", "hosts"):
            shutil.copy(f"/etc/{name}", self.root / "etc" / name)
        self.run("apt-get", "update")

    def run(self, *arguments, check=True):
        """Runs a command in there, as root."""
        inside = ["unshare", "--kill-child", "--pid", f"--mount-proc={self.root}/proc"]
        ended = subprocess.run(
            [*inside, "chroot", self.root, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive"}
            | {name: value for name, value in os.environ.items() if name.endswith("_proxy")},
            check=False,
        )
        if check and ended.returncode != 0:
            raise AssertionError(f"{arguments}: {ended.returncode}\n{ended.stdout}")
        return ended

    def install(self, package):
        shutil.copy(package, self.root / "tmp" / package.name)
        self.run("apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")

    def path(self, name):
        return self.root / name

    def named_musiclink(self):
        """Everything outside of /tmp and /proc that bears the name."""
        found = self.run(
            *"find / ( -path /proc -o -path /tmp ) -prune -o -name *musiclink* -print".split()
        )
        return set(found.stdout.split())


def older(package, folder):
    """The same package under a version before it."""
    tree = pathlib.Path(folder) / "tree"
    subprocess.run(["dpkg-deb", "-R", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    lines = control.read_text().splitlines()
    changed = ["Version: 0.0.1" if line.startswith("Version:") else line for line in lines]
    control.write_text("\n".join(changed) + "\n")
    made = pathlib.Path(folder) / "older.deb"
    subprocess.run(["dpkg-deb", "-b", tree, made], check=True, stdout=subprocess.DEVNULL)
    return made


class Package(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="musiclink-package-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.system = System(folder.name)

    def test_it_is_installed_upgraded_and_purged(self):
        self.system.install(older(PACKAGE, self.folder))
        self.check_what_was_installed()
        self.check_that_the_unit_finds_its_programs()
        self.check_that_the_configuration_is_checked()

        config, kept = self.system.path(CONFIG), self.system.path(STATE) / "data.mdb"
        config.write_text(config.read_text().replace("!abc:example.org", "!edited:example.org"))
        kept.write_text("what has been answered")
        self.system.install(PACKAGE)
        version = self.system.run("dpkg-query", "-W", "-f", "${Version}", "musiclink").stdout
        self.assertIn(f"_{version}_", PACKAGE.name)
        self.assertIn("!edited:example.org", config.read_text(), "the operator's edit is lost")

        self.system.run("apt-get", "purge", "-y", "musiclink")
        self.assertEqual(self.system.named_musiclink(), {f"/{STATE}"})
        self.assertEqual(kept.read_text(), "what has been answered")

    def check_what_was_installed(self):
        for name in (
            "usr/bin/musiclink",
            "lib/systemd/system/musiclink.service",
            "usr/share/man/man1/musiclink.1.gz",
            "usr/share/bash-completion/completions/musiclink",
            "usr/share/doc/musiclink/copyright",
            "usr/share/doc/musiclink/changelog.gz",
        ):
            self.assertTrue(self.system.path(name).is_file(), name)
        schema = self.system.run("readlink", "-e", "/etc/musiclink/musiclink.schema.json").stdout
        self.assertEqual(schema.strip(), "/usr/share/musiclink/musiclink.schema.json")
        owner = self.system.run("stat", "-c", "%U:%G %a", f"/{STATE}").stdout.strip()
        self.assertEqual(owner, "musiclink:musiclink 700")
        conffiles = self.system.run("dpkg-query", "-W", "-f", "${Conffiles}", "musiclink").stdout
        self.assertIn(f"/{CONFIG}", conffiles)

    def check_that_the_unit_finds_its_programs(self):
        unit = self.system.path("lib/systemd/system/musiclink.service").read_text()
        programs = re.findall(r"^Exec\w+=(\S+)", unit, re.MULTILINE)
        self.assertGreaterEqual(len(programs), 2)
        for program in programs:
            self.system.run("test", "-x", program)

    def check_that_the_configuration_is_checked(self):
        """The example that was installed lacks nothing but the token."""
        refused = self.system.run("musiclink", "check-config", check=False)
        self.assertEqual(refused.returncode, 78, refused.stdout)
        self.assertIn("/matrix/accessTokenFile", refused.stdout)
        self.assertEqual(refused.stdout.splitlines()[-1], "1 problem")
        (self.system.path(STATE) / "token").write_text("syt_token\n")
        self.system.run("musiclink", "check-config")
