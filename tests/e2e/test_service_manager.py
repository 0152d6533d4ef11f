"""What systemd is told of the service (conf/musiclink.service is of Type=notify)."""

import secrets
import signal
import socket

from support.case import Case
from support.person import PATIENCE


class ServiceManager(Case):
    def setUp(self):
        super().setUp()
        name = f"musiclink-{secrets.token_hex(8)}"  # without a file: paths of sockets are short
        self.manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.manager.close)
        self.manager.bind(f"\0{name}")
        self.manager.settimeout(PATIENCE)
        self.environment = {"NOTIFY_SOCKET": f"@{name}"}

    def start_under_systemd(self):
        self.bot.start_with("run", "--config", self.bot.config_file, environment=self.environment)

    def hear(self):
        return self.manager.recv(1000).decode()

    def test_start_reload_and_stop_are_told(self):
        self.bot.config["matrix"]["rooms"] = [self.alice.create_room()]
        self.start_under_systemd()
        self.assertEqual(self.hear(), "READY=1")
        self.bot.send_signal(signal.SIGHUP)
        self.assertEqual([self.hear(), self.hear()], ["RELOADING=1", "READY=1"])
        self.bot.send_signal(signal.SIGTERM)
        self.assertEqual(self.hear(), "STOPPING=1")
        self.assertEqual(self.bot.wait(), 0)

    def test_it_is_ready_while_the_homeserver_is_away(self):
        self.bot.config["matrix"]["server"] = "http://127.0.0.1:9"  # nobody listens there
        self.bot.config["matrix"]["rooms"] = ["!somewhere:example.org"]
        self.start_under_systemd()
        self.assertEqual(self.hear(), "READY=1")

    def test_it_is_not_ready_without_its_store(self):
        self.bot.config["matrix"]["rooms"] = [self.alice.create_room()]
        self.bot.start()
        self.bot.wait_for_log("musiclink starts")
        other = self.new_bot("other")
        other.config["matrix"] |= {
            "rooms": ["!somewhere:example.org"],
            "stateStorePath": self.bot.config["matrix"]["stateStorePath"],
        }
        other.start_with("run", "--config", other.config_file, environment=self.environment)
        self.assertEqual(other.wait(), 75)
        self.manager.setblocking(False)
        self.assertRaises(BlockingIOError, self.hear)
