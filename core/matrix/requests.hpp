#pragma once

#include "core/model/http.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace musiclink::matrix {

/// A homeserver as one account sees it: where, and with which token.
struct session {
  std::string base_url;     ///< without a trailing slash
  std::string access_token; ///< secret
};

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
/// For the edit that completes that revision of a reply. It has its own name, because the
/// edit may have been sent by a life that could not write it down, and the next edit
/// must not be taken for it.
std::string completion_transaction_id(std::string_view event_id, std::uint32_t revision);
/// Whether it is of this making.
bool is_own_transaction(std::string_view transaction_id) noexcept;
/// The event of a `reply_transaction_id`; nothing for any other text.
std::optional<std::string> trigger_of(std::string_view transaction_id);

} // namespace musiclink::matrix
