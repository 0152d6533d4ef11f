#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// The text as it stands in HTML, between tags or in a quoted attribute.
std::string html_escaped(std::string_view text);

/// The URL with everything percent-encoded that a URL cannot hold (RFC 3986), so
/// that it can neither end early nor look like another; nothing for what is not
/// http(s) or is longer than any song's address.
std::optional<std::string> postable_url(std::string_view url);

} // namespace musiclink
