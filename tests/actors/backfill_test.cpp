#include "actors/backfill.hpp"

#include "core/links/detect.hpp"
#include "tests/support/listeners.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::test {

namespace {

constexpr const char* song = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";
constexpr unix_ms now = 1800000000000;

std::string message(const std::string& id, unix_ms at = now) {
  return R"({"type":"m.room.message","event_id":")" + id +
         R"(","sender":"@alice:hs","origin_server_ts":)" + std::to_string(at) +
         R"(,"content":{"msgtype":"m.text","body":")" + song + R"("}})";
}

std::string own_reply_to(const std::string& trigger) {
  return R"({"type":"m.room.message","event_id":"$mine","sender":"@bot:hs","origin_server_ts":)" +
         std::to_string(now) +
         R"(,"content":{"msgtype":"m.notice","body":"x","io.musiclink":{"v":1,"trigger":")" +
         trigger + R"("},"m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger + R"("}}}})";
}

/// With what the homeserver says of our membership before: JSON, or nothing.
std::string own_join(const std::string& before = {}) {
  return R"({"type":"m.room.member","state_key":"@bot:hs","event_id":"$join","sender":"@bot:hs",)"
         R"("origin_server_ts":1,"content":{"membership":"join"})" +
         (before.empty() ? "" : R"(,"unsigned":{"prev_content":)" + before + "}") + "}";
}

http_response history(const std::string& events, const std::string& end = {}) {
  auto text = R"({"chunk":[)" + events + "]";
  if (!end.empty())
    text += R"(,"end":")" + end + '"';
  return json_answer(200, text + "}");
}

/// Backfill on a real store, with a network that holds back every request until
/// the test answers it.
struct filling : actor_fixture {
  filling() {
    net.answer = [](const http_request&) { return std::optional<http_response>(); };
    keeper = spawn_storekeeper();
    start();
  }

  void start() {
    under_test = own<backfill_actor>(system.spawn(backfill, own(net.spawn(system)), keeper,
                                                  heard.rooms(), heard.account(), around));
    caf::anon_send(under_test,
                   settings_changed{std::make_shared<settings>(), service_mode::active});
    caf::anon_send(under_test, session_opened{make_session()});
    settle();
  }

  /// Leaves a gap in the store, as a page would.
  void open(store::gap_kind kind = store::gap_kind::limited) {
    store::page page;
    page.since = token;
    page.next_batch = token = token + "t";
    page.now = around.now();
    store::gap gap;
    gap.room_id = "!room:hs";
    gap.kind = kind;
    gap.opened_at = now;
    gap.from = "p9";
    gap.to = kind == store::gap_kind::limited ? "t1" : "";
    page.gaps = {gap};
    ask<store::page_result>(keeper, commit_page{page});
    caf::anon_send(under_test, gaps_opened{});
    settle();
  }

  void stand(room_state state, room_mode mode = room_mode::active) {
    standing how{"!room:hs", {}, state};
    how.settings.mode = mode;
    caf::anon_send(under_test, how);
    settle();
  }

  void answer(http_response with) {
    net.release(std::move(with));
    settle();
  }

  std::vector<std::string> claim(std::uint64_t after = 0) {
    std::vector<std::string> ids;
    for (const auto& one :
         ask<store::claim_result>(keeper, claim_jobs{"!room:hs", after, 99, around.now()}).jobs)
      ids.push_back(one.event.event_id);
    return ids;
  }

  std::size_t gaps() { return ask<open_gaps>(keeper, list_gaps{}).gaps.size(); }

  storekeeper_actor keeper;
  backfill_actor under_test;
  listeners heard{*this};
  std::string token;
};

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a gap is read backwards, page by page, until there is no more, and answered in order") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  REQUIRE(test.net.requests.size() == 1);
  CHECK(test.net.requests[0].url.find("from=p9") != std::string::npos);
  CHECK(test.net.requests[0].url.find("to=t1") != std::string::npos);
  CHECK(test.net.requests[0].url.find("dir=b") != std::string::npos);
  test.answer(history(message("$4") + "," + message("$3"), "p8"));
  CHECK(test.claim().empty());
  CHECK(test.heard.work.empty());
  test.answer(history(message("$2") + "," + message("$1")));
  CHECK(test.gaps() == 0);
  CHECK(test.heard.work == texts{"!room:hs"});
  CHECK(test.claim() == texts{"$1", "$2", "$3", "$4"});
}

