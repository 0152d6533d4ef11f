#include "core/edge/metrics.hpp"

#include <doctest/doctest.h>

#include <set>
#include <sstream>

using namespace musiclink;

namespace {

/// The lines that hold a value.
std::set<std::string> samples(const metrics& from) {
  std::istringstream text(from.text());
  std::set<std::string> lines;
  for (std::string line; std::getline(text, line);)
    if (!line.starts_with('#'))
      lines.insert(line);
  return lines;
}

} // namespace

TEST_CASE("what has not happened yet is there as 0, so that its first time is an increase") {
  const auto lines = samples(metrics());
  for (const char* line : {"musiclink_link_events_total 0",
                           "musiclink_duplicates_total 0",
                           "musiclink_backfilled_events_total 0",
                           "musiclink_rate_limited_total 0",
                           "musiclink_sync_failures_total 0",
                           "musiclink_sync_last_success_timestamp_seconds 0",
                           "musiclink_outbox_size 0",
                           "musiclink_mode 0",
                           "musiclink_events_total{type=\"m.room.message\"} 0",
                           "musiclink_replies_total{outcome=\"sent\"} 0",
                           "musiclink_own_echoes_total 0",
                           "musiclink_loops_stopped_total 0",
                           "musiclink_replies_total{outcome=\"shadowed\"} 0",
                           "musiclink_replies_total{outcome=\"failed\"} 0",
                           "musiclink_replies_total{outcome=\"edited\"} 0",
                           "musiclink_replies_total{outcome=\"redacted\"} 0",
                           "musiclink_resolve_cache_total{result=\"hit\"} 0",
                           "musiclink_config_reloads_total{result=\"refused\"} 0",
                           "musiclink_reply_latency_seconds_count 0",
                           "musiclink_resolve_duration_seconds_count 0"})
    CHECK_MESSAGE(lines.contains(line), line);
}

TEST_CASE("what happens is counted under the contract's names") {
  metrics meters;
  meters.events("m.room.message", 3);
  meters.link_events(2, 1);
  meters.reply(job_outcome::sent);
  meters.reply(job_outcome::skipped);
  meters.reply_latency(milliseconds{20});
  meters.sync_succeeded(1500);
  meters.outbox(7);
  meters.mode(service_mode::active);
  meters.resolver_request("catalog deezer", "ok");
  meters.rooms("encrypted", 2);
  const auto lines = samples(meters);
  for (const char* line :
       {"musiclink_events_total{type=\"m.room.message\"} 3", "musiclink_link_events_total 2",
        "musiclink_duplicates_total 1", "musiclink_replies_total{outcome=\"sent\"} 1",
        "musiclink_reply_latency_seconds_sum 0.02",
        "musiclink_reply_latency_seconds_bucket{le=\"0.025\"} 1",
        "musiclink_sync_last_success_timestamp_seconds 1.5", "musiclink_outbox_size 7",
        "musiclink_mode 1", "musiclink_rooms{state=\"encrypted\"} 2",
        "musiclink_resolver_requests_total{outcome=\"ok\",resolver=\"catalog deezer\"} 1"})
    CHECK_MESSAGE(lines.contains(line), line);
}
