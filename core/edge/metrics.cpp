#include "core/edge/metrics.hpp"

#include "core/edge/log_output.hpp"
#include "core/match/reasons.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace musiclink {

namespace {

using prometheus::Registry;

prometheus::Family<prometheus::Counter>& counters(Registry& in, const char* name,
                                                  const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(in);
}

prometheus::Counter& counter(Registry& in, const char* name, const char* help) {
  return counters(in, name, help).Add({});
}

prometheus::Family<prometheus::Gauge>& gauges(Registry& in, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(in);
}

prometheus::Gauge& gauge(Registry& in, const char* name, const char* help) {
  return gauges(in, name, help).Add({});
}

prometheus::Histogram& histogram(Registry& in, const char* name, const char* help) {
  // From an answer out of the cache to a reply that waited out an hour's limit.
  static const prometheus::Histogram::BucketBoundaries seconds{
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600};
  return prometheus::BuildHistogram().Name(name).Help(help).Register(in).Add({}, seconds);
}

double in_seconds(milliseconds time) {
  return std::chrono::duration<double>(time).count();
}

} // namespace

struct metrics::implementation {
  Registry registry;
  prometheus::Family<prometheus::Counter>& events =
      counters(registry, "musiclink_events_total", "Events of allowlisted rooms, as they came.");
  prometheus::Counter& link_events =
      counter(registry, "musiclink_link_events_total", "Messages with a link that counts.");
  prometheus::Counter& duplicates =
      counter(registry, "musiclink_duplicates_total", "Link events that had come before.");
  prometheus::Counter& malformed =
      counter(registry, "musiclink_malformed_events_total",
              "Events that are not what the specification promises, and are passed over.");
  prometheus::Counter& backlog_dropped =
      counter(registry, "musiclink_backlog_dropped_total",
              "Links that were let go because too many wait in their room.");
  prometheus::Counter& backfilled = counter(registry, "musiclink_backfilled_events_total",
                                            "Events read out of gaps of the timeline.");
  prometheus::Family<prometheus::Counter>& replies =
      counters(registry, "musiclink_replies_total", "What became of replies.");
  prometheus::Counter& rate_limited = counter(registry, "musiclink_rate_limited_total",
                                              "Sends that the homeserver refused for now (429).");
  prometheus::Gauge& send_pace =
      gauge(registry, "musiclink_send_pace_per_second",
            "Sends a second that the homeserver lets the account make; 0: no limit is known.");
  prometheus::Counter& own_echoes =
      counter(registry, "musiclink_own_echoes_total",
              "Our own replies that came back under another name, and were not answered.");
  prometheus::Counter& loops_stopped =
      counter(registry, "musiclink_loops_stopped_total",
              "Messages that were not answered because the exchange about their song fed itself.");
  prometheus::Counter& sync_failures =
      counter(registry, "musiclink_sync_failures_total", "Failed requests to sync.");
  prometheus::Gauge& sync_last_success =
      gauge(registry, "musiclink_sync_last_success_timestamp_seconds",
            "When the last page came from sync; 0: none yet.");
  prometheus::Gauge& outbox =
      gauge(registry, "musiclink_outbox_size", "Link events that are owed an outcome.");
  prometheus::Family<prometheus::Counter>& resolver_requests =
      counters(registry, "musiclink_resolver_requests_total", "Requests to resolvers.");
  prometheus::Counter& unknown_links =
      counter(registry, "musiclink_unknown_links_total", "Links that no resolver knows elsewhere.");
  prometheus::Family<prometheus::Counter>& left_out =
      counters(registry, "musiclink_left_out_total",
               "Offers that are not surely the same song, by the judge's reasons.");
  prometheus::Family<prometheus::Counter>& cache =
      counters(registry, "musiclink_resolve_cache_total", "Questions about a link.");
  prometheus::Histogram& resolve_duration =
      histogram(registry, "musiclink_resolve_duration_seconds",
                "From a question that the cache could not answer to its answer.");
  prometheus::Histogram& reply_latency =
      histogram(registry, "musiclink_reply_latency_seconds",
                "From the event's arrival to the accepted reply.");
  prometheus::Family<prometheus::Counter>& reloads =
      counters(registry, "musiclink_config_reloads_total", "Reloads of the configuration.");
  prometheus::Gauge& mode = gauge(registry, "musiclink_mode", "The switch: 0 shadow, 1 active.");
  prometheus::Family<prometheus::Gauge>& parity =
      gauges(registry, "musiclink_parity", "Link events, by how the compared bot answered them.");
  prometheus::Family<prometheus::Gauge>& rooms =
      gauges(registry, "musiclink_rooms", "Rooms of the allowlist, by state.");
};

