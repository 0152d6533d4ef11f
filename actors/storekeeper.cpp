#include "actors/storekeeper.hpp"

#include "actors/conduct.hpp"

#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = storekeeper_impl::stateful_pointer<storekeeper_state>;

constexpr std::chrono::minutes prune_interval{1};
constexpr std::size_t prune_budget = 1000;

/// Puts a request with the others that wait. The first of a group sends the
/// order to commit, which arrives behind all that is in the mailbox already.
template<class Answer, class Work>
caf::result<Answer> gather(self_pointer self, Work work) {
  auto promise = self->make_response_promise<Answer>();
  auto answer = std::make_shared<Answer>();
  auto& gathered = self->state.gathered;
  if (gathered.empty())
    self->send(self, commit_group{});
  gathered.push_back({
      // A group is run again when the map had to grow, hence the assignment.
      [answer, work = std::move(work)](store::store& keep) { *answer = work(keep); },
      [answer, promise]() mutable { promise.deliver(std::move(*answer)); },
  });
  return promise;
}

void commit(self_pointer self) {
  auto group = std::exchange(self->state.gathered, {});
  auto& keep = *self->state.keep;
  keep.group([&] {
    for (auto& one : group)
      one.apply(keep);
  });
  for (auto& one : group)
    one.answer();
}

/// Removal goes in small steps; where a step was full, the next follows at once
/// behind the requests that came meanwhile.
void prune(self_pointer self) {
  auto removed = self->state.keep->prune(self->state.around.now(), prune_budget);
  if (removed == prune_budget)
    self->send(self, prune_some{});
  else
    self->delayed_send(self, prune_interval, prune_some{});
}

} // namespace

storekeeper_impl::behavior_type storekeeper(self_pointer self, store::store opened,
                                            surroundings around) {
  report_exceptions(self, "storekeeper");
  self->state.keep = std::move(opened);
  self->state.around = std::move(around);
  self->delayed_send(self, prune_interval, prune_some{});
  return {
      [self](const load_sync_state&) {
        return gather<store::sync_state>(self, [](auto& keep) { return keep.load_sync_state(); });
      },
      [self](const save_filter& what) {
        return gather<saved>(self, [what](auto& keep) {
          keep.save_filter(what.filter_id, what.filter_json);
          return saved{};
        });
      },
      [self](const save_mode& what) {
        return gather<saved>(self, [what](auto& keep) {
          keep.save_mode(what.mode, what.loaded_mode);
          return saved{};
        });
      },
      [self](commit_page& what) {
        return gather<store::page_result>(
            self, [page = std::move(what.page)](auto& keep) { return keep.commit_page(page); });
      },
      [self](const list_backlog&) {
        return gather<backlog>(self, [](auto& keep) { return backlog{keep.rooms_with_jobs()}; });
      },
      [self](const claim_jobs& what) {
        return gather<store::claim_result>(self, [what](auto& keep) {
          return keep.claim(what.room_id, what.after_arrival, what.max, what.now);
        });
      },
      [self](conclude& what) {
        return gather<saved>(self, [end = std::move(what.what)](auto& keep) {
          keep.finish(end);
          return saved{};
        });
      },
      [self](const look_up_link& what) {
        return gather<looked_up>(
            self, [what](auto& keep) { return looked_up{keep.cached(what.canonical, what.now)}; });
      },
      [self](remember_link& what) {
        return gather<saved>(self, [what = std::move(what)](auto& keep) {
          keep.cache(what.canonical, what.entry);
          return saved{};
        });
      },
      [self](const load_rooms&) {
        return gather<known_rooms>(self, [](auto& keep) { return known_rooms{keep.load_rooms()}; });
      },
      [self](save_room& what) {
        return gather<saved>(self, [record = std::move(what.record)](auto& keep) {
          keep.save_room(record);
          return saved{};
        });
      },
      [self](const commit_group&) { commit(self); },
      [self](const prune_some&) { prune(self); },
  };
}

} // namespace musiclink
