"""What leaves the process for anybody but the homeserver: canonical URLs and search words
(conf/CONTRACT.md 5.10, 5.13)."""

import html
import re
import unittest
from urllib.parse import unquote

from support.case import new_song
from support.matrix_http import quote
from support.services import LINKS, find, isrc
from support.world import Request, search
from support.world_case import WorldCase

# The words that the services' own interfaces are made of. All others must be of the links that
# were posted, in canonical form, or of what a service said of them: title, artist, ISRC.
_VOCABULARY = set(
    """
    https http www com open spotify deezer api itunes apple music youtube soundcloud bandcamp
    tidal qobuz musicbrainz org link idonthavespotify sjdonado adapters appleMusic youTube
    soundCloud search lookup browse oembed page watch track artist album song playlist show
    episode video isrc upc ws inc url rels credits fmt json format q term media entity
    musicArtist country US us limit id i v x 1 2 10
    """.split()
)
_HEADERS = {
    "host",
    "user-agent",
    "accept",
    "accept-encoding",
    "accept-language",
    "content-type",
    "content-length",
}
_SHORT_LINK = "https://spotify.link/Lh6MLTOo2Bb"


def _words(text):
    return set(re.findall(r"[^\W_]+", unquote(unquote(text))))


def _words_of(song):
    words = _words(f"{song.title} {song.artist} {isrc(song)}")
    return words.union(*(_words(song.link(service)) for service in LINKS))


def faults_of(request, allowed):
    """What the request holds beside the vocabulary and these words, and its odd headers."""
    said = _words(request.host) | _words(request.target) | _words(request.body)
    faults = sorted(said - _VOCABULARY - allowed)
    for name, value in request.headers:
        if name.lower() not in _HEADERS:
            faults.append(name)
        elif name.lower() == "host" and value != request.host:
            faults.append(f"{name}: {value}")
        elif name.lower() == "user-agent" and not re.fullmatch(r"musiclink/[\w.+-]+", value):
            faults.append(f"{name}: {value}")
    return faults


class TheCheckItself(unittest.TestCase):
    """That it would notice."""

    def test_it_names_what_must_not_leave(self):
        song = new_song()
        link = song.link()
        for target in (
            f"/oembed?url={link}",
            f"/oembed?url={quote(link)}",
            f"/search?term={quote(song.artist)}%20{quote(song.title)}&country=US",
        ):
            request = Request("open.spotify.com", "GET", target)
            self.assertEqual(faults_of(request, _words_of(song)), [])
        for leak, named in (
            ("?si=0f1e2d3c", "0f1e2d3c"),
            (quote("?utm_source=app"), "utm"),
            (quote(quote("!room:musiclink.test")), "room"),
            ("&q=@alice:example.org", "alice"),
            (" my therapist", "therapist"),
            ("/s-AbCdEf", "AbCdEf"),
        ):
            request = Request("open.spotify.com", "GET", f"/oembed?url={link}{leak}")
            self.assertIn(named, faults_of(request, _words_of(song)))
        for name, value in (
            ("Referer", "https://matrix.to/"),
            ("Cookie", "a=b"),
            ("Authorization", "Bearer x"),
            ("User-Agent", "musiclink/1.0 (@bot:example.org)"),
            ("Host", "elsewhere.example"),
        ):
            request = Request("open.spotify.com", "GET", "/", ((name, value),))
            self.assertNotEqual(faults_of(request, set()), [], name)
        request = Request("open.spotify.com", "POST", "/", (), '{"user":"u"}')
        self.assertEqual(faults_of(request, set()), ["u", "user"])


def _answered_by_turns(question):
    """The public resolver knows every other song, so that `catalog` is asked as well."""
    _, song = find(question["link"])
    return search(question) if song.number % 2 else (400, {"error": "Invalid link"})


class Privacy(WorldCase):
    TRACKED = {
        "spotify": "?si=0f1e2d3c&utm_source=whatsapp&context=spotify%3Aplaylist%3A37i9",
        "appleMusic": "&ls=1&app=itunes&at=11lAffiliate&ct=campaign",
        "youTube": "&si=TrAcKiNg&feature=share&list=RDAMVMprivate&t=61",
        "deezer": "?utm_campaign=clipboard-generic&deferredFl=1&host=123456#fragment",
        "soundCloud": "?in=somebody/sets/secret-love&si=abc123&utm_medium=text",
        "tidal": "?u&utm_content=shareCard",
        "qobuz": "?utm_partner=reader",
        "bandcamp": "?from=embed&label=1234&tab=lyrics",
    }

    def setUp(self):
        super().setUp()
        self.world.resolve = _answered_by_turns
        self.alice = self.new_person("whistleblower")
        name = {"displayname": "Deep Throat"}
        user = quote(self.alice.user_id)
        self.alice.request("PUT", f"/_matrix/client/v3/profile/{user}/displayname", name)
        self.room = self.alice.create_room(
            name="Divorce of Springfield", topic="hush", room_alias_name=self.alice.user_id[1:8]
        )
        self.start(self.room)

    def say_among_secrets(self, link):
        self.alice.say_html(
            self.room,
            f"@doctor:clinic.example my diagnosis: {link} password hunter2",
            f'<b>my diagnosis</b> <a href="{html.escape(link)}">confidential</a> hunter2',
        )

    def say_tracked(self):
        songs = []
        for source, tracking in self.TRACKED.items():
            for _ in range(2):
                songs.append(new_song())
                self.say_among_secrets(songs[-1].link(source) + tracking)
        return songs

    def say_secret(self):
        link = new_song().link("soundCloud")
        for secret in (f"{link}/s-AbCdEfGhIjK", f"{link}?secret_token=s-AbCdEfGhIjK"):
            self.say_among_secrets(secret)
        self.say_among_secrets("https://intranet.example/login?session=deadbeef")

    def say_short(self):
        song = new_song()
        self.world.short_links[_SHORT_LINK] = song.link() + "?si=0f1e2d3c&nd=1"
        root = self.alice.say(self.room, "between us")
        self.alice.say_in_thread(self.room, root, f"{_SHORT_LINK}?_p=c21lb25l")
        return song

    def say_and_edit(self):
        before, after = new_song(), new_song()
        said = self.alice.say(self.room, f"by mistake {before.link()}?si=old")
        reply = self.wait_for_reply(self.room, before)
        self.alice.edit(self.room, said, f"what I meant {after.link('deezer')}?utm_source=new")
        self.wait_for_edit(self.room, reply, after)
        return before, after

    def test_only_canonical_urls_and_search_words_leave_the_process(self):
        songs = self.say_tracked()
        self.say_secret()
        songs.append(self.say_short())
        songs += self.say_and_edit()
        for song in songs:
            self.wait_for_reply(self.room, song)
        self.assertEqual(self.world.refused, [], "other hosts that were asked")
        hosts = {request.host for request in self.world.requests}
        self.assertGreater(len(hosts), 8, "not much was asked")
        allowed = _words(_SHORT_LINK).union(*map(_words_of, songs))
        for request in self.world.requests:
            self.assertEqual(faults_of(request, allowed), [], f"in {request}")
