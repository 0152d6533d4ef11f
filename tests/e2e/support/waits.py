"""How long people waited for the replies to their links, by the homeserver's clock."""


class Waits:
    """`seconds` of each link that was answered so far."""

    def __init__(self, case):
        self._case = case
        self._posted = []  # room, song, event id
        self.seconds = []

    def post(self, person, room, song, service="spotify"):
        self._posted.append((room, song, person.say(room, song.link(service))))

    def collect(self):
        """Waits until all that was posted is answered; gives the replies in the same order."""
        replies = []
        for room, song, event_id in self._posted:
            reply = self._case.wait_for_reply(room, song)
            events = {event["event_id"]: event for event in self._case.alice.events(room)}
            waited = reply["origin_server_ts"] - events[event_id]["origin_server_ts"]
            self.seconds.append(waited / 1000)
            replies.append((room, song, reply))
        self._posted.clear()
        return replies

    def quantile(self, share):
        """What that share of the waits does not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    def __str__(self):
        return (
            f"{len(self.seconds)} links, p50 {self.quantile(0.5):.2f} s, "
            f"p99 {self.quantile(0.99):.2f} s, longest {max(self.seconds):.2f} s"
        )
