"""What an operator sees: status, probes, metrics and the page (conf/CONTRACT.md 9)."""

import contextlib
import json
import pathlib
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from support.bot import run_command
from support.case import Case, new_song, unknown_song
from support.desk import Desk, free_port
from support.matrix_http import request
from support.person import PATIENCE
from support.proxy import Proxy


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Prometheus:
    """A real one that scrapes a desk every half second."""

    def __init__(self, desk, folder):
        self._port = free_port()
        folder = pathlib.Path(folder)
        config = folder / "prometheus.yml"
        target = f"127.0.0.1:{desk.port}"
        config.write_text(
            "global: {scrape_interval: 500ms, scrape_timeout: 500ms}\n"
            "scrape_configs: [{job_name: musiclink, static_configs: [{targets: ['" + target + "']}]}]\n"
        )
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "prometheus", f"--config.file={config}",
             f"--storage.tsdb.path={folder / 'tsdb'}",
             f"--web.listen-address=127.0.0.1:{self._port}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def query(self, expression):
        """The value of an instant query, or None while there is none."""
        query = urllib.parse.urlencode({"query": expression})
        try:
            url = f"http://127.0.0.1:{self._port}/api/v1/query?{query}"
            with _opener.open(url, timeout=PATIENCE) as answer:
                result = json.load(answer)["data"]["result"]
        except urllib.error.URLError:
            return None  # it does not listen yet
        return float(result[0]["value"][1]) if result else None

    def stop(self):
        self._process.terminate()
        self._process.wait(PATIENCE)


