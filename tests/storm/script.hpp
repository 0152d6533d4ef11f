#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace musiclink::storm {

/// One thing that people or administrators do.
struct act {
  enum class kind : std::uint8_t {
    link,           ///< a message with the links of `songs`
    prepare,        ///< the same, but it is delivered later
    deliver,        ///< `message`, prepared before
    chat,           ///< a message without a link
    edit,           ///< `message` gets the links of `songs`; none: it loses its links
    forge_edit,     ///< somebody else "edits" `message`: nobody should care
    redact,         ///< `message`
    repeat,         ///< `message` comes once more
    repeat_reply,   ///< the reply to `message`, if there is one, comes once more
    narrow,         ///< from now on a timeline brings at most `count` events
    widen,          ///< and now as many as usual
    restart_server, ///< the homeserver is gone for a moment
  };

  kind what = kind::chat;
  milliseconds at{0};      ///< after the start of the process; unused while it is down
  std::size_t room = 0;    ///< by number
  std::size_t message = 0; ///< link events are counted in the order of their acts
  std::vector<std::uint64_t> songs = {}; ///< one to three
  bool in_thread = false;
  std::size_t count = 0;
};

/// One life of the process, and what happens around it.
struct life {
  std::vector<act> before; ///< while no process runs
  std::vector<act> during; ///< by time
  milliseconds length{0};  ///< from its start to SIGKILL
};

/// How a storm is to be. Shares are of all acts.
struct storm_plan {
  std::uint64_t seed = 1;
  std::size_t kills = 200;
  std::size_t rooms = 10;
  double rate = 40; ///< acts a second
  milliseconds shortest_life{50};
  milliseconds longest_life{600};
  double changes = 0.08; ///< edits and redactions
  double narrow = 0.02;  ///< makes timelines limited for a while
  bool server_restarts = true;
};

/// All decisions of a storm, which follow from its plan alone.
std::vector<life> write_script(const storm_plan& plan);

} // namespace musiclink::storm
