#include "actors/sender/sender.hpp"

#include "tests/actors/sender/sending.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace musiclink::test {

namespace {

job claimed_before() {
  auto work = make_job(1);
  work.attempts = 2;
  work.first_claimed_at = 1800000000000;
  return work;
}

http_response history_with(const std::string& event) {
  return json_answer(200, R"({"chunk":[)" + event + R"(],"start":"a"})");
}

std::string reply_to(const std::string& trigger) {
  return R"({"type":"m.room.message","event_id":"$earlier","sender":"@bot:hs",)"
         R"("origin_server_ts":1800000000001,"content":{"msgtype":"m.notice","body":"x",)"
         R"("io.musiclink":{"v":1,"trigger":")" +
         trigger + R"("},"m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger + R"("}}}})";
}

/// Answers PUTs and look-ups of the room's history each in its own way.
struct doubting : sending {
  doubting() {
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      return request.method == "PUT" ? reply : history;
    };
  }
  std::size_t puts() const {
    return static_cast<std::size_t>(std::ranges::count(net.requests, "PUT", &http_request::method));
  }
  /// The event becomes a job of the store.
  void take_page(const std::string& event_id) {
    store::page page;
    page.next_batch = "t1";
    page.now = around.now();
    page.seen_until = page.now + 1000;
    page.events = {make_job(1).event};
    page.events[0].event_id = event_id;
    page.events[0].links = {{service::spotify, item_type::track, "1", "https://s/1"}};
    ask<store::page_result>(keeper, commit_page{page});
  }
  /// That job, as a second life claims it.
  job claim_again() {
    claim_jobs claim{"!room:hs", 0, 1, around.now()};
    ask<store::claim_result>(keeper, claim);
    return ask<store::claim_result>(keeper, claim).jobs.at(0);
  }
  store::reply reply_to(const std::string& trigger) {
    return ask<found_reply>(keeper, find_reply{trigger, "!room:hs"}).known.value();
  }
  std::optional<http_response> history = history_with("");
};

} // namespace

TEST_CASE("a homeserver that cannot be reached costs no reply") {
  doubting test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.history = gone;
  test.post(1);
  test.pass(std::chrono::minutes{50});
  CHECK(test.net.requests.size() > test.brief.outbound.max_attempts);
  CHECK(test.ended_jobs.empty());
  test.reply = json_answer(200, R"({"event_id":"$reply"})");
  test.history = history_with("");
  test.pass(test.brief.outbound.max_backoff);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a reply that an earlier life may have sent is looked for before it is sent again") {
  doubting test;
  test.history = history_with(reply_to("$event1"));
  test.hand_over(claimed_before());
  CHECK(test.puts() == 0);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a reply that was accepted in an earlier life and removed since stays removed") {
  const auto removed = R"({"type":"m.room.message","event_id":"$earlier","sender":"@bot:hs",)"
                       R"("origin_server_ts":1800000000001,"content":{},"unsigned":{)"
                       R"("redacted_because":{},"transaction_id":")" +
                       matrix::reply_transaction_id("$event1") + R"("}})";
  SUBCASE("as its room shows") {
    doubting test;
    test.take_page("$event1");
    test.history = history_with(removed);
    test.hand_over(test.claim_again());
    CHECK(test.puts() == 0);
    CHECK(test.reply_to("$event1").removed);
  }
  SUBCASE("as sync tells before its room does") {
    doubting test;
    test.take_page("$event1");
    test.history = std::nullopt;
    test.hand_over(test.claim_again());
    own_reply seen{"!room:hs", "$earlier", "$event1", false};
    seen.removed = true;
    caf::anon_send(test.under_test, own_seen{{seen}});
    test.settle();
    test.net.release(history_with(""));
    test.settle();
    CHECK(test.puts() == 0);
    CHECK(test.reply_to("$event1").removed);
  }
}

TEST_CASE(
    "a reply of an earlier life is completed as that life planned, a new one is as it is now") {
  doubting test;
  test.take_page("$event1");
  const auto work = test.claim_again();
  test.ask<planned>(test.keeper, plan_completion{work.key, {"x", {}}, milliseconds{900000}});
  REQUIRE(work.attempts == 2);
  bool is_completed = false;
  SUBCASE("found in the room") {
    test.history = history_with(reply_to("$event1"));
    is_completed = true;
  }
  SUBCASE("not there") {
  }
  SUBCASE("the room cannot be read") {
    test.history = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
    is_completed = true;
  }
  test.hand_over(work);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{work.key.arrival});
  const auto known =
      test.ask<found_completion>(test.keeper, find_completion{"!room:hs", "$event1"}).known;
  CHECK(known.has_value() == is_completed);
}

