"""What is posted is the right song, or nothing: the services answer with what looks like the link's
item and is another version, the single, another album of that name, somebody else."""

import dataclasses

from support.case import new_song
from support.services import page, said, song_named
from support.world_case import WorldCase

_FIRST_ID = 700_000_000  # at Deezer; no song of the made-up world has such an id


@dataclasses.dataclass(frozen=True)
class Item:
    """A track, or an album where it has tracks."""

    title: str
    artist: str
    seconds: int = 200
    album: str = ""
    kind: str = ""
    tracks: int = 0
    year: int = 0

    @property
    def type(self):
        return "album" if self.tracks else "track"

    def spotify(self):
        if self.tracks:
            words = f"{self.artist} · {self.kind} · {self.year} · {self.tracks} songs"
            return page(self.title, words)
        words = " · ".join([self.artist, *filter(None, [self.album]), "Song", "2020"])
        return page(self.title, words, self.seconds)

    def deezer(self, number, found=False):
        """Found by a search, an album has no year."""
        people = [{"name": name} for name in self.artist.split(", ")]
        known = {"id": number, "title": self.title, "artist": people[0], "contributors": people}
        if not self.tracks:
            return known | {"duration": self.seconds, "album": {"title": self.album}}
        known |= {"record_type": self.kind, "nb_tracks": self.tracks}
        return known if found else known | {"release_date": f"{self.year}-01-02"}

    def itunes(self, number):
        return {
            "wrapperType": "track",
            "kind": "song",
            "trackName": self.title,
            "artistName": self.artist,
            "trackTimeMillis": 1000 * self.seconds,
            "trackViewUrl": f"https://music.apple.com/us/album/song/{number + 1}?i={number}&uo=4",
        }