class Admin(Case):
    def setUp(self):
        super().setUp()
        self.desk = Desk(self.bot)

    def test_status_tells_how_room_and_service_stand(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.desk.wait_until_ready()
        now = self.desk.status()
        self.assertEqual(now["mode"], "active")
        self.assertEqual(now["config"]["generation"], 1)
        self.assertIsNone(now["config"]["lastError"])
        self.assertEqual(now["sync"]["state"], "syncing")
        self.assertIsNotNone(now["sync"]["lastSuccess"])
        self.assertEqual(now["store"]["path"], self.bot.config["matrix"]["stateStorePath"])
        self.assertEqual((now["store"]["seenEvents"], now["store"]["outbox"]), (1, 0))
        self.assertEqual(now["resolvers"][0]["type"], "idonthavespotify")
        self.assertEqual(now["resolvers"][0]["state"], "ok")
        self.assertEqual(now["resolvers"][0]["requests"], 1)
        shown = self.desk.room(room)
        expected = {
            "mode": "active", "effectiveMode": "active", "membership": "join", "state": "ok",
            "queue": 0, "backoffUntil": None, "sent": 1, "shadowed": 0, "failed": 0,
        }
        self.assertEqual({key: shown[key] for key in expected}, expected)
        text = run_command("status", "--config", str(self.bot.config_file))
        self.assertEqual(text.returncode, 0, text.stderr)
        self.assertIn(room, text.stdout)

    def test_probes_pages_and_what_is_not_there(self):
        room = self.start_in_new_room()
        self.desk.wait_until_ready()
        self.assertEqual(self.desk.get("/healthz")[0], 200)
        self.assertEqual(self.desk.get("/nowhere")[0], 404)
        self.assertEqual(self.desk.get("/api/status", method="POST")[0], 405)
        self.assertEqual(self.desk.get("/api/shadow?since=soon")[0], 400)
        status, page = self.desk.get("/")
        self.assertEqual(status, 200)
        self.assertIn(room, page)
        self.assertNotIn(self.bot.account.access_token, page)

    def test_only_known_names_are_answered_on_loopback(self):
        self.start_in_new_room()
        self.desk.wait_until_ready()
        for path in ("/", "/healthz", "/api/shadow"):
            self.assertEqual(self.desk.get(path, name="rebound.example")[0], 421)
            self.assertEqual(self.desk.get(path, name=f"localhost:{self.desk.port}")[0], 200)
        self.bot.config["admin"]["hosts"] = ["music.example.org"]
        self.bot.write_config()
        self.bot.send_signal(signal.SIGHUP)
        self.desk.wait_for(
            lambda: self.desk.get("/healthz", name="music.example.org")[0] == 200, "the new name"
        )
        self.assertEqual(self.desk.get("/healthz", name="rebound.example")[0], 421)
        text = run_command("status", "--config", str(self.bot.config_file))
        self.assertEqual(text.returncode, 0, text.stderr)

    def test_it_listens_on_ipv6(self):
        self.desk = Desk(self.bot, "[::]")
        room = self.start_in_new_room()
        self.desk.wait_until_ready()
        self.assertIn(room, self.desk.get("/")[1])
        text = run_command("status", "--config", str(self.bot.config_file))
        self.assertEqual(text.returncode, 0, text.stderr)

    def test_connections_that_say_nothing_keep_no_probe_out(self):
        self.start_in_new_room()
        self.desk.wait_until_ready()
        with contextlib.ExitStack() as open_connections:
            for _ in range(240):
                silent = socket.create_connection(("127.0.0.1", self.desk.port))
                open_connections.enter_context(silent)
                silent.send(b"GET /metrics HTTP/1.1\r\nHo")
            began = time.monotonic()
            self.assertEqual(self.desk.get("/healthz")[0], 200)
            self.assertEqual(self.desk.get("/readyz")[0], 200)
            self.assertLess(time.monotonic() - began, 5)

    def test_clients_that_ask_all_the_time_do_not_hold_up_replies(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.desk.wait_until_ready()
        over = threading.Event()

        def ask(path):
            while not over.is_set():
                self.desk.get(path)

        clients = [
            threading.Thread(target=ask, args=(path,))
            for path in ("/metrics", "/metrics", "/api/shadow", "/api/shadow?since=7d")
        ]
        for client in clients:
            client.start()
        try:
            began = time.monotonic()
            self.assert_replied(room)
            self.assertLess(time.monotonic() - began, 5)
        finally:
            over.set()
            for client in clients:
                client.join()

    def test_a_start_is_ready_once_the_rooms_are_joined(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        proxy.hold("^POST .*/join/")
        self.bot.config["matrix"]["server"] = proxy.url
        room = self.alice.create_room()
        self.start(room, wait_for=[])
        proxy.wait_until_held()
        self.desk.wait_for(lambda: "joined" in self.desk.get("/readyz")[1], "what it waits for")
        self.assertEqual(self.desk.get("/readyz")[0], 503)
        proxy.mend()
        self.desk.wait_until_ready()
        self.assert_replied(room)

    def test_a_refused_token_turns_readiness_red(self):
        self.start_in_new_room()
        self.desk.wait_until_ready()
        token = self.bot.account.access_token
        request(self.homeserver.url, "POST", "/_matrix/client/v3/logout", token=token)
        self.desk.wait_for(lambda: self.desk.get("/readyz")[0] == 503, "readiness")
        self.desk.wait_for(
            lambda: self.desk.status()["sync"]["state"] == "unauthorized", "unauthorized"
        )
        self.assertIn("token", self.desk.get("/readyz")[1])
        self.assertEqual(self.desk.get("/healthz")[0], 200)

    def test_shadow_is_shown_as_the_command_shows_it(self):
        self.bot.config["mode"] = "shadow"
        room, song = self.start_in_new_room(), new_song()
        self.bot.wait_for_entry(self.alice.say(room, song.link()))
        self.assertEqual(self.desk.json("/api/shadow"), self.bot.journal())
        self.assertEqual(self.desk.room(room)["shadowed"], 1)
        self.assertEqual(self.desk.status()["mode"], "shadow")

    def test_a_real_prometheus_counts_the_replies_that_the_room_shows(self):
        room = self.start_in_new_room()
        prometheus = Prometheus(self.desk, self.bot.folder)
        self.addCleanup(prometheus.stop)
        songs = self.say_songs(room, 4)
        self.alice.say(room, unknown_song().link())
        self.assert_replied(room, *songs)
        shown = len(self.bot_messages(room))
        self.desk.wait_for(
            lambda: prometheus.query('musiclink_replies_total{outcome="sent"}') == shown,
            f"{shown} replies in Prometheus",
        )
        self.assertEqual(prometheus.query("musiclink_mode"), 1)
        self.assertEqual(prometheus.query("musiclink_link_events_total"), shown + 1)
        self.assertEqual(prometheus.query("musiclink_reply_latency_seconds_count"), shown)
        checked = subprocess.run(
            ["promtool", "check", "metrics"], input=self.desk.get("/metrics")[1],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
