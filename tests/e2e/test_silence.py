"""What is left alone (conf/CONTRACT.md 5.6, 6)."""

from support.case import Case, new_song, unknown_song
from support.person import Person


class Silence(Case):
    def assert_left_alone(self, room, songs, own_messages=0):
        """None of these songs, by what was done with them, has a message of the bot."""
        fence = new_song()
        self.alice.say(room, fence.link())
        self.wait_for_reply(room, fence)
        bodies = [event["content"]["body"] for event in self.bot_messages(room)]
        for what, song in songs.items():
            with self.subTest(what):
                self.assertFalse([body for body in bodies if song.title in body])
        self.assertEqual(len(bodies), own_messages + 1)

    def test_texts_that_hold_no_link_that_counts(self):
        room = self.start_in_new_room()
        songs = {}

        def song(what):
            songs[what] = new_song()
            return songs[what].link()

        say, say_html = self.alice.say, self.alice.say_html
        say(room, "no link at all")
        say(room, song("a notice"), msgtype="m.notice")
        say(room, f"`{song('a code span')}`")
        say(room, f"```\n{song('a fenced block')}\n```")
        say_html(room, "code", f"<code>{song('code in HTML')}</code>")
        say_html(room, "code", f"<pre><code>{song('a block in HTML')}</code></pre>")
        say(room, f"> <{self.alice.user_id}> {song('a quoted reply')}\n\nlovely")
        quoted = f"<mx-reply><blockquote>{song('a quoted reply in HTML')}</blockquote></mx-reply>"
        say_html(room, "lovely", quoted + "lovely")
        say_html(room, song("a body that is overruled"), "no link here")
        say_html(room, "look", f'<a href="https://example.org/">{song("a label")}</a>')
        say(room, "https://www.google.com/url?q=" + song("a redirector"))
        say(room, song("another host").replace("spotify.com", "spotify.com.example.org"))
        self.assert_left_alone(room, songs)

    def test_the_same_song_on_two_services_is_an_answer_already(self):
        room, song = self.start_in_new_room(), new_song()
        self.alice.say(room, f"{song.link('spotify')} {song.link('deezer')}")
        self.assert_left_alone(room, {"both services": song})

    def test_a_song_that_nobody_knows_gets_no_reply(self):
        room, song = self.start_in_new_room(), unknown_song()
        self.alice.say(room, song.link())
        self.resolver.wait_until_asked(song.link())
        self.assert_left_alone(room, {"unknown": song})

    def test_own_messages(self):
        room, song = self.start_in_new_room(), new_song()
        Person(self.homeserver, self.bot.account).say(room, song.link())
        self.assert_left_alone(room, {"own": song}, own_messages=1)

    def test_ignored_users(self):
        room = self.alice.create_room()
        ignored, compared = self.new_person("slackbot"), self.new_person("matterbridge")
        self.bot.config["roomDefaults"]["ignoreUsers"] = ["@slackbot-*"]
        self.bot.config["shadow"] = {"compareWith": [compared.user_id]}
        self.start(room)
        songs = {}
        for person in (ignored, compared):
            person.join(room)
            songs[person.user_id] = new_song()
            person.say(room, songs[person.user_id].link())
        self.assert_left_alone(room, songs)

    def test_an_edit_that_keeps_its_link(self):
        room, song = self.start_in_new_room(), new_song()
        trigger = self.alice.say(room, song.link())
        self.wait_for_reply(room, song)
        edited = {"msgtype": "m.text", "body": f"so good: {song.link()}"}
        relation = {"rel_type": "m.replace", "event_id": trigger}
        text = "* " + edited["body"]
        self.alice.say(room, text, **{"m.new_content": edited, "m.relates_to": relation})
        self.assert_replied(room, song)

    def test_malformed_events_are_survived(self):
        room, last = self.start_in_new_room(), new_song()
        link = new_song().link()
        hostile = [  # all of them pass Synapse
            {"body": "x", "formatted_body": {"a": link}},
            {"body": "x", "formatted_body": [link], "format": 7},
            {"body": link, "m.relates_to": [link]},
            {"body": link, "m.relates_to": {"rel_type": 7, "event_id": []}},
            {"body": link, "m.relates_to": {"rel_type": "m.thread"}},
            {"body": link, "m.relates_to": {"m.in_reply_to": 7}},
            {"body": link, "msgtype": "m.unheard.of"},
            {"body": "https://" * 7000},
            {"body": "<" * 60000},
            {"body": "x", "formatted_body": "<div>" * 10000},
        ]
        for content in hostile:
            self.alice.send(room, {"msgtype": "m.text"} | content)
        self.alice.say(room, last.link())
        self.wait_for_reply(room, last)
