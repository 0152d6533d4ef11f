#pragma once

#include "core/status/status.hpp"

namespace musiclink::test {

constexpr unix_ms noon = 1785499200000; // 2026-07-31 12:00:00 UTC

/// A room that is as it should be.
inline room_status good_room(std::string alias) {
  room_status room;
  room.room_id = "!" + alias.substr(1);
  room.alias = std::move(alias);
  room.effective_mode = room_mode::active;
  room.membership = "join";
  room.state = room_state::ok;
  return room;
}

/// A service of which nothing is to be said.
inline service_status good_status() {
  service_status status;
  status.version = "0.1.0";
  status.now = noon;
  status.started_at = noon - 3600000;
  status.mode = service_mode::active;
  status.config = {1, noon - 3600000, ""};
  status.sync = {sync_phase::syncing, noon - 12000, ""};
  status.store = {"/var/lib/musiclink", 128, 0};
  status.rooms = {good_room("#music:example.org")};
  resolver_status catalog;
  catalog.type = "catalog";
  status.resolvers = {catalog};
  return status;
}

/// A status in which every member says something.
inline service_status full_status() {
  auto status = good_status();
  status.config.last_error = "/mode: must be one of \"shadow\", \"active\"";
  status.sync.problem = "slow";
  status.account = {0.2, "held"};
  status.store.outbox = 3;
  auto& room = status.rooms.front();
  room.mode = room_mode::active;
  room.effective_mode = room_mode::shadow;
  room.state = room_state::forbidden;
  room.queue = 2;
  room.backoff_until = noon + 200000;
  room.sent = 4;
  room.shadowed = 5;
  room.failed = 6;
  room.last_error = "M_FORBIDDEN";
  room.catching_up = 700;
  auto& resolver = status.resolvers.front();
  resolver.state = resolver_state_now::limited;
  resolver.requests = 8;
  resolver.failures = 9;
  resolver.outlets = {{"deezer", resolver_state_now::open, 10, 11, 2.5, 12, noon + 60000}};
  status.replies = {{"!music:example.org",
                     "$event",
                     noon - 1000,
                     true,
                     R"({"body":"a","formatted_body":"<strong>a</strong>"})",
                     {{"deezer", "b", "c", "https://d", "e"}}}};
  status.loops = {
      {"!music:example.org", "https://www.deezer.com/track/1", noon - 2000, noon + 86400000, 3}};
  status.parity.emplace();
  status.parity->same = 13;
  status.parity->differs = 1;
  status.parity->only_theirs = 14;
  status.parity->only_ours = 15;
  status.parity->cases = {
      {parity_kind::differs, "!music:example.org", "$one", noon, {"https://a"}, {"https://b"}}};
  return status;
}

} // namespace musiclink::test