TEST_CASE("an empty page with an end goes on") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(history("", "p8"));
  CHECK(test.net.requests.back().url.find("from=p8") != std::string::npos);
  test.answer(history(message("$1")));
  CHECK(test.claim() == texts{"$1"});
}

TEST_CASE("reading back ends at our own join") {
  const std::string left = R"({"membership":"leave"})";
  for (const auto& [kind, before] :
       {std::pair{store::gap_kind::limited, left}, std::pair{store::gap_kind::catch_up, left},
        std::pair{store::gap_kind::catch_up, std::string()}}) {
    filling test;
    test.stand(room_state::ok);
    test.open(kind);
    test.answer(
        history(message("$2", now + 5) + "," + own_join(before) + "," + message("$1", now), "p8"));
    CHECK(test.net.requests.size() == 1);
    CHECK(test.claim() == texts{"$2"});
  }
}

TEST_CASE("where we were a member, a new name of ours does not end reading back") {
  for (const std::string before : {"", R"({"membership":"join"})"}) {
    filling test;
    test.stand(room_state::ok);
    test.open();
    test.answer(history(message("$2") + "," + own_join(before) + "," + message("$1")));
    CHECK(test.gaps() == 0);
    CHECK(test.claim() == texts{"$1", "$2"});
  }
}

TEST_CASE("events that bear old times do not end a gap: links behind them are found") {
  for (const auto kind : {store::gap_kind::limited, store::gap_kind::catch_up}) {
    filling test;
    test.stand(room_state::ok);
    test.open(kind);
    test.answer(history(own_reply_to("$answered"), "p")); // so it is no first start
    for (int page = 0; page < 3; ++page)
      test.answer(history(message("$old" + std::to_string(page), now - 7200000),
                          "p" + std::to_string(page)));
    test.answer(history(message("$1", now + 5)));
    CHECK(test.gaps() == 0);
    const auto claimed = test.claim();
    CHECK(std::count(claimed.begin(), claimed.end(), "$1") == 1);
  }
}

TEST_CASE("page after page of events that are too old to be answered ends a gap") {
  const auto pages_of = [](store::gap_kind kind) {
    filling test;
    test.stand(room_state::ok);
    test.open(kind);
    int pages = 0;
    for (; test.gaps() != 0 && pages < 100; ++pages)
      test.answer(history(message("$" + std::to_string(pages), now - 7200000),
                          "p" + std::to_string(pages)));
    return pages;
  };
  CHECK(pages_of(store::gap_kind::catch_up) == 10);
  CHECK(pages_of(store::gap_kind::limited) == 50); // it is known where that ends
}

TEST_CASE(
    "reading back ends at the position that was known, whatever the homeserver offers beyond") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(history(message("$2"), "t1"));
  CHECK(test.net.requests.size() == 1);
  CHECK(test.gaps() == 0);
}

TEST_CASE(
    "what came after a gap that cannot be read is answered within minutes, and the gap later") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  store::page later;
  later.since = test.token;
  later.next_batch = test.token + "t";
  later.now = test.around.now();
  link_event event{"!room:hs", "$later", "@alice:hs", now, now, "", {}};
  event.links = detect(song, {});
  later.events = {event};
  test.ask<store::page_result>(test.keeper, commit_page{later});
  test.answer(json_answer(500, R"({"errcode":"M_UNKNOWN"})"));
  CHECK(test.claim().empty());
  test.heard.work.clear();
  test.pass(std::chrono::minutes{2});
  CHECK(test.heard.work == texts{"!room:hs"});
  CHECK(test.claim() == texts{"$later"});
  CHECK(test.gaps() == 1);
  const auto last =
      test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 99, test.around.now()})
          .jobs.at(0)
          .key.arrival;
  test.heard.work.clear();
  test.answer(history(message("$2") + "," + message("$1")));
  CHECK(test.gaps() == 0);
  CHECK(test.heard.work == texts{"!room:hs"});
  CHECK(test.claim(last) == texts{"$1", "$2"}); // behind what was answered meanwhile
}

