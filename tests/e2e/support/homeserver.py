"""The homeserver that the tests talk to: a Synapse of their own, or one that is named.

With MUSICLINK_TEST_HOMESERVER (its base URL) and MUSICLINK_TEST_REGISTRATION_SECRET (its
registration_shared_secret) set, that one is used; its rate limits should be out of the way.
"""

import atexit
import dataclasses
import functools
import hashlib
import hmac
import json
import os
import secrets
import shlex
import subprocess

from support import REPOSITORY
from support.matrix_http import request


@dataclasses.dataclass(frozen=True)
class Account:
    user_id: str
    access_token: str = dataclasses.field(repr=False)
    password: str = dataclasses.field(default="", repr=False)

    @property
    def server_name(self):
        return self.user_id.partition(":")[2]


class Homeserver:
    can_restart = False

    def __init__(self, url, registration_secret):
        self.url = url
        self._secret = registration_secret

    def register(self, name, admin=False, unique=True):
        """A new account; its name is made unique, so that no run meets another's rooms."""
        path = "/_synapse/admin/v1/register"
        nonce = request(self.url, "GET", path)["nonce"]
        user = f"{name}-{secrets.token_hex(4)}" if unique else name
        password = secrets.token_urlsafe(12)
        mac = hmac.new(self._secret.encode(), digestmod=hashlib.sha1)
        mac.update("\0".join([nonce, user, password, "admin" if admin else "notadmin"]).encode())
        body = {"nonce": nonce, "username": user, "password": password, "admin": admin}
        made = request(self.url, "POST", path, body | {"mac": mac.hexdigest()})
        return Account(made["user_id"], made["access_token"], password)


class Synapse(Homeserver):
    """A fresh Synapse by scripts/synapse, which ends with its standard input."""

    can_restart = True

    def __init__(self, *arguments):
        self._process = subprocess.Popen(
            [REPOSITORY / "scripts" / "synapse", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        variables = self._wait_until_it_answers()
        super().__init__(
            variables["MUSICLINK_TEST_HOMESERVER"], variables["MUSICLINK_TEST_REGISTRATION_SECRET"]
        )
        atexit.register(self.stop)

    def _wait_until_it_answers(self):
        line = self._process.stdout.readline()
        if not line.startswith("export "):
            raise RuntimeError(f"scripts/synapse ended with {self._process.wait()}")
        return dict(word.split("=", 1) for word in shlex.split(line)[1:])

    def restart(self):
        """Returns when it answers again; what it keeps in memory alone is then gone."""
        self._process.stdin.write("restart\n")
        self._process.stdin.flush()
        self._wait_until_it_answers()

    def stop(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
        atexit.unregister(self.stop)


class FakeHomeserver:
    """The scripted homeserver of tests/support: two accounts and rooms of `person`, by alias."""

    PROGRAM = REPOSITORY / ".build/release/tests/fake_homeserver"

    def __init__(self, bot, person, *rooms):
        # --pdeathsig: it ends with this process, even when that is killed outright.
        command = [self.PROGRAM, "--bot", bot, "--person", person]
        for room in rooms:
            command += ["--room", room]
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        said = json.loads(self._process.stdout.readline())
        self.url = said["url"]
        self.bot, self.person = (
            Account(said[who]["user_id"], said[who]["access_token"]) for who in ("bot", "person")
        )
        self.rooms = said["rooms"]
        self._accounts = {bot: self.bot, person: self.person}

    def register(self, name):
        """One of the two accounts, by the name that it was given."""
        return self._accounts[name]

    def stop(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


def named():
    """The running homeserver that the environment names, or None."""
    url = os.environ.get("MUSICLINK_TEST_HOMESERVER")
    secret = os.environ.get("MUSICLINK_TEST_REGISTRATION_SECRET", "")
    return Homeserver(url.rstrip("/"), secret) if url else None


@functools.cache
def shared():
    """One for the whole run, with rate limits out of the way."""
    return named() or Synapse()


@functools.cache
def with_default_limits():
    """One for the whole run, with the rate limits that Synapse has by itself."""
    return named() or Synapse("--default-limits")


@functools.cache
def with_short_tokens():
    """One for the whole run, whose access tokens end; or None where another one is named."""
    return None if named() else Synapse("--short-tokens")


def with_message_limit(per_second, burst):
    """One for the whole run, on which an account may send so much; None where one is named."""
    return None if named() else Synapse("--message-limit", f"{per_second}:{burst}")
