#include "core/matrix/answers.hpp"

#include "core/json/json.hpp"
#include "core/links/redirects.hpp"
#include "core/matrix/login.hpp"
#include "core/text/text.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace musiclink::matrix {
namespace {

constexpr std::size_t max_id_bytes = 255;         // appendices, Common Identifier Format
constexpr std::size_t max_error_body = 64 * 1024; // a longer one is not a Matrix error
constexpr std::size_t max_text_characters = 200;  // of a server's message in our log
constexpr milliseconds max_wait = std::chrono::hours(7 * 24); // as the HTTP engine has it

/// The standard error response: {"errcode", "error", "retry_after_ms"}.
struct matrix_error {
  std::string errcode;
  std::string message;
  std::optional<milliseconds> retry_after;
};

matrix_error matrix_error_of(const http_response& answer) {
  matrix_error error;
  if (answer.body.size() > max_error_body)
    return error;
  const auto document = json::parsed(answer.body);
  if (!document)
    return error;
  const auto root = document->root();
  error.errcode = one_line(root["errcode"].string_or(""), 64);
  error.message = one_line(root["error"].string_or(""), max_text_characters);
  if (const auto wait = root["retry_after_ms"].number(); wait && *wait >= 0)
    error.retry_after = milliseconds(static_cast<milliseconds::rep>(
        std::min(std::ceil(*wait), static_cast<double>(max_wait.count()))));
  return error;
}

/// What a 4xx says of the access token, in place of any request. The first row that fits counts;
/// what no row fits says nothing of it. conf/README.md has the same in words.
struct token_rule {
  long status;              ///< 0: any
  std::string_view errcode; ///< empty: any, or none
  failure_kind means;
};
constexpr token_rule token_rules[] = {
    {0, "M_UNKNOWN_TOKEN", failure_kind::unauthorized},
    {403, "M_USER_DEACTIVATED", failure_kind::unauthorized},
    // The session is kept until the account is unlocked (client-server API, Account locking).
    {0, "M_USER_LOCKED", failure_kind::transient},
    // We always send a token: somebody on the way took it out.
    {0, "M_MISSING_TOKEN", failure_kind::transient},
    // A proxy in trouble, a page that asks for a login: no word of the homeserver's.
    {401, "", failure_kind::transient},
};

std::optional<failure_kind> kind_by_token(long status, std::string_view errcode) {
  for (const auto& rule : token_rules)
    if ((rule.status == 0 || rule.status == status) &&
        (rule.errcode.empty() || rule.errcode == errcode))
      return rule.means;
  return std::nullopt;
}

/// The account may not act until somebody has done something: it passes, and says nothing of the
/// request (Synapse's monthly active users, privacy policy and account validity; MSC3823).
bool is_hold(std::string_view errcode) {
  constexpr std::array<std::string_view, 5> codes{
      "M_RESOURCE_LIMIT_EXCEEDED", "M_CONSENT_NOT_GIVEN", "M_USER_SUSPENDED",
      "ORG_MATRIX_EXPIRED_ACCOUNT", "M_USER_LIMIT_EXCEEDED"};
  return std::ranges::find(codes, errcode) != codes.end();
}

failure_kind kind_of(long status, std::string_view errcode) {
  if (status == 429 || errcode == "M_LIMIT_EXCEEDED")
    return failure_kind::limited;
  if (is_hold(errcode))
    return failure_kind::held;
  // 408 and 425 ask for another try in so many words.
  if (status < 400 || status >= 500 || status == 408 || status == 425)
    return failure_kind::transient;
  if (const auto kind = kind_by_token(status, errcode))
    return *kind;
  // Without an errcode a proxy is speaking, often because the homeserver is just restarting; but
  // about the size of a request it is right.
  const bool is_about_size = status == 413 || status == 414 || status == 431;
  return errcode.empty() && !is_about_size ? failure_kind::transient : failure_kind::permanent;
}

/// Also a certificate that is refused and an answer that is too large are transient: the first is
/// renewed, and of the second nothing says what became of the request, which may be sent again
/// under its transaction id. Whoever retries gives up by count, not by kind.
failure_kind kind_of(transport_error error) {
  return error == transport_error::invalid_request ? failure_kind::permanent
                                                   : failure_kind::transient;
}

/// A header that is nothing but the body's wait rounded up to whole seconds adds nothing to it;
/// otherwise the longer one is kept (conf/CONTRACT.md 5.9).
std::optional<milliseconds> wait_of(const http_response& answer, const matrix_error& error) {
  std::optional<milliseconds> header;
  if (answer.retry_after)
    header = std::min<milliseconds>(*answer.retry_after, max_wait);
  const bool is_rounded = header && error.retry_after &&
                          *header == std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
  // std::max on optionals: nothing is less than anything.
  return is_rounded ? error.retry_after : std::max(header, error.retry_after);
}

std::string text_of(const http_response& answer, const matrix_error& error) {
  auto text = "HTTP " + std::to_string(answer.status);
  // Nobody who is led elsewhere shall take the token there.
  if (const auto base_url = moved_base_url(answer))
    text += " leads to " + *base_url + " and is not followed";
  else if (is_redirect(answer))
    text += " leads to " + shown_url(answer.location) +
            " and is not followed: no homeserver answers there, but a login page or a proxy";
  if (!error.errcode.empty())
    text += " " + error.errcode;
  if (!error.message.empty())
    text += ": " + error.message;
  return text;
}

json::value root_of(const std::optional<json::document>& document) {
  return document ? document->root() : json::value();
}

/// The text, where it has the form of an identifier with that sigil.
std::optional<std::string> id_of(json::value text, char sigil) {
  const auto id = text.string();
  if (!id || id->size() > max_id_bytes || !id->starts_with(sigil))
    return std::nullopt;
  return std::string(*id);
}

} // namespace

