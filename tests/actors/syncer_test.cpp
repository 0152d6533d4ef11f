#include "actors/syncer.hpp"

#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

std::string page(const std::string& next, const std::string& room = {},
                 const std::string& events = {}) {
  auto text = R"({"next_batch":")" + next + R"(")";
  if (!room.empty())
    text += R"(,"rooms":{"join":{")" + room + R"(":{"timeline":{"events":[)" + events + "]}}}}";
  return text + "}";
}

std::string message(const std::string& id, const std::string& body) {
  return R"({"type":"m.room.message","event_id":")" + id +
         R"(","sender":"@alice:hs","origin_server_ts":1,"content":{"msgtype":"m.text","body":")" +
         body + R"("}})";
}

constexpr const char* song = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

/// A syncer whose network holds back every /sync until the test answers it.
struct syncing : actor_fixture {
  syncing() {
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      if (request.url.find("/filter") != std::string::npos)
        return filter;
      return std::exchange(next, std::nullopt);
    };
    keeper = spawn_storekeeper();
    start();
  }

  void start() {
    auto rooms = own(system.spawn([this](rooms_actor::pointer) -> rooms_actor::behavior_type {
      return {[](const settings_changed&) {},
              [](const session_opened&) {},
              [](const standing&) {},
              [this](const work_arrived& what) {
                for (const auto& room : what.room_ids)
                  work.push_back(room);
              },
              [](const room_emptied&) {},
              [](const drain&) { return drained{}; }};
    }));
    auto membership =
        own(system.spawn([this](membership_actor::pointer) -> membership_actor::behavior_type {
          return {[](const settings_changed&) {}, [](const session_opened&) {},
                  [](const reading_client&) {}, [this](const sync_positioned&) { ++positioned; },
                  [this](const room_news& what) { news.push_back(what); }};
        }));
    auto account = own(system.spawn([this](account_actor::pointer) -> account_actor::behavior_type {
      return {[](const settings_changed&) {}, [](const std::vector<session_client>&) {},
              [this](const token_refused&) { ++refused; }};
    }));
    under_test = own<syncer_actor>(
        system.spawn(syncer, own(net.spawn(system)), keeper, rooms, membership, account, around));
    caf::anon_send(under_test,
                   settings_changed{std::make_shared<settings>(), service_mode::active});
    open_session();
  }

  void open_session() {
    auto session = std::make_shared<const account_session>(
        account_session{{"http://hs", "token"}, "@bot:hs", "DEV"});
    caf::anon_send(under_test, session_opened{session});
    settle();
  }

  void read(std::set<std::string, std::less<>> rooms) {
    auto list = std::make_shared<reading_list>();
    list->room_ids = std::move(rooms);
    caf::anon_send(under_test, reading_list_ptr{list});
    settle();
  }

  void answer(long status, std::string body) {
    net.release(json_answer(status, std::move(body)));
    settle();
  }

  /// Takes the first position and starts to read a room.
  void position() {
    answer(200, page("t1"));
    read({"!room:hs"});
  }

  std::string stored_token() { return ask<store::sync_state>(keeper, load_sync_state{}).since; }

  http_response filter = json_answer(200, R"({"filter_id":"f1"})");
  std::optional<http_response> next;
  storekeeper_actor keeper;
  syncer_actor under_test;
  std::vector<std::string> work;
  std::vector<room_news> news;
  int positioned = 0;
  int refused = 0;
};

} // namespace

TEST_CASE("the first sync ever only takes a position: nothing from before it is answered") {
  syncing test;
  test.answer(200, page("t1", "!room:hs", message("$old", song)));
  CHECK(test.positioned == 1);
  CHECK(test.stored_token() == "t1");
  CHECK(test.work.empty());
}

TEST_CASE("a page is committed, its token with its jobs, before the next is asked for") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  CHECK(test.stored_token() == "t2");
  CHECK(test.work == std::vector<std::string>{"!room:hs"});
  CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
  auto claimed = test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 9, 1});
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs[0].event.event_id == "$1");
}

TEST_CASE("an event that comes again makes no second job") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.answer(200, page("t3", "!room:hs", message("$1", song)));
  auto claimed = test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 9, 1});
  CHECK(claimed.jobs.size() == 1);
}

TEST_CASE("rooms that are not on the reading list are not read") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!other:hs", message("$1", song)));
  CHECK(test.work.empty());
}

TEST_CASE("the filter is uploaded once for a list, and anew for another") {
  syncing test;
  test.position();
  test.answer(200, page("t2"));
  test.answer(200, page("t3"));
  CHECK(test.net.count("/filter") == 1);
  test.read({"!other:hs", "!room:hs"});
  test.answer(200, page("t4"));
  CHECK(test.net.count("/filter") == 2);
}

TEST_CASE("where filters cannot be uploaded the filter goes with each sync") {
  syncing test;
  test.filter = json_answer(404, R"({"errcode":"M_UNRECOGNIZED"})");
  test.position();
  CHECK(test.net.requests.back().url.find("filter=%7B") != std::string::npos);
  CHECK(test.net.requests.back().url.find("since=t1") != std::string::npos);
}

TEST_CASE("a sync that fails is repeated with the same token, later and later") {
  syncing test;
  test.position();
  auto asked = test.net.requests.size();
  test.answer(502, "<html>bad gateway</html>");
  CHECK(test.net.requests.size() == asked);
  test.pass(std::chrono::seconds{1});
  CHECK(test.net.requests.size() == asked + 1);
  CHECK(test.net.requests.back().url.find("since=t1") != std::string::npos);
  CHECK(test.stored_token() == "t1");
}

TEST_CASE("an answer that is not what /sync promises moves nothing") {
  for (const auto* body :
       {"", "[]", "{}", "{\"next_batch\":7}", "{\"next_batch\":\"t2\"", "nonsense"}) {
    CAPTURE(body);
    syncing test;
    test.position();
    test.answer(200, body);
    CHECK(test.stored_token() == "t1");
    test.pass(std::chrono::seconds{1});
    test.answer(200, page("t2"));
    CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
  }
}

TEST_CASE("pages without work touch the disk now and then, and lose nothing") {
  syncing test;
  test.position();
  test.answer(200, page("t2"));
  test.answer(200, page("t3"));
  CHECK(test.stored_token() == "t1");
  test.answer(200, page("t4", "!room:hs", message("$1", song)));
  CHECK(test.stored_token() == "t4");
  test.pass(std::chrono::seconds{10});
  test.answer(200, page("t5"));
  CHECK(test.stored_token() == "t5");
}

TEST_CASE("a refused token ends syncing until there is another session") {
  syncing test;
  test.position();
  test.answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})");
  CHECK(test.refused == 1);
  auto asked = test.net.requests.size();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == asked);
  test.open_session();
  CHECK(test.net.requests.size() == asked + 1);
}

TEST_CASE("invites and departures are told") {
  syncing test;
  test.position();
  test.answer(200, R"({"next_batch":"t2","rooms":{"invite":{"!new:hs":{"invite_state":{"events":[
    {"type":"m.room.member","state_key":"@bot:hs","sender":"@alice:hs",
     "content":{"membership":"invite"}}]}}}}})");
  REQUIRE(test.news.size() == 1);
  REQUIRE(test.news[0].invites.size() == 1);
  CHECK(test.news[0].invites[0].room_id == "!new:hs");
  CHECK(test.news[0].invites[0].inviter == "@alice:hs");
}

TEST_CASE("after a restart reading goes on from the stored token") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.start();
  test.read({"!room:hs"});
  CHECK(test.positioned == 2);
  CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
}

} // namespace musiclink::test
