#pragma once

#include "actors/syncer/syncer.hpp"
#include "tests/support/listeners.hpp"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace musiclink::test {

inline std::string page(const std::string& next, const std::string& room = {},
                        const std::string& events = {}) {
  auto text = R"({"next_batch":")" + next + R"(")";
  if (!room.empty())
    text += R"(,"rooms":{"join":{")" + room + R"(":{"timeline":{"events":[)" + events + "]}}}}";
  return text + "}";
}

inline std::string message(const std::string& id, const std::string& body, unix_ms at = 1) {
  return R"({"type":"m.room.message","event_id":")" + id +
         R"(","sender":"@alice:hs","origin_server_ts":)" + std::to_string(at) +
         R"(,"content":{"msgtype":"m.text","body":")" + body + R"("}})";
}

inline constexpr const char* song = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

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
    under_test = own<syncer_actor>(system.spawn(syncer, own(net.spawn(system)), keeper,
                                                heard.rooms(), heard.membership(), heard.backfill(),
                                                heard.account(), around));
    caf::anon_send(under_test,
                   settings_changed{std::make_shared<settings>(), service_mode::active});
    open_session();
    read({"!room:hs"});
  }

  /// As after an abrupt end: what was asked before is answered to nobody.
  void restart() {
    caf::anon_send_exit(under_test, caf::exit_reason::kill);
    settle();
    start();
  }

  void open_session() {
    caf::anon_send(under_test, session_opened{make_session()});
    settle();
  }

  void compare_with(std::vector<std::string> users) {
    auto values = std::make_shared<settings>();
    values->values.shadow.compare_with = std::move(users);
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  void read(std::set<std::string, std::less<>> rooms) {
    auto list = std::make_shared<reading_list>();
    list->room_ids = std::move(rooms);
    list->members = members;
    caf::anon_send(under_test, reading_list_ptr{list});
    settle();
  }

  void answer(long status, std::string body) {
    net.release(json_answer(status, std::move(body)));
    settle();
  }

  /// Takes the first position.
  void position() { answer(200, page("t1")); }

  std::vector<job> claim(const std::string& room_id = "!room:hs") {
    return ask<store::claim_result>(keeper, claim_jobs{room_id, 0, 99, 1}).jobs;
  }

  std::string stored_token() { return ask<store::sync_state>(keeper, load_sync_state{}).since; }

  http_response filter = json_answer(200, R"({"filter_id":"f1"})");
  std::optional<http_response> next;
  storekeeper_actor keeper;
  syncer_actor under_test;
  std::set<std::string, std::less<>> members;
  listeners heard{*this};
};

} // namespace musiclink::test
