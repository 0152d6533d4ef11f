"""The image as a bot: the service in a container, signalled and looked into by `podman`."""

import json
import os
import secrets
import socket
import subprocess

from support.bot import Bot
from support.person import PATIENCE

IMAGE = os.environ.get("MUSICLINK_IMAGE", "musiclink")


def podman(*arguments, check=True):
    """Runs podman to its end."""
    return subprocess.run(
        ["podman", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=check,
    )


def inspect(kind, name):
    return json.loads(podman(kind, "inspect", name).stdout)[0]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ContainerBot(Bot):
    """Its folder is /etc/musiclink in the container; its state is in a volume of its own."""

    def __init__(self, homeserver, account, resolver_url, folder):
        self.name = f"musiclink-{secrets.token_hex(4)}"
        super().__init__(homeserver, account, resolver_url, folder)
        # By name: the image must be able to look one up.
        self.config["matrix"]["server"] = homeserver.url.replace("127.0.0.1", "localhost")
        self.config["matrix"]["accessTokenFile"] = "/etc/musiclink/token"
        self.config["matrix"]["stateStorePath"] = "/var/lib/musiclink"
        self.config["admin"]["listen"] = f"127.0.0.1:{free_port()}"

    def use_token(self, access_token):
        super().use_token(access_token)
        user, group = inspect("image", IMAGE)["Config"]["User"].split(":")
        os.chown(self.folder / "token", int(user), int(group))

    def start(self):
        self.start_with("run")

    def command_line(self, *arguments):
        # As the guide says; the network is the host's, where Synapse listens on loopback.
        return [
            *("podman", "run", "--rm", "--name", self.name, "--network", "host", "--read-only"),
            *("-v", f"{self.folder}:/etc/musiclink:ro", "-v", f"{self.name}:/var/lib/musiclink"),
            *(IMAGE, *arguments),
        ]

    def run_command(self, *arguments):
        return podman("exec", self.name, "musiclink", *arguments, check=False)

    def send_signal(self, number):
        podman("kill", "--signal", int(number), self.name)

    @property
    def process_id(self):
        """Of the service, as the host sees it."""
        return inspect("container", self.name)["State"]["Pid"]

    def remove(self):
        podman("rm", "--force", self.name)
        podman("volume", "rm", "--force", self.name)
