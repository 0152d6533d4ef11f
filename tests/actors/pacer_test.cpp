#include "actors/pacer.hpp"

#include "actors/sender/sender.hpp"
#include "tests/support/listeners.hpp"

#include <caf/event_based_actor.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>

namespace musiclink::test {

namespace {

/// A pacer, and rooms that ask it for turns.
struct pacing : actor_fixture {
  pacing() : under_test(own<pacer_actor>(system.spawn(pacer, around))) {
    asker = own(system.spawn([this](caf::event_based_actor* self) -> caf::behavior {
      return {[this, self](std::uint64_t room, bool can_wait) {
        self->request(under_test, std::chrono::minutes{60}, want_turn{room, room, can_wait})
            .then([this, room](const your_turn&) { turns.push_back(room); });
      }};
    }));
  }
  void want(std::uint64_t room, bool can_wait = false) {
    caf::anon_send(asker, room, can_wait);
    settle();
  }
  void end(std::uint64_t room, turn_result how, std::optional<milliseconds> told = {}) {
    caf::anon_send(under_test, turn_ended{room, how, told});
    settle();
  }
  /// Two rooms are refused; nobody waits.
  void limit() {
    for (std::uint64_t room : {1, 2}) {
      want(room);
      end(room, turn_result::refused, milliseconds{4990});
    }
    turns.clear();
  }

  std::vector<std::uint64_t> turns;
  pacer_actor under_test;
  caf::actor asker;
};

} // namespace

TEST_CASE("a turn is given at once while no limit is known") {
  pacing test;
  for (std::uint64_t room = 1; room <= 20; ++room) {
    test.want(room);
    test.end(room, turn_result::accepted);
  }
  CHECK(test.turns.size() == 20);
}

TEST_CASE("in a limited account turns are waited for, first come, first served") {
  pacing test;
  test.limit();
  for (std::uint64_t room : {5, 4, 3})
    test.want(room);
  test.pass(milliseconds{4900});
  CHECK(test.turns.empty());
  test.pass(milliseconds{300});
  CHECK(test.turns == std::vector<std::uint64_t>{5});
  test.end(5, turn_result::accepted);
  test.want(5);
  test.pass(std::chrono::minutes{1});
  test.end(4, turn_result::accepted);
  test.pass(std::chrono::minutes{1});
  test.end(3, turn_result::accepted);
  test.pass(std::chrono::minutes{1});
  CHECK(test.turns == std::vector<std::uint64_t>{5, 4, 3, 5});
}

TEST_CASE("what completes a reply lets those go first who have none") {
  pacing test;
  test.limit();
  test.want(3, true);
  test.want(4);
  test.want(5);
  test.pass(std::chrono::minutes{1});
  CHECK(test.turns == std::vector<std::uint64_t>{4, 5, 3});
}

TEST_CASE("the wall clock means nothing to turns") {
  for (const auto step : {-std::chrono::hours{5}, std::chrono::hours{5}}) {
    pacing test;
    test.limit();
    test.want(5);
    test.set_wall_clock(step);
    test.pass(milliseconds{4900});
    CHECK(test.turns.empty());
    test.pass(milliseconds{300});
    CHECK(test.turns == std::vector<std::uint64_t>{5});
  }
}

TEST_CASE("a room that was refused keeps its place") {
  pacing test;
  test.limit();
  test.want(3);
  test.want(1);
  test.pass(milliseconds{5200});
  CHECK(test.turns == std::vector<std::uint64_t>{1});
}

TEST_CASE("a turn that is given back goes to the next at once") {
  pacing test;
  test.limit();
  test.want(3);
  test.want(4);
  test.pass(milliseconds{5200});
  test.end(3, turn_result::unused);
  CHECK(test.turns == std::vector<std::uint64_t>{3, 4});
}

TEST_CASE("a wish that is withdrawn gets no turn") {
  pacing test;
  test.limit();
  test.want(3);
  test.want(4);
  test.end(3, turn_result::unused);
  test.pass(milliseconds{5200});
  CHECK(test.turns == std::vector<std::uint64_t>{4});
}

namespace {

/// Synapse's `rc_message`: a token bucket for the account, whatever the room.
class token_bucket {
public:
  token_bucket(double per_ms, double burst) : per_ms_(per_ms), burst_(burst), tokens_(burst) {}

