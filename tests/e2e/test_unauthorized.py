"""A 401 that is not the homeserver's word about the token costs nothing, and one that is, is
believed when whoami repeats it (conf/CONTRACT.md 2, 5.13)."""

from support.case import Case
from support.proxy import Proxy

ANY = "."
SYNC = "GET .*/sync"
SEND = r"PUT .*/send/m\.room\.message/"
WHOAMI = "GET .*/account/whoami"
# In the order of a start.
START = ("/versions", "/account/whoami", "/joined_rooms", "/join/", "/state/", "/filter", "/sync")

PAGE = "<html><body><h1>401 Authorization Required</h1></body></html>"
NO_TOKEN = {"errcode": "M_MISSING_TOKEN", "error": "Missing access token"}
LOCKED = {"errcode": "M_USER_LOCKED", "error": "This account has been locked", "soft_logout": True}
REFUSED = {"errcode": "M_UNKNOWN_TOKEN", "error": "Invalid access token passed."}

DEAD = "refuses the access token"


class Unauthorized(Case):
    def setUp(self):
        super().setUp()
        self.proxy = Proxy(self.homeserver)
        self.addCleanup(self.proxy.stop)
        self.bot.config["matrix"]["server"] = self.proxy.url

    def assert_alive(self, room, *songs):
        self.assert_replied(room, *songs)
        self.assertEqual(self.bot.lines(DEAD), [])

    def assert_each_answer_is_survived_in_place_of(self, request):
        room = self.start_in_new_room()
        self.assert_alive(room)
        for count, body in enumerate((PAGE, "", NO_TOKEN, LOCKED, REFUSED), start=1):
            with self.subTest(body=body):
                self.proxy.answer(request, 401, body)
                songs = self.say_songs(room, 2)
                self.proxy.wait_until_answered(count)
                self.assert_alive(room, *songs)

    def test_a_page_in_the_middle_of_sync_costs_nothing(self):
        self.assert_each_answer_is_survived_in_place_of(SYNC)

    def test_a_page_in_place_of_a_send_costs_no_reply_and_doubles_none(self):
        self.assert_each_answer_is_survived_in_place_of(SEND)

    def test_a_page_in_place_of_each_request_of_a_start_costs_nothing(self):
        for part in START:
            self.proxy.answer(part, 401, PAGE)
        room = self.start_in_new_room()
        self.proxy.wait_until_answered(len(START))
        self.assert_alive(room)

    def test_an_account_that_is_locked_for_a_while_goes_on_afterwards(self):
        room = self.start_in_new_room()
        self.assert_alive(room)
        self.proxy.answer(ANY, 401, LOCKED, times=10**6)
        songs = self.say_songs(room, 3)
        self.proxy.wait_until_answered(5)
        self.proxy.mend()
        self.assert_alive(room, *songs)

    def test_a_start_while_the_account_is_locked_waits_for_it(self):
        self.proxy.answer(ANY, 401, LOCKED, times=10**6)
        room = self.alice.create_room()
        self.start(room, wait_for=[])
        self.proxy.wait_until_answered(3)
        self.assertTrue(self.bot.running)
        self.proxy.mend()
        self.alice.wait_for_membership(room, self.bot.user_id, "join")
        self.assert_alive(room, *self.say_songs(room, 1))

    def test_a_token_that_whoami_refuses_for_some_seconds_of_a_start_is_not_given_up(self):
        self.proxy.answer(WHOAMI, 401, REFUSED, times=3)
        room = self.start_in_new_room()
        self.assert_replied(room)
