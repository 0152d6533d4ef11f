#!/usr/bin/env python3
"""A stand-in for an idonthavespotify instance: the same HTTP contract, made-up songs.

Every song is a number; its links on all services and its title follow from it, so any link
of a song is answered alike, by every instance and in every run. Links of other shapes get a
song that follows from their text. Only links in the form that the real thing accepts are
answered (core/resolvers/UPSTREAMS.md 1 and 2), and none with a tracking parameter.

As a program it prints its URL and serves until it is ended.
"""

import argparse
import dataclasses
import hashlib
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

# None is a word that the judge knows: a version, an instrument, a classical form.
ADJECTIVES = """Amber Brave Calm Distant Early Faded Golden Hollow
                Idle Jaded Kind Lonely Mellow Noble Open Pale""".split()
NOUNS = """Anchor Bridge Candle Desert Ember Forest Garden Harbor
           Island Jungle Kingdom Lantern Mirror Night Ocean Pillar""".split()
FORMS = """Anthem Ballad Chorale Dance Elegy Fable Groove Hymn
           Idyll Jam Kiss Legend March Novel Oath Waltz""".split()
TITLES = len(ADJECTIVES) * len(NOUNS) * len(FORMS)

NOBODY_KNOWS = 90_000_000  # songs from this number on are answered with a 500, as upstream does

FIRST_ID = 100_000_000  # ids that are plain numbers look like real ones
LINKS = {
    "spotify": lambda n: f"https://open.spotify.com/track/{n:022d}",
    "appleMusic": lambda n: f"https://music.apple.com/us/album/an-album/1?i={FIRST_ID + n}",
    "youTube": lambda n: f"https://music.youtube.com/watch?v=ml{n:09d}",
    "deezer": lambda n: f"https://www.deezer.com/track/{FIRST_ID + n}",
    "soundCloud": lambda n: f"https://soundcloud.com/stand-in/song-{n}",
    "tidal": lambda n: f"https://tidal.com/browse/track/{FIRST_ID + n}",
    "qobuz": lambda n: f"https://open.qobuz.com/track/{FIRST_ID + n}",
    "bandcamp": lambda n: f"https://stand-in.bandcamp.com/track/song-{n}",
}
ADAPTERS = set(LINKS) | {"pandora"}

# What is accepted, by service; the group catches the number of a song of ours.
ACCEPTED = {
    "spotify": r"https://open\.spotify\.com/(?:track|album|playlist|artist|episode|show)/"
               r"(?:(\d{22})|[0-9A-Za-z]{22})",
    "appleMusic": r"https://music\.apple\.com/us/(?:(?:song|album)/[^/?]+/\d+\?i=(\d+)"
                  r"|(?:album|playlist|artist)/[^/?]+/[\w.-]+)",
    "youTube": r"https://(?:www|music)\.youtube\.com/"
               r"(?:watch\?v=(?:ml(\d{9})|[\w-]{11})|playlist\?list=[\w-]+)",
    "deezer": r"https://www\.deezer\.com/(?:track/(\d+)|(?:album|playlist|artist)/\d+)",
    "soundCloud": r"https://soundcloud\.com/(?:stand-in/song-(\d+)|[\w-]+/[\w-]+)",
    "tidal": r"https://tidal\.com/browse/(?:track/(\d+)|(?:album|artist|video)/\d+)",
    "qobuz": r"https://open\.qobuz\.com/(?:track/(\d+)|(?:album|artist)/\w+)",
    "bandcamp": r"https://(?:stand-in\.bandcamp\.com/track/song-(\d+)"
                r"|[\w-]+\.bandcamp\.com(?:/(?:track|album)/[\w-]+)?/?)",
    "pandora": r"https://www\.pandora\.com/artist/([\w/-]+)",
}