metrics::metrics() : impl_(std::make_unique<implementation>()) {
  // What never happened is shown as 0, or an alert on its increase misses the first.
  for (auto outcome : {job_outcome::sent, job_outcome::shadowed, job_outcome::failed,
                       job_outcome::edited, job_outcome::redacted})
    impl_->replies.Add({{"outcome", std::string(to_key(outcome))}});
  for (const auto each : all_causes())
    impl_->left_out.Add({{"reason", std::string(to_key(each))}});
  for (const char* result : {"hit", "miss", "joined"})
    impl_->cache.Add({{"result", result}});
  for (const char* result : {"ok", "refused"})
    impl_->reloads.Add({{"result", result}});
  for (const char* type :
       {"m.room.message", "m.room.redaction", "m.room.encrypted", "m.room.member", "other"})
    impl_->events.Add({{"type", type}});
}

metrics::~metrics() = default;

void metrics::events(std::string_view type, std::size_t count) {
  impl_->events.Add({{"type", std::string(type)}}).Increment(static_cast<double>(count));
}

void metrics::malformed_events(std::size_t count) {
  impl_->malformed.Increment(static_cast<double>(count));
}

void metrics::link_events(std::size_t fresh, std::size_t duplicates) {
  impl_->link_events.Increment(static_cast<double>(fresh));
  impl_->duplicates.Increment(static_cast<double>(duplicates));
}

void metrics::backfilled(std::size_t count) {
  impl_->backfilled.Increment(static_cast<double>(count));
}

void metrics::reply(job_outcome outcome) {
  if (outcome != job_outcome::skipped)
    impl_->replies.Add({{"outcome", std::string(to_key(outcome))}}).Increment();
}

void metrics::reply_latency(milliseconds time) {
  impl_->reply_latency.Observe(in_seconds(time));
}

void metrics::rate_limited() {
  impl_->rate_limited.Increment();
}

void metrics::send_pace(std::optional<double> per_second) {
  impl_->send_pace.Set(per_second.value_or(0));
}

void metrics::loops(std::size_t echoes, std::size_t stopped) {
  impl_->own_echoes.Increment(static_cast<double>(echoes));
  impl_->loops_stopped.Increment(static_cast<double>(stopped));
}

void metrics::sync_failed() {
  impl_->sync_failures.Increment();
}

void metrics::sync_succeeded(unix_ms at) {
  impl_->sync_last_success.Set(in_seconds(milliseconds{at}));
}

void metrics::outbox(std::size_t jobs) {
  impl_->outbox.Set(static_cast<double>(jobs));
}

void metrics::backlog_dropped(std::size_t count) {
  impl_->backlog_dropped.Increment(static_cast<double>(count));
}

void metrics::resolver(std::string_view name) {
  for (const char* outcome : {"ok", "refused", "limited", "failed"})
    impl_->resolver_requests.Add({{"resolver", std::string(name)}, {"outcome", outcome}});
}

void metrics::resolver_request(std::string_view resolver, std::string_view outcome) {
  impl_->resolver_requests
      .Add({{"resolver", std::string(resolver)}, {"outcome", std::string(outcome)}})
      .Increment();
}

void metrics::link_unknown() {
  impl_->unknown_links.Increment();
}

void metrics::left_out(std::string_view reason) {
  impl_->left_out.Add({{"reason", std::string(reason)}}).Increment();
}

void metrics::cache(std::string_view result) {
  impl_->cache.Add({{"result", std::string(result)}}).Increment();
}

void metrics::resolved(milliseconds time) {
  impl_->resolve_duration.Observe(in_seconds(time));
}

void metrics::reload(std::string_view result) {
  impl_->reloads.Add({{"result", std::string(result)}}).Increment();
}

void metrics::mode(service_mode now) {
  impl_->mode.Set(now == service_mode::active ? 1 : 0);
}

void metrics::parity(std::string_view kind, std::size_t count) {
  impl_->parity.Add({{"kind", std::string(kind)}}).Set(static_cast<double>(count));
}

void metrics::rooms(std::string_view state, std::size_t count) {
  impl_->rooms.Add({{"state", std::string(state)}}).Set(static_cast<double>(count));
}

namespace {

/// Counted by the log itself, which is the process's and there before any metrics.
prometheus::MetricFamily dropped_log_lines() {
  prometheus::MetricFamily made;
  made.name = "musiclink_log_lines_dropped_total";
  made.help = "Lines of the log that were dropped because stderr was not read in time.";
  made.type = prometheus::MetricType::Counter;
  made.metric.emplace_back().counter.value = static_cast<double>(log::dropped_lines());
  return made;
}

} // namespace

std::string metrics::text() const {
  auto families = impl_->registry.Collect();
  families.push_back(dropped_log_lines());
  return prometheus::TextSerializer().Serialize(families);
}

} // namespace musiclink
