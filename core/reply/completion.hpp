#pragma once

#include "core/reply/reply.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace musiclink {

/// A reply that went out before all was known.
struct partial_reply {
  std::string body;                 ///< its plain text, as it was said
  std::vector<resolved_link> known; ///< what it was made of

  bool operator==(const partial_reply&) const = default;
};

/// The same reply with what became known `later`; nothing where that adds no line to
/// it, or would do anything else than add: no entry is taken back, and no song gets
/// another title.
std::optional<reply_text> completed(std::span<const link> all, const partial_reply& said,
                                    std::span<const resolved_link> later,
                                    const room_settings& settings);

} // namespace musiclink
