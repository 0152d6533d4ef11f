#include "actors/membership.hpp"

#include "actors/conduct.hpp"
#include "actors/membership_steps.hpp"
#include "core/matrix/requests.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {

namespace {

using namespace membership_steps;
using entry = membership_state::entry;

constexpr std::size_t whole_list = static_cast<std::size_t>(-1);

void begin(self_pointer self);

// -- the whole list ---------------------------------------------------------------

/// An alias is resolved once and then pinned: whoever owns it cannot lead us
/// elsewhere afterwards (FACTS 3.8).
std::string pinned_id(const membership_state& state, const std::string& alias) {
  for (const auto& [room_id, record] : state.records)
    if (record.alias == alias)
      return room_id;
  return {};
}

entry make_entry(self_pointer self, const allowed_room& allowed) {
  auto& state = self->state;
  entry made;
  made.allowed = allowed;
  made.room_id = is_id(allowed.room) ? allowed.room : pinned_id(state, allowed.room);
  made.tried = !made.room_id.empty() || allowed.settings.mode == room_mode::off;
  auto record = state.records.find(made.room_id);
  if (record != state.records.end() && record->second.encrypted)
    on_encrypted(self, made);
  return made;
}

void load_records(self_pointer self) {
  self->request(self->state.storekeeper, actor_deadline, load_rooms{})
      .then(
          [self](const known_rooms& known) {
            for (const auto& record : known.rooms)
              self->state.records[record.room_id] = record;
            self->state.records_loaded = true;
            begin(self);
          },
          on_broken(self, "load_rooms"));
}

void list_joined_rooms(self_pointer self) {
  send_request(self, matrix::joined_rooms(self->state.session->as),
               [self](const http_response& answer) {
                 auto& state = self->state;
                 auto failure = matrix::failure_of(answer);
                 auto listed = failure ? std::nullopt : matrix::joined_rooms_of(answer);
                 if (listed) {
                   state.failures = 0;
                   state.joined_rooms.emplace(listed->begin(), listed->end());
                   return settle_all(self);
                 }
                 if (!failure)
                   failure = matrix::malformed(answer, "the answer lists no rooms");
                 if (account_stopped(self, *failure))
                   return;
                 auto time = retry_time(self, *failure, ++state.failures);
                 log::warn("the joined rooms cannot be listed", {{"reason", failure->text}});
                 self->delayed_send(self, time, settle_again{state.epoch, whole_list});
               });
}

/// Starts from the top, with the entries of the configuration in force.
void begin(self_pointer self) {
  auto& state = self->state;
  if (!state.values || !state.records_loaded || !state.session)
    return;
  ++state.epoch;
  state.entries.clear();
  state.published = nullptr;
  for (const auto& allowed : state.values->values.matrix.rooms)
    state.entries.push_back(make_entry(self, allowed));
  for (const auto& one : state.entries)
    tell_rooms(self, one);
  tell_reader(self);
  settle_all(self);
  list_joined_rooms(self);
}

// -- news from sync ---------------------------------------------------------------

void reject(self_pointer self, const std::string& room_id, unsigned failures) {
  send_request(self, matrix::leave(self->state.session->as, room_id),
               [self, room_id, failures](const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (!failure || account_stopped(self, *failure))
                   return;
                 log::warn("the invite could not be rejected",
                           {{"room", room_id}, {"reason", failure->text}});
                 if (failure->kind != matrix::failure_kind::permanent)
                   self->delayed_send(self, retry_time(self, *failure, failures + 1),
                                      reject_again{room_id, failures + 1});
               });
}

entry* entry_of(membership_state& state, const std::string& room_id) {
  auto found = std::find_if(state.entries.begin(), state.entries.end(),
                            [&](const entry& one) { return one.room_id == room_id; });
  return found == state.entries.end() ? nullptr : &*found;
}

std::size_t index_of(const membership_state& state, const entry& which) {
  return static_cast<std::size_t>(&which - state.entries.data());
}

void on_invite(self_pointer self, const room_news::invite& invite) {
  auto& state = self->state;
  if (auto* which = entry_of(state, invite.room_id)) {
    log::info("invited", {{"room", invite.room_id}, {"by", invite.inviter}});
    which->joined = false;
    which->busy = false;
    which->failures = 0;
    if (state.joined_rooms)
      state.joined_rooms->erase(invite.room_id);
    return settle(self, index_of(state, *which));
  }
  log::warn("invite rejected: the room is not in the allowlist",
            {{"room", invite.room_id}, {"by", invite.inviter}});
  reject(self, invite.room_id, 0);
}

/// An invite to a room that an unresolved alias may lead to waits for it.
void decide_invites(self_pointer self) {
  auto& state = self->state;
  bool known = std::all_of(state.entries.begin(), state.entries.end(),
                           [](const entry& one) { return one.tried; });
  if (!state.session || !known)
    return;
  for (const auto& invite : std::exchange(state.undecided, {}))
    on_invite(self, invite);
}

void on_news(self_pointer self, const room_news& news) {
  auto& state = self->state;
  for (const auto& room_id : news.joined)
    if (auto* which = entry_of(state, room_id); which && !which->joined) {
      which->joined = true;
      settle(self, index_of(state, *which));
    }
  for (const auto& room_id : news.left)
    if (auto* which = entry_of(state, room_id); which && which->joined) {
      log::warn("no longer in the room: removed, banned or left", {{"room", room_id}});
      which->joined = false;
      which->clear = false;
      if (state.joined_rooms)
        state.joined_rooms->erase(room_id);
      set_state(self, *which, room_state::not_joined);
    }
  for (const auto& room_id : news.encrypted)
    if (auto* which = entry_of(state, room_id))
      on_encrypted(self, *which);
  state.undecided.insert(state.undecided.end(), news.invites.begin(), news.invites.end());
  decide_invites(self);
}

} // namespace

membership_impl::behavior_type membership(self_pointer self, http_actor http,
                                          storekeeper_actor storekeeper, rooms_actor rooms,
                                          account_actor account, surroundings around) {
  report_exceptions(self, "membership");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.rooms = std::move(rooms);
  state.account = std::move(account);
  state.around = std::move(around);
  load_records(self);
  return {
      [self](const settings_changed& what) {
        auto& now = self->state;
        bool rooms_changed =
            !now.values || now.values->values.matrix.rooms != what.now->values.matrix.rooms;
        now.values = what.now;
        if (rooms_changed)
          begin(self);
      },
      [self](const session_opened& what) {
        self->state.session = what.session;
        begin(self);
      },
      [self](const reading_client& reader) { self->state.reader = reader; },
      [self](const sync_positioned&) {
        self->state.positioned = true;
        settle_all(self);
      },
      [self](const room_news& news) { on_news(self, news); },
      [self](const settle_again& what) {
        if (what.epoch != self->state.epoch)
          return;
        if (what.entry == whole_list)
          return list_joined_rooms(self);
        self->state.entries[what.entry].busy = false;
        settle(self, what.entry);
      },
      [self](const reject_again& what) {
        if (self->state.session)
          reject(self, what.room_id, what.failures);
      },
  };
}

} // namespace musiclink
