#pragma once

#include "actors/pacer.hpp"
#include "actors/sender/sender.hpp"
#include "tests/support/listeners.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace musiclink::test {

inline job make_job(std::uint64_t arrival) {
  job work;
  work.key = {"!room:hs", arrival};
  work.event.room_id = "!room:hs";
  work.event.event_id = "$event" + std::to_string(arrival);
  work.event.origin_server_ts = 1800000000000;
  return work;
}

/// A sender for one room, with a network by script and a room that listens.
struct sending : actor_fixture {
  explicit sending(milliseconds held = milliseconds{0}) {
    brief.room_id = "!room:hs";
    brief.effective = room_mode::active;
    net.answer = [this](const http_request&) { return reply; };
    auto listener =
        own(system.spawn([this](sender_client::pointer) -> sender_client::behavior_type {
          return {[this](const job_ended& what) { ended_jobs.push_back(what.arrival); }};
        }));
    keeper = spawn_storekeeper();
    turns = own<pacer_actor>(system.spawn(pacer, around));
    under_test = own<sender_actor>(system.spawn(
        sender,
        sender_contacts{own(net.spawn(system)), keeper, heard.account(), turns, heard.rooms()},
        std::make_shared<const room_brief>(brief), session, around.steady() + held, around));
    caf::anon_send(under_test, sender_client{listener});
    settle();
  }

  void post(std::uint64_t arrival) { hand_over(make_job(arrival)); }

  void hand_over(job work) {
    musiclink::post what;
    what.work = std::move(work);
    what.content = R"({"body":"x"})";
    what.transaction_id = matrix::reply_transaction_id(what.work.event.event_id);
    what.says_all = true;
    caf::anon_send(under_test, std::move(what));
    settle();
  }

  void change_brief() {
    caf::anon_send(under_test, brief_changed{std::make_shared<const room_brief>(brief)});
    settle();
  }

  std::optional<http_response> reply = json_answer(200, R"({"event_id":"$reply"})");
  room_brief brief;
  session_ptr session = make_session();
  listeners heard{*this};
  /// The homeserver refuses two other rooms, and tells them to wait for `time`.
  void limit_account(milliseconds time) {
    for (std::uint64_t room : {1000001, 1000002}) {
      ask<your_turn>(turns, want_turn{room, room});
      caf::anon_send(turns, turn_ended{room, turn_result::refused, time});
      settle();
    }
  }

  storekeeper_actor keeper;
  pacer_actor turns;
  sender_actor under_test;
  std::vector<std::uint64_t> ended_jobs;
};

inline http_response limited(std::string retry_after_ms) {
  return json_answer(429,
                     R"({"errcode":"M_LIMIT_EXCEEDED","retry_after_ms":)" + retry_after_ms + "}");
}

} // namespace musiclink::test
