"""The musiclink binary as a process, with a configuration folder of its own."""

import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time

from support import REPOSITORY
from support.person import PATIENCE

BINARY = pathlib.Path(
    os.environ.get("MUSICLINK_BINARY", REPOSITORY / ".build/release/actors/musiclink")
)
# What the surroundings of the test run have set must not reach the service.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if "MUSICLINK" not in name}


def run_command(*arguments, standard_input=None, environment=None):
    """Runs a command of the binary to its end."""
    return subprocess.run(
        [BINARY, *arguments],
        input=standard_input,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=_ENVIRONMENT | (environment or {}),
        check=False,
    )


class Bot:
    """`musiclink run`, its configuration file and everything that it has written so far."""

    def __init__(self, homeserver, account, resolver_url, folder):
        self.world = None  # a World that it lives in instead of the real one
        self.account = account
        self.user_id = account.user_id
        self.folder = pathlib.Path(folder)
        self.config_file = self.folder / "musiclink.json"
        self.config = {
            "mode": "active",
            "matrix": {
                "server": homeserver.url,
                "userId": account.user_id,
                "accessTokenFile": str(self.folder / "token"),
                "stateStorePath": str(self.folder / "store"),
                "rooms": [],
                "syncTimeoutMs": 5000,
            },
            "roomDefaults": {},
            "resolvers": [
                {"type": "idonthavespotify", "url": resolver_url, "requestsPerMinute": 60000}
            ],
            "admin": {"listen": "off"},
            "log": {"level": "debug"},
        }
        self._output = []
        self._written = threading.Condition()
        self._process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.use_token(account.access_token)

    def use_token(self, access_token):
        """What the token file holds from now on."""
        self.account = dataclasses.replace(self.account, access_token=access_token)
        token = self.folder / "token"
        token.touch(mode=0o600)
        token.write_text(access_token + "\n")

    def write_config(self):
        self.config_file.write_text(json.dumps(self.config, indent=2))

    def start(self):
        self.start_with("run", "--config", self.config_file)

    def command_line(self, *arguments):
        """What starts the service with these arguments."""
        return [BINARY, *arguments]

    def start_with(self, *arguments, environment=None):
        """Writes the configuration and starts the service with these arguments."""
        self.write_config()
        # It ends with the tests, even when these are killed outright.
        command = ["setpriv", "--pdeathsig", "KILL", *self.command_line(*arguments)]
        around = environment or {}
        if self.world is not None:
            command = self.world.command(command)
            around = around | self.world.environment
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=_ENVIRONMENT | around,
        )
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,))
        self._reader.start()

    def _read(self, stream):
        with stream, open(self.folder / "log", "a", encoding="utf-8") as log:
            for line in stream:
                log.write(line)
                log.flush()
                with self._written:
                    self._output.append(line)
                    self._written.notify_all()
        with self._written:
            self._written.notify_all()

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        return self._process.pid

    def lines(self, pattern="", start=0):
        """The lines written from number `start` on that match the regular expression."""
        with self._written:
            return [line for line in self._output[start:] if re.search(pattern, line)]

    def wait_for_log(self, pattern, start=0):
        """Waits for a line that matches, counted from line number `start`."""
        with self._written:
            self._written.wait_for(
                lambda: self.lines(pattern, start) or not self._reader.is_alive(), PATIENCE
            )
        found = self.lines(pattern, start)
        if not found:
            raise AssertionError(f"musiclink wrote no line that matches {pattern!r}")
        return found[0]

    def send_signal(self, number):
        self._process.send_signal(number)

    def switch(self, mode):
        """Sets the switch as an operator does, and waits until the service says so."""
        with self._written:
            start = len(self._output)
        self.send_signal({"shadow": signal.SIGUSR1, "active": signal.SIGUSR2}[mode])
        self.wait_for_log(rf"\b{mode}\b", start)

    def wait(self, patience=PATIENCE):
        """Waits for the end of the process and gives its exit status."""
        status = self._process.wait(patience)
        self._reader.join()
        return status

    def stop(self):
        self.send_signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        self.send_signal(signal.SIGKILL)
        return self.wait()

    def run_command(self, *arguments):
        """Runs a command of the binary beside the service, on the same configuration."""
        return run_command(*arguments, "--config", str(self.config_file))

    def journal(self):
        """What `musiclink shadow --json` prints."""
        shown = self.run_command("shadow", "--json")
        if shown.returncode != 0:
            raise AssertionError(f"musiclink shadow: {shown.returncode}: {shown.stderr}")
        return json.loads(shown.stdout)

    def wait_for_entry(self, event_id):
        """Waits until the journal holds what would have answered the event, and gives it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for entry in self.journal()["entries"]:
                if entry["eventId"] == event_id:
                    return entry
            time.sleep(0.1)  # only the command shows the journal, so it is asked again
        raise AssertionError(f"the shadow journal has no entry about {event_id}")
