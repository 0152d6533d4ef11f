"""Without any resolver but the services' own look-ups: links of each service, plain YouTube
links, short links, the song.link page (conf/CONTRACT.md 3, 5.10, 6)."""

from support.case import new_song
from support.world_case import WorldCase

SPOTIFY_CODE = "https://spotify.link/Lh6MLTOo2Bb"


class Catalog(WorldCase):
    RESOLVERS = [{"type": "catalog"}]

    def say_and_wait(self, room, link, song):
        self.alice.say(room, link)
        return self.wait_for_reply(room, song)

    def video(self, code, title, channel):
        """A video at YouTube."""
        link = f"https://www.youtube.com/watch?v={code}"
        self.world.videos[link] = (title, channel)
        return link

    def test_a_link_of_each_service_is_answered(self):
        room = self.start_in_new_room()
        told = {"appleMusic", "deezer", "spotify", "tidal"}  # the last two by MusicBrainz
        others = {"bandcamp", "qobuz", "soundCloud", "youTube"}
        for source in sorted(told | others):
            with self.subTest(source):
                song = new_song()
                reply = self.say_and_wait(room, song.link(source), song)
                self.assertIn(song.artist, reply["content"]["body"])
                self.assert_leads_to(reply, song, *told - {source})

    def test_a_plain_youtube_link_is_answered_if_it_is_music(self):
        room, topic, video = self.start_in_new_room(), new_song(), new_song()
        link = topic.link("youTube").replace("music.", "www.")  # its channel is "... - Topic"
        self.say_and_wait(room, link, topic)
        title = f"{video.artist} - {video.title} (Official Video)"
        self.say_and_wait(room, self.video("dQw4w9WgXcQ", title, video.artist), video)
        self.alice.say(room, self.video("jNQXAC9IVRw", "Me at the zoo", "jawed"))
        self.alice.say(room, self.video("aaaaaaaaaaa", f"My dog sings {topic.title}", "dogs"))
        self.assert_replied(room, topic, video)

    def test_plain_youtube_links_can_be_left_alone(self):
        room, song = self.start_in_new_room(youtube="never"), new_song()
        self.alice.say(room, song.link("youTube").replace("music.", "www."))
        self.assert_replied(room)

    def test_a_short_link_is_answered_as_what_it_leads_to(self):
        room, by_header, by_name = self.start_in_new_room(), new_song(), new_song()
        self.world.short_links[SPOTIFY_CODE] = by_header.link() + "?si=0123456789abcdef&nd=1"
        self.say_and_wait(room, SPOTIFY_CODE, by_header)
        code = "https://link.deezer.com/s/31d6H8vEPHBaIVhbBbBW4"
        self.world.short_links[code] = (
            "https://link.deezer.com/?awf=1&dest=" + by_name.link("deezer").replace("/", "%2F")
        )
        reply = self.say_and_wait(room, code, by_name)
        self.assertEqual(len(self.world.asked("link.deezer.com")), 1)
        self.assertNotIn(by_name.link("deezer"), self.links_of(reply))
        for request in self.world.asked("open.spotify.com"):
            self.assertNotIn("si=", request.target)

    def test_a_short_link_is_followed_to_its_own_service_only(self):
        room = self.start_in_new_room()
        for number, target in enumerate(
            (
                "https://evil.example/track/0000000000000000000001",
                "http://open.spotify.com.evil.example/",
                "https://169.254.169.254/latest/meta-data",
                new_song().link("deezer"),
            )
        ):
            code = f"https://spotify.link/{number:011d}"
            self.world.short_links[code] = target
            self.alice.say(room, code)
        self.assert_replied(room)
        self.assertEqual(len(self.world.asked("spotify.link")), 4)
        self.assertEqual(self.world.refused, [])

    def test_the_songlink_page_is_a_last_resort_and_says_what_it_is(self):
        self.bot.config["resolvers"].append({"type": "songlink-page"})
        room, song = self.start_in_new_room(), new_song()
        known = self.say_and_wait(room, song.link(), song)
        self.assertNotIn("song.link", known["content"]["body"])
        nobody_knows = "https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"
        self.alice.say(room, nobody_knows)
        reply = self.alice.wait_for(
            lambda: self.bot_messages(room)[1:], "the reply with a song.link page"
        )[0]
        page = "https://song.link/s/4cOdK2wGLETKBW3PvgPWqT"
        self.assertEqual(reply["content"]["body"], f"song.link: {page}")
        self.assertEqual(self.links_of(reply), {page})
