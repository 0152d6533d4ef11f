"""Links that are answered: where the reply stands, what is in it (conf/CONTRACT.md 5.1, 6, 7)."""

import re

from support.case import Case, new_song

DOMAINS = {
    "spotify": "open.spotify.com",
    "appleMusic": "music.apple.com",
    "youTube": "music.youtube.com",
    "deezer": "www.deezer.com",
    "soundCloud": "soundcloud.com",
    "tidal": "tidal.com",
    "qobuz": "open.qobuz.com",
    "bandcamp": "stand-in.bandcamp.com",
}


def linked_domains(event):
    return re.findall(r'href="https://([^/"]+)/', event["content"]["formatted_body"])


class Replies(Case):
    def test_a_link_is_answered_with_the_other_services(self):
        room, song = self.start_in_new_room(), new_song()
        trigger = self.alice.say(room, f"listen to this: {song.link()} !")
        content = self.wait_for_reply(room, song)["content"]
        self.assertEqual(content["msgtype"], "m.notice")
        self.assertEqual(content["format"], "org.matrix.custom.html")
        self.assertEqual(content["m.relates_to"], {"m.in_reply_to": {"event_id": trigger}})
        self.assertEqual(content["m.mentions"], {})
        self.assertEqual(content["com.beeper.linkpreviews"], [])
        self.assertIn(song.artist, content["body"])
        self.assert_replied(room, song)

    def test_services_stand_in_their_order_and_the_source_is_left_out(self):
        room = self.start_in_new_room()
        for source in ("spotify", "appleMusic", "deezer", "tidal", "qobuz", "bandcamp"):
            with self.subTest(source=source):
                song = new_song()
                self.alice.say(room, song.link(source))
                reply = self.wait_for_reply(room, song)
                others = [domain for service, domain in DOMAINS.items() if service != source]
                self.assertEqual(linked_domains(reply), others)

    def test_a_link_of_the_formatted_body_is_answered(self):
        room, song = self.start_in_new_room(), new_song()
        self.alice.say_html(room, "this one", f'<a href="{song.link()}">this one</a>')
        self.assert_replied(room, song)

    def test_a_reply_stays_in_its_thread(self):
        room, song = self.start_in_new_room(), new_song()
        root = self.alice.say(room, "what are you listening to?")
        trigger = self.alice.say_in_thread(room, root, song.link())
        relation = self.wait_for_reply(room, song)["content"]["m.relates_to"]
        self.assertEqual(
            relation,
            {
                "rel_type": "m.thread",
                "event_id": root,
                "is_falling_back": False,
                "m.in_reply_to": {"event_id": trigger},
            },
        )
        self.assert_replied(room, song)

    def test_style_standalone_has_no_relation(self):
        room = self.start_in_new_room(reply={"style": "standalone", "msgtype": "m.text"})
        plain, threaded = new_song(), new_song()
        root = self.alice.say(room, plain.link())
        self.alice.say_in_thread(room, root, threaded.link())
        for song in (plain, threaded):
            content = self.wait_for_reply(room, song)["content"]
            self.assertNotIn("m.relates_to", content)
            self.assertEqual(content["msgtype"], "m.text")
        self.assert_replied(room, plain, threaded)  # and none to its own, though they are m.text

    def test_style_thread_opens_a_thread(self):
        room, song = self.start_in_new_room(reply={"style": "thread"}), new_song()
        trigger = self.alice.say(room, song.link())
        relation = self.wait_for_reply(room, song)["content"]["m.relates_to"]
        self.assertEqual(relation["rel_type"], "m.thread")
        self.assertEqual(relation["event_id"], trigger)
        self.assertEqual(relation["m.in_reply_to"], {"event_id": trigger})

    def test_where_no_thread_can_begin_the_reply_is_a_plain_one(self):
        room = self.start_in_new_room(reply={"style": "thread"})
        asked = self.alice.say(room, "what are you listening to?")
        for relation in ({"rel_type": "m.reference"}, {"rel_type": "m.annotation", "key": "x"}):
            song = new_song()
            relation["event_id"] = asked
            trigger = self.alice.say(room, song.link(), **{"m.relates_to": relation})
            content = self.wait_for_reply(room, song)["content"]
            self.assertEqual(content["m.relates_to"], {"m.in_reply_to": {"event_id": trigger}})

    def test_one_reply_answers_all_links_of_a_message(self):
        room, first, second = self.start_in_new_room(), new_song(), new_song()
        self.alice.say(room, f"{first.link()} or {second.link('deezer')} or {first.link()}?")
        body = self.wait_for_reply(room, first)["content"]["body"]
        self.assertIn(second.title, body)
        self.assertEqual(body.count(first.title), 1)
        self.assert_replied(room, first)

    def test_max_links_bounds_what_is_answered(self):
        room = self.start_in_new_room(reply={"maxLinks": 2})
        songs = [new_song() for _ in range(3)]
        self.alice.say(room, " ".join(song.link() for song in songs))
        body = self.wait_for_reply(room, songs[0])["content"]["body"]
        self.assertIn(songs[1].title, body)
        self.assertNotIn(songs[2].title, body)

    def test_a_room_chooses_its_services_and_previews(self):
        wanted = {"services": ["tidal", "deezer"], "linkPreviews": True}
        room, song = self.start_in_new_room(reply=wanted), new_song()
        self.alice.say(room, song.link())
        reply = self.wait_for_reply(room, song)
        self.assertEqual(linked_domains(reply), [DOMAINS["tidal"], DOMAINS["deezer"]])
        self.assertNotIn("com.beeper.linkpreviews", reply["content"])

    def test_only_the_canonical_link_leaves_the_process(self):
        room, song = self.start_in_new_room(), new_song()
        self.alice.say(room, song.link() + "?si=0123456789abcdef&utm_source=chat")
        self.wait_for_reply(room, song)
        self.assertEqual(self.resolver.asked, [song.link()])
        self.assertLessEqual(set(self.resolver.questions[0]), {"link", "adapters"})

    def test_an_answer_is_kept(self):
        room, song = self.start_in_new_room(), new_song()
        for _ in range(2):
            self.alice.say(room, song.link())
        self.assert_replied(room, song, song)
        self.assertEqual(self.resolver.asked.count(song.link()), 1)

    def test_rooms_and_threads_never_leak_into_one_another(self):
        rooms = [self.alice.create_room() for _ in range(3)]
        self.start(*rooms)
        roots = {room: [self.alice.say(room, f"thread {n}") for n in range(3)] for room in rooms}
        posted = {}
        for turn in range(8):
            for room in rooms:
                for root in [None, *roots[room]][turn % 2 : 3]:
                    song = new_song()
                    if root is None:
                        trigger = self.alice.say(room, song.link())
                    else:
                        trigger = self.alice.say_in_thread(room, root, song.link())
                    posted[trigger] = (room, root, song)
        for room in rooms:
            songs = [song for place, _, song in posted.values() if place == room]
            self.assert_replied(room, *songs)
            for reply in self.bot_messages(room)[: len(songs)]:
                relation = reply["content"]["m.relates_to"]
                place, root, song = posted[relation["m.in_reply_to"]["event_id"]]
                self.assertEqual((place, root), (room, relation.get("event_id")))
                self.assertIn(song.title, reply["content"]["body"])
