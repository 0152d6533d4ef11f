"""The process among its neighbours: who reads its stderr, what it was started with, what its files
lie on. The homeserver is the fake one, the binary the real one."""

import fcntl
import http.client
import json
import os
import pathlib
import resource
import select
import signal
import socket
import subprocess
import threading
import time
import unittest
import urllib.parse

from support import BINARY, ENVIRONMENT, Commands

HOMESERVER = os.environ.get(
    "MUSICLINK_FAKE_HOMESERVER", str(pathlib.Path(BINARY).parents[1] / "tests/fake_homeserver")
)
# Docker's grace time, and drainTimeoutMs with what the process needs beyond it.
GRACE = 10
# What no test ever waits for in full where all is well.
PATIENCE = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Service(Commands):
    """`musiclink run` beside a fake homeserver, with a room and a person in it."""

    room_is = "--room"

    def setUp(self):
        super().setUp()
        server = subprocess.Popen([HOMESERVER, self.room_is, "music"], stdout=subprocess.PIPE)
        self.addCleanup(server.wait)
        self.addCleanup(server.terminate)
        self.addCleanup(server.stdout.close)
        self.world = json.loads(server.stdout.readline())
        self.room = self.world["rooms"]["music"]
        self.token = self.folder / "token"
        self.token.write_text(self.world["bot"]["access_token"], encoding="utf-8")
        self.token.chmod(0o600)
        self.admin = free_port()
        self.config["mode"] = "active"
        self.config["admin"] = {"listen": f"127.0.0.1:{self.admin}"}
        self.config["matrix"] |= {
            "server": self.world["url"],
            "userId": self.world["bot"]["user_id"],
            "accessTokenFile": str(self.token),
            "rooms": [self.room],
        }
        del self.config["matrix"]["accessToken"]
        self.sent = 0

    def start(self, **options):
        self.write()
        service = subprocess.Popen(
            [BINARY, "run", "--config", self.file],
            **({"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | options),
            env=ENVIRONMENT,
        )
        self.addCleanup(service.wait)
        self.addCleanup(service.kill)
        return service

    def ask(self, url, path, method="GET", body=None):
        at = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(at.hostname, at.port, timeout=PATIENCE)
        try:
            token = self.world["person"]["access_token"]
            connection.request(
                method, path, json.dumps(body) if body else None, {"Authorization": f"Bearer {token}"}
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def of_service(self, path):
        """Status and text of the admin endpoint; status 0 while it does not listen."""
        try:
            return self.ask(f"http://127.0.0.1:{self.admin}", path)
        except OSError:
            return 0, ""

    def until(self, reached):
        end = time.monotonic() + PATIENCE
        while not reached():
            self.assertLess(time.monotonic(), end, "it does not come")
            time.sleep(0.05)

    def status(self):
        return json.loads(self.of_service("/api/status")[1] or "{}")

    def until_ready(self):
        self.until(lambda: self.of_service("/readyz")[0] == 200)
        # What is said before it has joined is not answered.
        self.until(lambda: [room["membership"] for room in self.status()["rooms"]] == ["join"])

    def metric(self, name):
        for line in self.of_service("/metrics")[1].splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return None

    def post_links(self, count):
        for _ in range(count):
            self.sent += 1
            room = urllib.parse.quote(self.room)
            status, _ = self.ask(
                self.world["url"],
                f"/_matrix/client/v3/rooms/{room}/send/m.room.message/{self.sent}",
                "PUT",
                {"msgtype": "m.text", "body": f"https://www.deezer.com/track/{self.sent}"},
            )
            self.assertEqual(status, 200)

    def until_all_are_answered(self):
        self.until(lambda: self.metric('musiclink_replies_total{outcome="sent"}') == self.sent)

    def end_in_time(self, service, by=signal.SIGTERM):
        service.send_signal(by)
        self.assertEqual(service.wait(GRACE), 0)

    def mode(self):
        return self.status().get("mode")


class Stderr(Service):
    """Log drivers get stuck, and nobody reads stderr any more."""

    def setUp(self):
        super().setUp()
        self.config["log"] = {"level": "trace"}
        self.read_end, self.write_end = os.pipe()
        self.addCleanup(lambda: [os.close(end) for end in (self.read_end, self.write_end)])
        fcntl.fcntl(self.write_end, fcntl.F_SETPIPE_SZ, 4096)

    def is_full(self):
        return not select.select([], [self.write_end], [], 0)[1]

    def test_links_are_answered_and_the_end_comes_in_time_while_nobody_reads_it(self):
        service = self.start(stderr=self.write_end)
        self.until_ready()
        self.post_links(150)
        self.until_all_are_answered()
        self.assertTrue(self.is_full())
        self.assertEqual(self.metric("musiclink_log_lines_dropped_total"), 0)
        self.end_in_time(service)

    def test_two_sigterms_end_it_too(self):
        service = self.start(stderr=self.write_end)
        self.until_ready()
        self.post_links(50)
        self.until_all_are_answered()
        service.send_signal(signal.SIGTERM)
        self.end_in_time(service)

    def test_a_faulty_configuration_can_be_ended_too(self):
        os.set_blocking(self.write_end, False)
        try:
            while True:
                os.write(self.write_end, bytes(4096))
        except BlockingIOError:
            os.set_blocking(self.write_end, True)
        self.config["mode"] = "wrong"
        service = self.start(stderr=self.write_end)
        with self.assertRaises(subprocess.TimeoutExpired):
            service.wait(1)
        service.terminate()
        self.assertEqual(service.wait(GRACE), -signal.SIGTERM)

    def test_the_last_lines_before_a_crash_are_written(self):
        service = self.start(stderr=self.write_end)
        self.until_ready()
        self.post_links(100)
        self.until_all_are_answered()
        self.assertTrue(self.is_full())
        lines = []
        with open(os.dup(self.read_end), "rb") as pipe:
            os.close(self.write_end)
            self.write_end = os.open(os.devnull, os.O_WRONLY)
            reader = threading.Thread(target=lambda: lines.extend(pipe))
            service.send_signal(signal.SIGABRT)
            reader.start()
            self.assertEqual(service.wait(GRACE), -signal.SIGABRT)
            reader.join()
        self.assertEqual(sum(b" info replied " in line for line in lines), self.sent)


class Descriptors(Service):
    def test_without_0_to_2_the_log_is_written_nowhere(self):
        def close_all():
            for each in range(3):
                os.close(each)

        service = self.start(preexec_fn=close_all, stdin=None, stderr=None)
        self.until_ready()
        self.post_links(3)
        self.until_all_are_answered()
        self.end_in_time(service)
        verified = self.run_command("store", "verify", "--config", self.file)
        self.assertEqual(verified.returncode, 0, verified.stderr)
        for file in (self.folder / "state").iterdir():
            self.assertFalse(b"musiclink starts" in file.read_bytes(), file)

    def test_commands_without_stdout_do_not_succeed(self):
        for arguments in (("version",), ("--help",)):
            script = 'exec "$0" "$@" >&-'
            result = subprocess.run(
                ["sh", "-c", script, BINARY, *arguments],
                stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, check=False, timeout=PATIENCE,
            )
            self.assertEqual(result.returncode, 74)
            self.assertIn("standard output", result.stderr)


class Signals(Service):
    def blocks(self, service, which):
        for line in pathlib.Path(f"/proc/{service.pid}/status").read_text().splitlines():
            if line.startswith("SigBlk:"):
                return int(line.split()[1], 16) >> (which - 1) & 1
        return 0

    def test_one_that_comes_before_the_service_stands_waits_for_it(self):
        for which, mode in ((signal.SIGHUP, "active"), (signal.SIGUSR1, "shadow")):
            with self.subTest(which):
                service = self.start()
                while not self.blocks(service, which):
                    self.assertIsNone(service.poll())
                service.send_signal(which)
                self.until_ready()
                self.until(lambda mode=mode: self.mode() == mode)
                self.end_in_time(service)

    def test_a_command_that_is_no_service_ends_by_them(self):
        for which in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            service = subprocess.Popen(
                [BINARY, "detect"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT
            )
            self.addCleanup(service.stdout.close)
            self.addCleanup(service.stdin.close)
            service.stdin.write(b'{"body": "x", "formatted_body": null}\n')
            service.stdin.flush()
            service.stdout.readline()
            service.send_signal(which)
            self.assertEqual(service.wait(GRACE), -which)


class Cores(Service):
    def test_a_crash_writes_none(self):
        def allow():
            resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY,) * 2)

        service = self.start(preexec_fn=allow, cwd=self.folder)
        self.until_ready()
        os.kill(service.pid, signal.SIGABRT)  # sanitizers handle the others themselves
        _, status = os.waitpid(service.pid, 0)
        service.returncode = -os.WTERMSIG(status)
        self.assertEqual(os.WTERMSIG(status), signal.SIGABRT)
        self.assertFalse(os.WCOREDUMP(status))


class Files(Service):
    """A configuration that does not answer: a FIFO here, where it is on a mount that hangs there."""

    def replace_by_fifo(self, file):
        file.unlink()
        os.mkfifo(file)

    def test_a_fifo_in_the_place_of_the_configuration_holds_up_nothing(self):
        service = self.start()
        self.until_ready()
        self.replace_by_fifo(self.file)
        service.send_signal(signal.SIGHUP)
        service.send_signal(signal.SIGUSR1)
        self.until(lambda: self.mode() == "shadow")
        self.until(lambda: "no regular file" in self.of_service("/api/status")[1])
        self.end_in_time(service)

    def test_a_fifo_in_the_place_of_the_token_holds_up_nothing(self):
        service = self.start()
        self.until_ready()
        self.replace_by_fifo(self.token)
        service.send_signal(signal.SIGHUP)
        self.until(lambda: "no regular file" in self.of_service("/api/status")[1])
        service.send_signal(signal.SIGUSR1)
        self.until(lambda: self.mode() == "shadow")
        self.end_in_time(service)

    def test_a_fifo_at_the_start_is_a_faulty_configuration(self):
        self.write()
        self.replace_by_fifo(self.file)
        result = self.run_command("run", "--config", self.file)
        self.assertEqual(result.returncode, 78)
        self.assertIn("no regular file", result.stderr)


if __name__ == "__main__":
    unittest.main()
