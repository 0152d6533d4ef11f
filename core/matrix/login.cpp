#include "core/matrix/login.hpp"

#include "core/json/json.hpp"
#include "core/links/redirects.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace musiclink::matrix {
namespace {

// A longer life is as good as this one, and no sum with it overflows.
constexpr milliseconds longest_life = std::chrono::hours(24 * 365 * 10);
constexpr std::size_t max_version_characters = 20;
constexpr std::size_t max_shown_url = 200;

http_request post(std::string_view base_url, std::string_view path, std::string_view body) {
  http_request request;
  request.method = "POST";
  request.url = std::string(base_url) + "/_matrix/client/v3" + std::string(path);
  request.headers = {"Content-Type: application/json"};
  request.body = body;
  return request;
}

/// A token goes into a header line.
bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7f; });
}

/// What a base URL lacks; empty: nothing.
std::string_view fault_of_base_url(std::string_view url) {
  if (url.empty() || std::ranges::any_of(url, [](char c) { return c <= 0x20 || c >= 0x7f; }))
    return "holds blanks or characters that no address has";
  if (!base_url_in(url))
    return "does not begin with https://";
  if (url.find_first_of("?#@\\") != std::string_view::npos)
    return "is more than an address: it may have no user name, query or fragment";
  if (has_api_path(url))
    return "ends in a path that clients append themselves";
  return {};
}

/// What a well-known file names.
discovery::step base_url_of(const http_response& answer) {
  const auto document = json::parsed(std::string(without_byte_order_mark(answer.body)));
  if (!document)
    return malformed(answer, "the answer is no JSON");
  const auto named = document->root()["m.homeserver"]["base_url"].string();
  if (!named)
    return malformed(answer, "m.homeserver.base_url is missing");
  if (const auto fault = fault_of_base_url(*named); !fault.empty())
    return malformed(answer, "m.homeserver.base_url, \"" +
                                 spelled_out(named->substr(0, max_shown_url)) + "\", " +
                                 std::string(fault));
  return *base_url_in(*named);
}

} // namespace

std::optional<std::string> base_url_in(std::string_view server) {
  const auto [scheme, rest, has_scheme] = split_first(server, "://");
  for (const std::string_view known : {"https", "http"})
    if (has_scheme && equals_ignoring_case(scheme, known))
      return without_trailing_slashes(std::string(known).append("://").append(rest));
  return std::nullopt;
}

bool has_api_path(std::string_view server) {
  const auto path = plain_path_of(server) + '/';
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"/_matrix/", "/_synapse/", "/.well-known/"},
      [&](std::string_view part) { return path.find(part) != std::string::npos; });
}

bool is_in_clear_text(std::string_view base_url) {
  constexpr std::string_view scheme = "http://";
  if (!base_url.starts_with(scheme))
    return false;
  base_url.remove_prefix(scheme.size());
  if (base_url.starts_with("[::1]"))
    return false;
  const auto host = base_url.substr(0, base_url.find_first_of(":/"));
  return host != "localhost" && host != "127.0.0.1";
}

discovery::discovery(std::string_view server_name) : server_name_(server_name) {
}

http_request discovery::request() const {
  auto request = well_known(server_name_);
  if (!url_.empty())
    request.url = url_;
  return request;
}

discovery::step discovery::take(const http_response& answer) {
  if (auto where = redirect_of(request().url, answer, hops_, redirects_of_discovery)) {
    if (where->url.empty()) {
      failure refused = malformed(answer, {});
      refused.text = std::move(where->refusal);
      return refused;
    }
    url_ = std::move(where->url);
    ++hops_;
    return another_request{};
  }
  if (auto why = failure_of(answer)) {
    if (why->status == 404)
      return "https://" + server_name_;
    return std::move(*why);
  }
  return base_url_of(answer);
}

std::variant<std::string, failure>
discover(std::string_view server_name,
         const std::function<http_response(const http_request&)>& ask) {
  discovery search(server_name);
  for (;;) {
    auto step = search.take(ask(search.request()));
    if (auto* base_url = std::get_if<std::string>(&step))
      return std::move(*base_url);
    if (auto* why = std::get_if<failure>(&step))
      return std::move(*why);
  }
}

std::optional<std::string> moved_base_url(const http_response& answer) {
  constexpr std::string_view api_path = "/_matrix/";
  if (!is_redirect(answer) || shown_url(answer.location).find(api_path) == std::string::npos)
    return std::nullopt;
  return musiclink::moved_base_url(answer, api_path);
}

std::optional<std::string> newest_version_of(const http_response& versions_answer) {
  const auto document = json::parsed(versions_answer.body);
  if (!document)
    return std::nullopt;
  const auto versions = document->root()["versions"];
  const auto newest =
      versions.size() == 0 ? std::nullopt : versions.at(versions.size() - 1).string();
  if (!newest)
    return std::nullopt;
  return one_line(*newest, max_version_characters);
}

http_request login_flows(std::string_view base_url) {
  http_request request;
  request.url = std::string(base_url) + "/_matrix/client/v3/login";
  return request;
}

std::optional<std::vector<std::string>> login_flows_of(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  if (!document || !document->root()["flows"].is_array())
    return std::nullopt;
  const auto flows = document->root()["flows"];
  std::vector<std::string> types;
  for (std::size_t i = 0; i < flows.size(); ++i)
    types.emplace_back(flows.at(i)["type"].string_or(""));
  return types;
}

bool is_login_refused(const failure& why) {
  if (why.kind == failure_kind::permanent || why.kind == failure_kind::unauthorized)
    return true;
  // No token is sent with a login: whoever misses one is no homeserver. A locked account passes.
  return why.status == 401 && !why.errcode.empty() && why.errcode != "M_USER_LOCKED" &&
         why.errcode != "M_MISSING_TOKEN";
}

http_request login(std::string_view base_url, const password_login& what) {
  json::writer out;
  out.begin_object().key("type").string("m.login.password");
  out.key("identifier").begin_object().key("type").string("m.id.user");
  out.key("user").string(what.user_id).end_object();
  out.key("password").string(what.password);
  out.key("initial_device_display_name").string("musiclink");
  if (!what.device_id.empty())
    out.key("device_id").string(what.device_id);
  if (what.refreshable)
    out.key("refresh_token").boolean(true);
  out.end_object();
  auto request = post(base_url, "/login", out.text());
  request.secret = what.password;
  return request;
}

http_request refresh(std::string_view base_url, std::string_view refresh_token) {
  json::writer out;
  out.begin_object().key("refresh_token").string(refresh_token).end_object();
  auto request = post(base_url, "/refresh", out.text());
  request.secret = refresh_token;
  return request;
}

http_request logout(const session& as) {
  auto request = post(as.base_url, "/logout", "{}");
  request.headers.push_back("Authorization: Bearer " + as.access_token);
  request.secret = as.access_token;
  return request;
}

std::optional<granted> granted_of(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  if (!document)
    return std::nullopt;
  const auto root = document->root();
  granted result;
  result.access_token = root["access_token"].string_or("");
  result.refresh_token = root["refresh_token"].string_or("");
  if (const auto life = root["expires_in_ms"].integer(); life && *life >= 0)
    result.expires_in = milliseconds(std::min<std::int64_t>(*life, longest_life.count()));
  result.user_id = root["user_id"].string_or("");
  result.device_id = root["device_id"].string_or("");
  if (!is_token(result.access_token))
    return std::nullopt;
  return result;
}

} // namespace musiclink::matrix
