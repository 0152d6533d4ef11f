"""The image of conf/Containerfile at work: its rights, its signals, its state. scripts/image
builds it and runs this."""

import http.server
import pathlib
import signal
import ssl
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from container import IMAGE, ContainerBot, inspect, podman
from support.case import Case, new_song
from support.person import PATIENCE

MOST_BYTES = 100_000_000


class Image(Case):
    bot_type = ContainerBot

    def _put_away(self, bot):
        super()._put_away(bot)
        bot.remove()

    def test_a_link_is_answered_and_each_signal_is_obeyed(self):
        self.bot.config["mode"] = "shadow"
        began = time.monotonic()
        self.bot.config["matrix"]["rooms"] = [room := self.alice.create_room()]
        self.bot.start()
        self.bot.wait_for_log("musiclink starts")
        print(f"\nimage: {time.monotonic() - began:.1f} s from podman run to the service")
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))

        self.bot.switch("active")  # SIGUSR2
        self.assert_replied(room)
        self.bot.switch("shadow")  # SIGUSR1
        self.bot.wait_for_entry(self.alice.say(room, new_song().link()))

        added = self.alice.create_room()
        self.bot.config["matrix"]["rooms"].append(added)
        self.bot.write_config()
        self.bot.send_signal(signal.SIGHUP)
        self.alice.wait_for_membership(added, self.bot.user_id, "join")
        self.assertEqual(self.bot.stop(), 0, "exit status after SIGTERM")

    def test_the_state_outlives_the_container(self):
        room, songs = self.start_in_new_room(), [new_song()]
        self.alice.say(room, songs[0].link())
        self.wait_for_reply(room, songs[0])
        self.assertEqual(self.bot.stop(), 0)
        songs += self.say_songs(room, 1)
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_it_has_no_rights_and_is_process_one(self):
        self.start_in_new_room()
        process = pathlib.Path("/proc") / str(self.bot.process_id)
        status = dict(
            line.split(":", 1) for line in (process / "status").read_text().splitlines()
        )
        self.assertEqual(status["NSpid"].split()[-1], "1")
        self.assertEqual(set(status["Uid"].split()), {"65532"})
        self.assertEqual(int(status["CapEff"], 16), 0)
        mounts = [line.split() for line in (process / "mounts").read_text().splitlines()]
        root = next(mount for mount in mounts if mount[1] == "/")
        self.assertIn("ro", root[3].split(","))

    def test_it_holds_one_program_and_no_shell(self):
        folder = pathlib.Path(podman("image", "mount", IMAGE).stdout.strip())
        self.addCleanup(podman, "image", "unmount", IMAGE)
        programs = [
            str(file.relative_to(folder))
            for file in folder.rglob("*")
            if file.is_file() and file.stat().st_mode & 0o111 and ".so" not in file.name
        ]
        self.assertEqual(programs, ["usr/bin/musiclink"])

    def test_it_is_small_and_says_what_it_is(self):
        image = inspect("image", IMAGE)
        print(f"\nimage: {image['Size'] / 1e6:.0f} MB")
        self.assertLess(image["Size"], MOST_BYTES)
        version = podman("run", "--rm", "--read-only", IMAGE, "version").stdout.split()[1]
        self.assertEqual(image["Labels"]["org.opencontainers.image.version"], version)
        config = image["Config"]
        self.assertEqual(config["StopSignal"], "SIGTERM")
        self.assertEqual(list(config["Volumes"]), ["/var/lib/musiclink"])
        self.assertEqual(image["Healthcheck"]["Test"], ["CMD", "/usr/bin/musiclink", "status"])

    def test_its_health_is_asked_through_the_binary(self):
        self.start_in_new_room()
        deadline = time.monotonic() + PATIENCE
        while podman("healthcheck", "run", self.bot.name, check=False).returncode != 0:
            self.assertLess(time.monotonic(), deadline, "it never became healthy")
            time.sleep(0.2)  # nobody tells when

    def test_certificates_are_there_and_a_wrong_one_is_refused(self):
        self.bot.config["matrix"]["server"] = self.server_of_nobody()
        self.bot.start()
        self.bot.wait_for_log("SSL certificate problem: self-signed certificate")
        self.assertEqual(self.bot.stop(), 0)

    def server_of_nobody(self):
        """A TLS server whose certificate nobody has signed: its URL."""
        key, certificate = self.bot.folder / "key.pem", self.bot.folder / "certificate.pem"
        making = "openssl req -x509 -nodes -newkey rsa:2048 -subj /CN=localhost".split()
        making += ["-keyout", key, "-out", certificate]
        subprocess.run(making, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler
        )
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"https://127.0.0.1:{server.server_port}"
