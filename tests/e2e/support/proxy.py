"""A connection between a bot and its homeserver that breaks where a test wants it to."""

import http.client
import json
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from support.person import PATIENCE

_NOT_PASSED_ON = {"connection", "transfer-encoding", "content-length", "date", "server", "host"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # whoever asked has gone
            super().handle_error(request, client_address)


class Proxy:
    """Passes requests on. Those to be broken are named by a regular expression that is looked
    for in "METHOD /path?query"."""

    def __init__(self, homeserver):
        self._homeserver = urlsplit(homeserver.url).netloc
        self._changed = threading.Condition()
        self._to_lose = []  # (pattern, whether to cut the connection with it), each for one request
        self._to_hold = []  # [pattern, how many may pass before]
        self._to_refuse = []  # (pattern, retry_after_ms)
        self._to_answer = []  # [pattern, (status, headers, body), how many more times]
        self._cut = False
        self._lost = 0
        self._held = 0
        self._answered = 0
        self._server = _Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def lose_answer(self, pattern, times=1, then_cut=False):
        """The homeserver acts on the next such requests, but its answers break off."""
        with self._changed:
            self._to_lose += [(pattern, then_cut)] * times

    def wait_until_lost(self, count):
        self._wait(lambda: self._lost >= count, f"{count} lost answers")

    def hold(self, pattern, after=0):
        """All such requests but the first `after` wait until `mend`, for ever if need be."""
        with self._changed:
            self._to_hold.append([pattern, after])

    def refuse(self, pattern, retry_after_ms):
        """All such requests are answered by a 429 until `mend`; the homeserver sees none."""
        with self._changed:
            self._to_refuse.append((pattern, retry_after_ms))

    def answer(self, pattern, status, body, times=1):
        """So many of the next such requests are answered by the proxy itself; the homeserver sees
        none of them. The body is a page, or a Matrix error where it is a dictionary."""
        is_page = isinstance(body, str)
        headers = [("Content-Type", "text/html" if is_page else "application/json")]
        text = body if is_page else json.dumps(body)
        with self._changed:
            self._to_answer.append([pattern, (status, headers, text.encode()), times])

    def wait_until_answered(self, count):
        self._wait(lambda: self._answered >= count, f"{count} answers of its own")

    def wait_until_held(self):
        self._wait(lambda: self._held > 0, "a request that is held")

    def mend(self):
        with self._changed:
            self._to_lose, self._to_hold, self._to_refuse, self._to_answer = [], [], [], []
            self._cut, self._held = False, 0
            self._changed.notify_all()

    def stop(self):
        self.mend()
        self._server.shutdown()
        self._server.server_close()

    def _wait(self, condition, what):
        with self._changed:
            if not self._changed.wait_for(condition, PATIENCE):
                raise AssertionError(f"not seen by the proxy within {PATIENCE} s: {what}")

    def _admit(self, request):
        """Waits where the request is to wait; says whether it may pass."""
        with self._changed:
            for rule in self._to_hold:
                if re.search(rule[0], request):
                    rule[1] -= 1
                    if rule[1] < 0:
                        self._held += 1
                        self._changed.notify_all()
                        self._changed.wait_for(lambda rule=rule: rule not in self._to_hold)
            return not self._cut

    def _refusal_of(self, request):
        with self._changed:
            for pattern, retry_after_ms in self._to_refuse:
                if re.search(pattern, request):
                    body = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": retry_after_ms}
                    return 429, [("Content-Type", "application/json")], json.dumps(body).encode()
            for rule in self._to_answer:
                if rule[2] > 0 and re.search(rule[0], request):
                    rule[2] -= 1
                    self._answered += 1
                    self._changed.notify_all()
                    return rule[1]
        return None

    def _loses_answer_to(self, request):
        with self._changed:
            for rule in self._to_lose:
                if re.search(rule[0], request):
                    self._to_lose.remove(rule)
                    self._cut = self._cut or rule[1]
                    self._lost += 1
                    self._changed.notify_all()
                    return True
            return self._cut

    def _forward(self, method, path, headers, body):
        upstream = http.client.HTTPConnection(self._homeserver, timeout=120)
        try:
            upstream.request(method, path, body, headers)
            answer = upstream.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            upstream.close()

    def _handler(proxy):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self):
                request = f"{self.command} {self.path}"
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {
                    name: value
                    for name, value in self.headers.items()
                    if name.lower() not in _NOT_PASSED_ON
                }
                try:
                    if not proxy._admit(request):
                        return self.break_off()
                    answer = proxy._refusal_of(request) or proxy._forward(
                        self.command, self.path, headers, body
                    )
                    if proxy._loses_answer_to(request):
                        return self.break_off()
                    self.pass_back(*answer)
                except (OSError, http.client.HTTPException):
                    self.close_connection = True  # one of the two has gone

            def break_off(self):
                """Some of an answer, so that nobody can take the request for unread."""
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
                self.close_connection = True

            def pass_back(self, status, headers, body):
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in _NOT_PASSED_ON:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = do_POST = do_DELETE = handle_one

            def log_message(self, *_):
                pass

        return Handler
