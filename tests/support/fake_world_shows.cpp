// What the rooms of a fake homeserver show, and what was asked of it.

#include "core/text/glob.hpp"
#include "tests/support/fake_world.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace musiclink::test {

namespace {

bool shows(const fake_event& event) {
  return event.type == "m.room.message" && event.redacted_by.empty() &&
         event.rel_type != "m.replace";
}

bool answers(const fake_event& reply, const std::string& event_id) {
  if (!reply.in_reply_to.empty())
    return reply.in_reply_to == event_id;
  return reply.rel_type == "m.thread" && reply.related_to == event_id;
}

} // namespace

std::size_t fake_world::asked(std::string_view method, const std::string& path) const {
  const auto same = [&](const fake_request& request) {
    return request.method == method && matches_any(std::span(&path, 1), request.path);
  };
  return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), same));
}

std::vector<fake_event> fake_world::posts(const std::string& sender,
                                          const std::string& room_id) const {
  std::vector<fake_event> found;
  for (const fake_event& event : stream_)
    if (shows(event) && event.sender == sender && (room_id.empty() || event.room_id == room_id))
      found.push_back(event);
  return found;
}

std::vector<fake_event> fake_world::replies_to(const std::string& event_id) const {
  std::vector<fake_event> found;
  std::set<std::string> counted; // an event that the stream brings twice is one
  for (const fake_event& event : stream_)
    if (shows(event) && answers(event, event_id) && counted.insert(event.event_id).second)
      found.push_back(event);
  return found;
}

std::optional<std::string> fake_world::violation(const fake_event& post) const {
  const std::string where = post.event_id + " in " + post.room_id + ' ';
  const fake_event* encryption = state(post.room_id, "m.room.encryption", "");
  if (encryption != nullptr && encryption->position < post.position)
    return where + "is a post in an encrypted room";
  const bool threaded = post.rel_type == "m.thread";
  for (const std::string& target : {post.in_reply_to, post.related_to}) {
    const fake_event* named = event(target);
    if (target.empty())
      continue;
    if (named == nullptr)
      return where + "names " + target + ", which does not exist";
    if (named->room_id != post.room_id)
      return where + "names " + target + " of " + named->room_id;
  }
  const fake_event* trigger = event(post.in_reply_to);
  if (trigger != nullptr && trigger->rel_type == "m.thread" &&
      !(threaded && post.related_to == trigger->related_to))
    return where + "is not in the thread of " + trigger->event_id;
  return std::nullopt;
}

/// Only a message of one's own may be edited or redacted, and no edit be edited.
std::optional<std::string> fake_world::violation_of_change(const fake_event& change) const {
  const bool redacts = change.type == "m.room.redaction";
  const std::string& target = redacts ? change.redacts : change.related_to;
  const fake_event* named = event(target);
  if (named != nullptr && named->type == "m.room.message" && named->sender == change.sender &&
      named->room_id == change.room_id && (redacts || named->rel_type != "m.replace"))
    return std::nullopt;
  return change.event_id + " in " + change.room_id + (redacts ? " redacts " : " edits ") + target +
         ", which it may not";
}

std::vector<std::string> fake_world::violations(const std::string& sender) const {
  std::vector<std::string> found;
  for (const fake_event& event : stream_) {
    if (event.sender != sender)
      continue;
    std::optional<std::string> what;
    if (event.type == "m.room.redaction" || event.rel_type == "m.replace")
      what = violation_of_change(event);
    else if (event.type == "m.room.message")
      what = violation(event);
    if (what)
      found.push_back(std::move(*what));
  }
  return found;
}

} // namespace musiclink::test
