"""One room's flood costs no other its answer (conf/CONTRACT.md 5.9): the budgets of the default
configuration, people elsewhere are answered as if there were no flood."""

import re
import threading

from support.case import Case, new_song
from support.proxy import Proxy
from support.waits import Waits
from support.world_case import WorldCase

LINKS_OF_THE_FLOOD = 400
QUIET_ROOMS = 20
HANGING_ROOMS = 60
MOST_SECONDS = 10


class Flood(WorldCase):
    RESOLVERS = [{"type": "idonthavespotify"}, {"type": "catalog"}]  # with their own budgets

    def flood(self, person, room):
        """Posts the links, four a message, and tells when half of them are there."""
        half = threading.Event()

        def post():
            for number in range(LINKS_OF_THE_FLOOD // 4):
                songs = [new_song() for _ in range(4)]
                person.say(room, "\n".join(song.link() for song in songs))
                if number == LINKS_OF_THE_FLOOD // 8:
                    half.set()

        thread = threading.Thread(target=post)
        thread.start()
        self.addCleanup(thread.join)
        return half, thread

    def test_a_flood_in_one_room_delays_no_link_in_another(self):
        self.world.answers_after = 0.1
        member = self.new_person("flooder")
        busy = member.create_room()
        self.alice.join(busy)
        quiet = [self.alice.create_room() for _ in range(QUIET_ROOMS)]
        self.start(busy, *quiet)
        half, flood = self.flood(member, busy)
        waits = Waits(self)
        half.wait()
        for room in quiet[: QUIET_ROOMS // 2]:  # while it comes ...
            waits.post(self.alice, room, new_song())
        flood.join()
        for room in quiet[QUIET_ROOMS // 2 :]:  # ... and when all of it waits
            waits.post(self.alice, room, new_song())
        waits.collect()
        print(f"flood: of {LINKS_OF_THE_FLOOD} links in one room; in {QUIET_ROOMS} others: {waits}")
        self.assertLessEqual(max(waits.seconds), MOST_SECONDS)


class HangingRooms(Case):
    def test_rooms_whose_sends_hang_delay_no_reply_in_others(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        hanging = [self.alice.create_room() for _ in range(HANGING_ROOMS)]
        healthy = [self.alice.create_room() for _ in range(QUIET_ROOMS)]
        self.start(*hanging, *healthy)
        names = "|".join(re.escape(room[1:].split(":")[0]) for room in hanging)
        proxy.hold(f"PUT .*/rooms/[^/]*({names})[^/]*/send/")
        songs = [self.say_songs(room, 1)[0] for room in hanging]
        proxy.wait_until_held()
        waits = Waits(self)
        for room in healthy:
            waits.post(self.alice, room, new_song())
        waits.collect()
        print(f"{HANGING_ROOMS} rooms hang; in {QUIET_ROOMS} others: {waits}")
        self.assertLessEqual(max(waits.seconds), MOST_SECONDS)
        self.assertEqual([room for room in hanging if self.bot_messages(room)], [])
        proxy.mend()
        for room, song in zip(hanging, songs):
            self.wait_for_reply(room, song)
            self.assertEqual(len(self.bot_messages(room)), 1)
