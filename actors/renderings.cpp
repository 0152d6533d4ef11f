#include "actors/renderings.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace musiclink {

namespace {

/// Anybody may invent queries.
constexpr std::size_t most_queries = 16;
/// At most one part in so many of the time is spent on a page ...
constexpr int rest_factor = 20;
/// ... which once a second sees to where making takes no longer than this, ...
constexpr std::chrono::milliseconds longest_without_rest{1000 / rest_factor};
/// ... unless that made it older than this.
constexpr std::chrono::seconds longest_rest{10};

} // namespace

bool renderings::is_due(page& which, time now) {
  const auto since_boot = std::chrono::duration_cast<milliseconds>(now.time_since_epoch());
  return now >= which.not_before && which.fresh.take(since_boot);
}

http_reply renderings::render(std::unique_lock<std::mutex>& lock, page& which,
                              const std::string& query, const make& how) {
  const auto began = now_();
  const auto done = [&] {
    which.in_work = false;
    changed_.notify_all();
  };
  which.in_work = true;
  lock.unlock();
  try {
    auto made = how();
    const auto ended = now_();
    lock.lock();
    done();
    if (ended - began > longest_without_rest)
      which.not_before =
          ended + std::min<time::duration>(rest_factor * (ended - began), longest_rest);
    if (which.last.size() >= most_queries)
      which.last.clear();
    which.last.insert_or_assign(query, rendering{made, ended});
    return made;
  } catch (...) {
    if (!lock.owns_lock())
      lock.lock();
    done();
    throw;
  }
}

std::optional<http_reply> renderings::get(const std::string& path, const std::string& query,
                                          const make& how) {
  std::unique_lock lock(mutex_);
  const auto asked_at = now_();
  auto& which = pages_[path];
  changed_.wait(lock, [&] { return !which.in_work; });
  const auto known = which.last.find(query);
  if (known != which.last.end() && known->second.made_at >= asked_at)
    return known->second.reply;
  if (is_due(which, now_()))
    return render(lock, which, query, how);
  if (known == which.last.end())
    return std::nullopt;
  return known->second.reply;
}

} // namespace musiclink
