#include "store/backlog.hpp"
#include "store/gaps.hpp"
#include "store/implementation.hpp"

#include <utility>

namespace musiclink::store {

page_result store::commit_page(const page& what) {
  return impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    page_result result;
    if (in.meta.since.get(txn).value_or("") != what.since) {
      result.stale = true;
      return result;
    }
    intake taking(in, txn, what.now, what.seen_until, what.compare_until);
    // Gaps get their arrivals before the events of the page, which lie behind them.
    for (const auto& gap : what.gaps)
      open_gap(in, txn, taking, gap, count_own(what.own, gap.room_id));
    for (const auto& event : what.events) {
      const auto taken = taking.take(event, taking.last_arrival() + 1);
      ++(taken == intake::taken::duplicate ? result.duplicates : result.fresh);
      if (taken == intake::taken::owed)
        taking.give_arrivals();
    }
    taking.take_theirs(what.theirs);
    for (const auto& change : what.changes)
      taking.change(change);
    for (const auto& own : what.own)
      taking.settle(own);
    taking.save_arrivals();
    for (const auto& room_id : taking.rooms)
      if (const auto count = let_go_of_oldest(in, txn, room_id, what.now, what.seen_until))
        result.let_go[room_id] = count;
    in.meta.since.put(txn, what.next_batch);
    result.rooms = std::move(taking.rooms);
    result.withdrawn = std::move(taking.withdrawn);
    result.loops = std::move(taking.loops);
    result.backlog = in.jobs.size(txn);
    return result;
  });
}

} // namespace musiclink::store
