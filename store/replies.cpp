#include "store/replies.hpp"

#include "store/implementation.hpp"

#include <array>
#include <utility>

namespace musiclink::store {

namespace {

/// Version 1.0 knew a reply by the trigger's id alone.
std::array<std::string, 2> names_of(const std::string& room_id, const std::string& trigger) {
  return {event_name(room_id, trigger), trigger};
}

bool is_reply_to(const std::optional<reply_record>& record, const std::string& room_id,
                 const std::string& trigger) {
  return record && record->trigger == trigger && record->said.room_id == room_id;
}

/// Its redaction may come before it is known for a reply of ours.
bool was_removed_early(const tables& in, lmdb::transaction& txn, const reply& said) {
  return in.early.find(txn, {said.room_id, said.event_id, ""}).has_value();
}

} // namespace

std::optional<reply_record> reply_to(const tables& in, lmdb::transaction& txn,
                                     const std::string& room_id, const std::string& trigger) {
  for (const auto& name : names_of(room_id, trigger))
    if (auto record = in.replies.get(txn, name); is_reply_to(record, room_id, trigger))
      return record;
  return std::nullopt;
}

std::optional<reply_record> reply_with_id(const tables& in, lmdb::transaction& txn,
                                          const std::string& room_id, const std::string& event_id) {
  const auto name = in.reply_ids.get(txn, event_id);
  auto record = name ? in.replies.get(txn, *name) : std::nullopt;
  if (record && (record->said.room_id != room_id || record->said.event_id != event_id))
    return std::nullopt;
  return record;
}

void index_replies(const tables& in, lmdb::transaction& txn) {
  if (in.reply_ids.size(txn) != 0)
    return;
  lmdb::cursor at = in.replies.walk(txn);
  for (auto entry = at.first(); entry; entry = at.next())
    if (const auto record = unpack<reply_record>(entry->value)) {
      const auto name = event_name(record->said.room_id, record->trigger);
      const bool is_old = entry->key != by_text::bytes(name);
      in.reply_ids.put(txn, record->said.event_id, is_old ? record->trigger : name);
    }
}

void keep_reply(const tables& in, lmdb::transaction& txn, reply_record what, unix_ms now) {
  forget_reply(in, txn, what);
  const auto name = event_name(what.said.room_id, what.trigger);
  what.said.removed = what.said.removed || was_removed_early(in, txn, what.said);
  what.until = now + reply_keep;
  in.replies.keep(txn, name, what);
  in.reply_ids.put(txn, what.said.event_id, name);
}

void forget_reply(const tables& in, lmdb::transaction& txn, const reply_record& what) {
  for (const auto& name : names_of(what.said.room_id, what.trigger)) {
    const auto record = in.replies.get(txn, name);
    if (!is_reply_to(record, what.said.room_id, what.trigger))
      continue;
    in.replies.drop(txn, name);
    in.reply_ids.erase(txn, record->said.event_id);
  }
}

std::optional<reply> store::find_reply(const std::string& room_id, const std::string& trigger) {
  return impl_->read([&](lmdb::transaction& txn) -> std::optional<reply> {
    auto record = reply_to(impl_->in, txn, room_id, trigger);
    return record ? std::optional(std::move(record->said)) : std::nullopt;
  });
}

} // namespace musiclink::store
