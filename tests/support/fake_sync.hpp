#pragma once

#include "core/json/json.hpp"
#include "tests/support/fake_world.hpp"

#include <optional>
#include <string>

namespace musiclink::test {

/// How the fake homeserver shows its stream: /sync and /messages. Tokens of both
/// are "s" and the number of events that lie before it.

/// The position of a token; nothing for what is not one.
std::optional<std::size_t> position_of(std::string_view token);

/// An event as `viewer` sees it; transaction ids are shown to the device that
/// made them (unsigned.transaction_id).
void write_event(json::writer& out, const fake_world& world, const fake_event& event,
                 const fake_account& viewer);

struct sync_answer {
  std::string body;
  bool has_news = false; ///< else a long poll goes on waiting
  std::size_t gaps = 0;  ///< timelines that are `limited`
};

/// The answer to /sync from `since` on (nothing: the first), with the filter that
/// its JSON text describes: room.rooms and room.timeline.
sync_answer render_sync(const fake_world& world, const fake_account& viewer,
                        std::optional<std::size_t> since, const std::string& filter);

struct messages_query {
  std::string room_id;
  bool backwards = true;
  std::optional<std::size_t> from; ///< nothing: the end the direction starts at
  std::optional<std::size_t> to;
  std::size_t limit = 10;
  std::string filter_text = "{}"; ///< a RoomEventFilter
};

/// The answer to /rooms/{id}/messages. It has no `end` where nothing is left;
/// what the filter leaves out counts for fake_world::history_page, so that a page
/// may be empty and yet have an `end`.
std::string render_messages(const fake_world& world, const fake_account& viewer,
                            const messages_query& query);

} // namespace musiclink::test
