// libFuzzer: any bytes as an answer to /sync. Promised are no crash, a token on every page, and
// nothing that the store could not hold.

#include "core/matrix/sync_page.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

using namespace musiclink;

namespace {

constexpr std::size_t max_identifier_bytes = 255;

void require(bool holds, const char* promise) {
  if (holds)
    return;
  std::cerr << promise << '\n';
  std::abort();
}

void check_room(const matrix::joined_room& room) {
  require(room.room_id.starts_with('!'), "a room that is not wanted");
  require(room.messages.size() <= room.events, "more messages than events");
  for (const auto& message : room.messages) {
    require(!message.event_id.empty() && message.event_id.size() <= max_identifier_bytes,
            "an event id that is none");
    require(!message.sender.empty() && message.sender.size() <= max_identifier_bytes,
            "a sender that is none");
    require(message.origin_server_ts >= 0, "a negative time");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string body(reinterpret_cast<const char*>(data), size);
  const auto result = matrix::decode_sync(
      body, "@bot:hs", [](std::string_view room) { return room.starts_with('!'); });
  if (const auto* page = std::get_if<matrix::sync_page>(&result)) {
    require(!page->next_batch.empty(), "a page without a token");
    for (const auto& room : page->joined)
      check_room(room);
  }
  return 0;
}
