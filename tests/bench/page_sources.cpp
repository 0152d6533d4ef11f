#include "tests/bench/page_sources.hpp"

#include <algorithm>

namespace musiclink::bench {

namespace {

/// Waits until that time, or less if the server stops.
void wait_until(std::mutex& mutex, std::condition_variable_any& never, steady_time when,
                const std::stop_token& stopping) {
  std::unique_lock lock(mutex);
  never.wait_until(lock, stopping, when, [] { return false; });
}

} // namespace

burst_pages::burst_pages(const std::vector<event>& events, std::size_t events_per_page) {
  for (std::size_t first = 0; first < events.size(); first += events_per_page)
    pages_[first] = render_page(events, first, std::min(first + events_per_page, events.size()));
}

std::optional<std::string> burst_pages::page_after(std::size_t token, steady_time deadline,
                                                   const std::stop_token& stopping) {
  const auto found = pages_.find(token);
  if (found != pages_.end())
    return found->second;
  wait_until(mutex_, never_, deadline, stopping);
  return std::nullopt;
}

std::size_t burst_pages::bytes() const {
  std::size_t sum = 0;
  for (const auto& [token, page] : pages_)
    sum += page.size();
  return sum;
}

paced_pages::paced_pages(const std::vector<event>& events, double events_per_second)
    : events_(events), between_(static_cast<std::int64_t>(1e9 / events_per_second)) {
}

void paced_pages::start(steady_time now) {
  started_ = now;
}

steady_time paced_pages::visible_at(std::size_t number) const {
  return started_ + between_ * static_cast<std::int64_t>(number);
}

std::optional<std::string> paced_pages::page_after(std::size_t token, steady_time deadline,
                                                   const std::stop_token& stopping) {
  const bool at_end = token >= events_.size();
  wait_until(mutex_, never_, at_end ? deadline : std::min(deadline, visible_at(token)), stopping);
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  const auto visible = std::min<std::size_t>(
      events_.size(), static_cast<std::size_t>(std::max<std::int64_t>(0, elapsed / between_ + 1)));
  if (visible <= token)
    return std::nullopt;
  return render_page(events_, token, visible);
}

} // namespace musiclink::bench
