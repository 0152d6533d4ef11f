#pragma once

#include "core/edge/http_server.hpp"
#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <string>

namespace musiclink::test {

/// What goes wrong with the next requests of one kind. The first fault that fits
/// a request applies, in the order in which they were made.
struct fault {
  enum class kind : std::uint8_t {
    answer,       ///< nothing is done; `reply` is the answer
    answer_after, ///< it is done; `reply` comes instead of its answer
    drop_before,  ///< nothing is done; the connection is closed
    drop_after,   ///< it is done; the answer is lost
    truncate,     ///< it is done; half of the answer comes
    stall,        ///< it is done once the fault is released
    delay,        ///< it is done after `wait`
  };

  kind what = kind::answer;
  std::string method = "*"; ///< glob
  std::string path = "*";   ///< glob over the decoded path, without the query
  std::size_t times = 1;    ///< how many requests it hits
  std::size_t after = 0;    ///< how many it lets pass before
  http_reply reply = {};
  milliseconds wait{0};
};

/// The 429 of conf/CONTRACT.md 5.9 with its time in the body, the header or both.
http_reply limited_reply(milliseconds retry_after, bool in_body = true, bool in_header = true);

/// A Matrix error.
http_reply error_reply(int status, const std::string& errcode, const std::string& text);

/// The faults that are yet to happen. Not thread-safe.
class fault_script {
public:
  using fault_id = std::uint64_t;

  fault_id add(fault what);
  /// Ends a fault; whom it stalls goes on.
  void release(fault_id id);
  bool is_active(fault_id id) const;

  struct hit {
    fault_id id = 0;
    fault what;
  };
  /// The fault that this request meets, used up by one; `id` 0: none.
  hit take(const std::string& method, const std::string& path);

private:
  struct entry {
    fault_id id = 0;
    fault what;
    bool stalls = false; ///< used up, but holding back requests until it is released
  };
  std::list<entry> entries_;
  fault_id last_ = 0;
};

} // namespace musiclink::test
