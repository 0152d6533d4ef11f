#pragma once

#include "actors/membership/membership.hpp"
#include "tests/support/listeners.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace musiclink::test {

/// Membership on a homeserver by script: answers by part of the URL, the longest that
/// is there, anything else with 404.
struct standing_in_rooms : actor_fixture {
  explicit standing_in_rooms(std::vector<std::string> allowlist) {
    answers["/joined_rooms"] = json_answer(200, R"({"joined_rooms":[]})");
    answers["/join/"] = json_answer(200, R"({"room_id":"!room:hs"})");
    answers["/leave"] = json_answer(200, "{}");
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      if (!hold.empty() && request.url.find(hold) != std::string::npos)
        return std::nullopt;
      const std::pair<const std::string, http_response>* found = nullptr;
      for (const auto& one : answers)
        if (request.url.find(one.first) != std::string::npos &&
            (!found || one.first.size() > found->first.size()))
          found = &one;
      return found ? found->second : json_answer(404, R"({"errcode":"M_NOT_FOUND"})");
    };
    for (auto& room : allowlist) {
      allowed_room entry;
      entry.room = std::move(room);
      values->values.matrix.rooms.push_back(entry);
    }
    keeper = spawn_storekeeper();
    start();
  }

  /// Nobody has told it anything yet.
  void spawn_membership() {
    auto reader =
        own(system.spawn([this](reading_client::pointer) -> reading_client::behavior_type {
          return {[this](const reading_list_ptr& what) { reading = what; }};
        }));
    under_test = own<membership_actor>(system.spawn(membership, own(net.spawn(system)), keeper,
                                                    std::vector<standing_client>{heard.standings()},
                                                    heard.account(), around));
    caf::anon_send(under_test, reading_client{reader});
  }

  void start() {
    spawn_membership();
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    caf::anon_send(under_test, session_opened{make_session()});
    settle();
  }

  void position() {
    caf::anon_send(under_test, sync_positioned{});
    settle();
  }

  void tell(room_news news) {
    caf::anon_send(under_test, std::move(news));
    settle();
  }

  std::shared_ptr<settings> values = std::make_shared<settings>();
  std::map<std::string, http_response> answers; ///< by part of the URL
  std::string hold;                             ///< requests with this in their URL wait
  storekeeper_actor keeper;
  membership_actor under_test;
  listeners heard{*this};
  reading_list_ptr reading;
};

} // namespace musiclink::test
