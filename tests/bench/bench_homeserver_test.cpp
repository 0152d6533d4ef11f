#include "tests/bench/bench_homeserver.hpp"

#include "core/edge/http_engine.hpp"
#include "core/json/json.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>

using namespace musiclink;
using namespace musiclink::bench;
using namespace std::chrono_literals;

namespace {

constexpr load small{10, 500, 0.1};

http_response ask(const bench_homeserver& server, const std::string& method,
                  const std::string& path, const std::string& body = {}) {
  http_request request;
  request.method = method;
  request.url = server.url() + "/_matrix/client/v3/" + path;
  request.body = body;
  return http_perform(request, "test");
}

/// Follows /sync to the end of the events and says which ones came. Asks
/// once more at the end, as a client does: only that says that the last page was read.
std::multiset<std::string> read_all(bench_homeserver& server, std::size_t events) {
  std::multiset<std::string> ids;
  std::string since = "s0";
  while (since != 's' + std::to_string(events)) {
    const auto page =
        json::document::parse(ask(server, "GET", "sync?timeout=9000&since=" + since).body);
    REQUIRE(std::holds_alternative<json::document>(page));
    const json::value root = std::get<json::document>(page).root();
    since = root["next_batch"].string_or("");
    const json::value rooms = root["rooms"]["join"];
    for (std::size_t room = 0; room < rooms.size(); ++room) {
      const json::value timeline = rooms.member_at(room)["timeline"]["events"];
      for (std::size_t i = 0; i < timeline.size(); ++i)
        ids.emplace(timeline.at(i)["event_id"].string_or(""));
    }
  }
  ask(server, "GET", "sync?timeout=0&since=" + since);
  return ids;
}

std::multiset<std::string> all_ids(std::size_t events) {
  std::multiset<std::string> ids;
  for (std::size_t i = 0; i < events; ++i)
    ids.insert(event_id(i));
  return ids;
}

} // namespace

TEST_CASE("a burst shows each event once, and waits at the gate until then") {
  const auto events = make_events(small);
  burst_pages pages(events, 64);
  bench_homeserver server(small.rooms, small.events, pages);
  std::multiset<std::string> seen;
  std::thread client([&] { seen = read_all(server, events.size()); });
  CHECK(server.wait_until_idle(10s));
  server.start();
  client.join();
  CHECK(seen == all_ids(events.size()));
  CHECK(server.taken_at(0).has_value());
}

TEST_CASE("a paced run shows each event once and none before its time") {
  const auto events = make_events(small);
  paced_pages pages(events, 5000);
  bench_homeserver server(small.rooms, small.events, pages);
  const steady_time start = server.start();
  CHECK(read_all(server, events.size()) == all_ids(events.size()));
  CHECK(std::chrono::steady_clock::now() >= start + (events.size() - 1) * 200us);
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto taken = server.taken_at(i);
    REQUIRE(taken.has_value());
    CHECK(*taken >= pages.visible_at(i));
  }
}

TEST_CASE("replies are counted by the event that they answer") {
  const auto events = make_events(small);
  burst_pages pages(events, 64);
  bench_homeserver server(small.rooms, small.events, pages);
  const auto reply = [&](const std::string& to) {
    const std::string body = R"({"m.relates_to":{"m.in_reply_to":{"event_id":")" + to + R"("}}})";
    return ask(server, "PUT", "rooms/x/send/m.room.message/t", body).status;
  };
  CHECK(reply(event_id(7)) == 200);
  CHECK(server.wait_for_replies(1, 1s) == server.replied_at(7));
  CHECK(reply(event_id(7)) == 200);
  CHECK(reply("$stranger") == 200);
  CHECK(server.replies() == 1);
  CHECK(server.doubles() == 2);
}

TEST_CASE("the share of events with links is as asked for, and the same in every run") {
  const auto events = make_events(small);
  const auto links = std::count_if(events.begin(), events.end(), [](const event& made) {
    return made.has_link && made.json.find("open.spotify.com") != std::string::npos;
  });
  CHECK(links > 25);
  CHECK(links < 100);
  CHECK(std::equal(events.begin(), events.end(), make_events(small).begin(),
                   [](const event& left, const event& right) {
                     return left.room == right.room && left.has_link == right.has_link;
                   }));
}
