#pragma once

#include "core/model/http.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::matrix {

/// How a failed request goes on.
enum class failure_kind : std::uint8_t {
  transient,    ///< retry with backoff: no answer, 5xx, an answer that is not Matrix
  limited,      ///< 429: retry at a time
  held,         ///< the account as a whole may not act for now: consent, expiry, a server's limit
  permanent,    ///< this request will not be accepted: 403, 404, 400, 413, ...
  unauthorized, ///< the token is refused: the account as a whole stops
};

/// A request that did not succeed. `errcode` is the Matrix error, if there is
/// one. `text` is for people and the log: status, errcode and the server's
/// message, shortened, without control characters.
struct failure {
  failure_kind kind = failure_kind::transient;
  std::string errcode;
  std::string text;
  long status = 0;
  std::optional<milliseconds> retry_after; ///< as told (conf/CONTRACT.md 5.9)
};

/// The failure of an answer that is 2xx and yet not what the spec promises.
failure malformed(const http_response& answer, std::string_view what);

/// What went wrong with an answer, or nothing for a 2xx.
std::optional<failure> failure_of(const http_response& answer);

struct identity {
  std::string user_id;
  std::string device_id; ///< empty: a token without a device
};

// Each gives nothing where the answer, although 2xx, has not the spec's shape.
std::optional<identity> identity_of(const http_response& whoami_answer);
std::optional<std::string> filter_id_of(const http_response& answer);
std::optional<std::string> room_id_of(const http_response& alias_or_join_answer);
std::optional<std::vector<std::string>> joined_rooms_of(const http_response& answer);
std::optional<std::string> event_id_of(const http_response& send_or_redact_answer);
/// Whether an answer that says nothing further is the homeserver's, and no proxy's page.
bool is_object(const http_response& answer);
/// Whether an answer to a request for state can be one: an object that is empty
/// (redacted) or has the member that such state always has.
bool is_state(const http_response& state_answer, std::string_view member);
/// The room that an upgraded room took the place of, by its m.room.create state.
std::optional<std::string> predecessor_of(const http_response& create_state_answer);
/// The room that takes the place of a closed one, by its m.room.tombstone state.
std::optional<std::string> successor_of(const http_response& tombstone_state_answer);

} // namespace musiclink::matrix
