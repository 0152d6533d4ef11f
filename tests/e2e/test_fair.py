"""One room's flood costs no other room its answer (CONTRACT 5.9): with the budgets of the default
configuration, people elsewhere are answered as if there were no flood."""

import threading

from support.case import new_song
from support.waits import Waits
from support.world_case import WorldCase

LINKS_OF_THE_FLOOD = 400
QUIET_ROOMS = 20
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
