"""The streaming services of a made-up world: each answers in its own words, about the songs
that are numbers (tests/support/stand_in_resolver.py). What the words are: core/resolvers."""

import dataclasses
import html
import json
import re
from urllib.parse import parse_qs, urlsplit

from stand_in_resolver import ADJECTIVES, FIRST_ID, FORMS, LINKS, NOBODY_KNOWS, NOUNS, Song, find

_LIVE = 50_000_000  # what is added to the id of a song's live recording


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    body: str = ""
    headers: tuple = ()


NOT_FOUND = Answer(404)


def said(value):
    return Answer(200, json.dumps(value))


def redirect(location):
    return Answer(307, headers=(("Location", location),))


def duration(song):
    return 150 + song.number % 100


def isrc(song):
    return f"QZML2{song.number:07d}"


def _song_at(link):
    found = find(link)
    return found[1] if found and found[1].number < NOBODY_KNOWS else None


def _song_with_id(text):
    number = int(text) - FIRST_ID
    return Song(number) if number < NOBODY_KNOWS else None


def song_named(words):
    """The song whose title is at the end of these search words."""
    try:
        adjective, noun, form = re.findall(r"\w+", words)[-3:]
        number = ADJECTIVES.index(adjective)
        number = number * len(NOUNS) + NOUNS.index(noun)
        return Song(number * len(FORMS) + FORMS.index(form))
    except ValueError:
        return None


def page(title, description="", seconds=None):
    """A page whose Open Graph tags name what it shows."""
    tags = {"og:title": title, "og:description": description}
    if seconds:
        tags["music:duration"] = str(seconds)
    metas = "".join(
        f'<meta property="{name}" content="{html.escape(text)}">' for name, text in tags.items()
    )
    return Answer(200, f"<!DOCTYPE html><html><head>{metas}</head></html>")


def _deezer_track(song, live=False):
    return {
        "id": FIRST_ID + song.number + (_LIVE if live else 0),
        "title": song.title + (" (Live)" if live else ""),
        "duration": duration(song),
        "artist": {"name": song.artist},
        "type": "track",
    }


def deezer(path, query, world):
    """Errors come as 200. A search finds a concert first, and does not tell the ISRC."""
    song = None
    if match := re.fullmatch(r"/track/(\d+)", path):
        song = _song_with_id(match[1])
    elif match := re.fullmatch(r"/track/isrc:QZML2(\d{7})", path):
        song = Song(int(match[1]))
    elif path == "/search/track":
        song = song_named(query["q"])
        return said({"data": [_deezer_track(song, live) for live in (True, False)] if song else []})
    if song is None:
        return said({"error": {"type": "DataException", "message": "no data", "code": 800}})
    return said(_deezer_track(song) | {"isrc": isrc(song)})


def itunes(path, query, world):
    if path == "/lookup":
        song, recordings = _song_with_id(query["id"]), (False,)
    else:
        song, recordings = song_named(query["term"]), (True, False)
    results = [
        {
            "wrapperType": "track",
            "kind": "song",
            "trackName": song.title + (" (Live)" if live else ""),
            "artistName": song.artist,
            "trackTimeMillis": 1000 * duration(song),
            "trackViewUrl": LINKS["appleMusic"](song.number + (_LIVE if live else 0)) + "&uo=4",
        }
        for live in recordings
        if song
    ]
    return said({"resultCount": len(results), "results": results})


def spotify(path, query, world):
    song = _song_at(query.get("url") or "https://open.spotify.com" + path)
    if song is None:
        return NOT_FOUND
    if path == "/oembed":
        return said({"title": song.title, "type": "rich"})
    return page(song.title, f"{song.artist} · An Album · Song · 2021", duration(song))


def youtube(path, query, world):
    """What a channel of the record company has, and the videos of the test."""
    link = query.get("url", "")
    if video := world.videos.get(link):
        return said({"title": video[0], "author_name": video[1]})
    song = _song_at(link)
    if song is None:
        return NOT_FOUND
    return said({"title": song.title, "author_name": f"{song.artist} - Topic"})


def soundcloud(path, query, world):
    song = _song_at(query.get("url", ""))
    if song is None:
        return NOT_FOUND
    return said({"title": f"{song.title} by {song.artist}", "author_name": song.artist})


def bandcamp(path, query, world):
    song = _song_at("https://stand-in.bandcamp.com" + path)
    return page(f"{song.title}, by {song.artist}") if song else NOT_FOUND


def tidal(path, query, world):
    match = re.fullmatch(r"(?:/browse)?/track/(\d+)", path)
    song = _song_with_id(match[1]) if match else None
    return page(f"{song.artist} - {song.title}") if song else NOT_FOUND


def qobuz(path, query, world):
    song = _song_at("https://open.qobuz.com" + path)
    return page(f"{song.title}, {song.artist} - Qobuz") if song else NOT_FOUND


def musicbrainz(path, query, world):
    match = re.fullmatch(r"/ws/2/isrc/QZML2(\d{7})", path)
    if match is None:
        return NOT_FOUND
    song = Song(int(match[1]))
    relations = [
        {"type": "free streaming", "url": {"resource": song.link(service)}}
        for service in ("spotify", "tidal")
    ]
    recording = {
        "title": song.title,
        "length": 1000 * duration(song),
        "artist-credit": [{"name": song.artist}],
        "relations": relations,
    }
    return said({"isrc": isrc(song), "recordings": [recording]})


SERVICES = {
    "api.deezer.com": deezer,
    "itunes.apple.com": itunes,
    "open.spotify.com": spotify,
    "www.youtube.com": youtube,
    "soundcloud.com": soundcloud,
    "stand-in.bandcamp.com": bandcamp,
    "tidal.com": tidal,
    "open.qobuz.com": qobuz,
    "musicbrainz.org": musicbrainz,
}


def ask(host, target, world):
    """What the service at that host answers to a GET."""
    at = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(at.query).items()}
    try:
        told = world.told[host](at.path, query) if host in world.told else None
        return told or SERVICES[host](at.path, query, world)
    except (KeyError, ValueError):
        return Answer(400)  # no question that the service knows
