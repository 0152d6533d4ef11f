// libFuzzer: any bytes as an answer to /sync and to /messages. Promised are no crash, a token on
// every page of a sync, and nothing that the store could not hold.

#include "core/matrix/link_events.hpp"
#include "core/matrix/messages_page.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace musiclink;

namespace {

constexpr std::size_t max_identifier_bytes = 255;
constexpr std::string_view user_id = "@bot:hs";

void require(bool holds, const char* promise) {
  if (holds)
    return;
  std::cerr << promise << '\n';
  std::abort();
}

void require_id(const std::string& id, const char* promise) {
  require(!id.empty() && id.size() <= max_identifier_bytes, promise);
}

void check_work(const matrix::joined_room& room) {
  matrix::page_work work;
  matrix::add_work(room, 0, {}, work);
  for (const auto& event : work.events)
    require(!event.links.empty(), "an event without a link");
  for (const auto& change : work.changes)
    require_id(change.event_id, "a change of what is no event");
  for (const auto& own : work.own)
    require_id(own.trigger, "an answer to what is no event");
}

/// With everybody in it compared, a room gives no event to answer.
void check_compared(const matrix::joined_room& room) {
  std::vector<std::string> senders;
  for (const auto& message : room.messages)
    senders.push_back(message.sender);
  matrix::page_work work;
  matrix::add_work(room, 0, senders, work);
  require(work.events.empty(), "an event of somebody who is compared");
  for (const auto& answer : work.theirs) {
    require_id(answer.event_id, "an answer that is no event");
    require(answer.edit || !answer.links.empty(), "an answer without a link");
  }
}

void check_room(const matrix::joined_room& room) {
  require(room.room_id.starts_with('!'), "a room that is not wanted");
  require(room.messages.size() + room.redactions.size() + room.own.size() <= room.events.total(),
          "more said than there are events");
  for (const auto& message : room.messages) {
    require_id(message.event_id, "an event id that is none");
    require_id(message.sender, "a sender that is none");
    require(message.sender != user_id, "our own message among the others");
    require(message.origin_server_ts >= 0, "a negative time");
  }
  for (const auto& redaction : room.redactions) {
    require_id(redaction.redacts, "a redaction of what is no event");
    require(redaction.origin_server_ts >= 0, "a negative time");
  }
  for (const auto& own : room.own)
    require_id(own.event_id, "an event id that is none");
  check_work(room);
  check_compared(room);
}

void check_sync(std::string body) {
  const auto result = matrix::decode_sync(
      body, user_id, [](std::string_view room) { return room.starts_with('!'); });
  if (const auto* page = std::get_if<matrix::sync_page>(&result)) {
    require(!page->next_batch.empty(), "a page without a token");
    for (const auto& room : page->joined)
      check_room(room);
  }
}

void check_messages(std::string body) {
  const auto result = matrix::decode_messages(body, user_id, "!r:hs");
  if (const auto* page = std::get_if<matrix::messages_page>(&result))
    check_room(page->room);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string body(reinterpret_cast<const char*>(data), size);
  check_sync(body);
  check_messages(body);
  return 0;
}
