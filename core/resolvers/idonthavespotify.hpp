#pragma once

#include "core/config/config.hpp"
#include "core/model/http.hpp"
#include "core/model/link.hpp"
#include "core/model/song.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace musiclink::idonthavespotify {

/// The question to an idonthavespotify instance, or nothing for a link that it
/// would refuse or is known to answer wrongly (core/resolvers/UPSTREAMS.md 2 and 3). What is sent
/// is the canonical form that it accepts; no tracking, no secret tokens.
std::optional<http_request> question(const link& about, const resolver_settings& settings);

/// Where to ask the same question instead, if an instance has moved within its host; `hops`
/// redirects were followed before. Any other redirect is trouble that says where it leads.
std::optional<http_request> question_moved(const http_request& asked, const http_response& response,
                                           unsigned hops);
/// The base URL that a redirect names, for people.
std::optional<std::string> moved_to(const http_response& response);

/// Whether links of that service are asked for.
bool offers(service where) noexcept;

/// Why there was no usable answer.
struct trouble {
  enum class kind : std::uint8_t {
    refused,   ///< 400: this link will never be answered here
    limited,   ///< 429: ask again after `retry_after`
    unclear,   ///< 500: not known here, or trouble behind it; it proves neither
    transient, ///< other 5xx, no answer, nonsense
  };
  kind what = kind::transient;
  std::string text;
  std::optional<std::chrono::seconds> retry_after;
};

/// Reads the answer, with links as they are posted. Links marked notAvailable, the
/// asked link itself and links that are no item of the service that they claim are
/// dropped. `asked` is the URL that gave it: a redirect to that is a loop.
std::variant<answer, trouble> read(const http_response& response, const link& about,
                                   std::string_view asked = {});

} // namespace musiclink::idonthavespotify
