"""What anybody on the homeserver may send, and what it must not do (conf/CONTRACT.md 5.14)."""

from support.case import Case, new_song
from support.matrix_http import quote


class Hostile(Case):
    def send_to_device(self, sender, content):
        """A message to all devices of the bot, which needs no room in common."""
        path = "/_matrix/client/v3/sendToDevice/m.room_key_request/" + quote(f"t{id(content)}")
        messages = {self.bot.user_id: {"*": content}}
        sender.request("PUT", path, {"messages": messages})

    def test_a_strangers_message_with_a_number_of_400_digits_silences_nobody(self):
        room = self.start_in_new_room()
        stranger = self.new_person("stranger")
        self.send_to_device(stranger, {"n": int("9" * 400)})
        song = new_song()
        self.alice.say(room, song.link())
        self.wait_for_reply(room, song)

        self.send_to_device(stranger, {"n": -int("8" * 400), "deep": [[[{"n": int("7" * 4000)}]]]})
        self.assertEqual(self.bot.stop(), 0)
        self.send_to_device(stranger, {"body": int("6" * 400), "next_batch": "s0"})
        self.bot.start()
        song = new_song()
        self.alice.say(room, song.link())
        self.wait_for_reply(room, song)

    def test_broken_events_of_a_member_cost_only_themselves(self):
        room = self.start_in_new_room()
        # What Synapse lets through; a body that is no text it refuses itself.
        broken = (
            {"m.relates_to": [[]], "m.new_content": 7},
            {"format": "org.matrix.custom.html", "formatted_body": {"a": [new_song().link()]}},
            {"format": 5, "io.musiclink": [None]},
        )
        for content in broken:
            self.alice.say(room, "nothing to answer", **content)
        fence = new_song()
        self.alice.say(room, fence.link())
        self.wait_for_reply(room, fence)
        self.assertEqual(len(self.bot_messages(room)), 1)
