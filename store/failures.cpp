#include "store/failures.hpp"

#include "store/implementation.hpp"

namespace musiclink::store {

void keep_failure(const tables& in, lmdb::transaction& txn, const job_key& key,
                  const std::string& trigger, const std::string& reason, unix_ms now,
                  unix_ms keep_until) {
  const moment when{now, key.arrival};
  in.failures.put(txn, when, {{key.room_id, trigger, now, reason}, keep_until});
  in.expiries.put(txn, {keep_until, expiring::failures, by_moment::bytes(when)}, {});
}

std::vector<failure_entry> store::failures(unix_ms since) {
  return impl_->read([&](lmdb::transaction& txn) {
    std::vector<failure_entry> entries;
    lmdb::cursor at = impl_->in.failures.walk(txn);
    for (auto entry = at.seek(by_moment::bytes({since, 0})); entry; entry = at.next())
      if (auto record = unpack<failure_record>(entry->value))
        entries.push_back(std::move(record->entry));
    return entries;
  });
}

} // namespace musiclink::store