failure malformed(const http_response& answer, std::string_view what) {
  failure result;
  result.text = "HTTP " + std::to_string(answer.status) + ": " + std::string(what);
  result.status = answer.status;
  return result;
}

std::optional<failure> failure_of(const http_response& answer) {
  failure result;
  if (answer.error != transport_error::none) {
    result.kind = kind_of(answer.error);
    result.text = answer.error_text;
    return result;
  }
  if (answer.status >= 200 && answer.status < 300)
    return std::nullopt;
  auto error = matrix_error_of(answer);
  result.kind = kind_of(answer.status, error.errcode);
  result.text = text_of(answer, error);
  result.retry_after = wait_of(answer, error);
  result.errcode = std::move(error.errcode);
  result.status = answer.status;
  return result;
}

std::optional<identity> identity_of(const http_response& whoami_answer) {
  const auto document = json::parsed(whoami_answer.body);
  auto user_id = id_of(root_of(document)["user_id"], '@');
  if (!user_id)
    return std::nullopt;
  return identity{std::move(*user_id), std::string(document->root()["device_id"].string_or(""))};
}

std::optional<std::string> filter_id_of(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  const auto id = root_of(document)["filter_id"].string();
  // "{" would make the server read the id as a filter (client-server API, POST filter).
  if (!id || id->empty() || id->size() > max_id_bytes || id->starts_with('{'))
    return std::nullopt;
  return std::string(*id);
}

std::optional<std::string> room_id_of(const http_response& alias_or_join_answer) {
  const auto document = json::parsed(alias_or_join_answer.body);
  return id_of(root_of(document)["room_id"], '!');
}

std::optional<std::vector<std::string>> joined_rooms_of(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  const auto rooms = root_of(document)["joined_rooms"];
  if (!rooms.is_array())
    return std::nullopt;
  std::vector<std::string> result;
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    if (const auto room = rooms.at(i).string(); room && room->starts_with('!'))
      result.emplace_back(*room);
  }
  return result;
}

std::optional<std::string> event_id_of(const http_response& send_or_redact_answer) {
  const auto document = json::parsed(send_or_redact_answer.body);
  return id_of(root_of(document)["event_id"], '$');
}

bool is_object(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  return root_of(document).is_object();
}

// The answer to a request for state is the content alone.

bool is_state(const http_response& state_answer, std::string_view expected) {
  const auto document = json::parsed(state_answer.body);
  const auto content = root_of(document);
  const auto found = content[expected];
  return content.is_object() && (content.size() == 0 || found.string() || found.is_object());
}

std::optional<std::string> predecessor_of(const http_response& create_state_answer) {
  const auto document = json::parsed(create_state_answer.body);
  return id_of(root_of(document)["predecessor"]["room_id"], '!');
}

std::optional<std::string> successor_of(const http_response& tombstone_state_answer) {
  const auto document = json::parsed(tombstone_state_answer.body);
  return id_of(root_of(document)["replacement_room"], '!');
}

} // namespace musiclink::matrix
