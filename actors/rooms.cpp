#include "actors/rooms.hpp"

#include "actors/conduct.hpp"
#include "actors/room/room.hpp"
#include "actors/sender/sender.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = rooms_actor::stateful_pointer<rooms_state>;
using entry = rooms_state::entry;

/// Why nothing of a room is answered, or nothing. A room that was only lost
/// (not joined, forbidden) keeps its jobs until it is settled again.
std::string refusal_of(const standing& now) {
  if (now.settings.mode == room_mode::off)
    return "the room's mode is off";
  if (now.state == room_state::encrypted)
    return "the room is encrypted";
  if (now.state == room_state::upgraded)
    return "the room was upgraded";
  return {};
}

/// Since when the room is active, also over restarts. A room that was never heard
/// of has no time before: what is owed there is as old as its join.
unix_ms active_since(self_pointer self, const std::string& room_id, room_mode effective) {
  auto& state = self->state;
  const bool active = effective == room_mode::active;
  auto [found, fresh] = state.activity.try_emplace(room_id);
  auto& known = found->second;
  if (!fresh && known.active == active)
    return known.since;
  known = {room_id, active, active && !fresh ? state.around.now() : 0};
  self->request(state.storekeeper, store_deadline, save_activity{known})
      .then([](const saved&) {}, on_broken(self, "save_activity"));
  return known.since;
}

room_brief_ptr brief_of(self_pointer self, const entry& which) {
  const auto& state = self->state;
  const auto& now = which.now;
  auto brief = std::make_shared<room_brief>();
  brief->room_id = now.room_id;
  brief->settings = now.settings;
  brief->effective = effective_mode(state.mode, now.settings.mode);
  brief->active_since = active_since(self, now.room_id, brief->effective);
  brief->refusal = refusal_of(now);
  const bool is_held = now.state == room_state::forbidden || now.state == room_state::not_joined;
  brief->may_send = state.values->values.matrix.enabled && (!is_held || which.probing);
  brief->compare_with = state.values->values.shadow.compare_with;
  brief->outbound = state.values->values.outbound;
  brief->journal_keep = state.values->values.shadow.keep;
  return brief;
}

/// Linked, for a room that fails takes the registry with it, and the supervisor
/// starts all anew. Their normal end does not touch us.
void start(self_pointer self, entry& which) {
  auto& state = self->state;
  which.sender =
      self->spawn<caf::linked>(sender,
                               sender_contacts{state.http, state.storekeeper, state.account,
                                               state.pacer, caf::actor_cast<sender_registry>(self)},
                               which.brief, state.session, which.held_until, state.around);
  which.room =
      self->spawn<caf::linked>(room, state.storekeeper, state.resolver, which.sender,
                               caf::actor_cast<room_client>(self), which.brief, state.around);
  self->send(which.sender, sender_client{which.room});
  which.running = true;
}

bool can_work(const entry& which) {
  return which.now.state == room_state::ok || which.probing || !refusal_of(which.now).empty();
}

void wake(self_pointer self, const std::string& room_id) {
  auto& state = self->state;
  auto found = state.entries.find(room_id);
  if (found == state.entries.end() || !found->second.brief || !can_work(found->second) ||
      state.on_drained) {
    state.with_work.insert(room_id);
    return;
  }
  auto& which = found->second;
  if (!which.running)
    start(self, which);
  self->send(which.room, look_for_work{++which.calls});
}

void brief_again(self_pointer self, entry& which) {
  if (!self->state.activity_loaded)
    return;
  auto brief = brief_of(self, which);
  which.brief = brief;
  if (which.running) {
    self->send(which.sender, brief_changed{brief});
    self->send(which.room, brief_changed{brief});
  }
}

/// How long a room is left alone in which a send was forbidden and nothing is
/// seen to change: it may have been that one reply that was not liked. Longer each time.
constexpr milliseconds first_forbidden{30000};
constexpr milliseconds longest_forbidden{60 * 60000};

void on_standing(self_pointer self, const standing& now) {
  auto& state = self->state;
  auto& which = state.entries[now.room_id];
  which.now = now;
  which.send_forbidden = false;
  which.probing = false;
  brief_again(self, which);
  if (can_work(which) && state.with_work.erase(now.room_id) != 0)
    wake(self, now.room_id);
}

void on_forbidden(self_pointer self, const send_forbidden& what) {
  auto& which = self->state.entries[what.room_id];
  if (which.now.state != room_state::ok && !which.probing)
    return;
  log::error(
      "the homeserver does not let us send to the room: replies wait until our rights change",
      {{"room", what.room_id}});
  which.now.state = room_state::forbidden;
  which.send_forbidden = true;
  which.probing = false;
  brief_again(self, which);
  const auto now = self->state.around.steady();
  const bool again = now - which.forbidden_at < 2 * which.forbidden_for;
  which.forbidden_for =
      again ? std::min(which.forbidden_for * 2, longest_forbidden) : first_forbidden;
  which.forbidden_at = now;
  self->delayed_send(self, which.forbidden_for, rights_changed{{what.room_id}, false});
}

/// That it works again is known by the first reply that is accepted.
void probe(self_pointer self, const std::string& room_id, entry& which) {
  which.probing = true;
  brief_again(self, which);
  if (self->state.with_work.erase(room_id) != 0)
    wake(self, room_id);
}

