#include "tests/support/shown_replies.hpp"

#include <set>

namespace musiclink::test {

namespace {

/// The messages of a sender that are not redacted, each once, in their order.
std::vector<const fake_event*> messages_of(const fake_world& world, const std::string& sender) {
  std::vector<const fake_event*> found;
  std::set<std::string> counted; // an event that the stream brings twice is one
  for (const fake_event& event : world.stream())
    if (event.type == "m.room.message" && event.sender == sender && event.redacted_by.empty() &&
        counted.insert(event.event_id).second)
      found.push_back(&event);
  return found;
}

const std::string& trigger_of(const fake_event& reply) {
  return reply.in_reply_to.empty() ? reply.related_to : reply.in_reply_to;
}

} // namespace

std::map<std::string, std::vector<shown_reply>> shown_replies(const fake_world& world,
                                                              const std::string& sender) {
  const std::vector<const fake_event*> messages = messages_of(world, sender);
  std::map<std::string, std::string> last_text; ///< by the reply that was edited
  for (const fake_event* event : messages)
    if (event->rel_type == "m.replace")
      last_text[event->related_to] = event->new_body;
  std::map<std::string, std::vector<shown_reply>> shown;
  for (const fake_event* event : messages) {
    if (event->rel_type == "m.replace")
      continue;
    const auto edited = last_text.find(event->event_id);
    shown[trigger_of(*event)].push_back(
        {event->event_id, edited == last_text.end() ? event->body : edited->second});
  }
  return shown;
}

reply_tally tally(const fake_world& world, const std::string& sender,
                  std::span<const std::string> triggers) {
  const auto shown = shown_replies(world, sender);
  reply_tally found;
  for (const std::string& trigger : triggers) {
    const auto replies = shown.find(trigger);
    if (replies == shown.end())
      found.missing.push_back(trigger);
    else if (replies->second.size() > 1)
      found.doubled.push_back(trigger);
  }
  return found;
}

} // namespace musiclink::test
