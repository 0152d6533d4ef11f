"""A resolver's budget outlives the process (conf/CONTRACT.md 5.10)."""

from support.case import Case

PER_MINUTE = 5
LIVES = 10


class Budgets(Case):
    def test_a_restart_loop_asks_no_more_than_one_life_could(self):
        self.bot.config["resolvers"][0]["requestsPerMinute"] = PER_MINUTE
        busy, *fences = (self.alice.create_room() for _ in range(1 + LIVES))
        self.start(busy, *fences)
        known, *_ = self.say_songs(busy, 3 * PER_MINUTE)
        self.wait_for_reply(busy, known)
        for fence in fences:
            self.bot.kill()
            self.bot.start()
            # What is in the cache needs no budget: with this answer the life has had the time
            # to ask about the songs that the busy room is owed.
            self.alice.say(fence, known.link())
            self.wait_for_reply(fence, known)
        times = self.resolver.asked_at
        self.assertGreaterEqual(len(times), PER_MINUTE)
        for first, sixth in zip(times, times[PER_MINUTE:]):
            # A request may take longer to arrive than the one a minute later.
            self.assertGreater(sixth - first, 59, "more questions in a minute than allowed")
