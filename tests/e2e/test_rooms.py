"""Which rooms are joined, read and answered (conf/CONTRACT.md 5.7, 5.8)."""

from support.case import Case, new_song
from support.person import Person
from support.proxy import Proxy

ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


class Rooms(Case):
    def test_an_invite_to_an_allowlisted_room_is_accepted(self):
        room, song = self.alice.create_room(preset="private_chat"), new_song()
        self.alice.invite(room, self.bot.user_id)
        self.start(room)
        self.alice.say(room, song.link())
        self.assert_replied(room, song)

    def test_an_invite_that_comes_later_is_accepted(self):
        open_room, room = self.alice.create_room(), self.alice.create_room(preset="private_chat")
        self.start(open_room, room, wait_for=[open_room])
        self.alice.invite(room, self.bot.user_id)
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.assert_replied(room)

    def test_a_page_of_a_proxy_is_no_join(self):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        self.bot.config["matrix"]["server"] = proxy.url
        proxy.answer("POST .*/join", 200, "<html>soon back</html>")
        self.assert_replied(self.start_in_new_room())

    def test_other_invites_are_rejected(self):
        room = self.start_in_new_room()
        other = self.alice.create_room(preset="private_chat")
        self.alice.invite(other, self.bot.user_id)
        self.alice.wait_for_membership(other, self.bot.user_id, "leave")
        self.assert_replied(room)

    def test_a_joined_room_that_is_not_allowlisted_is_not_read(self):
        room, other, song = self.alice.create_room(), self.alice.create_room(), new_song()
        Person(self.homeserver, self.bot.account).join(other)
        self.start(room)
        self.alice.say(other, song.link())
        self.assert_replied(room)
        self.assertNotIn(song.link(), self.resolver.asked)
        self.assert_silent_to_the_end(other)

    def test_an_alias_names_a_room(self):
        name = self.bot.user_id[1:].partition(":")[0]
        alias = f"#{name}:{self.bot.account.server_name}"
        room, song = self.alice.create_room(room_alias_name=name), new_song()
        self.start(alias, wait_for=[room])
        self.alice.say(room, song.link())
        self.assert_replied(room, song)

    def test_a_room_of_version_12_has_an_id_without_server(self):
        room, song = self.alice.create_room(room_version="12"), new_song()
        self.assertNotIn(":", room)
        self.start({"room": room, "via": [self.bot.account.server_name]})
        trigger = self.alice.say(room, song.link())
        relation = self.wait_for_reply(room, song)["content"]["m.relates_to"]
        self.assertEqual(relation, {"m.in_reply_to": {"event_id": trigger}})

    def test_room_modes(self):
        active, shadow, off = (self.alice.create_room() for _ in range(3))
        self.start({"room": shadow, "mode": "shadow"}, {"room": off, "mode": "off"}, active)
        songs = {room: new_song() for room in (active, shadow, off)}
        events = {room: self.alice.say(room, song.link()) for room, song in songs.items()}
        self.bot.wait_for_entry(events[shadow])
        self.assert_replied(active, songs[active])
        self.assert_silent_to_the_end(shadow)
        self.assert_silent_to_the_end(off)
        self.assertEqual([entry["roomId"] for entry in self.bot.journal()["entries"]], [shadow])


class EncryptedRooms(Case):
    def warnings_about(self, room):
        """How often the log warns that this room is encrypted."""
        lines = self.bot.lines(r"(?i)\bwarn")
        return len([line for line in lines if "encrypt" in line.lower() and room in line])

    def wait_for_warning(self, room):
        self.bot.wait_for_log(rf"(?i)warn.*encrypt.*{room}|warn.*{room}.*encrypt")

    def test_an_encrypted_room_is_refused(self):
        clear, song = self.alice.create_room(), new_song()
        state = {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}
        encrypted = self.alice.create_room(initial_state=[state])
        self.start(clear, encrypted, wait_for=[clear])
        self.wait_for_warning(encrypted)
        self.alice.say(encrypted, song.link())
        self.alice.send(encrypted, {"algorithm": ENCRYPTION["algorithm"]}, "m.room.encrypted")
        self.assert_replied(clear)
        self.assertNotIn(song.link(), self.resolver.asked)
        self.assert_silent_to_the_end(encrypted)
        self.assertEqual(self.warnings_about(encrypted), 1)
        self.bot.start()
        self.assert_replied(clear)
        self.assert_silent_to_the_end(encrypted)
        self.assertEqual(self.warnings_about(encrypted), 2, "once per room and start")

    def test_an_encrypted_event_of_a_member_closes_no_room(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.alice.send(room, {"algorithm": ENCRYPTION["algorithm"]}, "m.room.encrypted")
        self.assert_replied(room)
        self.assertEqual(self.bot.stop(), 0)
        self.bot.start()
        self.assert_replied(room)
        self.assertEqual(self.warnings_about(room), 0)

    def test_a_room_that_becomes_encrypted_is_left_alone_from_then_on(self):
        clear, room = self.alice.create_room(), self.alice.create_room()
        before, after = new_song(), new_song()
        self.start(clear, room)
        self.alice.say(room, before.link())
        self.wait_for_reply(room, before)
        self.alice.set_state(room, "m.room.encryption", ENCRYPTION)
        self.wait_for_warning(room)
        self.alice.say(room, after.link())
        self.assert_replied(clear)
        self.assertNotIn(after.link(), self.resolver.asked)
        self.assert_silent_to_the_end(room, before)
        self.assertEqual(self.warnings_about(room), 1)
