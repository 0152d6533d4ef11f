"""A room that was upgraded (conf/CONTRACT.md 3: followUpgrades)."""

import time

from support.case import Case, new_song


class Upgrades(Case):
    def assert_followed(self, successor):
        self.alice.wait_for_membership(successor, self.bot.user_id, "join")
        self.assert_replied(successor, *self.say_songs(successor, 1))

    def test_the_successor_takes_the_place_of_the_room(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        successor = self.alice.upgrade(room)
        self.assert_followed(successor)
        self.assertEqual(self.bot.stop(), 0)
        meanwhile = self.say_songs(successor, 2)
        self.bot.start()  # with the old id in its allowlist
        self.assert_replied(successor, *meanwhile)

    def test_an_upgrade_while_the_bot_is_down(self):
        room, other = self.alice.create_room(), self.alice.create_room()
        self.start(room, other)
        self.bot.kill()
        successor = self.alice.upgrade(room)
        self.bot.start()
        self.assert_followed(successor)
        self.assert_replied(other)

    def test_two_upgrades_while_the_bot_is_down(self):
        room = self.start_in_new_room()
        self.bot.kill()
        successor = self.alice.upgrade(self.alice.upgrade(room))
        self.bot.start()
        self.assert_followed(successor)

    def test_an_invite_to_an_invite_only_successor_is_followed_at_once(self):
        room = self.alice.create_room()
        self.alice.set_state(room, "m.room.join_rules", {"join_rule": "invite"})
        self.alice.invite(room, self.bot.user_id)
        self.start(room)
        self.assert_replied(room)
        successor = self.alice.upgrade(room)
        # The bot learns of the upgrade, and is refused, before it is invited.
        self.bot.wait_for_log(r"(?i)successor of an upgraded room cannot be joined")
        began = time.monotonic()
        self.alice.invite(successor, self.bot.user_id)
        self.alice.wait_for_membership(successor, self.bot.user_id, "join")
        self.assertLess(time.monotonic() - began, 10)
        self.assert_followed(successor)
        self.assertNotIn("leave", self.alice.memberships(successor, self.bot.user_id))

    def test_an_invite_that_comes_before_the_tombstone_waits_for_it(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        successor = self.alice.create_room(
            preset="private_chat",
            creation_content={"predecessor": {"room_id": room, "event_id": "$unknown"}},
        )
        self.alice.invite(successor, self.bot.user_id)
        self.assert_replied(room)  # the invite came with a page before this
        self.alice.set_state(
            room, "m.room.tombstone", {"body": "moved", "replacement_room": successor}
        )
        self.assert_followed(successor)
        self.assertNotIn("leave", self.alice.memberships(successor, self.bot.user_id))

    def test_without_follow_upgrades_there_is_a_warning_instead(self):
        room, other = self.alice.create_room(), self.alice.create_room()
        self.bot.config["matrix"]["followUpgrades"] = False
        self.start(room, other)
        successor = self.alice.upgrade(room)
        self.bot.wait_for_log(rf"(?i)warn.*upgraded.*{room}.*{successor}")
        self.assert_replied(other)
        self.assertEqual(self.bot.stop(), 0)
        self.assertNotIn(self.bot.user_id, self.alice.members(successor))

    def test_a_room_that_does_not_name_ours_as_its_predecessor_is_left_again(self):
        room, other, trap = (self.alice.create_room() for _ in range(3))
        self.start(room, other)
        tombstone = {"body": "we have moved", "replacement_room": trap}
        self.alice.set_state(room, "m.room.tombstone", tombstone)
        self.alice.wait_for_membership(trap, self.bot.user_id, "leave")
        song = new_song()
        for life in range(2):
            if life > 0:
                self.bot.start()
            self.alice.say(trap, song.link())
            self.assert_replied(other)
            self.assertNotIn(song.link(), self.resolver.asked)
            self.assert_silent_to_the_end(trap)
