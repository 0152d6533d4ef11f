#pragma once

#include "core/edge/http_server.hpp"
#include "tests/support/fake_faults.hpp"
#include "tests/support/fake_world.hpp"
#include "tests/support/fault_storm.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace musiclink::test {

/// A homeserver on loopback that does what a test tells it: a `fake_world` behind
/// the client-server API, and faults by script. All members may be called from
/// any thread.
class fake_homeserver {
public:
  struct options {
    std::string server_name = "fake.test";
    std::uint16_t port = 0; ///< 0: any free one
    unsigned threads = 64;  ///< each open connection holds one
    wall_clock clock;       ///< empty: the system's
  };

  explicit fake_homeserver(options how);
  fake_homeserver() : fake_homeserver(options()) {}
  ~fake_homeserver();

  fake_homeserver(const fake_homeserver&) = delete;
  fake_homeserver& operator=(const fake_homeserver&) = delete;

  /// http://127.0.0.1:port
  std::string url() const;

  /// Goes away and comes back at the same address. `meanwhile` happens while
  /// nobody can connect; requests that are open are cut off.
  void restart(const std::function<void(fake_world&)>& meanwhile = {});

  /// Looks at the world, or changes it: `what` gets it while nothing else
  /// happens, and must not call members of this class.
  template<class What>
  auto with(What&& what) {
    const changing during(*this);
    return std::forward<What>(what)(world_);
  }

  /// Waits until the world is as `holds` says; false if it is not within that
  /// time. Asked anew after each request and each change.
  bool wait_for(const std::function<bool(const fake_world&)>& holds, milliseconds within);

  fault_script::fault_id inject(fault what);
  void release(fault_script::fault_id id);

  /// From now on any request that meets no fault of the script may meet one of
  /// these; until `end_storm`, which tells what happened.
  void begin_storm(std::uint64_t seed, fault_rates rates);
  fault_storm::counts end_storm();

  // -- what tests do most, in one line each -------------------------------------
  fake_account add_user(const std::string& localpart);
  std::string add_room(const fake_room_setup& how);
  std::string post(const std::string& room_id, const std::string& sender, const std::string& body);
  std::string post_content(const std::string& room_id, const std::string& sender,
                           const std::string& content);

private:
  /// Holds the lock and wakes who waits at its end.
  class changing {
  public:
    explicit changing(fake_homeserver& of) : of_(of), lock_(of.mutex_) {}
    ~changing() { of_.changed_.notify_all(); }
    changing(const changing&) = delete;
    changing& operator=(const changing&) = delete;

  private:
    fake_homeserver& of_;
    std::unique_lock<std::mutex> lock_;
  };
  using held_lock = std::unique_lock<std::mutex>;

  void listen();
  void close();
  http_reply handle(const http_query& query);
  std::optional<fault_script::hit> next_fault(const http_query& query, const std::string& path);
  bool hold_back(held_lock& lock, const fault_script::hit& met);
  http_reply long_poll(held_lock& lock, const http_query& query);

  options how_;
  std::mutex mutex_;
  std::condition_variable changed_;
  fake_world world_;
  fault_script faults_;
  std::optional<fault_storm> storm_;
  bool stopping_ = false;
  std::uint16_t port_ = 0;
  std::unique_ptr<http_server> server_;
};

} // namespace musiclink::test
