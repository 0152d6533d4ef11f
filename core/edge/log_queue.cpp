#include "core/edge/log_queue.hpp"

#include <utility>

namespace musiclink::log {

queue::queue(std::size_t most_bytes, writer write, notice tell)
    : most_bytes_(most_bytes),
      write_(std::move(write)),
      tell_(std::move(tell)),
      thread_([this] { write_all(); }) {
}

queue::~queue() {
  {
    const std::lock_guard guard(mutex_);
    ending_ = true;
  }
  filled_.notify_all();
  thread_.join();
}

void queue::put(entry line) {
  {
    const std::lock_guard guard(mutex_);
    // Where nothing waits any line fits, for nothing would come to its end and make room.
    if (!missing_ && waiting_ > 0 && bytes_ + cost(line) > most_bytes_)
      missing_ = 0;
    if (missing_) {
      ++*missing_;
      ++dropped_;
      return;
    }
    bytes_ += cost(line);
    ++waiting_;
    lines_.push_back(std::move(line));
  }
  filled_.notify_one();
}

bool queue::wait_until_empty(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, limit, [this] { return is_empty(); });
}

void queue::write_all() {
  while (const auto line = take()) {
    write_(*line);
    finish(*line);
  }
}

/// The next line, once there is one; nothing at the end.
std::optional<entry> queue::take() {
  std::unique_lock lock(mutex_);
  filled_.wait(lock, [this] { return ending_ || !lines_.empty(); });
  if (lines_.empty())
    return std::nullopt;
  auto line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

void queue::finish(const entry& written) {
  const std::lock_guard guard(mutex_);
  bytes_ -= cost(written);
  if (missing_ && bytes_ <= most_bytes_ / 2) {
    lines_.push_back(tell_(*std::exchange(missing_, std::nullopt)));
    bytes_ += cost(lines_.back());
    ++waiting_;
  }
  if (--waiting_ == 0)
    emptied_.notify_all();
}

} // namespace musiclink::log
