#pragma once

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace musiclink {

/// Does what touches files on a thread of its own. A file on a mount that hangs holds up whoever
/// reads it, no signal ends that, and nobody who has other duties may be the one. One piece of work
/// at a time: as long as one is held up, no more are begun.
class file_worker {
public:
  /// What `work` gives, or nothing where it takes longer than `limit` or an earlier one still is
  /// held up. It goes on then: it must own what it uses.
  template<class Work>
  auto within(std::chrono::milliseconds limit, Work work)
      -> std::optional<std::invoke_result_t<Work>> {
    using result_type = std::invoke_result_t<Work>;
    if (busy_->exchange(true))
      return std::nullopt;
    std::packaged_task<result_type()> task([work = std::move(work), busy = busy_]() mutable {
      const release at_end{std::move(busy)};
      return work();
    });
    auto result = task.get_future();
    std::thread(std::move(task)).detach();
    if (result.wait_for(limit) != std::future_status::ready)
      return std::nullopt;
    return result.get();
  }

private:
  struct release {
    std::shared_ptr<std::atomic<bool>> busy;
    ~release() { *busy = false; }
  };

  std::shared_ptr<std::atomic<bool>> busy_ = std::make_shared<std::atomic<bool>>(false);
};

} // namespace musiclink
