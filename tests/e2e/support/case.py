"""What every end-to-end test starts from: a homeserver, a person, a resolver and a bot."""

import collections
import itertools
import shutil
import unittest

from stand_in_resolver import NOBODY_KNOWS, Song, StandInResolver

from support import REPOSITORY, homeserver
from support.bot import BINARY, Bot
from support.person import Person

_ARTEFACTS = REPOSITORY / ".build" / "e2e"
_numbers = itertools.count(1)


def new_song():
    """A song that nothing in this run has spoken of."""
    return Song(next(_numbers))


def unknown_song():
    """A new song that no resolver knows."""
    return Song(NOBODY_KNOWS + next(_numbers))


class Case(unittest.TestCase):
    """Silence is shown without waiting for time to pass: a later link in the same room gets
    its reply, replies keep the order of their events, so what had none by then gets none."""

    bot_type = Bot

    @classmethod
    def setUpClass(cls):
        if not BINARY.exists():
            raise RuntimeError(f"{BINARY} is not there: scripts/build makes it")
        cls.homeserver = cls.choose_homeserver()
        cls.alice = cls.new_person("alice")

    @classmethod
    def choose_homeserver(cls):
        return homeserver.shared()

    @classmethod
    def new_person(cls, name, **options):
        return Person(cls.homeserver, cls.homeserver.register(name, **options))

    def setUp(self):
        self.resolver = StandInResolver()
        self.addCleanup(self.resolver.stop)
        self.bot = self.new_bot("bot")
        self._checked = collections.Counter()  # messages of the bot, by room

    def new_bot(self, name):
        """A bot with an account and a folder of its own; the folder outlives the test."""
        folder = _ARTEFACTS / self.id() / name
        shutil.rmtree(folder, ignore_errors=True)
        account = self.homeserver.register(name)
        bot = self.bot_type(self.homeserver, account, self.resolver.url, folder)
        self.addCleanup(self._put_away, bot)
        return bot

    def _put_away(self, bot):
        if bot.running:
            self.resolver.release()
            self.assertEqual(bot.stop(), 0, "exit status after SIGTERM")
        self.assertEqual(bot.lines(bot.account.access_token), [], "the token is in the log")

    # Rooms

    def start(self, *rooms, wait_for=None):
        """Starts the bot with these allowlist entries, and waits until it is in its rooms:
        `wait_for`, or those of the entries."""
        self.bot.config["matrix"]["rooms"] = list(rooms)
        self.bot.start()
        if wait_for is None:
            wait_for = [entry if isinstance(entry, str) else entry["room"] for entry in rooms]
        for room in wait_for:
            self.alice.wait_for_membership(room, self.bot.user_id, "join")

    def start_in_new_room(self, **settings):
        """Starts the bot in a new room with these settings, and gives the room's id."""
        room = self.alice.create_room()
        self.start({"room": room} | settings)
        return room

    def say_songs(self, room, count):
        """Alice posts the links of so many new songs, a message each."""
        songs = [new_song() for _ in range(count)]
        for song in songs:
            self.alice.say(room, song.link())
        return songs

    # Replies

    def bot_messages(self, room):
        return self.alice.messages_of(self.bot.user_id, room)

    def wait_for_reply(self, room, song):
        """Waits for the bot's message about the song."""
        return self.alice.wait_for(
            lambda: next(
                (event for event in self.bot_messages(room) if _is_about(event, song)), None
            ),
            f"the reply about {song.title} in {room}",
        )

    def wait_for_edit(self, room, reply, song):
        """Waits until the bot has edited this reply of its own so that it speaks of the song."""
        return self.alice.wait_for(
            lambda: next(
                (event for event in self.edits_of(room, reply) if _is_about(event, song)), None
            ),
            f"the edit about {song.title} in {room}",
        )

    def edits_of(self, room, reply):
        """The bot's edits of this reply of its own."""
        return [event for event in self.bot_messages(room) if _is_edit_of(event, reply)]

    def wait_for_redaction(self, room, reply):
        """Waits until the bot has redacted this reply of its own."""
        return self.alice.wait_for_event(
            room,
            lambda event: event["type"] == "m.room.redaction"
            and event["sender"] == self.bot.user_id
            and reply["event_id"] in (event.get("redacts"), event["content"].get("redacts")),
            f"the redaction of {reply['event_id']} in {room}",
        )

    def assert_replied(self, room, *songs):
        """Since the last such check the bot's messages in the room are one about each of these
        songs, in this order."""
        for song in songs:  # a fence that is ready earlier would overtake them
            self.wait_for_reply(room, song)
        fence = new_song()
        self.alice.say(room, fence.link())
        self.wait_for_reply(room, fence)
        messages = self.bot_messages(room)
        self._assert_messages(room, [*songs, fence], messages[self._checked[room] :])
        self._checked[room] = len(messages)

    def assert_silent_to_the_end(self, room, *songs):
        """Stops the bot, which has left nothing in the room but replies about these songs."""
        self.assertEqual(self.bot.stop(), 0, "exit status after SIGTERM")
        messages = [
            event
            for event in self.alice.history(room)
            if event["type"] == "m.room.message" and event["sender"] == self.bot.user_id
        ]
        self._assert_messages(room, songs, messages)

    def _assert_messages(self, room, songs, messages):
        bodies = [event["content"]["body"] for event in messages]
        self.assertEqual(len(bodies), len(songs), f"messages in {room}: {bodies}")
        for event, song in zip(messages, songs):
            self.assertTrue(_is_about(event, song), f"not about {song.title}: {event['content']}")


def _is_edit_of(event, reply):
    relation = event["content"].get("m.relates_to", {})
    return relation == {"rel_type": "m.replace", "event_id": reply["event_id"]}


def _is_about(event, song):
    return song.title in event["content"].get("body", "")
