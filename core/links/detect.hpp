#pragma once

#include "core/model/link.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// Whether a text could hold a link at all: the cheap question that is asked of
/// every message. It never says no to a text in which `detect` would find one.
/// Allocates nothing; one pass.
bool may_hold_link(std::string_view text) noexcept;

/// The music links of a message that count, in order of first appearance, each
/// canonical form once. `formatted_body` decides alone where it shows anything. Any
/// bytes are accepted; what is not a link that counts is skipped.
std::vector<link> detect(std::string_view body, std::optional<std::string_view> formatted_body);

/// The music link that this one URL is, if it counts. Surrounding text is not
/// trimmed. Used for what resolvers and redirects offer.
std::optional<link> classify(std::string_view url);

/// The canonical forms of the links that count in a reply's content (JSON).
std::vector<std::string> links_in_content(std::string_view content);
/// The canonical forms of these links, of the first few hundred.
std::vector<std::string> canonical_forms(const std::vector<link>& links);

} // namespace musiclink
