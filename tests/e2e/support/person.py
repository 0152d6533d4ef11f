"""Somebody with an account: what a person's Matrix client sends and sees."""

import itertools
import json
import time

from support.matrix_http import quote, request

PATIENCE = 60  # seconds until an awaited event counts as missing; no test waits for its passing
_CLIENT = "/_matrix/client/v3"
_FILTER = json.dumps(
    {"room": {"timeline": {"limit": 1000}}, "presence": {"types": []}}, separators=(",", ":")
)


class Person:
    def __init__(self, homeserver, account):
        self.account = account
        self.user_id = account.user_id
        self._url = homeserver.url
        self._transactions = itertools.count(1)
        self._timelines = {}
        self._since = None
        self.sync(0)

    def request(self, method, path, body=None, query=None):
        return request(self._url, method, path, body, self.account.access_token, query)

    # Acting

    def create_room(self, preset="public_chat", **options):
        made = self.request("POST", f"{_CLIENT}/createRoom", {"preset": preset} | options)
        return made["room_id"]

    def invite(self, room, user_id):
        self.request("POST", f"{_CLIENT}/rooms/{quote(room)}/invite", {"user_id": user_id})

    def join(self, room):
        self.request("POST", f"{_CLIENT}/join/{quote(room)}", {})

    def set_state(self, room, event_type, content):
        self.request("PUT", f"{_CLIENT}/rooms/{quote(room)}/state/{event_type}/", content)

    def send(self, room, content, event_type="m.room.message"):
        """Sends an event and gives its id."""
        transaction = f"t{next(self._transactions)}"
        path = f"{_CLIENT}/rooms/{quote(room)}/send/{event_type}/{transaction}"
        return self.request("PUT", path, content)["event_id"]

    def say(self, room, body, **content):
        return self.send(room, {"msgtype": "m.text", "body": body} | content)

    def say_html(self, room, body, html):
        return self.say(room, body, format="org.matrix.custom.html", formatted_body=html)

    def say_in_thread(self, room, root, body):
        relation = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
        relation["m.in_reply_to"] = {"event_id": root}
        return self.say(room, body, **{"m.relates_to": relation})

    def edit(self, room, event_id, body):
        relation = {"rel_type": "m.replace", "event_id": event_id}
        edited = {"msgtype": "m.text", "body": body}
        return self.say(room, f"* {body}", **{"m.new_content": edited, "m.relates_to": relation})

    def redact(self, room, event_id):
        transaction = f"t{next(self._transactions)}"
        path = f"{_CLIENT}/rooms/{quote(room)}/redact/{quote(event_id)}/{transaction}"
        return self.request("PUT", path, {})["event_id"]

    def upgrade(self, room):
        """Upgrades the room and gives the id of its successor."""
        body = {"new_version": "11"}
        path = f"{_CLIENT}/rooms/{quote(room)}/upgrade"
        return self.request("POST", path, body)["replacement_room"]

    # Seeing

    def sync(self, timeout):
        """One long poll of at most `timeout` seconds."""
        query = {"filter": _FILTER, "timeout": int(timeout * 1000)}
        if self._since:
            query["since"] = self._since
        answer = self.request("GET", f"{_CLIENT}/sync", query=query)
        rooms = answer.get("rooms", {})
        for section in ("join", "leave"):
            for room, update in rooms.get(section, {}).items():
                self._take(room, update.get("timeline", {}))
        self._since = answer["next_batch"]

    def _take(self, room, timeline):
        if timeline.get("limited") and room in self._timelines:
            raise AssertionError(f"more events at once in {room} than the homeserver shows")
        self._timelines.setdefault(room, []).extend(timeline.get("events", []))

    def events(self, room):
        """What was seen of the room so far, oldest first."""
        return self._timelines.get(room, [])

    def messages_of(self, user_id, room):
        return [
            event
            for event in self.events(room)
            if event["type"] == "m.room.message" and event["sender"] == user_id
        ]

    def wait_for(self, look, what, patience=PATIENCE):
        """Syncs until `look()` gives something, and gives that."""
        deadline = time.monotonic() + patience
        while not (found := look()):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"not seen within {patience} s: {what}")
            self.sync(min(left, 10))
        return found

    def wait_for_event(self, room, wanted, what):
        return self.wait_for(lambda: next(filter(wanted, self.events(room)), None), what)

    def wait_for_membership(self, room, user_id, membership):
        return self.wait_for_event(
            room,
            lambda event: event["type"] == "m.room.member"
            and event["state_key"] == user_id
            and event["content"]["membership"] == membership,
            f"{user_id} as {membership} in {room}",
        )

    def memberships(self, room, user_id):
        """All memberships that the user's events in the room have had so far."""
        return [
            event["content"].get("membership")
            for event in self.events(room)
            if event["type"] == "m.room.member" and event.get("state_key") == user_id
        ]

    def members(self, room):
        path = f"{_CLIENT}/rooms/{quote(room)}/joined_members"
        return set(self.request("GET", path)["joined"])

    def history(self, room):
        """Every event of the room, from the homeserver and not from what sync brought."""
        query = {"dir": "f", "limit": 1000}
        return self.request("GET", f"{_CLIENT}/rooms/{quote(room)}/messages", query=query)["chunk"]
