#pragma once

#include "core/matrix/answers.hpp"
#include "core/matrix/requests.hpp"
#include "core/model/http.hpp"
#include "core/model/time.hpp"

#include <functional>
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
/// Whether a server is named with a path that clients append themselves ("/_matrix/client"), as
/// people copy it: nothing answers below that.
bool has_api_path(std::string_view server);
/// Whether whoever stands between here and there reads passwords and tokens: http,
/// and not to this machine.
bool is_in_clear_text(std::string_view base_url);

/// Finds the base URL of a server name by its well-known file, redirects included. Without a file
/// (404) the name is its own address (client-server API, Server Discovery). A pure machine: the
/// owner makes the requests.
class discovery {
public:
  explicit discovery(std::string_view server_name);

  /// What is to be asked next.
  http_request request() const;

  /// What follows from the answer: the base URL, why there is none, or another request.
  struct another_request {};
  using step = std::variant<std::string, failure, another_request>;
  step take(const http_response& answer);

private:
  std::string server_name_;
  std::string url_; ///< where the last redirect led; empty: there was none
  unsigned hops_ = 0;
};

/// The same for who may wait: `ask` makes a request.
std::variant<std::string, failure>
discover(std::string_view server_name,
         const std::function<http_response(const http_request&)>& ask);

/// The base URL that a redirect of any request names, for people: no request but that of discovery
/// follows one, for it would take the token along. Nothing where the answer is no redirect, or one
/// that does not lead to a homeserver's API, but to a login page.
std::optional<std::string> moved_base_url(const http_response& answer);

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
/// Whether the failure of a login is about user and password; others pass.
bool is_login_refused(const failure& why);
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
