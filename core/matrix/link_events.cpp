#include "core/matrix/link_events.hpp"

#include "core/links/detect.hpp"

#include <utility>

namespace musiclink::matrix {

namespace {

bool may_be_answered(const message& what, std::string_view user_id) {
  return what.sender != user_id && what.msgtype != "m.notice" &&
         what.relates_to.rel_type != "m.replace";
}

} // namespace

std::vector<link_event> link_events(const sync_page& page, std::string_view user_id, unix_ms now) {
  std::vector<link_event> events;
  for (const auto& room : page.joined) {
    if (room.encrypted)
      continue; // CONTRACT.md section 5.8: no read
    for (const auto& what : room.messages) {
      if (!may_be_answered(what, user_id))
        continue;
      auto links = detect(what.body, what.formatted_body);
      if (links.empty())
        continue;
      link_event event;
      event.room_id = room.room_id;
      event.event_id = what.event_id;
      event.sender = what.sender;
      event.origin_server_ts = what.origin_server_ts;
      event.received_at = now;
      if (what.relates_to.rel_type == "m.thread")
        event.thread_root = what.relates_to.event_id;
      event.links = std::move(links);
      events.push_back(std::move(event));
    }
  }
  return events;
}

} // namespace musiclink::matrix
