"""A token that dies is replaced, one that can be renewed is, and no reply is lost or doubled by it
(conf/CONTRACT.md 3, 5.13)."""

import json
import signal
import stat

from support import homeserver
from support.bot import run_command
from support.case import Case, new_song
from support.matrix_http import request
from support.person import PATIENCE

LOGIN = "/_matrix/client/v3/login"
LOGOUT = "/_matrix/client/v3/logout"
DEAD = "refuses the access token"


class RevokedToken(Case):
    def another_token(self):
        account = self.bot.account
        body = {"type": "m.login.password", "password": account.password}
        body["identifier"] = {"type": "m.id.user", "user": account.user_id}
        return request(self.homeserver.url, "POST", LOGIN, body)["access_token"]

    def revoke(self, token):
        request(self.homeserver.url, "POST", LOGOUT, {}, token)

    def test_it_recovers_by_a_new_file_and_sighup(self):
        room = self.start_in_new_room()
        before = self.say_songs(room, 2)
        self.assert_replied(room, *before)
        self.revoke(self.bot.account.access_token)
        dead = self.bot.wait_for_log(DEAD)
        self.assertIn("musiclink login", dead)
        meanwhile = self.say_songs(room, 3)
        self.bot.use_token(self.another_token())
        self.bot.send_signal(signal.SIGHUP)
        self.assert_replied(room, *meanwhile)
        self.assertEqual(len(self.bot.lines(DEAD)), 1)

    def test_it_recovers_by_a_new_file_alone(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.revoke(self.bot.account.access_token)
        self.bot.wait_for_log(DEAD)
        meanwhile = self.say_songs(room, 3)
        self.bot.use_token(self.another_token())
        # The file is looked at once a minute.
        self.alice.wait_for(
            lambda: self.bot_messages(room)[1:], "a reply after the new file", 2 * PATIENCE
        )
        self.assert_replied(room, *meanwhile)
        self.assertEqual(len(self.bot.lines(DEAD)), 1)

    def test_it_recovers_at_once_if_the_new_file_was_there_first(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        old = self.bot.account.access_token
        self.bot.use_token(self.another_token())
        self.revoke(old)
        songs = self.say_songs(room, 2)
        self.assert_replied(room, *songs)
        self.assertEqual(self.bot.lines(DEAD), [])
        self.assertEqual(self.bot.lines(old), [])

    def test_a_token_that_is_revoked_amid_sends_loses_and_doubles_none(self):
        room = self.start_in_new_room()
        songs = self.say_songs(room, 8)
        self.wait_for_reply(room, songs[0])
        self.revoke(self.bot.account.access_token)
        songs += self.say_songs(room, 2)
        self.bot.wait_for_log(DEAD)
        self.bot.use_token(self.another_token())
        self.bot.send_signal(signal.SIGHUP)
        self.assert_replied(room, *songs)

    def test_another_dead_token_is_another_message_and_the_service_stays(self):
        room = self.start_in_new_room()
        self.assert_replied(room)
        self.revoke(self.bot.account.access_token)
        self.bot.wait_for_log(DEAD)
        written = len(self.bot.lines())
        self.bot.use_token("syt_dead_as_well")
        self.bot.send_signal(signal.SIGHUP)
        self.bot.wait_for_log(DEAD, written)
        self.bot.use_token(self.another_token())
        self.bot.send_signal(signal.SIGHUP)
        self.assert_replied(room)


class RenewedToken(Case):
    @classmethod
    def choose_homeserver(cls):
        return homeserver.with_short_tokens() or homeserver.shared()

    def setUp(self):
        super().setUp()
        if not homeserver.with_short_tokens():
            self.skipTest("the tokens of a homeserver that is named by the environment may not end")
        self.file = self.bot.folder / "token"
        self.log_in()

    def log_in(self):
        account = self.bot.account
        arguments = ["--server", self.homeserver.url, "--user", account.user_id]
        result = run_command(
            "login", *arguments, "--token-file", str(self.file), standard_input=account.password
        )
        self.assertEqual(result.returncode, 0, result.stderr)

    def kept(self):
        return json.loads(self.file.read_text())

    def assert_no_token_is_in_the_log(self, *kept):
        for one in kept:
            self.assertEqual(self.bot.lines(one["access_token"]), [])
            self.assertEqual(self.bot.lines(one["refresh_token"]), [])

    def test_a_token_is_renewed_again_and_again_while_replies_go_on(self):
        first = self.kept()
        room = self.start_in_new_room()
        written = 0
        for _ in range(2):
            self.assert_replied(room, *self.say_songs(room, 2))
            self.bot.wait_for_log("was renewed", written)
            written = len(self.bot.lines())
        self.assert_replied(room, *self.say_songs(room, 2))
        last = self.kept()
        self.assertNotEqual(first["refresh_token"], last["refresh_token"])
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        self.assertEqual(self.bot.lines(DEAD), [])
        self.assert_no_token_is_in_the_log(first, last)

    def test_after_a_kill_and_the_end_of_its_token_it_goes_on(self):
        room = self.start_in_new_room()
        self.bot.wait_for_log("was renewed")
        self.bot.kill()
        meanwhile = new_song()
        self.alice.say(room, meanwhile.link())
        kept = self.kept()
        # The token is made to have expired by the time of the start, as after a long outage.
        kept["access_token"] = "syt_ended_long_ago"
        self.file.write_text(json.dumps(kept))
        self.bot.start()
        self.assert_replied(room, meanwhile)
