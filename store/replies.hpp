#pragma once

#include "store/tables.hpp"

#include <optional>
#include <string>

/// Our replies, by the event that they answer. Private to store/.
namespace musiclink::store {

/// How long a reply is known. An edit or a redaction of something older than a
/// quarter of a year is rare, and memory of the past must have a bound
/// (conf/CONTRACT.md 5.4); an edit in between begins the time anew.
inline constexpr unix_ms reply_keep = unix_ms{90} * 24 * 60 * 60 * 1000;

/// The reply to that event of that room. Long ids have keys that can be made to
/// meet, and ids of two rooms may be equal in bad faith: both are compared.
std::optional<reply_record> reply_to(const tables& in, lmdb::transaction& txn,
                                     const std::string& room_id, const std::string& trigger);

/// The same by the reply's own event id.
std::optional<reply_record> reply_with_id(const tables& in, lmdb::transaction& txn,
                                          const std::string& room_id, const std::string& event_id);

/// Makes the replies that version 1.0.0 stored known by their own ids.
void index_replies(const tables& in, lmdb::transaction& txn);

/// Stores a reply, to be kept from `now` on.
void keep_reply(const tables& in, lmdb::transaction& txn, reply_record what, unix_ms now);

void forget_reply(const tables& in, lmdb::transaction& txn, const reply_record& what);

} // namespace musiclink::store
