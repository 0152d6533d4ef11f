#include "actors/reporter.hpp"

#include "actors/conduct.hpp"
#include "core/edge/version.hpp"
#include "core/status/words.hpp"

#include <caf/typed_response_promise.hpp>

#include <map>
#include <memory>
#include <type_traits>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = reporter_actor::stateful_pointer<reporter_state>;

/// Shorter than the patience of a probe.
constexpr std::chrono::seconds patience{2};

/// The parts of one report, as they come in.
struct parts {
  caf::typed_response_promise<status_ptr> promise;
  service_status made;
  bool joining = false; ///< rooms, for the first time since the start
  account_report account;
  backfill_report history;
  rooms_report registry;
  pacer_report pace;
  store_report store;
  bool with_parity = true;
  std::string silent; ///< those who did not answer
  std::size_t missing = 0;
};

constexpr const char* storekeeper_name = "storekeeper";

/// Waiting for a disk that hangs, the storekeeper is silent.
void combine_store(parts& all) {
  if (all.silent.find(storekeeper_name) != std::string::npos)
    all.made.store.problem = "the state store does not answer: its disk may hang";
}

void combine_sync(parts& all) {
  auto& sync = all.made.sync;
  if (all.account.refused)
    sync.state = sync_phase::unauthorized;
  if (!all.account.problem.empty() && sync.state != sync_phase::syncing)
    sync.problem = all.account.problem;
  if (all.joining && sync.state == sync_phase::syncing) {
    sync.state = sync_phase::starting; // what is posted in a room before its join is not read
    add_problem(sync.problem, "rooms are being joined");
  }
  if (!all.pace.problem.empty())
    add_problem(sync.problem, all.pace.problem);
  if (!all.silent.empty())
    add_problem(sync.problem, "no report from: " + all.silent);
}

void combine_rooms(parts& all) {
  for (auto& room : all.made.rooms) {
    room.effective_mode = effective_mode(all.made.mode, room.mode);
    if (auto known = all.registry.rooms.find(room.room_id); known != all.registry.rooms.end()) {
      room.state = known->second.state;
      room.backoff_until = known->second.backoff_until;
    }
    if (auto stuck = all.history.problems.find(room.room_id);
        stuck != all.history.problems.end() && room.last_error.empty())
      room.last_error = stuck->second;
    auto counted = all.store.rooms.find(room.room_id);
    if (counted == all.store.rooms.end())
      continue;
    const auto& tally = counted->second;
    room.queue = tally.queue;
    room.sent = tally.sent;
    room.shadowed = tally.shadowed;
    room.failed = tally.failed;
    room.catching_up = tally.catching_up;
    if (room.last_error.empty())
      room.last_error = tally.last_error;
  }
  for (const auto& loop : all.made.loops)
    for (auto& room : all.made.rooms)
      if (room.room_id == loop.room_id && room.last_error.empty())
        room.last_error = "our replies about " + loop.link + " are repeated: not answered for now";
}

void count_parity_kinds(const parity_report& made, metrics& to) {
  to.parity(to_key(parity_kind::same), made.same);
  to.parity(to_key(parity_kind::differs), made.differs);
  to.parity(to_key(parity_kind::only_theirs), made.only_theirs);
  to.parity(to_key(parity_kind::only_ours), made.only_ours);
}

void count_rooms(const service_status& made, metrics& to) {
  std::map<room_state, std::size_t> counts{{room_state::ok, 0},
                                           {room_state::encrypted, 0},
                                           {room_state::forbidden, 0},
                                           {room_state::upgraded, 0},
                                           {room_state::not_joined, 0}};
  for (const auto& room : made.rooms)
    ++counts[room.state];
  for (const auto& [state, count] : counts)
    to.rooms(to_key(state), count);
}

void take_part(parts& all, const config_report& what) {
  all.made.mode = what.mode;
  all.made.config = what.now;
}
void take_part(parts& all, const account_report& what) {
  all.account = what;
}
void take_part(parts& all, const sync_report& what) {
  all.made.sync = what.now;
}
void take_part(parts& all, const membership_report& what) {
  all.made.rooms = what.rooms;
  all.joining = what.joining;
}
void take_part(parts& all, const backfill_report& what) {
  all.history = what;
}
void take_part(parts& all, const rooms_report& what) {
  all.registry = what;
}
void take_part(parts& all, const pacer_report& what) {
  all.pace = what;
  all.made.account.sends_per_second = what.per_second;
  all.made.account.problem = what.problem;
}
void take_part(parts& all, const store_report& what) {
  all.store = what;
  all.made.store = what.now;
  all.made.replies = what.replies;
  all.made.loops = what.loops;
}
void take_part(parts& all, const resolver_report& what) {
  all.made.resolvers = what.resolvers;
}
void take_part(parts& all, const parity_report& what) {
  all.made.parity = what;
}

void finish(self_pointer self, parts& all) {
  if (--all.missing != 0)
    return;
  combine_store(all);
  combine_sync(all);
  combine_rooms(all);
  count_rooms(all.made, *self->state.around.meters);
  if (all.made.parity)
    count_parity_kinds(*all.made.parity, *self->state.around.meters);
  all.promise.deliver(std::make_shared<const service_status>(std::move(all.made)));
}

template<class Part, class Handle, class Request = report>
void ask(self_pointer self, const std::shared_ptr<parts>& all, const Handle& whom, const char* name,
         Request request = {}) {
  ++all->missing;
  self->request(whom, patience, std::move(request))
      .then(
          [self, all](const Part& what) {
            take_part(*all, what);
            if constexpr (std::is_same_v<Part, config_report>)
              if (all->with_parity && !what.shadow.compare_with.empty())
                ask<parity_report>(self, all, self->state.to.storekeeper, "parity",
                                   count_parity{what.shadow});
            finish(self, *all);
          },
          [self, all, name](const caf::error&) {
            all->silent += (all->silent.empty() ? "" : ", ") + std::string(name);
            finish(self, *all);
          });
}

caf::result<status_ptr> gather(self_pointer self, const report_status& what) {
  const auto& to = self->state.to;
  auto all = std::make_shared<parts>();
  all->promise = self->make_response_promise<status_ptr>();
  all->with_parity = what.parity;
  all->made.version = version();
  all->made.now = self->state.around.now();
  ask<config_report>(self, all, to.configurator, "configurator");
  ask<account_report>(self, all, to.account, "account");
  ask<sync_report>(self, all, to.syncer, "syncer");
  ask<membership_report>(self, all, to.membership, "membership");
  ask<backfill_report>(self, all, to.backfill, "backfill");
  ask<rooms_report>(self, all, to.rooms, "rooms");
  ask<store_report>(self, all, to.storekeeper, storekeeper_name);
  ask<resolver_report>(self, all, to.resolver, "resolver");
  ask<pacer_report>(self, all, to.pacer, "pacer");
  return all->promise;
}

} // namespace

reporter_actor::behavior_type reporter(self_pointer self, reporter_contacts to,
                                       surroundings around) {
  report_exceptions(self, "reporter");
  self->state.to = std::move(to);
  self->state.around = std::move(around);
  return {[self](const report_status& what) { return gather(self, what); }};
}

} // namespace musiclink
