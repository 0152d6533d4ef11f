"""The admin endpoint of a bot, as a probe, a script or a browser asks it."""

import json
import socket
import time
import urllib.error
import urllib.request

from support.person import PATIENCE

_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Desk:
    def __init__(self, bot, host="127.0.0.1"):
        """To be made before the bot starts."""
        self.port = free_port()
        self._host = host
        bot.config["admin"]["listen"] = f"{host}:{self.port}"

    def get(self, path, method="GET", name=None):
        """Status and text of an answer; asked by that name, or by the address."""
        host = "[::1]" if self._host == "[::]" else self._host
        request = urllib.request.Request(f"http://{host}:{self.port}{path}", method=method)
        if name is not None:
            request.add_header("Host", name)
        try:
            with _opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode()

    def json(self, path):
        return json.loads(self.get(path)[1])

    def status(self):
        return self.json("/api/status")

    def room(self, room_id):
        return next(room for room in self.status()["rooms"] if room["roomId"] == room_id)

    def wait_for(self, condition, what):
        """Asks until the condition holds; only the endpoint shows it. Gives what it gave."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                found = condition()
            except urllib.error.URLError:
                found = None  # it does not listen yet
            if found:
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"the admin endpoint does not show {what}: {self.status()}")
            time.sleep(0.05)

    def wait_until_ready(self):
        self.wait_for(lambda: self.get("/readyz")[0] == 200, "that the service is ready")
