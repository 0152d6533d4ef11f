#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace musiclink {

/// An http or https URL whose host can only be read in one way. Path and query
/// are as they were written and point into the text that was split.
struct url {
  std::string host;       ///< lower case; ASCII letters, digits, '-' and '.'
  std::string_view path;  ///< empty, or begins with '/'
  std::string_view query; ///< without its '?'
};

/// Splits an absolute http(s) URL. Nothing for every spelling of a host that
/// needs interpretation: userinfo, a port other than the scheme's own, a dot at
/// either end, percent-encoding, non-ASCII letters. No parser repairs anything
/// here, so that none can disagree about where the URL leads.
std::optional<url> split_url(std::string_view text);

/// The first parameter of that name, as written; empty if it has no value.
std::optional<std::string_view> query_parameter(std::string_view query, std::string_view name);

/// Replaces %XX by its byte. What is not a valid escape stays as it is.
std::string percent_decoded(std::string_view text);
/// With another mark in the place of '%'.
std::string percent_decoded(std::string_view text, char mark);

/// The path of a base URL for comparison: percent-decoded, in lower case and without '/' at its
/// end. Works on a host alone and its path, too.
std::string plain_path_of(std::string_view base_url);

/// A base URL without '/' at its end, so that paths can be appended.
std::string without_trailing_slashes(std::string_view base_url);

/// Text as one path segment or one value of a query: only the unreserved
/// characters of RFC 3986 stay, the rest becomes %XX.
std::string percent_encoded(std::string_view text);
/// With another mark in the place of '%', so that this is encoded, too.
std::string percent_encoded(std::string_view text, char mark);

/// Replaces every byte that is not ASCII by %XX.
std::string with_encoded_non_ascii(std::string_view text);

} // namespace musiclink
