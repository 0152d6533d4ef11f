#include "store/replies.hpp"

#include "store/implementation.hpp"

namespace musiclink::store {

namespace {

expiry expiry_of(const reply_record& what) {
  return {what.until, expiring::replies, by_text::bytes(what.trigger)};
}

} // namespace

std::optional<reply_record> reply_to(const tables& in, lmdb::transaction& txn,
                                     const std::string& room_id, const std::string& trigger) {
  auto record = in.replies.get(txn, trigger);
  if (record && (record->trigger != trigger || record->said.room_id != room_id))
    return std::nullopt;
  return record;
}

std::optional<reply_record> reply_with_id(const tables& in, lmdb::transaction& txn,
                                          const std::string& room_id, const std::string& event_id) {
  const auto trigger = in.reply_ids.get(txn, event_id);
  auto record = trigger ? reply_to(in, txn, room_id, *trigger) : std::nullopt;
  if (record && record->said.event_id != event_id)
    return std::nullopt;
  return record;
}

void index_replies(const tables& in, lmdb::transaction& txn) {
  if (in.reply_ids.size(txn) != 0)
    return;
  lmdb::cursor at = in.replies.walk(txn);
  for (auto entry = at.first(); entry; entry = at.next())
    if (const auto record = unpack<reply_record>(entry->value))
      in.reply_ids.put(txn, record->said.event_id, record->trigger);
}

void keep_reply(const tables& in, lmdb::transaction& txn, reply_record what, unix_ms now) {
  if (const auto old = in.replies.get(txn, what.trigger)) {
    in.expiries.erase(txn, expiry_of(*old));
    in.reply_ids.erase(txn, old->said.event_id);
  }
  what.until = now + reply_keep;
  in.replies.put(txn, what.trigger, what);
  in.reply_ids.put(txn, what.said.event_id, what.trigger);
  in.expiries.put(txn, expiry_of(what), {});
}

void forget_reply(const tables& in, lmdb::transaction& txn, const reply_record& what) {
  in.expiries.erase(txn, expiry_of(what));
  in.replies.erase(txn, what.trigger);
  in.reply_ids.erase(txn, what.said.event_id);
}

std::optional<reply> store::find_reply(const std::string& trigger) {
  return impl_->read([&](lmdb::transaction& txn) -> std::optional<reply> {
    auto record = impl_->in.replies.get(txn, trigger);
    if (!record || record->trigger != trigger)
      return std::nullopt;
    return std::move(record->said);
  });
}

} // namespace musiclink::store
