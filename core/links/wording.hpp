#pragma once

#include "core/model/wording.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// How our own words are known again when a relay brings them back under another name: in front of
// them stands a nick or a quotation mark, their HTML is gone, their lines are wrapped anew and
// their links look different. What stays is the title, and each service's name at its link.

namespace musiclink {

/// Reads the front of a message's plain body.
wording wording_of(std::string_view body);

/// The links that count of a reply or an edit (event content, JSON).
std::vector<spoken_link> spoken_in(std::string_view content);

/// The same of its body.
std::vector<spoken_link> spoken_in_body(std::string_view body);

/// Whether a message whose links are all among those that we said is our own words again. A person
/// who posts one of these links says something else with it, or nothing.
bool is_own_wording(const wording& text, std::span<const spoken_link> said);

/// The stretches of a wording that can be one of our headlines, for a message whose short link
/// does not tell what it leads to. A bounded number; they point into it.
std::vector<std::string_view> possible_headlines(const wording& text);

} // namespace musiclink
