"""A reply waits for no slow service, and is completed by one edit (conf/CONTRACT.md 5.10)."""

from support.case import new_song
from support.world_case import WorldCase

SLOW = "itunes.apple.com"


class Completion(WorldCase):
    RESOLVERS = [{"type": "catalog"}]

    def answered_in_part(self, room):
        """Alice posts a song while Apple's look-up does not answer; gives song and reply."""
        song = new_song()
        self.world.hold(SLOW)
        self.alice.say(room, song.link())
        reply = self.wait_for_reply(room, song)
        self.assertIn("Deezer: ", reply["content"]["body"])
        self.assertNotIn("Apple Music: ", reply["content"]["body"])
        return song, reply

    def assert_completed_once(self, room, song, reply):
        self.alice.wait_for(lambda: self.edits_of(room, reply), "the edit that completes it")
        fence = new_song()
        self.alice.say(room, fence.link())
        self.wait_for_reply(room, fence)
        edits = self.edits_of(room, reply)
        self.assertEqual(len(edits), 1)
        body = edits[0]["content"]["m.new_content"]["body"]
        self.assertEqual(body.splitlines()[0], reply["content"]["body"].splitlines()[0])
        self.assertIn("Apple Music: ", body)
        for line in reply["content"]["body"].splitlines():
            self.assertIn(line, body.splitlines())
        about = [event for event in self.bot_messages(room) if song.title in str(event["content"])]
        self.assertEqual(len(about), 2, "one reply, one edit")

    def test_what_a_slow_service_has_is_added_by_one_edit(self):
        room = self.start_in_new_room(reply={"answerWithinMs": 1500})
        song, reply = self.answered_in_part(room)
        self.world.release()
        self.assert_completed_once(room, song, reply)

    def test_a_kill_between_reply_and_edit(self):
        room = self.start_in_new_room(reply={"answerWithinMs": 1500})
        song, reply = self.answered_in_part(room)
        self.bot.kill()
        self.world.release()
        self.bot.start()
        self.assert_completed_once(room, song, reply)
        self.assertEqual(self.bot.stop(), 0)
        self.bot.start()
        self.assert_completed_once(room, song, reply)

    def test_a_link_that_nobody_can_answer_yet_holds_back_no_other(self):
        room = self.start_in_new_room(reply={"answerWithinMs": 1500})
        self.world.hold("open.spotify.com")
        stuck, quick = new_song(), new_song()
        self.alice.say(room, stuck.link())
        self.world.wait_until_asked("open.spotify.com")
        self.alice.say(room, quick.link("deezer"))
        self.wait_for_reply(room, quick)
        self.world.release()
        self.wait_for_reply(room, stuck)
