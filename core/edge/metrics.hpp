#pragma once

#include "core/model/modes.hpp"
#include "core/model/time.hpp"
#include "core/model/work.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// What is counted for Prometheus (conf/CONTRACT.md 9), under the names given
/// there, which begin with `musiclink_`. Thread-safe; one for the process, so
/// that counters outlive a generation of actors. Labels have few values each and
/// never hold what somebody outside may choose.
class metrics {
public:
  metrics();
  ~metrics();
  metrics(const metrics&) = delete;
  metrics& operator=(const metrics&) = delete;

  /// `events_total{type}`: so many events of that type came in sync.
  void events(std::string_view type, std::size_t count);
  /// `malformed_events_total`: events that are not what the specification promises.
  void malformed_events(std::size_t count);
  /// `link_events_total`, `duplicates_total`: of a page or of a gap.
  void link_events(std::size_t fresh, std::size_t duplicates);
  /// `backfilled_events_total`: events of any kind read out of gaps.
  void backfilled(std::size_t count);
  /// `replies_total{outcome}`; nothing for what was skipped.
  void reply(job_outcome outcome);
  /// `reply_latency_seconds`: from the event's page to the accepted reply.
  void reply_latency(milliseconds time);
  void rate_limited();
  /// `send_pace_per_second`: what a limited account may send; nothing: no limit is known.
  void send_pace(std::optional<double> per_second);
  /// `own_echoes_total`, `loops_stopped_total`: messages that were not answered because they
  /// were our own words, or because the exchange fed itself.
  void loops(std::size_t echoes, std::size_t stopped);
  void sync_failed();
  void sync_succeeded(unix_ms at);
  void outbox(std::size_t jobs);
  /// `backlog_dropped_total`: links that were let go because too many wait in their room.
  void backlog_dropped(std::size_t count);
  /// A resolver that may be asked from now on: shown although it was not.
  void resolver(std::string_view name);
  /// `resolver_requests_total{resolver,outcome}`: resolver is "idonthavespotify",
  /// "catalog deezer" ..., outcome "ok", "refused", "limited" or "failed".
  void resolver_request(std::string_view resolver, std::string_view outcome);
  /// `unknown_links_total`: questions that ended with no resolver knowing the link.
  void link_unknown();
  /// `left_out_total{reason}`: offers that the judge was not sure of; each of its reasons counts.
  void left_out(std::string_view reason);
  /// `resolve_cache_total{result}`: "hit", "miss" or "joined" (a question for which
  /// somebody waited already).
  void cache(std::string_view result);
  /// `resolve_duration_seconds`: of what was not in the cache.
  void resolved(milliseconds time);
  /// `config_reloads_total{result}`: "ok" or "refused".
  void reload(std::string_view result);
  void mode(service_mode now);
  /// `parity{kind}`: a gauge, for the counts may fall with the journal.
  void parity(std::string_view kind, std::size_t count);
  /// `rooms{state}`: rooms of the allowlist in that state.
  void rooms(std::string_view state, std::size_t count);

  /// All of it in Prometheus' text format.
  std::string text() const;

private:
  struct implementation;
  std::unique_ptr<implementation> impl_;
};

} // namespace musiclink