TEST_CASE("a page that was too slow is waited for longer") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  milliseconds before{0};
  for (int i = 0; i < 4; ++i) {
    const auto patience = test.net.requests.back().timeout;
    CHECK(patience > before);
    before = patience;
    http_response late;
    late.error = transport_error::timed_out;
    test.answer(late);
    test.pass(std::chrono::minutes{5});
  }
  CHECK(before >= std::chrono::minutes{5});
  CHECK(before <= std::chrono::minutes{10});
}

TEST_CASE("a room that is held back for no time at all is not asked in a busy loop") {
  filling test;
  test.net.answer = [](const http_request&) {
    return json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":0})");
  };
  test.stand(room_state::ok);
  test.open();
  test.pass(std::chrono::minutes{1});
  CHECK(test.net.requests.size() < 40);
  CHECK(test.gaps() == 1);
}

TEST_CASE("a look into a quiet room tells its newest event, wherever sync stands") {
  filling test;
  test.stand(room_state::ok);
  const auto look = [&](http_response answer, const look_back& what = {}) {
    test.net.answer = [&](const http_request&) { return answer; };
    return test.ask<looked_back>(test.under_test, what);
  };
  CHECK(look(history("")).newest == 0);
  const auto found = look(history(message("$new", now) + "," + message("$old", now - 2000)));
  CHECK(found.room_id == "!room:hs");
  CHECK(found.newest == now);
  CHECK(test.net.requests.back().url.find("to=") == std::string::npos);
  CHECK(look(json_answer(502, history(message("$new", now)).body)).newest == 0);
  const auto requests = test.net.requests.size();
  CHECK(look(history(""), {.lively = {"!room:hs"}}).room_id.empty());
  CHECK(test.net.requests.size() == requests);
}

TEST_CASE("a page that fails is asked for again, later; nothing is lost") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(json_answer(502, "<html>"));
  CHECK(test.net.requests.size() == 1);
  test.pass(std::chrono::seconds{2});
  REQUIRE(test.net.requests.size() == 2);
  CHECK(test.net.requests[1].url == test.net.requests[0].url);
  test.answer(json_answer(200, "nonsense"));
  test.pass(std::chrono::seconds{5});
  test.answer(history(message("$1")));
  CHECK(test.claim() == texts{"$1"});
}

TEST_CASE("while a page fails the room's trouble is told, and no longer") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(json_answer(502, "<html>"));
  auto told = test.ask<backfill_report>(test.under_test, report{}).problems;
  CHECK(told == std::map<std::string, std::string>{
                    {"!room:hs", "a room's history cannot be read yet: HTTP 502"}});
  test.pass(std::chrono::seconds{2});
  test.answer(history(message("$1")));
  CHECK(test.ask<backfill_report>(test.under_test, report{}).problems.empty());
}

TEST_CASE(
    "an outage of the homeserver, however it shows, costs nothing of a gap that can be answered") {
  for (const auto& trouble : {json_answer(500, R"({"errcode":"M_UNKNOWN"})"),
                              json_answer(200, "<html>"), json_answer(403, "<html>")}) {
    CAPTURE(trouble.status);
    filling test;
    test.stand(room_state::ok);
    test.open();
    for (int minutes = 0; minutes <= 55; minutes += 5) {
      test.answer(trouble);
      CHECK(test.gaps() == 1);
      test.pass(std::chrono::minutes{5});
    }
    test.pass(std::chrono::minutes{5});
    test.answer(trouble);
    CHECK(test.gaps() == 0); // an hour is over: it would not be answered any more
  }
}

TEST_CASE("a gap that has waited for long is not given up at its first failure") {
  filling test;
  test.open(store::gap_kind::catch_up);
  test.pass(std::chrono::hours{2});
  test.stand(room_state::ok);
  test.answer(json_answer(502, "<html>"));
  test.pass(std::chrono::seconds{2});
  REQUIRE(test.net.requests.size() == 2);
  test.answer(history(message("$1", now + 7000000)));
  CHECK(test.claim() == texts{"$1"});
}

TEST_CASE("a page whose bytes are no text costs those bytes") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  const auto broken = history(message("$1") + R"(,{"type":"m.room.message","x":")"
                                              "\xff"
                                              R"("})");
  test.answer(broken);
  CHECK(test.claim() == texts{"$1"});
}

TEST_CASE("a gap that is half filled goes on after a restart") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(history(message("$2"), "p8"));
  test.start();
  test.stand(room_state::ok);
  CHECK(test.net.requests.back().url.find("from=p8") != std::string::npos);
}

