#include "store/implementation.hpp"

#include <algorithm>

namespace musiclink::store {

namespace {

/// Stores one event as a job, unless its id was seen before.
bool take_event(const tables& in, lmdb::transaction& txn, const link_event& event,
                unix_ms seen_until, std::uint64_t arrival) {
  if (in.seen.contains(txn, event.event_id))
    return false;
  in.seen.put(txn, event.event_id, {seen_until});
  in.expiries.put(txn, {seen_until, expiring::seen, by_text::bytes(event.event_id)}, {});
  in.jobs.put(txn, {event.room_id, arrival}, {event, 0, 0});
  return true;
}

void add_once(std::vector<std::string>& rooms, const std::string& room_id) {
  if (std::find(rooms.begin(), rooms.end(), room_id) == rooms.end())
    rooms.push_back(room_id);
}

} // namespace

page_result store::commit_page(const page& what) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    page_result result;
    if (in.meta.get<std::string>(txn, meta::since).value_or("") != what.since) {
      result.stale = true;
      return result;
    }
    std::uint64_t arrival = in.meta.get<std::uint64_t>(txn, meta::arrival).value_or(0);
    for (const auto& event : what.events) {
      if (!take_event(in, txn, event, what.seen_until, arrival + 1)) {
        ++result.duplicates;
        continue;
      }
      ++arrival;
      ++result.fresh;
      add_once(result.rooms, event.room_id);
    }
    if (result.fresh > 0)
      in.meta.put(txn, meta::arrival, arrival);
    in.meta.put(txn, meta::since, what.next_batch);
    return result;
  });
}

} // namespace musiclink::store