  /// Nothing: accepted. Else how long until one more would be.
  std::optional<milliseconds> take(unix_ms now) {
    tokens_ = std::min(burst_, tokens_ + static_cast<double>(now - at_) * per_ms_);
    at_ = now;
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return std::nullopt;
    }
    return milliseconds{static_cast<std::int64_t>((1 - tokens_) / per_ms_) + 1};
  }

private:
  double per_ms_;
  double burst_;
  double tokens_;
  unix_ms at_ = 1800000000000;
};

constexpr std::size_t rooms_of_storm = 12;
constexpr std::size_t replies_of_storm = 40;

/// Senders of twelve rooms on one account with Synapse's default limit, behind a
/// network that takes a tenth of a second.
struct storm : actor_fixture {
  storm() {
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      under_way.push_back({around.now() + 100, respond(request)});
      return std::nullopt;
    };
    auto turns = own<pacer_actor>(system.spawn(pacer, around));
    auto contacts = sender_contacts{own(net.spawn(system)), spawn_storekeeper(), heard.account(),
                                    turns, heard.rooms()};
    auto ears = own(system.spawn([this](sender_client::pointer) -> sender_client::behavior_type {
      return {[this](const job_ended&) { ++ended_jobs; }};
    }));
    for (std::size_t index = 0; index < rooms_of_storm; ++index) {
      auto brief = std::make_shared<room_brief>();
      brief->room_id = room_of(index);
      brief->effective = room_mode::active;
      senders.push_back(own<sender_actor>(
          system.spawn(sender, contacts, brief, make_session(), steady_time{}, around)));
      caf::anon_send(senders.back(), sender_client{ears});
    }
  }

  static std::string room_of(std::size_t index) { return "!room" + std::to_string(index) + ":hs"; }

  http_response respond(const http_request& request) {
    if (auto wait = bucket.take(around.now())) {
      ++refused;
      return json_answer(429, R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":)" +
                                  std::to_string(wait->count()) + "}");
    }
    auto from = request.url.find("/rooms/");
    auto room = request.url.substr(from, request.url.find("/send/") - from);
    accepted_at[room].push_back(around.now());
    return json_answer(200, R"({"event_id":"$reply"})");
  }

  void say_all() {
    for (std::uint64_t number = 0; number < replies_of_storm; ++number) {
      auto index = number % rooms_of_storm;
      musiclink::post what;
      what.work.key = {room_of(index), number + 1};
      what.work.event.room_id = room_of(index);
      what.work.event.event_id = "$event" + std::to_string(number);
      what.work.event.origin_server_ts = what.work.event.received_at = start;
      what.content = "{}";
      what.transaction_id = matrix::reply_transaction_id(what.work.event.event_id);
      caf::anon_send(senders[index], std::move(what));
    }
  }

  void run() {
    while (ended_jobs < replies_of_storm && around.now() < start + 600000) {
      pass(milliseconds{10});
      while (!under_way.empty() && under_way.front().first <= around.now()) {
        net.release(under_way.front().second);
        under_way.pop_front();
        settle();
      }
    }
  }

  /// How long each room waits until it has all of its replies.
  std::vector<double> waits() const {
    std::vector<double> all;
    for (const auto& [room, times] : accepted_at)
      all.push_back(static_cast<double>(times.back() - start));
    return all;
  }

  token_bucket bucket{0.2 / 1000, 10};
  listeners heard{*this};
  std::vector<sender_actor> senders;
  std::deque<std::pair<unix_ms, http_response>> under_way;
  std::map<std::string, std::vector<unix_ms>> accepted_at;
  std::size_t ended_jobs = 0;
  std::size_t refused = 0;
  const unix_ms start = around.now();
};

} // namespace

TEST_CASE("40 replies in 12 rooms under Synapse's default limit: near the ideal, and fair") {
  storm test;
  test.say_all();
  test.run();
  REQUIRE(test.ended_jobs == replies_of_storm);
  auto took = static_cast<double>(test.around.now() - test.start);
  constexpr double ideal = 5000.0 * (replies_of_storm - 10); // the burst is free
  auto waits = test.waits();
  REQUIRE(waits.size() == rooms_of_storm);
  auto [least, most] = std::ranges::minmax(waits);
  auto sends = test.refused + replies_of_storm;
  MESSAGE("took ", took / ideal, " of the ideal time; ", test.refused, " of ", sends,
          " sends were refused; the longest wait of a room is ", most / least,
          " times the shortest");
  CHECK(took <= ideal * 1.1);
  CHECK(test.refused * 10 <= sends);
  CHECK(most <= 2 * least);
}

} // namespace musiclink::test
