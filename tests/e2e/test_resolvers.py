"""A resolver that is gone, refuses, lies, hangs or talks nonsense costs no reply and makes none
wrong; and one that works is asked as little as can be (conf/CONTRACT.md 5.10)."""

import itertools
import socket

from support.case import Case, new_song
from support.homeserver import FakeHomeserver
from support.services import LINKS
from support.world import RESOLVER_HOST, search
from support.world_case import WorldCase


def closed_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class FailingResolver(WorldCase):
    """idonthavespotify fails in one way in each test; the services are there."""

    def assert_answered_by_catalog(self):
        room, song = self.start_in_new_room(), new_song()
        self.alice.say(room, song.link())
        reply = self.wait_for_reply(room, song)
        self.assert_leads_to(reply, song, "appleMusic", "deezer", "tidal")
        self.assertEqual(self.bot_messages(room), [reply])

    def answer(self, status, body):
        self.world.resolve = lambda question: (status, body)

    def test_gone(self):
        self.bot.config["resolvers"][0]["url"] = f"http://127.0.0.1:{closed_port()}"
        self.assert_answered_by_catalog()
        self.assertTrue(self.bot.lines("resolver request failed"))

    def test_refusing_the_link(self):
        self.answer(400, {"error": "Invalid link, please check ALLOWED_LINKS_REGEX"})
        self.assert_answered_by_catalog()

    def test_refusing_us(self):
        self.answer(403, "<html>Attention Required! | Cloudflare</html>")
        self.assert_answered_by_catalog()

    def test_telling_us_to_slow_down(self):
        self.answer(429, {"error": "Too many requests", "retryAfter": 600})
        self.assert_answered_by_catalog()
        self.assertEqual(len(self.world.asked(RESOLVER_HOST)), 1)

    def test_talking_nonsense(self):
        bodies = itertools.cycle(("<html>soon back</html>", '{"links": 7', '{"title": []}', ""))
        self.world.resolve = lambda question: (200, next(bodies))
        self.assert_answered_by_catalog()

    def test_slower_than_its_timeout(self):
        self.bot.config["resolvers"][0]["timeoutMs"] = 500
        self.world.hold(RESOLVER_HOST)
        self.assert_answered_by_catalog()

    def test_lying_about_the_song(self):
        other = new_song()
        self.world.resolve = lambda question: search(question | {"link": other.link()})
        self.assert_answered_by_catalog()

    def test_lying_about_one_link(self):
        other = new_song()  # the answer is about the right one, a link of it leads to this

        def resolve(question):
            status, body = search(question)
            for link in body["links"]:
                if link["type"] == self.lie:
                    link["url"] = other.link(self.lie)
            return status, body

        self.world.resolve = resolve
        room = self.start_in_new_room()
        for self.lie in ("deezer", "appleMusic"):
            song = new_song()
            self.alice.say(room, song.link())
            links = self.links_of(self.wait_for_reply(room, song))
            self.assertNotEqual(links, set())
            own = {link(song.number) for link in LINKS.values()}
            own |= {link.replace("/browse/", "/") for link in own}
            self.assertEqual(links - own, set(), "links that are not the song's")


class OneSongForAll(Case):
    ROOMS = 20
    POSTS = 50  # in each of them

    @classmethod
    def choose_homeserver(cls):
        server = FakeHomeserver("bot", "alice", *(f"room{i}" for i in range(cls.ROOMS)))
        cls.addClassCleanup(server.stop)
        return server

    def test_a_thousand_posts_of_one_song_ask_once(self):
        rooms, song = list(self.homeserver.rooms.values()), new_song()
        self.start(*rooms)
        self.resolver.hold()
        for _ in range(self.POSTS // 2):  # while the question is under way, and after it
            for room in rooms:
                self.alice.say(room, song.link())
        self.resolver.wait_until_asked(song.link())
        self.resolver.release()
        for _ in range(self.POSTS - self.POSTS // 2):
            for room in rooms:
                self.alice.say(room, song.link())
            self.alice.sync(0)
        for room in rooms:
            self.alice.wait_for(
                lambda room=room: len(self.bot_messages(room)) == self.POSTS,
                f"{self.POSTS} replies in {room}",
            )
        self.assertEqual(self.resolver.asked, [song.link()])
