"""The answers of the bot that is to be replaced, compared with ours (conf/CONTRACT.md 5.6, 8)."""

import time

from support.bot import run_command
from support.case import Case, new_song, unknown_song
from support.person import PATIENCE

WINDOW = 10  # seconds in which the old bot answers; the one wait for time of this suite


class Parity(Case):
    def setUp(self):
        super().setUp()
        self.old_bot = self.new_person("oldbot")
        self.bot.config["shadow"] = {
            "compareWith": [self.old_bot.user_id],
            "windowMs": WINDOW * 1000,
        }

    def start_in_compared_room(self, mode):
        self.bot.config["mode"] = mode
        room = self.start_in_new_room()
        self.old_bot.join(room)
        return room

    def journal_content(self, room, song):
        """Alice posts the song; gives her event and what musiclink would post."""
        trigger = self.alice.say(room, song.link())
        return trigger, self.bot.wait_for_entry(trigger)["content"]

    def answer(self, room, trigger, html):
        """The old bot answers with a notice in reply."""
        content = {"msgtype": "m.notice", "format": "org.matrix.custom.html"}
        relation = {"m.in_reply_to": {"event_id": trigger}}
        self.old_bot.say(
            room, "see there", formatted_body=html, **content, **{"m.relates_to": relation}
        )

    def counts(self):
        parity = self.bot.journal()["parity"]
        return [parity[kind] for kind in ("same", "differs", "onlyTheirs", "onlyOurs")]

    def wait_for_counts(self, *expected):
        deadline = time.monotonic() + PATIENCE
        while self.counts() != list(expected):
            if time.monotonic() > deadline:
                raise AssertionError(f"the counts are {self.counts()}, not {expected}")
            time.sleep(0.1)  # only the command shows them, so it is asked again

    def test_the_old_bot_is_compared_in_shadow_and_over_a_restart(self):
        room = self.start_in_compared_room("shadow")

        song = new_song()  # answered alike, the source's own link repeated
        trigger, ours = self.journal_content(room, song)
        echo = f'<a href="{song.link()}">Spotify</a>'
        self.answer(room, trigger, f"{ours['formatted_body']} {echo}")

        _, ours = self.journal_content(room, new_song())  # the same without a relation
        self.old_bot.say(room, ours["body"])

        song, other = new_song(), new_song()
        differing, ours = self.journal_content(room, song)
        html = ours["formatted_body"].replace(song.link("deezer"), other.link("deezer"))
        self.answer(room, differing, html)

        unknown = unknown_song()
        only_theirs = self.alice.say(room, unknown.link())
        self.answer(room, only_theirs, f'<a href="{unknown.link("deezer")}">Deezer</a>')

        only_ours, _ = self.journal_content(room, new_song())
        self.wait_for_counts(2, 1, 1, 1)

        cases = {case["kind"]: case for case in self.bot.journal()["parity"]["cases"]}
        self.assertEqual(set(cases), {"differs", "onlyTheirs", "onlyOurs"})
        for kind, event in (
            ("differs", differing),
            ("onlyTheirs", only_theirs),
            ("onlyOurs", only_ours),
        ):
            self.assertEqual(cases[kind]["eventId"], event)
            self.assertEqual(cases[kind]["roomId"], room)
        ours, theirs = (set(cases["differs"][side]) for side in ("ours", "theirs"))
        self.assertEqual(ours - theirs, {song.link("deezer")})
        self.assertEqual(theirs - ours, {other.link("deezer")})
        self.assertEqual(cases["onlyTheirs"]["ours"], [])
        self.assertEqual(cases["onlyTheirs"]["theirs"], [unknown.link("deezer")])
        self.assertEqual(cases["onlyOurs"]["theirs"], [])

        self.bot.kill()
        self.assertEqual(self.counts(), [2, 1, 1, 1])
        self.bot.start()
        trigger, ours = self.journal_content(room, new_song())
        self.answer(room, trigger, ours["formatted_body"])
        self.wait_for_counts(3, 1, 1, 1)
        answered = {entry["eventId"] for entry in self.bot.journal()["entries"]}
        theirs = {event["event_id"] for event in self.messages_of_old_bot(room)}
        self.assertFalse(answered & theirs, "the old bot was answered")
        self.assert_silent_to_the_end(room)

    def messages_of_old_bot(self, room):
        self.alice.sync(0)
        return self.alice.messages_of(self.old_bot.user_id, room)

    def test_replies_that_are_posted_are_compared_too_and_the_old_bot_is_never_answered(self):
        room, song, other = self.start_in_compared_room("active"), new_song(), new_song()
        trigger = self.alice.say(room, song.link())
        ours = self.wait_for_reply(room, song)["content"]
        relation = {"m.relates_to": {"m.in_reply_to": {"event_id": trigger}}}
        reply = self.old_bot.say(room, ours["body"], **relation)
        self.wait_for_counts(1, 0, 0, 0)
        self.old_bot.edit(room, reply, other.link("deezer"))
        self.wait_for_counts(0, 1, 0, 0)
        self.old_bot.redact(room, reply)
        self.wait_for_counts(0, 0, 0, 1)
        self.assert_replied(room, song)

    def test_an_answer_that_sync_left_out_is_found(self):
        room = self.start_in_compared_room("shadow")
        self.bot.kill()
        unknown = unknown_song()
        trigger = self.alice.say(room, unknown.link())
        self.answer(room, trigger, f'<a href="{unknown.link("deezer")}">Deezer</a>')
        for number in range(60):  # more than one sync shows
            self.alice.say(room, f"as I said for the {number}th time")
        self.bot.start()
        self.wait_for_counts(0, 0, 1, 0)
        self.assertTrue(self.bot.lines("reading the gap back"), "sync has shown all of it")

    def test_people_read_what_to_do(self):
        room = self.start_in_compared_room("shadow")
        self.assertIn("nothing to compare in this time", self.last_line())
        song, other = new_song(), new_song()
        trigger, _ = self.journal_content(room, song)
        self.answer(room, trigger, f'<a href="{other.link("deezer")}">Deezer</a>')
        self.wait_for_counts(0, 1, 0, 0)
        shown = self.shown()
        self.assertIn(f"{trigger} answered differently:\n", shown)
        self.assertIn(f"    only ours:   {song.link('deezer')}\n", shown)
        self.assertIn(f"    only theirs: {other.link('deezer')}\n", shown)
        self.assertIn("0 same, 1 different, 0 theirs alone, 0 ours alone\n", shown)
        self.assertIn("Of 1 link event none was answered alike", self.last_line())
        self.assertIn("nothing to compare in this time", self.last_line("--since", "0s"))
        self.bot.config["shadow"]["compareWith"] = []
        self.bot.write_config()
        self.assertIn("Nothing is compared", self.last_line())

    def shown(self, *options):
        shown = run_command("shadow", "--config", str(self.bot.config_file), *options)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        return shown.stdout

    def last_line(self, *options):
        return self.shown(*options).splitlines()[-1]
