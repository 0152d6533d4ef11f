#pragma once

#include <string_view>

// By what a reply of a musiclink is known when it comes back.

namespace musiclink {

/// The mark of a reply or an edit: {"v": 1, "trigger": the event that is answered}, and of a
/// completion "completes": true.
inline constexpr std::string_view mark_key = "io.musiclink";
inline constexpr std::string_view completes_key = "completes";
/// Where replies of style `standalone` of version 1.0.0, which had no mark, name that event.
inline constexpr std::string_view answers_key = "io.musiclink.answers";

/// Whether this is the `formatted_body` of a reply or an edit as musiclink writes it: title in
/// bold, a line of links that bear their services' names, nothing else.
bool has_reply_form(std::string_view formatted_body);

} // namespace musiclink