/// What was forbidden is tried again.
void on_rights(self_pointer self, const rights_changed& what) {
  for (const auto& room_id : what.room_ids) {
    auto found = self->state.entries.find(room_id);
    if (found == self->state.entries.end() || !found->second.send_forbidden)
      continue;
    if (!what.seen) {
      probe(self, room_id, found->second);
      continue;
    }
    auto again = found->second.now;
    again.state = room_state::ok;
    on_standing(self, again);
  }
}

void on_emptied(self_pointer self, const room_emptied& what) {
  auto found = self->state.entries.find(what.room_id);
  if (found == self->state.entries.end() || !found->second.running ||
      found->second.calls != what.call)
    return;
  auto& which = found->second;
  self->send(which.room, retire{});
  self->send(which.sender, retire{});
  which.room = nullptr;
  which.sender = nullptr;
  which.running = false;
}

entry* running(rooms_state& state, const std::string& room_id) {
  auto found = state.entries.find(room_id);
  return found != state.entries.end() && found->second.running ? &found->second : nullptr;
}

void pass_on(self_pointer self, const own_seen& what) {
  for (const auto& one : what.replies) {
    auto known = self->state.entries.find(one.room_id);
    if (known != self->state.entries.end() && known->second.probing)
      on_rights(self, {{one.room_id}, true});
    if (auto* which = running(self->state, one.room_id))
      self->send(which->sender, own_seen{{one}});
  }
}

/// Until it is known nothing is worked on.
void load_past(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, load_activity{})
      .then(
          [self](const known_activity& known) {
            auto& state = self->state;
            for (const auto& one : known.rooms)
              state.activity[one.room_id] = one;
            state.activity_loaded = true;
            for (auto& [room_id, which] : state.entries)
              brief_again(self, which);
            for (const auto& room_id : std::exchange(state.with_work, {}))
              wake(self, room_id);
          },
          on_broken(self, "load_activity"));
}

rooms_report report_of(const rooms_state& state) {
  rooms_report made;
  const auto now = state.around.steady();
  for (const auto& [room_id, which] : state.entries) {
    auto& room = made.rooms[room_id];
    room.effective = effective_mode(state.mode, which.now.settings.mode);
    room.state = which.now.state;
    if (which.running && which.waits_until > now)
      room.backoff_until = which.shown_until;
  }
  return made;
}

/// Jobs that an earlier run left behind.
void find_old_work(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, list_backlog{})
      .then(
          [self](const backlog& what) {
            for (const auto& room_id : what.rooms)
              wake(self, room_id);
          },
          on_broken(self, "list_backlog"));
}

void on_sender_drained(self_pointer self) {
  auto& state = self->state;
  if (--state.draining == 0)
    state.on_drained->deliver(drained{});
}

caf::result<drained> drain_all(self_pointer self) {
  auto& state = self->state;
  state.on_drained = self->make_response_promise<drained>();
  for (auto& [room_id, which] : state.entries)
    if (which.running) {
      ++state.draining;
      self->request(which.sender, actor_deadline, drain{})
          .then([self](const drained&) { on_sender_drained(self); },
                [self](const caf::error&) { on_sender_drained(self); });
    }
  if (state.draining == 0)
    state.on_drained->deliver(drained{});
  return *state.on_drained;
}

} // namespace

rooms_actor::behavior_type rooms(self_pointer self, http_actor http, storekeeper_actor storekeeper,
                                 resolver_actor resolver, account_actor account, pacer_actor pacer,
                                 surroundings around) {
  report_exceptions(self, "rooms");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.resolver = std::move(resolver);
  state.account = std::move(account);
  state.pacer = std::move(pacer);
  state.around = std::move(around);
  load_past(self);
  find_old_work(self);
  return {
      [self](const settings_changed& what) {
        auto& now = self->state;
        now.values = what.now;
        now.mode = what.mode;
        for (auto& [room_id, which] : now.entries)
          brief_again(self, which);
      },
      [self](const session_opened& what) {
        self->state.session = what.session;
        for (auto& [room_id, which] : self->state.entries)
          if (which.running)
            self->send(which.sender, what);
      },
      [self](const standing& now) { on_standing(self, now); },
      [self](const work_arrived& what) {
        for (const auto& room_id : what.room_ids)
          wake(self, room_id);
      },
      [self](const triggers_changed& what) {
        for (const auto& one : what.which)
          if (auto* which = running(self->state, one.room_id))
            self->send(which->room, withdrawn{one.event_id});
      },
      [self](const own_seen& what) { pass_on(self, what); },
      [self](const room_emptied& what) { on_emptied(self, what); },
      [self](const send_forbidden& what) { on_forbidden(self, what); },
      [self](const rights_changed& what) { on_rights(self, what); },
      [self](const held_back& what) {
        auto& which = self->state.entries[what.room_id];
        which.waits_until = self->state.around.steady() + what.wait;
        which.shown_until = self->state.around.now() + what.wait.count();
        if (what.told)
          which.held_until = which.waits_until;
      },
      [self](const drain&) { return drain_all(self); },
      [self](const report&) { return report_of(self->state); },
  };
}

} // namespace musiclink
