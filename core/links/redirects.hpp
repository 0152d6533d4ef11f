#pragma once

#include "core/model/http.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace musiclink {

/// Which redirects a request takes. Nobody is led from https to http.
struct redirect_policy {
  bool repeats_only = false; ///< 307 and 308 alone: the others would turn a POST into a GET
  bool same_origin = false;  ///< scheme, host and port stay; from http to https is a step up
  bool is_upgraded = false;  ///< whoever follows asks by https, whatever the redirect says
  std::span<const std::string_view> hosts{}; ///< they alone; empty: any
  unsigned most_hops = 0;
};

/// `.well-known` may be anybody's to serve (client-server API, Server Discovery; MSC4402).
inline constexpr redirect_policy redirects_of_discovery{.most_hops = 10};
/// A question to a resolver goes to the host that the operator has chosen.
inline constexpr redirect_policy redirects_of_resolvers{
    .repeats_only = true, .same_origin = true, .most_hops = 3};

/// The services' own look-ups are asked at their own addresses, or at those of the settings.
inline constexpr redirect_policy redirects_of_catalog{.same_origin = true, .most_hops = 3};

/// Where an answer leads instead of being one.
struct redirect {
  std::string url;     ///< to be asked next; empty: it is not followed
  std::string refusal; ///< where it leads and why it is not followed, for people
};

/// Whether an answer only says where another one is.
bool is_redirect(const http_response& answer) noexcept;

/// What becomes of an answer to a request for `asked`, after so many redirects were followed;
/// nothing where the answer is none.
std::optional<redirect> redirect_of(std::string_view asked, const http_response& answer,
                                    unsigned hops, const redirect_policy& policy);

/// Whether an answer to a request for `asked` leads there again: whoever follows goes in circles.
bool leads_to_itself(std::string_view asked, const http_response& answer);

/// A URL for people, on one line and in short: without user, query and fragment, which may hold
/// secrets.
std::string shown_url(std::string_view url);

/// Where a redirected request shows that a base URL has moved: what stands before the path of
/// the API, or the whole. Nothing where the answer is no redirect.
std::optional<std::string> moved_base_url(const http_response& answer, std::string_view api_path);

} // namespace musiclink
