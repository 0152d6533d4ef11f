#include "tests/bench/measure.hpp"

#include "tests/bench/bench_homeserver.hpp"
#include "tests/support/child_process.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace musiclink::bench {

namespace {

using latency = std::chrono::duration<double, std::milli>;

constexpr std::chrono::seconds start_limit{120};
constexpr std::chrono::seconds work_limit{600};

/// A subject that has started and stands at the homeserver's gate.
class started_subject {
public:
  started_subject(const subject& who, bench_homeserver& server, std::size_t rooms)
      : name_(who.name),
        output_(who.directory / (who.name + ".output")),
        process_(who.command(server.url(), rooms, fresh_directory(who)), output_,
                 [&server] { server.give_up(); }) {
    if (!server.wait_until_idle(start_limit))
      fail("does not ask for events");
  }

  test::child_process& process() { return process_; }

  [[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(name_ + ' ' + what + "; see " + output_.string());
  }

private:
  static std::filesystem::path fresh_directory(const subject& who) {
    const std::filesystem::path own = who.directory / who.name;
    std::filesystem::remove_all(own);
    std::filesystem::create_directories(own);
    return own;
  }

  std::string name_;
  std::filesystem::path output_;
  test::child_process process_;
};

std::size_t links_among(const std::vector<event>& events) {
  return static_cast<std::size_t>(std::count_if(
      events.begin(), events.end(), [](const event& candidate) { return candidate.has_link; }));
}

/// When the last event was done with.
steady_time wait_for_end(const subject& who, bench_homeserver& server, started_subject& running,
                         const std::vector<event>& events) {
  std::optional<steady_time> end = server.wait_for_token(events.size(), work_limit);
  if (!end)
    running.fail("has not read all events");
  if (!who.replies)
    return *end;
  const std::size_t wanted = links_among(events);
  end = server.wait_for_replies(wanted, work_limit);
  if (!end)
    running.fail("has sent " + std::to_string(server.replies()) + " of " + std::to_string(wanted) +
                 " replies");
  return *end;
}

latency at_share(const std::vector<latency>& sorted, double share) {
  const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size()));
  return sorted[std::min(place, sorted.size() - 1)];
}

} // namespace

burst_figures measure_burst(const subject& who, const load& how, const std::vector<event>& events,
                            burst_pages& pages) {
  bench_homeserver server(how.rooms, how.events, pages);
  started_subject running(who, server, how.rooms);
  const auto cpu_before = running.process().cpu_time();
  const steady_time start = server.start();
  const steady_time end = wait_for_end(who, server, running, events);

  burst_figures figures;
  figures.cpu_seconds = (running.process().cpu_time() - cpu_before).count();
  figures.peak_bytes = running.process().peak_bytes();
  const std::chrono::duration<double> elapsed = end - start;
  figures.events_per_second = static_cast<double>(events.size()) / elapsed.count();
  server.wait_until_idle(work_limit); // a reply too many may come late
  figures.replies = server.replies();
  figures.doubles = server.doubles();
  return figures;
}

paced_figures measure_paced(const subject& who, const load& how, const std::vector<event>& events,
                            paced_pages& pages) {
  bench_homeserver server(how.rooms, how.events, pages);
  started_subject running(who, server, how.rooms);
  const auto cpu_before = running.process().cpu_time();
  server.start();
  wait_for_end(who, server, running, events);

  std::vector<latency> latencies;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (events[i].has_link)
      latencies.push_back(*(who.replies ? server.replied_at(i) : server.taken_at(i)) -
                          pages.visible_at(i));
  std::sort(latencies.begin(), latencies.end());
  paced_figures figures;
  figures.p50 = at_share(latencies, 0.50);
  figures.p99 = at_share(latencies, 0.99);
  figures.cpu_seconds = (running.process().cpu_time() - cpu_before).count();
  return figures;
}

std::size_t measure_idle(const subject& who, std::size_t rooms) {
  burst_pages nothing({}, 1);
  bench_homeserver server(rooms, 0, nothing);
  started_subject running(who, server, rooms);
  return running.process().resident_bytes();
}

} // namespace musiclink::bench
