#pragma once

#include "core/http.hpp"
#include "core/matrix/requests.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The way to a session: where the homeserver is, logging in, renewing the token.
namespace musiclink::matrix {

/// Where a homeserver is to be found, from what the configuration calls `server`:
/// a base URL is itself, a server name is looked up.
std::optional<std::string> base_url_in(std::string_view server);
/// Whether whoever stands between here and there reads passwords and tokens: http,
/// and not to this machine.
bool is_in_clear_text(std::string_view base_url);
/// What the well-known file of a server name says. Without one (404) the name is
/// its own address (client-server API, Server Discovery).
std::variant<std::string, failure> base_url_for(std::string_view server_name,
                                                const http_response& well_known_answer);

/// The newest version of the specification that an answer to /versions names.
std::optional<std::string> newest_version_of(const http_response& versions_answer);

/// GET /login
http_request login_flows(std::string_view base_url);
/// The types of login that are offered.
std::optional<std::vector<std::string>> login_flows_of(const http_response& answer);

struct password_login {
  std::string user_id;
  std::string password;     ///< secret
  std::string device_id;    ///< empty: a new one
  bool refreshable = false; ///< ask for a token that can be renewed
};
/// POST /login
http_request login(std::string_view base_url, const password_login& what);
/// POST /refresh
http_request refresh(std::string_view base_url, std::string_view refresh_token);
/// POST /logout
http_request logout(const session& as);

/// What a login or a refresh gives.
struct granted {
  std::string access_token;  ///< secret
  std::string refresh_token; ///< secret; empty: none, or the old one goes on
  std::optional<milliseconds> expires_in;
  std::string user_id; ///< of a login only, as is the device
  std::string device_id;
};
/// Nothing where the answer holds no token that can be used.
std::optional<granted> granted_of(const http_response& answer);

} // namespace musiclink::matrix