TEST_CASE("a reply that is only looked for is never sent") {
  doubting test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.history = gone;
  post wanted;
  wanted.work = claimed_before();
  caf::anon_send(test.under_test, wanted);
  test.settle();
  CHECK(test.ended_jobs.empty()); // nobody knows yet
  SUBCASE("it is there") {
    test.history = history_with(reply_to("$event1"));
  }
  SUBCASE("it is not there") {
    test.history = history_with("");
  }
  SUBCASE("in shadow") {
    test.brief.effective = room_mode::shadow;
    test.change_brief();
    test.history = history_with("");
  }
  test.pass(std::chrono::seconds{5});
  CHECK(test.puts() == 0);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("a reply that is not found in the room is sent under the same transaction id") {
  doubting test;
  test.history = history_with(reply_to("$another"));
  test.hand_over(claimed_before());
  REQUIRE(test.puts() == 1);
  CHECK(test.net.requests.back().url.ends_with(matrix::reply_transaction_id("$event1").substr(3)));
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("after a lost answer the room tells whether the reply was accepted") {
  doubting test;
  http_response gone;
  gone.error = transport_error::unreachable;
  test.reply = gone;
  test.post(1);
  CHECK(test.puts() == 1);
  test.history = history_with(reply_to("$event1"));
  test.pass(std::chrono::seconds{2});
  CHECK(test.puts() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("after a lost answer our own message in sync settles the reply") {
  doubting test;
  http_response gone;
  gone.error = transport_error::timed_out;
  test.reply = gone;
  test.history = std::nullopt;
  test.post(1);
  caf::anon_send(test.under_test, own_seen{{{"!room:hs", "$mine", "$event1", false}}});
  test.settle();
  CHECK(test.puts() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("the look-up goes back to when the job was first claimed, and no further") {
  doubting test;
  test.history = json_answer(200, R"({"chunk":[],"end":"next"})");
  test.net.answer = [&](const http_request& request) -> std::optional<http_response> {
    if (request.method == "PUT")
      return test.reply;
    bool first = request.url.find("from=") == std::string::npos;
    return json_answer(200, first ? R"({"chunk":[],"end":"next"})"
                                  : R"({"chunk":[{"type":"m.room.message","event_id":"$old",)"
                                    R"("sender":"@bot:hs","origin_server_ts":1700000000000,)"
                                    R"("content":{}}],"end":"further"})");
  };
  test.hand_over(claimed_before());
  CHECK(test.net.count("from=next") == 1);
  CHECK(test.net.count("from=further") == 0);
  CHECK(test.puts() == 1);
}

TEST_CASE(
    "where the room's history may not be read, the transaction id is trusted while it holds") {
  doubting test;
  test.history = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
  test.hand_over(claimed_before());
  CHECK(test.puts() == 1);

  doubting late;
  late.history = test.history;
  auto old = claimed_before();
  old.first_claimed_at -= 21LL * 60 * 60 * 1000;
  late.hand_over(old);
  CHECK(late.puts() == 0);
  CHECK(late.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE(
    "while a room's history answers 5xx, a send in doubt is repeated under its transaction id") {
  doubting test;
  test.history = json_answer(502, "<html>");
  test.hand_over(claimed_before());
  CHECK(test.puts() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("once the transaction id is forgotten, the room is looked through until that works") {
  doubting test;
  test.history = json_answer(502, "<html>");
  auto old = claimed_before();
  old.first_claimed_at -= 21LL * 60 * 60 * 1000;
  test.hand_over(old);
  test.pass(std::chrono::minutes{30});
  CHECK(test.puts() == 0);
  CHECK(test.ended_jobs.empty());
  test.history = history_with("");
  test.pass(test.brief.outbound.max_backoff);
  CHECK(test.puts() == 1);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("that a token of before may not read the room says nothing about the one in use") {
  doubting test;
  test.history = std::nullopt;
  auto old = claimed_before();
  old.first_claimed_at -= 21LL * 60 * 60 * 1000;
  test.hand_over(old);
  test.session = make_session();
  caf::anon_send(test.under_test, session_opened{test.session});
  test.settle();
  test.history = history_with(reply_to("$event1"));
  test.net.release(json_answer(403, R"({"errcode":"M_FORBIDDEN"})"));
  test.settle();
  CHECK(test.net.requests.size() == 2);
  CHECK(test.puts() == 0);
  CHECK(test.ended_jobs == std::vector<std::uint64_t>{1});
}

TEST_CASE("the transaction ids of a token without a device are trusted for a while only") {
  for (const auto& [minutes, puts] : {std::pair(20, 1), std::pair(40, 0)}) {
    CAPTURE(minutes);
    doubting test;
    test.session = make_session("");
    caf::anon_send(test.under_test, session_opened{test.session});
    test.history = json_answer(403, R"({"errcode":"M_FORBIDDEN"})");
    auto old = claimed_before();
    old.first_claimed_at = test.around.now() - minutes * 60 * 1000;
    test.hand_over(old);
    CHECK(test.puts() == puts);
  }
}
} // namespace musiclink::test
