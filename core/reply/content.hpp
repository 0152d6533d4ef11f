#pragma once

#include "core/reply/reply.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// The content of the m.room.message that edits the reply `reply_id` to `event` (client-server
/// API, "Event replacements"): text and mark twice, for old clients and in
/// m.new_content; the relation of the original stays as it is.
std::string edit_content(const reply_text& text, const link_event& event, std::string_view reply_id,
                         const reply_settings& settings);

/// The same of an edit that only adds what became known later; its mark says so.
std::string completion_content(const reply_text& text, const link_event& event,
                               std::string_view reply_id, const reply_settings& settings);

/// The same content as a plain reply, where it is in a thread (a homeserver refuses to begin one at
/// an event that has another relation); nothing where it is in none.
std::optional<std::string> without_thread(std::string_view content);

} // namespace musiclink