@dataclasses.dataclass(frozen=True)
class Song:
    number: int

    @property
    def title(self):
        rest, form = divmod(self.number % TITLES, len(FORMS))
        adjective, noun = divmod(rest, len(NOUNS))
        return f"{ADJECTIVES[adjective]} {NOUNS[noun]} {FORMS[form]}"

    @property
    def artist(self):
        return f"The {ADJECTIVES[self.number % 7]} {NOUNS[self.number % len(NOUNS)]}s"

    def link(self, service="spotify"):
        return LINKS[service](self.number)


def find(link):
    """The service and the song of an accepted link, or None for a link that is refused."""
    for service, pattern in ACCEPTED.items():
        match = re.fullmatch(pattern, link)
        if match is None:
            continue
        if match[1] is None or not match[1].isdecimal():
            return service, Song(int.from_bytes(hashlib.sha256(link.encode()).digest()[:2]))
        number = int(match[1])
        return service, Song(number - FIRST_ID if number >= FIRST_ID else number)
    return None


def describe(service, song):
    """The og text of the service's page, in which the artist hides."""
    if service == "spotify":
        return f"{song.artist} · An Album · Song · 2021"
    if service == "deezer":
        return f"{song.artist} - song - 2021"
    return ""


def search(question):
    """The status and body of the answer to a POST /api/search."""
    link, adapters = question.get("link"), question.get("adapters", sorted(ADAPTERS))
    found = find(link) if isinstance(link, str) else None
    if found is None:
        return 400, {"error": "Invalid link, please check ALLOWED_LINKS_REGEX"}
    if not set(adapters) <= ADAPTERS:
        return 400, {"error": "Invalid adapter"}
    source, song = found
    if song.number >= NOBODY_KNOWS:
        return 500, {"error": "Internal server error"}
    links = [{"type": source, "url": link, "isVerified": True}]
    for service in LINKS:
        if service in adapters and service != source:
            verified = service != "youTube"
            links.append({"type": service, "url": song.link(service), "isVerified": verified})
    return 200, {
        "id": f"stand-in-{song.number}",
        "type": "song",
        "title": song.title,
        "description": describe(source, song),
        "source": link,
        "universalLink": f"https://stand-in.invalid/?id={song.number}",
        "links": links,
    }


class StandInResolver:
    """Serves from threads of this process. `questions` are the bodies received so far,
    `asked_at` their times in seconds."""

    def __init__(self, port=0):
        self.questions = []
        self.asked_at = []
        self._changed = threading.Condition()
        self._open = True
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def asked(self):
        """The links asked for so far, in order."""
        with self._changed:
            return [question.get("link") for question in self.questions]

    def hold(self):
        """From now on questions are received but not answered."""
        with self._changed:
            self._open = False

    def release(self):
        with self._changed:
            self._open = True
            self._changed.notify_all()

    def wait_until_asked(self, link, timeout=60):
        """Waits for a question about this very link."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: any(q.get("link") == link for q in self.questions), timeout
            ):
                raise AssertionError(f"the resolver was not asked for {link} within {timeout} s")

    def stop(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, question):
        with self._changed:
            self.questions.append(question)
            self.asked_at.append(time.monotonic())
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._open)
        return search(question)

    def _handler(resolver):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                target = urlsplit(self.path)
                if target.path != "/api/search":
                    return self.reply(404, {"error": "Not found"})
                if parse_qs(target.query).get("v") != ["1"]:
                    return self.reply(400, {"error": "API version required"})
                try:
                    question = dict(json.loads(body))
                except (TypeError, ValueError):
                    return self.reply(400, {"error": "Invalid JSON"})
                return self.reply(*resolver._answer(question))

            def reply(self, status, value):
                text = json.dumps(value).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except ConnectionError:
                    self.close_connection = True  # whoever asked has gone

            def log_message(self, *_):
                pass

        return Handler


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0, help="listen here, not on a free port")
    resolver = StandInResolver(parser.parse_args().port)
    print(resolver.url, flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        resolver.stop()


if __name__ == "__main__":
    main()
