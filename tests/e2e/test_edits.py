"""A reply follows its message: edits and deletions (conf/CONTRACT.md 5.6, 5.11)."""

from support.case import Case, new_song
from support.matrix_http import MatrixError, quote


class Edits(Case):
    def answered(self, room, song):
        """Alice posts the song; gives her event and the bot's reply."""
        trigger = self.alice.say(room, song.link())
        return trigger, self.wait_for_reply(room, song)

    def test_the_reply_is_edited_when_the_links_change(self):
        room = self.start_in_new_room()
        first, second, third = (new_song() for _ in range(3))
        trigger, reply = self.answered(room, first)
        for song in (second, third):
            self.alice.edit(room, trigger, f"I mean {song.link()}")
            content = self.wait_for_edit(room, reply, song)["content"]
            replacement = content["m.new_content"]
            self.assertIn(song.title, replacement["body"])
            self.assertIn(song.title, replacement["formatted_body"])
            self.assertNotIn(first.title, str(content))
            for part in (content, replacement):
                self.assertEqual(part["msgtype"], "m.notice")
                self.assertEqual(part["m.mentions"], {})
        self.assert_replied(room, first, second, third)

    def test_an_edited_reply_stays_in_its_thread(self):
        room, before, after = self.start_in_new_room(), new_song(), new_song()
        root = self.alice.say(room, "what are you listening to?")
        trigger = self.alice.say_in_thread(room, root, before.link())
        reply = self.wait_for_reply(room, before)
        self.alice.edit(room, trigger, after.link())
        edit = self.wait_for_edit(room, reply, after)
        path = f"/_matrix/client/v1/rooms/{quote(room)}/relations/{quote(root)}/m.thread"
        thread = self.alice.request("GET", path)["chunk"]
        shown = next(event for event in thread if event["event_id"] == reply["event_id"])
        replaced_by = shown["unsigned"]["m.relations"]["m.replace"]
        self.assertEqual(replaced_by["event_id"], edit["event_id"])

    def test_an_edit_that_keeps_the_links_changes_nothing(self):
        room, song = self.start_in_new_room(), new_song()
        trigger, _ = self.answered(room, song)
        self.alice.edit(room, trigger, f"so good, isn't it? {song.link()}")
        self.assert_replied(room, song)

    def test_an_edit_that_removes_all_links_redacts_the_reply(self):
        room, song = self.start_in_new_room(), new_song()
        trigger, reply = self.answered(room, song)
        self.alice.edit(room, trigger, "never mind")
        self.wait_for_redaction(room, reply)
        self.assert_replied(room, song)

    def test_a_redaction_of_the_message_redacts_the_reply(self):
        room, song = self.start_in_new_room(), new_song()
        trigger, reply = self.answered(room, song)
        self.alice.redact(room, trigger)
        self.wait_for_redaction(room, reply)
        self.assert_replied(room, song)

    def test_a_reply_that_a_moderator_removed_is_not_edited(self):
        room, before, after = self.start_in_new_room(), new_song(), new_song()
        trigger, reply = self.answered(room, before)
        self.alice.redact(room, reply["event_id"])
        self.assert_replied(room, before)
        self.alice.edit(room, trigger, after.link())
        self.assert_replied(room)

    def test_an_edit_adds_no_reply_to_a_message_that_had_no_link(self):
        room = self.start_in_new_room()
        trigger = self.alice.say(room, "no link at all")
        self.alice.edit(room, trigger, new_song().link())
        self.assert_replied(room)

    def test_nobody_else_can_change_it(self):
        room, song = self.start_in_new_room(), new_song()
        trigger, reply = self.answered(room, song)
        bob = self.new_person("bob")
        bob.join(room)
        bob.edit(room, trigger, new_song().link())
        with self.assertRaises(MatrixError):
            bob.redact(room, trigger)
        self.assert_replied(room, song)
        path = f"/_matrix/client/v3/rooms/{quote(room)}/event/{quote(reply['event_id'])}"
        self.assertIn("body", self.alice.request("GET", path)["content"])

    def test_changes_while_the_bot_is_down(self):
        room = self.start_in_new_room()
        before, after, removed = (new_song() for _ in range(3))
        changing, reply = self.answered(room, before)
        going, removed_reply = self.answered(room, removed)
        self.bot.kill()
        self.alice.edit(room, changing, after.link())
        self.alice.redact(room, going)
        self.bot.start()
        self.wait_for_edit(room, reply, after)
        self.wait_for_redaction(room, removed_reply)
        self.assert_replied(room, before, removed, after)


class EditsBeforeTheReply(Case):
    """The resolver has been asked and holds the answer when the message changes."""

    def held_back(self, room):
        song = new_song()
        self.resolver.hold()
        trigger = self.alice.say(room, song.link())
        self.resolver.wait_until_asked(song.link())
        return trigger

    def let_go_after(self, room):
        """Answers once the bot has read what was said in the room so far."""
        last = new_song()
        self.alice.say(room, last.link())
        self.resolver.wait_until_asked(last.link())
        self.resolver.release()
        return last

    def test_an_edit_leads_to_one_reply_with_the_new_links(self):
        room, edited = self.start_in_new_room(), new_song()
        trigger = self.held_back(room)
        self.alice.edit(room, trigger, edited.link())
        last = self.let_go_after(room)
        relation = self.wait_for_reply(room, edited)["content"]["m.relates_to"]
        self.assertEqual(relation, {"m.in_reply_to": {"event_id": trigger}})
        self.assert_replied(room, edited, last)

    def test_an_edit_that_removes_all_links_leads_to_none(self):
        room = self.start_in_new_room()
        self.alice.edit(room, self.held_back(room), "never mind")
        self.assert_replied(room, self.let_go_after(room))

    def test_a_redaction_leads_to_none(self):
        room = self.start_in_new_room()
        self.alice.redact(room, self.held_back(room))
        self.assert_replied(room, self.let_go_after(room))

    def test_a_redaction_while_the_bot_is_down_leaves_none(self):
        room, last = self.start_in_new_room(), new_song()
        trigger = self.held_back(room)
        self.bot.kill()
        self.alice.redact(room, trigger)
        self.alice.say(room, last.link())
        self.resolver.release()
        self.bot.start()  # may answer what it owes before it learns of the redaction
        self.wait_for_reply(room, last)
        self.assertEqual(self.bot.stop(), 0)
        left = [event for event in self.alice.history(room) if self.is_standing_reply(event)]
        self.assertEqual([last.title in event["content"]["body"] for event in left], [True])

    def is_standing_reply(self, event):
        from_bot = event["type"] == "m.room.message" and event["sender"] == self.bot.user_id
        return from_bot and "body" in event["content"]  # of a redacted one nothing is left
