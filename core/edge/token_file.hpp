#pragma once

#include "core/config/config.hpp"
#include "core/model/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace musiclink {

/// The access token, and what renews it where the homeserver gave that too. Never
/// print a token; `warning`, if not empty, is for the log.
struct access_token {
  std::string value;
  std::string refresh_token{}; ///< secret; empty: there is none
  std::optional<unix_ms> expires_at{};
  std::string warning{};
};

/// What a token file holds: the token alone or, where it can be renewed, a JSON
/// object of "access_token", "refresh_token" and "expires_at_ms".
std::string token_file_text(const access_token& what);

/// Reads the token from where the configuration says: inline, from its file or
/// from $MUSICLINK_ACCESS_TOKEN, which the caller gives. White space at its end
/// is cut. A token that is missing, unreadable, empty or no token is a problem,
/// with the pointer of its key, that does not tell what was found instead. What
/// `keep_access_token` had to keep elsewhere is read from there, as long as the
/// token file is still the one that it was renewed from. Does I/O: called at
/// start, at every reload, and when the token is refused.
std::variant<access_token, config_problem>
read_access_token(const matrix_settings& settings,
                  std::optional<std::string_view> environment_token);

/// Keeps what `old` was renewed to; it is on disk when this returns. The token file
/// is replaced or, where it cannot be (a secret that is mounted read-only), a file
/// in the state store's directory takes it. A token file that holds neither `old`
/// nor what `old` came from is the operator's newest word and stays. Otherwise, in
/// words for people, why it could not be kept.
std::optional<std::string> keep_access_token(const matrix_settings& settings,
                                             const access_token& old, const access_token& fresh);

} // namespace musiclink
