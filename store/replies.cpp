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

void keep_reply(const tables& in, lmdb::transaction& txn, reply_record what, unix_ms now) {
  if (const auto old = in.replies.get(txn, what.trigger))
    in.expiries.erase(txn, expiry_of(*old));
  what.until = now + reply_keep;
  in.replies.put(txn, what.trigger, what);
  in.expiries.put(txn, expiry_of(what), {});
}

void forget_reply(const tables& in, lmdb::transaction& txn, const reply_record& what) {
  in.expiries.erase(txn, expiry_of(what));
  in.replies.erase(txn, what.trigger);
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