class RightSong(WorldCase):
    RESOLVERS = [{"type": "catalog"}]

    def setUp(self):
        super().setUp()
        self.source = None
        self.offers = {}
        self.is_on_itunes = False
        self.links = 0
        self.world.told["open.spotify.com"] = self.spotify
        self.world.told["api.deezer.com"] = self.deezer
        self.world.told["itunes.apple.com"] = self.itunes
        self.room = self.start_in_new_room()

    def spotify(self, path, _):
        return self.source.spotify() if "/right" in path else None

    def deezer(self, path, query):
        if path.startswith("/search/") and song_named(query["q"]) is None:
            found = {number: each for number, each in self.offers.items() if each.type in path}
            return said({"data": [each.deezer(number, True) for number, each in found.items()]})
        number = path.rpartition("/")[2]
        if number.isdecimal() and int(number) in self.offers:
            return said(self.offers[int(number)].deezer(int(number)))
        return None

    def itunes(self, _, query):
        if song_named(query.get("term", "")) is not None:
            return None
        found = self.offers.items() if self.is_on_itunes else ()
        return said({"results": [each.itunes(number) for number, each in found]})

    def posted(self, source, *offers, link=None):
        """Which of what Deezer offers is posted about a link to `source`."""
        self.links += 1
        self.source = source
        first = _FIRST_ID + 100 * self.links
        self.offers = dict(enumerate(offers, first))
        link = link or f"https://open.spotify.com/{source.type}/right{self.links:017d}"
        before = len(self.bot_messages(self.room))
        self.alice.say(self.room, link)
        fence = new_song()
        self.alice.say(self.room, fence.link())
        self.wait_for_reply(self.room, fence)
        about = self.bot_messages(self.room)[before:-1]
        shown = set().union(*map(self.links_of, about))
        return [
            each
            for number, each in self.offers.items()
            if f"https://www.deezer.com/{each.type}/{number}" in shown
        ]

    def assert_posts(self, right, source, *offers, link=None):
        with self.subTest(source=source, offers=offers):
            self.assertEqual(self.posted(source, *offers, link=link), [right] if right else [])

    def assert_only_itself(self, song, *texts):
        """What these texts make of a song is never posted for it; the song itself is."""
        versions = [dataclasses.replace(song, title=song.title + text) for text in texts]
        for version in versions:
            self.assert_posts(None, song, version)
        self.assert_posts(song, song, *versions, song)

    def test_a_version_that_lasts_as_long(self):
        self.assert_only_itself(
            Item("Take Me Home, Country Roads", "John Denver", 190),
            *(" (No Vocals)", " (Minus One)", " (TV Track)", " (Polska wersja)", " (Hardwell Reboot)"),
            *(" (with the Royal Philharmonic Orchestra)", " (Gospel Choir)"),
        )

    def test_a_version_in_another_script(self):
        self.assert_only_itself(Item("밤편지", "IU"), " (Inst.)", " (반주)")
        self.assert_only_itself(Item("怪物", "YOASOBI"), " -Inst-")
        self.assert_only_itself(Item("Snowman", "Sia"), " (замедленная)")

    def test_a_place_is_no_film(self):
        self.assert_only_itself(Item("Nude", "Radiohead"), " (From The Basement)")
        self.assert_only_itself(Item("Cocaine Blues", "Johnny Cash"), " - From Folsom Prison")

    def test_a_guest_on_one_side(self):
        alone, both = Item("Calm Down", "Rema"), Item("Calm Down", "Rema, Selena Gomez")
        self.assert_posts(None, alone, both)
        self.assert_posts(alone, alone, both, alone)

    def test_a_single_and_the_album_of_its_name(self):
        album = Item("Happier Than Ever", "Billie Eilish", kind="album", tracks=16, year=2021)
        single = dataclasses.replace(album, kind="single", tracks=1)
        for offers in ((album, single), (single, album)):
            self.assert_posts(single, single, *offers)
            self.assert_posts(album, album, *offers)
        self.assert_posts(None, single, album)
        self.assert_posts(None, album, single)

    def test_a_title_that_is_used_again(self):
        first = Item("Don't Cry", "Guns N' Roses", 284, album="Use Your Illusion I")
        second = dataclasses.replace(first, seconds=283, album="Use Your Illusion II")
        self.assert_posts(second, second, first, second)
        intro = Item("Intro", "The xx", 127, album="xx")
        self.assert_posts(intro, intro, dataclasses.replace(intro, album="Coexist"), intro)
        self.assert_posts(None, dataclasses.replace(intro, album=""), intro)

    def test_albums_that_are_called_as_their_artist(self):
        blue = Item("Weezer", "Weezer", kind="album", tracks=10, year=1994)
        green = dataclasses.replace(blue, year=2001)
        longer = dataclasses.replace(blue, year=2008, tracks=14)
        self.assert_posts(green, green, blue, longer, green)
        self.assert_posts(None, green, blue, longer)

    def test_a_classical_work_needs_its_players(self):
        work = Item("Gymnopédie No. 1", "Erik Satie", 185)
        other = dataclasses.replace(work, artist="Erik Satie, Another Pianist", seconds=187)
        self.assert_posts(None, work, other)

    def test_marks_are_all_that_differs(self):
        asks, calls = Item("Folge 1", "Die drei ???"), Item("Folge 1", "Die drei !!!")
        self.assert_posts(None, asks, calls)

    def test_an_official_video(self):
        self.is_on_itunes = True  # a video is music where two services say so
        for number, title, channel, song in (
            (
                "Cr8K88UcO0s",
                "Bad Bunny - Tití Me Preguntó (Video Oficial) | Un Verano Sin Ti",
                "Bad Bunny",
                Item("Tití Me Preguntó", "Bad Bunny", 243),
            ),
            (
                "pSUydWEqKwE",
                "NewJeans (뉴진스) 'Ditto' Official MV (side A)",
                "HYBE LABELS",
                Item("Ditto", "NewJeans", 185),
            ),
        ):
            link = f"https://www.youtube.com/watch?v={number}"
            self.world.videos[link] = (title, channel)
            self.assert_posts(song, song, song, link=link)

    def test_names_that_are_written_in_two_ways(self):
        for ours, theirs in (
            (("Take Five", "The Dave Brubeck Quartet"), ("Take Five", "Dave Brubeck")),
            (("Ex-Factor", "Ms. Lauryn Hill"), ("Ex-Factor", "Lauryn Hill")),
            (("Fire", "The Jimi Hendrix Experience"), ("Fire", "Jimi Hendrix")),
        ):
            self.assert_posts(Item(*theirs), Item(*ours), Item(*theirs))