TEST_CASE("a room is not read before it is known to be joined and not encrypted") {
  filling test;
  test.open();
  test.stand(room_state::not_joined);
  CHECK(test.net.requests.empty());
  test.stand(room_state::encrypted);
  CHECK(test.net.requests.empty());
  CHECK(test.gaps() == 0);
}

TEST_CASE("a room that is off or may not be read does not wait for its gap for ever") {
  filling test;
  test.open();
  SUBCASE("off") {
    test.stand(room_state::ok, room_mode::off);
  }
  SUBCASE("forbidden") {
    test.stand(room_state::ok);
    test.answer(json_answer(403, R"({"errcode":"M_FORBIDDEN"})"));
  }
  CHECK(test.gaps() == 0);
}

TEST_CASE("a first start answers what is said from its start on, and nothing from before") {
  filling test;
  test.stand(room_state::ok);
  test.open(store::gap_kind::catch_up);
  test.answer(history(message("$3", now + 1) + "," + message("$2", now - 1) + "," +
                      message("$1", now - 2)));
  CHECK(test.gaps() == 0);
  CHECK(test.claim() == texts{"$3"});
}

TEST_CASE("after a lost store what has no reply yet is answered, and what has one is not") {
  filling test;
  test.stand(room_state::ok);
  test.open(store::gap_kind::catch_up);
  test.answer(history(message("$3") + "," + own_reply_to("$1") + "," + message("$2") + "," +
                      message("$1")));
  CHECK(test.claim() == texts{"$2", "$3"});
  CHECK(test.ask<found_reply>(test.keeper, find_reply{"$1", "!room:hs"}).known.value().event_id ==
        "$mine");
}

TEST_CASE("after a lost store the event of a reply that was removed is not answered again") {
  filling test;
  test.stand(room_state::ok);
  test.open(store::gap_kind::catch_up);
  const std::string removed =
      R"({"type":"m.room.message","event_id":"$mine","sender":"@bot:hs","content":{},)"
      R"("unsigned":{"redacted_because":{}}})";
  test.answer(history(message("$3") + "," + removed + "," + message("$2") + "," + message("$1")));
  CHECK(test.claim() == texts{"$3"});
}

TEST_CASE("after a lost store the reply to a message that was deleted is to be redacted") {
  filling test;
  test.stand(room_state::ok);
  test.open(store::gap_kind::catch_up);
  const std::string deleted =
      R"({"type":"m.room.message","event_id":"$1","sender":"@alice:hs","content":{},)"
      R"("unsigned":{"redacted_because":{}}})";
  test.answer(history(own_reply_to("$1") + "," + deleted));
  CHECK(test.claim() == texts{"$1"});
}

TEST_CASE("a refused token waits for another session") {
  filling test;
  test.stand(room_state::ok);
  test.open();
  test.answer(json_answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})"));
  CHECK(test.heard.refused == texts{"token"});
  CHECK(test.net.requests.size() == 1);
  caf::anon_send(test.under_test, session_opened{make_session()});
  test.settle();
  CHECK(test.net.requests.size() == 2);
}

TEST_CASE("answers of somebody who is compared are found in a gap too") {
  filling test;
  auto values = std::make_shared<settings>();
  values->values.shadow.compare_with = {"@old:hs"};
  caf::anon_send(test.under_test, settings_changed{values, service_mode::active});
  test.stand(room_state::ok);
  test.open();
  const auto rival = R"({"type":"m.room.message","event_id":"$rival","sender":"@old:hs",)"
                     R"("origin_server_ts":)" +
                     std::to_string(now + 5) +
                     R"(,"content":{"msgtype":"m.notice","body":)"
                     R"("https://www.deezer.com/track/3135556"}})";
  test.answer(history(rival + "," + message("$1")));
  CHECK(test.claim() == texts{"$1"});

  store::conclusion end;
  end.key =
      test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 1, 1}).jobs.at(0).key;
  end.ours = our_answer{"$1", our_state::silent, {}};
  test.ask<saved>(test.keeper, conclude{end});
  CHECK(test.ask<shadow_listing>(test.keeper, list_shadow{0, {}}).parity.only_theirs == 1);
}

} // namespace musiclink::test
