"""The internet as a bot sees it that was started in this world: a proxy which plays every host
at its real name, and keeps all that is said to any.

The bot finds the proxy in its environment, as behind any company's. It trusts the proxy's
certificate, because it runs in a mount namespace of its own in which that is the system's list
of authorities; and it cannot go round the proxy, because no name is resolved there. So
nothing in the product knows that it is tested."""

import atexit
import dataclasses
import functools
import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from stand_in_resolver import search

from support import services
from support.person import PATIENCE
from support.services import Answer, redirect

RESOLVER_HOST = "idonthavespotify.sjdonado.com"
SHORT_LINK_HOSTS = ("spotify.link", "link.deezer.com", "on.soundcloud.com")
_HOSTS = {RESOLVER_HOST, *SHORT_LINK_HOSTS, *services.SERVICES}

_ENTER = """
mount --bind "$1" /etc/ssl/certs/ca-certificates.crt
mount --bind /dev/null /etc/resolv.conf
shift
exec "$@"
"""


@functools.cache
def _certificate():
    """Certificate and key of the whole world; whoever trusts it, trusts itself."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="musiclink-world-"))
    atexit.register(shutil.rmtree, folder)
    certificate, key = folder / "certificate", folder / "key"
    names = "subjectAltName=" + ",".join(f"DNS:{host}" for host in sorted(_HOSTS))
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-noenc", "-days", "2", "-subj", "/CN=musiclink's tests", "-addext", names]
    made = subprocess.run(
        [*command, "-keyout", key, "-out", certificate],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise AssertionError(f"openssl made no certificate: {made.stderr}")
    return certificate, key


@dataclasses.dataclass(frozen=True)
class Request:
    """What left the bot, as it stood on the wire."""

    host: str
    method: str
    target: str
    headers: tuple = ()
    body: str = ""

    @property
    def url(self):
        return f"https://{self.host}{self.target}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):  # whoever asked has gone
            super().handle_error(request, client_address)


class World:
    """`requests` are those that came so far, `refused` the hosts that are none of this world."""

    def __init__(self):
        self.requests = []
        self.refused = []
        self.resolve = search  # how idonthavespotify answers a question: status, body
        self.videos = {}  # by YouTube's URL: title and channel
        self.told = {}  # by host: what it answers to a path and a query first; None: as ever
        self.short_links = {}  # by URL: where it leads
        self.answers_after = 0  # seconds that everybody takes to answer
        self._changed = threading.Condition()
        self._held = set()
        certificate, key = _certificate()
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate, key)
        self._server = _Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    # For who is to live in it

    def command(self, command):
        """This command, in a mount namespace in which the world is trusted."""
        as_root = [] if os.geteuid() == 0 else ["--map-root-user"]
        certificate, _ = _certificate()
        return ["unshare", "--mount", *as_root, "sh", "-ec", _ENTER, "sh", certificate, *command]

    @property
    def environment(self):
        proxy = f"http://127.0.0.1:{self._server.server_port}"
        return {
            **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), proxy),
            "no_proxy": "127.0.0.1",  # the homeserver
        }

    # For tests

    def asked(self, host):
        """The requests to that host so far."""
        with self._changed:
            return [request for request in self.requests if request.host == host]

    def questions(self):
        """The links that idonthavespotify was asked for."""
        return [json.loads(request.body)["link"] for request in self.asked(RESOLVER_HOST)]

    def hold(self, host):
        """From now on requests to that host are received but not answered."""
        with self._changed:
            self._held.add(host)

    def release(self):
        with self._changed:
            self._held.clear()
            self._changed.notify_all()

    def wait_until_asked(self, host):
        with self._changed:
            if not self._changed.wait_for(lambda: self.asked(host), PATIENCE):
                raise AssertionError(f"nothing was asked of {host} within {PATIENCE} s")

    def stop(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()

    # What happens in it

    def _take(self, request):
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            self._changed.wait_for(lambda: request.host not in self._held)
        time.sleep(self.answers_after)
        if request.host == RESOLVER_HOST:
            status, body = self.resolve(json.loads(request.body))
            return Answer(status, body if isinstance(body, str) else json.dumps(body))
        if request.host in SHORT_LINK_HOSTS:
            leads_to = self.short_links.get(request.url)
            return redirect(leads_to) if leads_to else services.NOT_FOUND
        return services.ask(request.host, request.target, self)

    def _refuse(self, host):
        with self._changed:
            self.refused.append(host)

    def _handler(world):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            host = None

            def do_CONNECT(self):
                host, _, port = self.path.partition(":")
                if host not in _HOSTS or port != "443":
                    world._refuse(self.path)
                    return self.reply(Answer(502))
                self.send_response_only(200)
                self.end_headers()
                self.host = host
                self.connection = world._tls.wrap_socket(self.connection, server_side=True)
                self.rfile = self.connection.makefile("rb")
                self.wfile = self.connection.makefile("wb", buffering=0)

            def finish(self):
                super().finish()
                self.connection.close()

            def handle_one(self):
                if self.host is None:  # not by CONNECT: plain HTTP
                    world._refuse(self.path)
                    return self.reply(Answer(502))
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                headers = tuple(self.headers.items())
                request = Request(self.host, self.command, self.path, headers, body)
                self.reply(world._take(request))

            def reply(self, answer):
                text = answer.body.encode()
                try:
                    self.send_response_only(answer.status)
                    for name, value in answer.headers:
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(text)
                except OSError:
                    self.close_connection = True  # whoever asked has gone

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = handle_one

            def log_message(self, *_):
                pass

        return Handler
