"""A relay between two rooms, as Matterbridge is one: a user of its own that posts again in the
other room whatever anybody says in one of them, people and bots alike."""

import re

from support.person import Person

_URL = re.compile(r"https?://[^\s<>()\"]+")


def prefixed(nick, content):
    return f"<{nick}> {content['body']}"


def quoted(nick, content):
    lines = content["body"].replace("\n", "\n> ")
    return f"{nick} said:\n> {lines}"


def without_html(nick, content):
    html = content.get("formatted_body", content["body"]).replace("<br>", "\n")
    html = re.sub(r'<a href="([^"]*)">([^<]*)</a>', r"\2 (\1)", html)
    return f"{nick}: " + re.sub(r"<[^>]*>", "", html).replace("&amp;", "&")


def with_tracking(nick, content):
    tracked = _URL.sub(lambda url: f"{url[0]}?utm_source=relay", content["body"])
    return f"<{nick}> " + tracked.replace("https://", "http://")


def wrapped(nick, content):
    return f"<{nick}> " + "\n".join(content["body"].split())


def bare(nick, content):
    return "\n".join(_URL.findall(content["body"])) or content["body"]


TEXT_STAYS = (prefixed, quoted, without_html, with_tracking, wrapped)


class Relay(Person):
    def __init__(self, homeserver, account, *rooms):
        super().__init__(homeserver, account)
        self.rooms = rooms
        self.habit = prefixed
        self.deaf_to = set()  # words of messages that it does not carry
        for room in rooms:
            self.join(room)
        self.sync(0)
        self._carried = {event["event_id"] for room in rooms for event in self.events(room)}

    def carry(self):
        """Posts again what was said since the last time; how many messages that was."""
        self.sync(0)
        count = 0
        for room, other in (self.rooms, self.rooms[::-1]):
            for event in list(self.events(room)):
                if self._is_to_be_carried(event):
                    nick = event["sender"].partition(":")[0]
                    self.say(other, self.habit(nick, event["content"]))
                    count += 1
        return count

    def _is_to_be_carried(self, event):
        if event["event_id"] in self._carried:
            return False
        self._carried.add(event["event_id"])
        body = event["content"].get("body", "")
        return (
            event["type"] == "m.room.message"
            and event["sender"] != self.user_id
            and not any(words in body for words in self.deaf_to)
        )
