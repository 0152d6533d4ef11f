"""It never loops (conf/CONTRACT.md 5.6): relays that bring its words back, and other musiclinks."""

import json

from support import relay
from support.case import Case, new_song
from support.desk import Desk
from support.relay import Relay

MOST_MESSAGES = 40  # a loop has no end


class Relays(Case):
    def setUp(self):
        super().setUp()
        self.rooms = [self.alice.create_room() for _ in range(2)]
        self.relay = Relay(self.homeserver, self.homeserver.register("matterbridge"), *self.rooms)

    def start_in_both(self, **reply):
        self.bot.config["roomDefaults"]["reply"] = reply
        self.start(*self.rooms)

    def answers_to(self, song, room):
        return [e for e in self.bot_messages(room) if song.title in e["content"]["body"]]

    def fence(self):
        """Returns when everything that was said before is answered, in both rooms."""
        for room in self.rooms:
            song = new_song()
            self.relay.deaf_to |= {song.title, song.link()}
            self.alice.say(room, song.link())
            self.wait_for_reply(room, song)

    def post(self, song, service="spotify"):
        """Alice posts the song, and all that follows has come to its end. How many answers
        there are, by room."""
        self.alice.say(self.rooms[0], song.link(service))
        for _ in range(MOST_MESSAGES):
            self.fence()
            if self.relay.carry() == 0:
                return [len(self.answers_to(song, room)) for room in self.rooms]
        self.fail(f"no end: {[len(self.answers_to(song, room)) for room in self.rooms]}")

    def test_one_link_has_two_answers_at_most(self):
        for msgtype in ("m.notice", "m.text"):
            for services in (["spotify", "deezer"], ["spotify", "deezer", "tidal"]):
                self.start_in_both(msgtype=msgtype, services=services)
                for habit in relay.TEXT_STAYS:
                    with self.subTest(habit.__name__, msgtype=msgtype, services=services):
                        self.relay.habit = habit
                        here, there = self.post(new_song())
                        self.assertEqual(here, 1)
                        self.assertLessEqual(there, 1)
                self.assertEqual(self.bot.stop(), 0)

    def test_it_knows_its_words_after_a_restart(self):
        self.start_in_both(msgtype="m.text", services=["spotify", "deezer"])
        song = new_song()
        self.alice.say(self.rooms[0], song.link())
        self.fence()
        self.bot.kill()
        self.bot.start()
        self.relay.carry()
        self.assertLessEqual(sum(self.post(new_song())), 2)
        answers = [len(self.answers_to(song, room)) for room in self.rooms]
        self.assertEqual(answers[0], 1)
        self.assertLessEqual(answers[1], 1)

    def test_a_relay_that_leaves_only_the_url_is_stopped_and_told(self):
        desk = Desk(self.bot)
        self.start_in_both(msgtype="m.text", services=["spotify", "deezer"])
        self.relay.habit = relay.bare
        song = new_song()
        self.assertLessEqual(sum(self.post(song)), 4)
        self.assertEqual(len(self.bot.lines(r"(?i)warn.*fed itself")), 1)
        (loop,) = desk.status()["loops"]
        self.assertIn(loop["link"], (song.link("deezer"), song.link("spotify")))
        self.assertIn(loop["roomId"], self.rooms)
        self.assertIn(loop["link"], self.bot.run_command("status").stdout)
        self.assertRegex(desk.get("/metrics")[1], r"musiclink_loops_stopped_total [1-9]")
        # People and other songs go on.
        self.assertGreaterEqual(sum(self.post(new_song())), 1)
        self.new_person_says(song)

    def new_person_says(self, song):
        bob = self.new_person("bob")
        bob.join(self.rooms[0])
        before = len(self.answers_to(song, self.rooms[0]))
        bob.say(self.rooms[0], song.link())
        self.fence()
        self.assertEqual(len(self.answers_to(song, self.rooms[0])), before + 1)


class TwoMusiclinks(Case):
    def test_they_do_not_answer_each_other(self):
        room, song, fence = self.alice.create_room(), new_song(), new_song()
        other = self.new_bot("other")
        for bot, service in ((self.bot, "deezer"), (other, "spotify")):
            reply = {"msgtype": "m.text", "services": [service]}
            bot.config["roomDefaults"]["reply"] = reply
            bot.config["matrix"]["rooms"] = [room]
            bot.start()
            self.alice.wait_for_membership(room, bot.user_id, "join")
        for one in (song, fence):
            self.alice.say(room, one.link("tidal"))
            for bot in (self.bot, other):
                self.alice.wait_for(
                    lambda: any(
                        one.title in event["content"]["body"]
                        for event in self.alice.messages_of(bot.user_id, room)
                    ),
                    f"{bot.user_id} about {one.title}",
                )
        for bot in (self.bot, other):
            self.assertEqual(bot.stop(), 0)
            messages = self.alice.messages_of(bot.user_id, room)
            self.assertEqual(len(messages), 2, json.dumps([m["content"] for m in messages]))
