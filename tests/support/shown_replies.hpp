#pragma once

#include "tests/support/fake_world.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace musiclink::test {

/// A reply as a room shows it: a message that is no edit and not redacted, with
/// the text of its last edit.
struct shown_reply {
  std::string event_id;
  std::string body;
};

/// What a sender answered: by the event that each reply answers, the replies that
/// are shown now.
std::map<std::string, std::vector<shown_reply>> shown_replies(const fake_world& world,
                                                              const std::string& sender);

/// How a set of triggers was answered by a sender, where each should have been
/// answered once.
struct reply_tally {
  std::vector<std::string> missing; ///< triggers that show no reply
  std::vector<std::string> doubled; ///< triggers that show more than one
};
reply_tally tally(const fake_world& world, const std::string& sender,
                  std::span<const std::string> triggers);

} // namespace musiclink::test
