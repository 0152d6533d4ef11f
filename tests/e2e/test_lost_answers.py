"""What the homeserver says is lost, whether it accepted a send or not (conf/CONTRACT.md 5.2)."""

from support.case import Case, new_song
from support.matrix_http import quote, request
from support.proxy import Proxy

SEND = r"PUT .*/send/m\.room\.message/"
REDACT = "PUT .*/redact/"


class LostAnswers(Case):
    def put_proxy_before(self, bot):
        proxy = Proxy(self.homeserver)
        self.addCleanup(proxy.stop)
        bot.config["matrix"]["server"] = proxy.url
        return proxy

    def test_a_reply_its_edit_and_its_redaction_are_sent_once(self):
        proxy = self.put_proxy_before(self.bot)
        room = self.start_in_new_room()
        proxy.lose_answer(SEND, times=4)
        songs = [new_song() for _ in range(3)]
        trigger, *_ = [self.alice.say(room, song.link()) for song in songs]
        reply = self.wait_for_reply(room, songs[0])
        self.wait_for_reply(room, songs[-1])
        edited = new_song()
        self.alice.edit(room, trigger, edited.link())
        self.wait_for_edit(room, reply, edited)
        proxy.wait_until_lost(4)
        proxy.lose_answer(REDACT)
        self.alice.redact(room, trigger)
        self.wait_for_redaction(room, reply)
        proxy.wait_until_lost(5)
        self.assert_replied(room, *songs, edited)
        redactions = [event for event in self.alice.events(room) if self.is_redaction(event)]
        self.assertEqual(len(redactions), 1)

    def test_a_proxy_without_its_homeserver_counts_against_no_reply(self):
        proxy = self.put_proxy_before(self.bot)
        self.bot.config["outbound"] = {"maxAttempts": 2}
        room = self.start_in_new_room()
        proxy.answer(SEND, 502, "<html>502 Bad Gateway</html>", times=4)
        self.assert_replied(room, *self.say_songs(room, 1))

    def is_redaction(self, event):
        return event["type"] == "m.room.redaction" and event["sender"] == self.bot.user_id

    def test_a_homeserver_that_forgets_transactions_is_asked_what_it_has(self):
        # A token without device and a restart: Synapse takes a repeated send for a new one.
        if not self.homeserver.can_restart:
            self.skipTest("a homeserver that is named by the environment cannot be restarted")
        alive, killed = self.bot, self.new_bot("killed")
        rooms, proxies, songs = {}, {}, {}
        for bot in (alive, killed):
            self.take_device_away(bot)
            proxies[bot] = self.put_proxy_before(bot)
            rooms[bot] = self.alice.create_room()
            bot.config["matrix"]["rooms"] = [rooms[bot]]
            bot.start()
            self.alice.wait_for_membership(rooms[bot], bot.user_id, "join")
            proxies[bot].lose_answer(SEND, then_cut=True)
            songs[bot] = new_song()
            self.alice.say(rooms[bot], songs[bot].link())
            proxies[bot].wait_until_lost(1)
        killed.kill()
        self.homeserver.restart()
        killed.start()
        for bot in (alive, killed):
            proxies[bot].mend()
            self.bot = bot  # of whom the checks speak
            with self.subTest("alive" if bot is alive else "killed"):
                self.assert_replied(rooms[bot], songs[bot])

    def take_device_away(self, bot):
        """Gives the bot a token as the admin API hands it out."""
        admin = self.new_person("admin", admin=True)
        path = f"/_synapse/admin/v1/users/{quote(bot.user_id)}/login"
        token = admin.request("POST", path, {})["access_token"]
        who = request(self.homeserver.url, "GET", "/_matrix/client/v3/account/whoami", token=token)
        self.assertNotIn("device_id", who)
        bot.use_token(token)
