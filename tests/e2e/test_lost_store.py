"""A lost or damaged store is survived (conf/CONTRACT.md 5.5), and the commands to look at one."""

import json
import random
import shutil

from support.bot import run_command
from support.case import Case, new_song
from support.matrix_http import request
from support.person import Person
from support.proxy import Proxy

PAGE = 4096  # of LMDB; the first two say where the others are


def cut_in_half(data):
    return data[: len(data) // 2]


def all_garbage(data):
    return random.Random(1).randbytes(len(data))


def garbage_in_the_middle(data):
    start, end = 2 * PAGE, len(data) - 2 * PAGE
    return data[:start] + random.Random(2).randbytes(end - start) + data[end:]


class StoreCase(Case):
    def setUp(self):
        super().setUp()
        self.store = self.bot.folder / "store"
        self.data = self.store / "data.mdb"

    def look(self, command, *options):
        return run_command("store", command, "--config", str(self.bot.config_file), *options)

    def lose(self):
        self.assertEqual(self.bot.stop(), 0)
        shutil.rmtree(self.store)

    def damage(self, how):
        """Stops the bot and gives what is in its data file from then on."""
        self.assertEqual(self.bot.stop(), 0)
        damaged = how(self.data.read_bytes())
        self.data.write_bytes(damaged)
        return damaged


class LostStore(StoreCase):
    def start_in_rooms_of_all_styles(self):
        """Every style of reply has been used once in the rooms that this gives."""
        styles = ("auto", "thread", "standalone")
        rooms = [self.alice.create_room() for _ in styles]
        entries = [
            {"room": room, "reply": {"style": style}} for room, style in zip(rooms, styles)
        ]
        self.start(*entries)
        for room in rooms:
            self.assert_replied(room, *self.say_songs(room, 1))
        return rooms

    def assert_only_what_came_meanwhile_is_answered(self, rooms):
        """The bot is down and its store is gone."""
        meanwhile = {room: self.say_songs(room, 1) for room in rooms}
        self.bot.start()
        for room in rooms:
            self.assert_replied(room, *meanwhile[room])

    def test_the_folder_or_its_data_file_is_deleted(self):
        rooms = self.start_in_rooms_of_all_styles()
        self.lose()
        self.assert_only_what_came_meanwhile_is_answered(rooms)
        self.assertEqual(self.bot.stop(), 0)
        self.data.unlink()
        self.assert_only_what_came_meanwhile_is_answered(rooms)

    def test_a_damaged_data_file_is_set_aside_and_kept(self):
        rooms = self.start_in_rooms_of_all_styles()
        for number, how in enumerate((cut_in_half, all_garbage, garbage_in_the_middle), start=1):
            with self.subTest(how.__name__):
                damaged = self.damage(how)
                self.assert_only_what_came_meanwhile_is_answered(rooms)
                kept = self.store / f"data.mdb.damaged-{number}"
                self.assertEqual(kept.read_bytes(), damaged)
                self.bot.wait_for_log(rf"(?i)error.*{kept.name}\b")

    def lose_after_a_reply_was_removed(self):
        """The room, whose only reply a moderator has redacted."""
        room, song = self.start_in_new_room(), new_song()
        self.alice.say(room, song.link())
        reply = self.wait_for_reply(room, song)
        self.assert_replied(room, song)
        self.alice.redact(room, reply["event_id"])
        self.lose()
        return room

    def test_a_reply_that_a_moderator_removed_is_not_posted_again(self):
        room = self.lose_after_a_reply_was_removed()
        self.bot.start()
        self.assert_replied(room)

    def log_in_anew(self):
        """As when the token is lost with the store: another device."""
        account = self.bot.account
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": account.user_id},
            "password": account.password,
        }
        made = request(self.homeserver.url, "POST", "/_matrix/client/v3/login", body)
        self.bot.use_token(made["access_token"])

    def test_nor_is_it_when_the_token_is_lost_too(self):
        room = self.lose_after_a_reply_was_removed()
        self.log_in_anew()
        meanwhile = self.say_songs(room, 1)
        self.bot.start()
        self.assert_replied(room, *meanwhile)

    def check_a_message_that_is_deleted_meanwhile(self, then=lambda: None):
        room, song, stays = self.start_in_new_room(), new_song(), new_song()
        trigger = self.alice.say(room, song.link())
        reply = self.wait_for_reply(room, song)
        self.assert_replied(room, song, *self.say_and_wait(room, stays))
        self.lose()
        then()
        self.alice.redact(room, trigger)
        self.bot.start()
        self.wait_for_redaction(room, reply)
        self.assert_replied(room)

    def test_a_reply_to_a_message_that_was_deleted_meanwhile_is_deleted(self):
        self.check_a_message_that_is_deleted_meanwhile()

    def test_so_it_is_when_the_token_is_lost_too(self):
        self.check_a_message_that_is_deleted_meanwhile(self.log_in_anew)

    def say_and_wait(self, room, song):
        self.alice.say(room, song.link())
        self.wait_for_reply(room, song)
        return [song]

    def test_what_a_person_says_from_its_account_is_no_reply(self):
        room, song = self.start_in_new_room(), new_song()
        self.assertEqual(self.bot.stop(), 0)
        trigger = self.alice.say(room, song.link())
        person = Person(self.homeserver, self.bot.account)
        relation = {"m.in_reply_to": {"event_id": trigger}}
        person.say(room, f"I like {song.title}", **{"m.relates_to": relation})
        self._checked[room] = len(self.bot_messages(room)) + 1  # what the person said
        self.bot.start()
        self.assert_replied(room, song)

    def test_a_recognised_reply_is_still_edited_and_redacted(self):
        room = self.start_in_new_room()
        before, after, removed = (new_song() for _ in range(3))
        changing = self.alice.say(room, before.link())
        going = self.alice.say(room, removed.link())
        reply, removed_reply = (self.wait_for_reply(room, song) for song in (before, removed))
        self.lose()
        self.bot.start()
        self.assert_replied(room, before, removed)
        self.alice.edit(room, changing, after.link())
        self.alice.redact(room, going)
        self.wait_for_edit(room, reply, after)
        self.wait_for_redaction(room, removed_reply)
        self.assert_replied(room, after)

    def test_kills_while_it_reads_back(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        room = self.start_in_new_room()
        self.assert_replied(room, *self.say_songs(room, 1))
        self.lose()
        songs = self.say_songs(room, 1)
        for number in range(100):  # what is read at once
            self.alice.say(room, f"as I said for the {number}th time")
        songs += self.say_songs(room, 1)
        for pages in (0, 1):
            proxy.hold("GET .*/messages", after=pages)
            self.bot.start()
            proxy.wait_until_held()
            self.bot.kill()
            proxy.mend()
        self.bot.start()
        self.assert_replied(room, *songs)

    def test_a_first_start_in_a_room_that_it_is_in_already_answers_nothing_old(self):
        room, new_room = self.alice.create_room(), self.alice.create_room()
        Person(self.homeserver, self.bot.account).join(room)
        self.say_songs(room, 3)
        self.start(room, new_room)  # what it joins, it joins after it began to read
        self.assert_replied(room)


class StoreCommands(StoreCase):
    def test_a_sound_store(self):
        room = self.start_in_new_room()
        self.assert_replied(room, *self.say_songs(room, 2))
        beside_the_service = self.look("stat")
        self.assertEqual(beside_the_service.returncode, 0, beside_the_service.stderr)
        self.assertIn("replies", beside_the_service.stdout)
        self.assertEqual(self.bot.stop(), 0)
        shown = self.look("stat", "--json")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        figures = json.loads(shown.stdout)
        self.assertEqual(figures["path"], str(self.store))
        for name, expected in {"jobs": 0, "gaps": 0, "replies": 3, "failures": 0}.items():
            self.assertEqual(figures[name], expected, name)
        self.assertGreaterEqual(figures["seenEvents"], 3)
        self.assertEqual(figures["fileBytes"], self.data.stat().st_size)
        for options in ((), ("--json",)):
            verified = self.look("verify", *options)
            self.assertEqual(verified.returncode, 0, verified.stderr)
            self.assertTrue(verified.stdout)
        self.assertEqual(json.loads(verified.stdout)["damaged"], [])

    def test_a_damaged_store_is_74(self):
        self.assert_replied(self.start_in_new_room())
        self.damage(cut_in_half)
        for command in ("stat", "verify"):
            for options in ((), ("--json",)):
                with self.subTest(command, options=options):
                    result = self.look(command, *options)
                    self.assertEqual(result.returncode, 74)
                    self.assertIn(str(self.store), result.stdout + result.stderr)
