"""What `musiclink resolve` prints where no reply would be posted, and why."""

import json
import unittest

from support import Commands

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
PLAYLIST = "https://open.spotify.com/playlist/37i9dQZF1DXcBWIGoYBM5M"
TRACK = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"


class Resolve(Commands):
    def resolve(self, *urls, json_wanted=False):
        result = self.with_config("resolve", *(["--json"] if json_wanted else []), *urls)
        return result.returncode, result.stdout, result.stderr

    def test_what_holds_no_link_is_a_usage_error(self):
        status, shown, said = self.resolve("https://example.org/", "song")
        self.assertEqual((status, shown), (64, ""))
        self.assertEqual(
            said.splitlines(),
            [f"{text}: not a music link that counts" for text in ("https://example.org/", "song")],
        )

    def test_other_links_are_resolved_all_the_same(self):
        status, shown, said = self.resolve("https://example.org/", TRACK)
        self.assertEqual(status, 0)
        self.assertIn("https://song.link/s/", shown)
        self.assertIn("https://example.org/: not", said)

    def test_no_reply_is_null_for_a_machine_and_a_reason_for_people(self):
        status, shown, said = self.resolve(PLAYLIST, json_wanted=True)
        self.assertEqual(status, 0)
        self.assertIsNone(json.loads(shown))
        self.assertIn("no resolver knows it", said)
        self.assertEqual(self.resolve(PLAYLIST)[1], "")

    def test_only_links_that_are_answered_are_asked_about(self):
        server = self.serve(lambda path: (400, {"error": "no"}))
        self.config["resolvers"] = [{"type": "idonthavespotify", "url": server.url}]
        self.config["roomDefaults"] = {"youtube": "never", "reply": {"maxLinks": 1}}
        status, shown, said = self.resolve(VIDEO)
        self.assertEqual((status, shown, server.asked), (0, "", []))
        self.assertIn("YouTube", said)
        self.resolve(VIDEO, TRACK, TRACK.replace("3AhXZ", "3AhXX"))
        self.assertEqual(len(server.asked), 1)

    def test_where_nobody_could_be_asked_nothing_is_concluded(self):
        # One question in two minutes, which the first link takes.
        server = self.serve(lambda path: (400, {"error": "no"}))
        self.config["resolvers"] = [
            {"type": "idonthavespotify", "url": server.url, "requestsPerMinute": 0.5}
        ]
        status, shown, said = self.resolve(TRACK, PLAYLIST, json_wanted=True)
        self.assertEqual(status, 69)
        self.assertIsNone(json.loads(shown))
        self.assertNotIn("no reply would be posted", said)


    def services(self):
        """Deezer knows a song; iTunes has its concert alone; nobody else is asked."""

        def answer(path):
            if path.startswith("/deezer/track/"):
                song = {"id": 1, "title": "Hello", "duration": 295}
                return 200, song | {"artist": {"name": "Adele"}}
            live = {"kind": "song", "trackName": "Hello (Live)", "artistName": "Adele"}
            live["trackViewUrl"] = "https://music.apple.com/us/album/x/1?i=2"
            return 200, {"results": [live | {"trackTimeMillis": 310000}]}

        server = self.serve(answer)
        others = "spotify youtube soundcloud bandcamp tidal qobuz musicbrainz".split()
        endpoints = {name: f"{server.url}/{name}" for name in ("deezer", "itunes")}
        self.config["resolvers"] = [
            {"type": "catalog", "endpoints": endpoints | dict.fromkeys(others, "off")}
        ]

    def test_explain_shows_who_offered_what_and_why_it_was_left_out(self):
        self.services()
        result = self.with_config("resolve", "--explain", "https://www.deezer.com/track/1")
        self.assertEqual(result.returncode, 0)
        link, source, offer, reason = result.stdout.strip().splitlines()
        self.assertEqual(link, "https://www.deezer.com/track/1")
        self.assertEqual(source, '  deezer says it is "Hello" by Adele, 4:55')
        self.assertEqual(
            offer,
            '  itunes offers "Hello (Live)" by Adele, 5:10 https://music.apple.com/us/album/x/1?i=2',
        )
        self.assertIn("left out: another version: live", reason)

    def test_explain_is_an_object_for_a_machine(self):
        self.services()
        result = self.with_config("resolve", "--json", "--explain", "https://www.deezer.com/track/1")
        shown = json.loads(result.stdout)
        self.assertIsNone(shown["reply"])
        (link,) = shown["links"]
        self.assertEqual(link["link"], "https://www.deezer.com/track/1")
        source, itunes = link["asked"]
        self.assertTrue(source["isSource"])
        (offer,) = itunes["offers"]
        self.assertEqual((offer["title"], offer["duration"]), ("Hello (Live)", 310000))
        self.assertFalse(offer["taken"])
        self.assertIn("another version: live", offer["reasons"])


if __name__ == "__main__":
    unittest.main()
