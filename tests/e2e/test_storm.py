"""Killed again and again under load, on a real homeserver (conf/CONTRACT.md 5.2, 5.3)."""

import collections
import itertools
import os
import random
import secrets
import threading
import time

from support.case import Case, new_song

KILLS = 15
ROOMS = 4
LONGEST_LIFE = 1.5  # seconds
MOST_EVENTS = 200


class Storm(Case):
    def post_until(self, ended, rooms, posted):
        for room in itertools.islice(itertools.cycle(rooms), MOST_EVENTS):
            if ended.is_set():
                return
            posted[room].append(self.alice.say(room, new_song().link()))

    def replies_by_trigger(self, room):
        """How many replies of the bot the room holds about each event."""
        return collections.Counter(
            event["content"]["m.relates_to"]["m.in_reply_to"]["event_id"]
            for event in self.alice.history(room)
            if event["type"] == "m.room.message" and event["sender"] == self.bot.user_id
        )

    def test_each_link_is_answered_once(self):
        seed = os.environ.get("MUSICLINK_STORM_SEED") or secrets.token_hex(4)
        instants = random.Random(seed)
        rooms = [self.alice.create_room() for _ in range(ROOMS)]
        self.start(*rooms)
        posted, ended = collections.defaultdict(list), threading.Event()
        load = threading.Thread(target=self.post_until, args=(ended, rooms, posted))
        load.start()
        try:
            for _ in range(KILLS):
                time.sleep(instants.uniform(0, LONGEST_LIFE))  # the instant is the test
                self.bot.kill()
                self.bot.start()
        finally:
            ended.set()
            load.join()
        for room in rooms:
            fence = new_song()
            posted[room].append(self.alice.say(room, fence.link()))
            self.wait_for_reply(room, fence)
        replies = sum((self.replies_by_trigger(room) for room in rooms), collections.Counter())
        triggers = [event for room in rooms for event in posted[room]]
        missing = [event for event in triggers if replies[event] == 0]
        double = [event for event, count in replies.items() if count > 1]
        print(
            f"storm on Synapse: seed {seed}, {len(triggers)} link events, {KILLS} kills, "
            f"missing {len(missing)}, double {len(double)}",
            flush=True,
        )
        self.assertEqual((missing, double), ([], []))
        self.assertEqual(set(replies), set(triggers))
