#pragma once

#include "core/model/http.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::matrix {

/// A homeserver as one account sees it: where, and with which token.
struct session {
  std::string base_url;     ///< without a trailing slash
  std::string access_token; ///< secret
};

// -- requests of the client-server API, as values -------------------------------

/// GET https://{server name}/.well-known/matrix/client
http_request well_known(std::string_view server_name);
http_request versions(std::string_view base_url);
http_request whoami(const session& as);
/// POST /user/{userId}/filter
http_request upload_filter(const session& as, std::string_view user_id,
                           std::string_view filter_json);

struct sync_query {
  std::string since; ///< empty for the first
  std::string filter_id;
  milliseconds timeout{0}; ///< long poll; the transfer gets more
  unsigned slow = 0;       ///< tries in a row that were not answered in time: patience grows
};
http_request sync(const session& as, const sync_query& what);

http_request joined_rooms(const session& as);
http_request resolve_alias(const session& as, std::string_view alias);
/// GET /room_summary/{roomIdOrAlias}: what is shown of a room to somebody outside of it.
http_request room_summary(const session& as, std::string_view room,
                          std::span<const std::string> via);
/// POST /join/{roomIdOrAlias}, with `via` and, for older servers, `server_name`.
http_request join(const session& as, std::string_view room, std::span<const std::string> via);
/// POST /rooms/{id}/leave: also how an invite is rejected.
http_request leave(const session& as, std::string_view room_id);
http_request state(const session& as, std::string_view room_id, std::string_view type,
                   std::string_view state_key = {});
/// The whole m.room.create event. Before v1.16 `format` was not in the specification:
/// the answer of an older server is its content.
http_request create_event(const session& as, std::string_view room_id);
/// PUT /rooms/{id}/send/{type}/{txnId}
http_request send(const session& as, std::string_view room_id, std::string_view type,
                  std::string_view transaction_id, std::string content);

/// PUT /rooms/{id}/redact/{eventId}/{txnId}
http_request redact(const session& as, std::string_view room_id, std::string_view event_id,
                    std::string_view transaction_id);

/// GET /rooms/{id}/messages, backwards.
struct history_query {
  std::string from;        ///< empty: from the newest event on
  std::string to;          ///< where to stop; empty: nowhere
  std::string only_sender; ///< messages of that user; empty: all that a sync would show
  unsigned limit = 100;
  unsigned slow = 0; ///< as in sync_query
};
http_request history(const session& as, std::string_view room_id, const history_query& what);

/// The filter for the rooms of the allowlist, as JSON. With no room the key is
/// left out, for an empty list would hide invites too (Synapse: `blocks_all_rooms`).
std::string filter_json(std::span<const std::string> room_ids);

/// The transaction id of what is sent because of an event: a function of the
/// event, the kind and the revision alone, so that a send repeated after a crash
/// is the same send (conf/CONTRACT.md 5.2).
std::string reply_transaction_id(std::string_view event_id);
std::string edit_transaction_id(std::string_view event_id, std::uint32_t revision);
std::string redaction_transaction_id(std::string_view event_id, std::uint32_t revision);
/// Of the edit that completes that revision of a reply. A name of its own, for such an
/// edit may have been sent by a life that could not write it down, and the next edit
/// must not be taken for it.
std::string completion_transaction_id(std::string_view event_id, std::uint32_t revision);
/// Whether it is of this making.
bool is_own_transaction(std::string_view transaction_id) noexcept;
/// The event of a `reply_transaction_id`; nothing for any other text.
std::optional<std::string> trigger_of(std::string_view transaction_id);

// -- answers --------------------------------------------------------------------

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
