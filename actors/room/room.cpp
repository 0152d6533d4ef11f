#include "actors/room/room.hpp"

#include "actors/conduct.hpp"
#include "actors/room/steps.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink {

namespace room_steps {

namespace {

/// Jobs of one room that are worked on at the same time: enough that a link which
/// nobody can answer delays few behind it, few enough that memory stays bounded.
constexpr std::size_t window = 128;
/// Replies that wait for the wire in memory.
constexpr std::size_t most_ready = 16;
/// Answers to the links of a burst come in any order. A reply waits so long for those
/// before it, that people see them in theirs.
constexpr milliseconds order_patience{1000};

bool is_ready(const slot& one) {
  return one.ready && !one.planning && !one.with_sender && !one.ending;
}

/// Replies leave in the order of their events, as far as they are ready: what was
/// waited for long enough holds back nobody.
void hand_over(self_pointer self) {
  auto& slots = self->state.slots;
  bool is_blocked = false;
  auto end = slots.begin();
  for (auto one = slots.begin(); one != slots.end(); ++one) {
    if (is_ready(*one) && (!is_blocked || one->waited))
      end = std::next(one);
    const bool comes_soon = !one->ready || one->planning;
    is_blocked = is_blocked || (comes_soon && !one->ending && !one->held && !one->work.completes);
  }
  for (auto one = slots.begin(); one != end; ++one)
    if (is_ready(*one)) {
      one->with_sender = true;
      self->send(self->state.sender, std::move(*one->ready));
    }
}

/// An earlier slot of the same event.
bool has_earlier(self_pointer self, const slot& which) {
  for (const auto& one : self->state.slots) {
    if (&one == &which)
      break;
    if (one.work.event.event_id == which.work.event.event_id)
      return true;
  }
  return false;
}

void begin_or_hold(self_pointer self, slot& which) {
  which.held = has_earlier(self, which);
  if (!which.held)
    begin(self, which);
}

} // namespace

slot* find(self_pointer self, std::uint64_t arrival) {
  auto& slots = self->state.slots;
  auto found = std::find_if(slots.begin(), slots.end(),
                            [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  return found == slots.end() ? nullptr : &*found;
}

void ended(self_pointer self, std::uint64_t arrival) {
  auto& state = self->state;
  if (const auto* which = find(self, arrival))
    state.list_again = state.list_again || which->may_be_unfinished;
  std::erase_if(state.slots,
                [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  for (auto& one : state.slots)
    if (one.held)
      begin_or_hold(self, one);
  watch_more(self);
  look(self);
}

void offer(self_pointer self, slot& which) {
  const auto arrival = which.work.key.arrival;
  which.waited = which.work.completes; // an edit of what is said has no place to keep
  hand_over(self);
  const auto* kept = find(self, arrival);
  if (kept && !kept->with_sender)
    self->delayed_send(self,
                       std::min(order_patience, self->state.brief->settings.reply.answer_within),
                       order_tick{arrival});
}

void conclude_here(self_pointer self, slot& which, store::conclusion end) {
  which.ending = true;
  end.key = which.work.key;
  end.trigger = which.work.event.event_id;
  end.links = which.work.event.links;
  end.now = self->state.around.now();
  end.keep_until = end.now + milliseconds(self->state.brief->journal_keep).count();
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline, conclude{std::move(end)})
      .then([self, arrival](const saved&) { ended(self, arrival); }, on_broken(self, "conclude"));
  hand_over(self);
}

void end_without_reply(self_pointer self, slot& which, job_outcome outcome, std::string reason,
                       std::optional<our_state> ours) {
  log::info(outcome == job_outcome::failed ? "no reply: failed" : "no reply",
            {{"room", which.work.event.room_id},
             {"event", which.work.event.event_id},
             {"reason", reason}});
  store::conclusion end;
  end.outcome = outcome;
  end.reason = std::move(reason);
  if (ours)
    end.ours = our_answer{which.work.event.event_id, *ours, {}};
  if (self->state.brief->effective == room_mode::shadow)
    end.left_out = which.left_out;
  conclude_here(self, which, std::move(end));
}

void end_as_outdated(self_pointer self, slot& which) {
  end_without_reply(self, which, job_outcome::skipped,
                    "the event changed before the reply was sent", {});
}

namespace {

/// What was sent in an earlier life, perhaps, is found by the sender.
void withdraw(self_pointer self, slot& which) {
  if (which.ending || which.work.attempts > 1)
    return;
  if (!which.with_sender)
    return end_as_outdated(self, which);
  auto arrival = which.work.key.arrival;
  self->request(self->state.sender, actor_deadline, recall{arrival})
      .then(
          [self, arrival](const recalled& what) {
            auto* found = find(self, arrival);
            if (found && what.done)
              end_as_outdated(self, *found);
          },
          on_broken(self, "recall"));
}

void report_losses(const std::string& room_id, const store::claim_result& claimed) {
  for (const auto& one : claimed.poisoned)
    log::error("a job was at work in too many crashes and is set aside as failed",
               {{"room", one.key.room_id}, {"event", one.event.event_id}});
  if (claimed.damaged != 0)
    log::error("records of the store are damaged: the link events that they held are not answered",
               {{"room", room_id}, {"records", std::to_string(claimed.damaged)}});
}

void on_claimed(self_pointer self, store::claim_result& claimed) {
  auto& state = self->state;
  state.claiming = false;
  report_losses(state.brief->room_id, claimed);
  state.look_again = state.look_again || claimed.more;
  for (auto& work : claimed.jobs) {
    state.last_arrival = work.key.arrival;
    slot fresh;
    fresh.work = std::move(work);
    state.slots.push_back(std::move(fresh));
    begin_or_hold(self, state.slots.back());
  }
  look(self);
}

bool is_idle(const room_actor_state& state) {
  return state.slots.empty() && state.watches.empty() && !state.listing && !state.list_again;
}

} // namespace

void look(self_pointer self) {
  auto& state = self->state;
  if (state.claiming || state.slots.size() >= window ||
      std::count_if(state.slots.begin(), state.slots.end(), [](const slot& one) {
        return one.ready.has_value();
      }) >= static_cast<std::ptrdiff_t>(most_ready))
    return;
  if (!state.look_again) {
    if (is_idle(state))
      self->send(state.rooms, room_emptied{state.brief->room_id, state.call});
    return;
  }
  state.look_again = false;
  state.claiming = true;
  self->request(state.storekeeper, store_deadline,
                claim_jobs{state.brief->room_id, state.last_arrival, window - state.slots.size(),
                           state.around.now()})
      .then([self](store::claim_result& claimed) { on_claimed(self, claimed); },
            on_broken(self, "claim_jobs"));
}

} // namespace room_steps

room_impl::behavior_type room(room_impl::stateful_pointer<room_actor_state> self,
                              storekeeper_actor storekeeper, resolver_actor resolver,
                              sender_actor sender, room_client rooms, room_brief_ptr brief,
                              surroundings around) {
  using namespace room_steps;
  report_exceptions(self, "room");
  auto& state = self->state;
  state.storekeeper = std::move(storekeeper);
  state.resolver = std::move(resolver);
  state.sender = std::move(sender);
  state.rooms = std::move(rooms);
  state.brief = std::move(brief);
  state.around = std::move(around);
  return {
      [self](const job_ended& what) { ended(self, what.arrival); },
      [self](const brief_changed& what) {
        self->state.brief = what.brief;
        if (!what.brief->refusal.empty())
          resume_all(self);
      },
      [self](const look_for_work& what) {
        self->state.call = what.call;
        self->state.look_again = true;
        self->state.list_again = true;
        watch_more(self);
        look(self);
      },
      [self](const withdrawn& what) {
        for (auto& one : self->state.slots)
          if (one.work.event.event_id == what.event_id)
            return withdraw(self, one);
      },
      [self](const retire&) { self->quit(); },
      [self](const order_tick& tick) {
        if (auto* which = find(self, tick.arrival)) {
          which->waited = true;
          hand_over(self);
        }
      },
      [self](const watch_tick& tick) { on_watch_tick(self, tick); },
  };
}

} // namespace musiclink
