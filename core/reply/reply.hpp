#pragma once

#include "core/config/config.hpp"
#include "core/model/song.hpp"
#include "core/model/work.hpp"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace musiclink {

/// One link of an event with what was found for it. Links for which nothing was
/// found are not among these.
struct resolved_link {
  link source;
  song found;

  bool operator==(const resolved_link&) const = default;
};

/// Why an event is left without a reply, for log and counters.
enum class silence : std::uint8_t {
  nothing_found, ///< no counterpart on any wanted service
  is_answer,     ///< it already holds one song on two or more services (conf/CONTRACT.md 6)
  not_music,     ///< plain YouTube that is not known to be music
};

/// The reason in words, for the log.
std::string_view describe(silence why) noexcept;

/// The body of a reply in both forms.
struct reply_text {
  std::string body;
  std::string html;
};

/// The links of an event that are answered: the first `max_links`, of which a room
/// that wants no plain YouTube does not count those. Only these need to be looked up.
std::vector<link> answerable(std::span<const link> all, const room_settings& settings);

/// The text of the reply (conf/CONTRACT.md 7): a group for each different
/// song in the order of the links, title and artist first, then one entry per
/// wanted service in the order of `settings.services`, the source's own left
/// out. Everything from a resolver is escaped; only http(s) URLs are linked.
/// `all` are the event's links, answered or not, in their order.
std::variant<reply_text, silence> compose(std::span<const link> all,
                                          std::span<const resolved_link> resolved,
                                          const room_settings& settings);

/// The content of the m.room.message that answers `event`, as JSON: relation by
/// `settings.style` (conf/CONTRACT.md 5.1), m.mentions {}, no link previews unless wanted.
/// Under `mark_key` it names its event: so every musiclink knows it for a reply, whoever
/// posts it again, and we know ours when the store is lost.
std::string reply_content(const reply_text& text, const link_event& event,
                          const reply_settings& settings);

} // namespace musiclink
