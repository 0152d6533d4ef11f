#include "store/implementation.hpp"
#include "store/replies.hpp"

#include <utility>

namespace musiclink::store {

namespace {

/// Raises the crashes of the jobs that were claimed in that life and are there
/// still. All jobs are read; only those few are written.
void count_crash(const tables& in, lmdb::transaction& txn, std::uint64_t life) {
  std::vector<job_record> at_work;
  std::vector<job_key> keys;
  {
    lmdb::cursor at = in.jobs.walk(txn);
    for (auto entry = at.first(); entry; entry = at.next()) {
      const auto arrival = by_job::arrival(entry->key);
      auto record = unpack<job_record>(entry->value);
      if (!arrival || !record || record->life != life)
        continue;
      keys.push_back({record->event.room_id, *arrival});
      at_work.push_back(std::move(*record));
    }
  }
  for (std::size_t at = 0; at < keys.size(); ++at) {
    ++at_work[at].crashes;
    in.jobs.put(txn, keys[at], at_work[at]);
  }
}

} // namespace

void store::begin_life(bool after_crash) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const auto before = in.meta.life.get(txn).value_or(0);
    if (after_crash && before > 0)
      count_crash(in, txn, before);
    in.meta.life.put(txn, before + 1);
    index_replies(in, txn);
  });
}

} // namespace musiclink::store
