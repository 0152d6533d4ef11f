#include "store/failures.hpp"

#include "store/implementation.hpp"

namespace musiclink::store {

void keep_failure(const tables& in, lmdb::transaction& txn, const job_key& key,
                  const std::string& trigger, const std::string& reason, unix_ms now,
                  unix_ms keep_until) {
  in.failures.keep(txn, {now, key.arrival}, {{key.room_id, trigger, now, reason}, keep_until});
}

std::vector<failure_entry> store::failures(unix_ms since) {
  return impl_->read([&](lmdb::transaction& txn) {
    std::vector<failure_entry> entries;
    impl_->in.failures.each(txn, by_moment::bytes({since, 0}), [&](failure_record record) {
      entries.push_back(std::move(record.entry));
    });
    return entries;
  });
}

} // namespace musiclink::store
