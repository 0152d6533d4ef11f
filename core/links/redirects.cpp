#include "core/links/redirects.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>

namespace musiclink {
namespace {

constexpr std::size_t most_shown_characters = 200;

/// Scheme, host and port of an absolute http(s) URL, each in its one form.
struct origin {
  bool is_https = false;
  std::string host;
  std::string port; ///< empty: the scheme's own

  bool operator==(const origin&) const = default;
};

std::string in_lower_case(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), to_lower);
  return result;
}

/// Nothing for what two parsers might read differently: user info, back slashes, control
/// characters, a host that is not ASCII.
std::optional<origin> origin_of(std::string_view url) {
  const auto [scheme, rest, has_scheme] = split_first(url, "://");
  const auto name = in_lower_case(scheme);
  if (!has_scheme || (name != "https" && name != "http"))
    return std::nullopt;
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto is_odd = [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\';
  };
  if (std::ranges::any_of(url, is_odd) || !std::ranges::all_of(authority, is_ascii) ||
      authority.find('@') != std::string_view::npos)
    return std::nullopt;
  // An IPv6 address has colons of its own.
  const auto colon = authority.find(':', authority.rfind(']') + 1);
  origin result{name == "https", in_lower_case(authority.substr(0, colon)), {}};
  if (colon != std::string_view::npos)
    result.port = authority.substr(colon + 1);
  if (result.port == (result.is_https ? "443" : "80"))
    result.port.clear();
  if (result.host.empty())
    return std::nullopt;
  return result;
}

/// Why a redirect is not followed; empty: it is.
std::string_view objection(const std::optional<origin>& from, const std::optional<origin>& to,
                           long status, unsigned hops, const redirect_policy& policy) {
  if (!to)
    return "which is no plain http or https address";
  const bool is_clear_text_already = from && !from->is_https;
  if (!to->is_https && !is_clear_text_already && !policy.is_upgraded)
    return "which is not https";
  const bool is_step_up = is_clear_text_already && from->port.empty() && to->port.empty();
  if (policy.same_origin && (!from || from->host != to->host || (*from != *to && !is_step_up)))
    return "which is another host";
  if (!policy.hosts.empty() &&
      (!to->port.empty() || std::ranges::find(policy.hosts, to->host) == policy.hosts.end()))
    return "which is another host";
  if (policy.repeats_only && status != 307 && status != 308)
    return "by a status after which the question is not repeated";
  if (hops >= policy.most_hops)
    return "after too many redirects";
  return {};
}

} // namespace

bool is_redirect(const http_response& answer) noexcept {
  const auto status = answer.status;
  return (status == 301 || status == 302 || status == 303 || status == 307 || status == 308) &&
         !answer.location.empty();
}

std::optional<redirect> redirect_of(std::string_view asked, const http_response& answer,
                                    unsigned hops, const redirect_policy& policy) {
  if (!is_redirect(answer))
    return std::nullopt;
  const auto why =
      leads_to_itself(asked, answer)
          ? "which is where it was asked for: a loop"
          : objection(origin_of(asked), origin_of(answer.location), answer.status, hops, policy);
  if (why.empty())
    return redirect{answer.location, {}};
  return redirect{{},
                  "HTTP " + std::to_string(answer.status) + " leads to " +
                      shown_url(answer.location) + ", " + std::string(why)};
}

bool leads_to_itself(std::string_view asked, const http_response& answer) {
  return is_redirect(answer) && answer.location == asked;
}

std::string shown_url(std::string_view url) {
  auto shown = url.substr(0, url.find_first_of("?#"));
  std::string scheme;
  if (const auto parts = split_first(shown, "://"); parts.found) {
    scheme = std::string(parts.before) + "://";
    shown = parts.after;
  }
  const auto authority = shown.substr(0, shown.find('/'));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos)
    shown.remove_prefix(at + 1);
  return one_line(scheme + std::string(shown), most_shown_characters);
}

std::optional<std::string> moved_base_url(const http_response& answer, std::string_view api_path) {
  if (!is_redirect(answer))
    return std::nullopt;
  auto shown = shown_url(answer.location);
  if (const auto at = shown.find(api_path); at != std::string::npos)
    shown.resize(at);
  return shown;
}

} // namespace musiclink
