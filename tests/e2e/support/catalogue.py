"""A stand-in for the services' own look-ups: knows some pages, and nothing else."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENDPOINTS = ("deezer", "itunes", "spotify", "youtube", "soundcloud", "bandcamp", "tidal", "qobuz")


def deezer_track(song):
    return {"id": 1, "title": song.title, "artist": {"name": song.artist}, "type": "track"}


class Catalogue:
    """Serves `pages`, JSON values by endpoint and path ("/deezer/track/1"); else 404."""

    def __init__(self, pages):
        self.pages = pages
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def endpoints(self):
        url = f"http://127.0.0.1:{self._server.server_port}"
        return {name: f"{url}/{name}" for name in ENDPOINTS}

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    def _handler(catalogue):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                page = catalogue.pages.get(self.path)
                text = json.dumps(page or {}).encode()
                self.send_response(200 if page else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        return Handler
