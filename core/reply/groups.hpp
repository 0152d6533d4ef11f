#pragma once

#include "core/reply/reply.hpp"

#include <span>
#include <string>
#include <vector>

namespace musiclink {

/// One song of a message with what a reply tells of it.
struct group {
  song about;                     ///< texts and type as first found, links of all
  std::vector<link> sources;      ///< the links of the message that lead to it
  std::vector<song_link> entries; ///< what is shown, in the order of the settings; postable
};

/// Whether the message already holds one song on two or more services, so that it
/// needs no answer (conf/CONTRACT.md 6). It is enough that the answer to one
/// of the links contains another.
bool holds_an_answer(std::span<const link> all, std::span<const resolved_link> resolved);

/// Whether a room with this policy wants an answer to this link.
bool is_wanted(const resolved_link& what, youtube_policy policy);

/// The songs of these links in their order, each once, with their entries chosen
/// and ordered by `settings`. A song without any entry is left out.
std::vector<group> group_songs(std::span<const resolved_link> resolved,
                               const reply_settings& settings);

} // namespace musiclink
