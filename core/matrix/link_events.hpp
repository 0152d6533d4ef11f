#pragma once

#include "core/matrix/sync_page.hpp"
#include "core/model/comparison.hpp"
#include "core/model/work.hpp"

#include <span>
#include <string>
#include <vector>

namespace musiclink::matrix {

/// What rooms give us to do.
struct page_work {
  std::vector<link_event> events;
  /// Only from /messages, which goes backwards: those of `events` that a removed message of
  /// ours follows, which may have been their answer.
  std::vector<std::string> maybe_answered;
  std::vector<trigger_change> changes;
  std::vector<own_reply> own;
  std::vector<their_answer> theirs;
};

/// Adds the work of one room: messages that hold a link that counts and that may
/// be answered at all; edits and redactions; and our own replies as they come
/// back. Not answered (conf/CONTRACT.md 5.6): our own events, m.notice, edits
/// as if they were new. Whom a room ignores, it decides itself. An encrypted room
/// gives nothing. `now` is when the page was taken. What the users of `compared`
/// say is never work, only an answer to be compared with ours.
void add_work(const joined_room& room, unix_ms now, std::span<const std::string> compared,
              page_work& to);

} // namespace musiclink::matrix
