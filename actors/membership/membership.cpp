#include "actors/membership/membership.hpp"

#include "actors/conduct.hpp"
#include "actors/membership/steps.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace musiclink {

namespace {

using namespace membership_steps;
using entry = membership_state::entry;

constexpr std::size_t whole_list = static_cast<std::size_t>(-1);

void begin(self_pointer self);

// -- the whole list ---------------------------------------------------------------

/// An alias is resolved once and then pinned: whoever owns it cannot lead us
/// elsewhere afterwards.
std::string pinned_id(const membership_state& state, const std::string& alias) {
  for (const auto& [room_id, record] : state.records)
    if (record.alias == alias)
      return room_id;
  return {};
}

/// What is known of an entry already, from the list before a reload.
const entry* known_before(const std::vector<entry>& before, const allowed_room& allowed) {
  auto found = std::find_if(before.begin(), before.end(),
                            [&](const entry& one) { return one.allowed.room == allowed.room; });
  return found == before.end() ? nullptr : &*found;
}

/// The room that took the place of this one, by upgrades that were proven.
std::string newest_of(const membership_state& state, std::string room_id) {
  constexpr int most_upgrades = 100; // a circle must end, too
  for (int i = 0; i < most_upgrades; ++i) {
    auto record = state.records.find(room_id);
    if (record == state.records.end() || record->second.successor.empty())
      break;
    room_id = record->second.successor;
  }
  return room_id;
}

entry make_entry(const membership_state& state, const allowed_room& allowed,
                 const std::vector<entry>& before) {
  entry made;
  if (const auto* known = known_before(before, allowed))
    made = *known;
  made.allowed = allowed;
  made.busy = false;
  made.sent_away = false;
  if (made.room_id.empty())
    made.room_id =
        newest_of(state, is_id(allowed.room) ? allowed.room : pinned_id(state, allowed.room));
  made.tried = made.tried || !made.room_id.empty();
  auto record = state.records.find(made.room_id);
  if (record != state.records.end() && record->second.encrypted)
    made.state = room_state::encrypted;
  return made;
}

/// Which of them are still wanted is known, and told, when there are entries again.
void note_parting(membership_state& state, const std::vector<entry>& before) {
  for (const auto& one : before)
    for (const auto* room_id : {&one.room_id, &one.successor})
      if (!room_id->empty())
        state.parting[*room_id] = one.allowed.settings;
}

/// In the order of the requests: the rooms come last, and with them all is known.
void load_records(self_pointer self) {
  const auto& keeper = self->state.storekeeper;
  self->request(keeper, store_deadline, list_backlog{})
      .then(
          [self](const backlog& what) {
            for (const auto& room_id : what.rooms)
              self->state.parting.try_emplace(room_id);
          },
          on_broken(self, "list_backlog"));
  self->request(keeper, store_deadline, list_gaps{})
      .then(
          [self](const open_gaps& what) {
            for (const auto& gap : what.gaps)
              self->state.parting.try_emplace(gap.room_id);
          },
          on_broken(self, "list_gaps"));
  self->request(keeper, store_deadline, load_rooms{})
      .then(
          [self](const known_rooms& known) {
            for (const auto& record : known.rooms)
              self->state.records[record.room_id] = record;
            self->state.records_loaded = true;
            begin(self);
          },
          on_broken(self, "load_rooms"));
}

/// What happened while there was no position, no page tells.
void see_who_is_gone(self_pointer self) {
  for (auto& one : self->state.entries)
    if (one.joined && !self->state.joined_rooms->contains(one.room_id)) {
      one.joined = false;
      set_state(self, one, room_state::not_joined);
    }
}

void list_joined_rooms(self_pointer self) {
  if (!self->state.values->values.matrix.enabled)
    return;
  send_request(
      self, matrix::joined_rooms(self->state.session->as), [self](const http_response& answer) {
        auto& state = self->state;
        auto failure = matrix::failure_of(answer);
        auto listed = failure ? std::nullopt : matrix::joined_rooms_of(answer);
        // Without the list every room is joined, which changes nothing where we are in.
        if (failure && (failure->status == 404 || failure->kind == matrix::failure_kind::permanent))
          listed.emplace();
        if (listed) {
          state.failures = 0;
          state.joined_rooms.emplace(listed->begin(), listed->end());
          if (!failure && !state.positioned)
            see_who_is_gone(self);
          tell_reader(self);
          return settle_all(self);
        }
        if (!failure)
          failure = matrix::malformed(answer, "the answer lists no rooms");
        if (account_stopped(self, *failure))
          return;
        auto time = retry_time(self, *failure, ++state.failures);
        log::warn("the joined rooms cannot be listed", {{"reason", failure->text}});
        self->delayed_send(self, time, settle_again{state.epoch, whole_list, 0});
      });
}

/// Starts from the top, with the entries of the configuration in force.
void begin(self_pointer self) {
  auto& state = self->state;
  if (!state.values || !state.records_loaded || !state.session)
    return;
  ++state.epoch;
  state.settling = 0;
  state.rejecting = 0;
  std::vector<entry> now;
  for (const auto& allowed : state.values->values.matrix.rooms)
    now.push_back(make_entry(state, allowed, state.entries));
  note_parting(state, std::exchange(state.entries, std::move(now)));
  part(self);
  for (const auto& one : state.entries) {
    tell_rooms(self, one);
    if (one.state == room_state::encrypted)
      warn_encrypted(self, one);
  }
  tell_reader(self);
  settle_all(self);
  decide_invites(self);
  list_joined_rooms(self);
}

// -- news from sync ---------------------------------------------------------------

/// Where several entries lead to one room, each learns what becomes of it.
void for_each_entry(membership_state& state, const std::string& room_id,
                    const std::function<void(entry&)>& then) {
  for (auto& one : state.entries)
    if (one.room_id == room_id)
      then(one);
}

void on_joined(self_pointer self, entry& which) {
  if (which.joined)
    return;
  which.joined = true;
  which.sent_away = false;
  settle(self, static_cast<std::size_t>(&which - self->state.entries.data()));
}

void on_left(self_pointer self, entry& which) {
  if (!which.joined)
    return;
  log::warn("no longer in the room: removed, banned or left", {{"room", which.room_id}});
  which.joined = false;
  which.sent_away = true;
  if (self->state.joined_rooms)
    self->state.joined_rooms->erase(which.room_id);
  set_state(self, which, room_state::not_joined);
}

void on_news(self_pointer self, const room_news& news) {
  auto& state = self->state;
  for (const auto& room_id : news.joined)
    for_each_entry(state, room_id, [self](entry& which) { on_joined(self, which); });
  for (const auto& room_id : news.left)
    for_each_entry(state, room_id, [self](entry& which) { on_left(self, which); });
  for (const auto& room_id : news.encrypted)
    for_each_entry(state, room_id, [self](entry& which) { on_encrypted(self, which); });
  for (const auto& room_id : news.said_encrypted)
    for_each_entry(state, room_id, [self](entry& which) { on_said_encrypted(self, which); });
  for (const auto& upgrade : news.upgrades)
    for_each_entry(state, upgrade.room_id, [self, &upgrade](entry& which) {
      on_tombstone(self, which, upgrade.replacement_room, upgrade.sender);
    });
  take_invites(self, news.invites);
}

bool is_same_account(const account_session& left, const account_session& right) {
  return left.as.base_url == right.as.base_url && left.user_id == right.user_id;
}

// -- for people -------------------------------------------------------------------

/// The allowlist as it is, before there is a session to look into its rooms.
std::vector<entry> unseen(const membership_state& state) {
  std::vector<entry> made;
  if (state.values)
    for (const auto& allowed : state.values->values.matrix.rooms)
      made.push_back(make_entry(state, allowed, {}));
  return made;
}

/// One join that hangs, say because another server is away, must not hold up the start.
bool is_joining(const membership_state& state) {
  constexpr milliseconds longest_start{10000};
  return state.joining && (!state.first_positioned ||
                           state.around.steady() - *state.first_positioned < longest_start);
}

membership_report report_of(const membership_state& state) {
  membership_report made;
  made.joining = is_joining(state);
  for (const auto& one : state.entries.empty() ? unseen(state) : state.entries) {
    auto& room = made.rooms.emplace_back();
    room.room_id = one.room_id;
    room.alias = is_id(one.allowed.room) ? "" : one.allowed.room;
    room.mode = one.allowed.settings.mode;
    room.membership = one.joined                              ? "join"
                      : state.undecided.contains(one.room_id) ? "invite"
                                                              : "leave";
    room.state = one.state;
    room.last_error = one.problem;
  }
  return made;
}

} // namespace

membership_impl::behavior_type membership(self_pointer self, http_actor http,
                                          storekeeper_actor storekeeper,
                                          std::vector<standing_client> listeners,
                                          account_actor account, surroundings around) {
  report_exceptions(self, "membership");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.listeners = std::move(listeners);
  state.account = std::move(account);
  state.around = std::move(around);
  load_records(self);
  return {
      [self](const settings_changed& what) {
        auto& now = self->state;
        const auto& fresh = what.now->values.matrix;
        bool changed = !now.values || now.values->values.matrix.rooms != fresh.rooms ||
                       now.values->values.matrix.enabled != fresh.enabled;
        now.values = what.now;
        if (changed)
          begin(self);
      },
      [self](const session_opened& what) {
        auto& now = self->state;
        auto before = std::exchange(now.session, what.session);
        if (before && is_same_account(*before, *what.session))
          return; // another token changes nothing about our rooms
        // What was known of the rooms, another account knows nothing of.
        note_parting(now, std::exchange(now.entries, {}));
        now.joined_rooms.reset();
        begin(self);
      },
      [self](const reading_client& reader) { self->state.reader = reader; },
      [self](const sync_positioned&) {
        auto& now = self->state;
        now.positioned = true;
        if (!now.first_positioned)
          now.first_positioned = now.around.steady();
        settle_all(self);
      },
      [self](const position_lost&) {
        auto& now = self->state;
        now.positioned = false;
        now.joined_rooms.reset();
        now.published = nullptr;
        for (auto& one : now.entries)
          one.clear = one.newest = false;
        if (now.session)
          list_joined_rooms(self);
      },
      [self](const room_news& news) { on_news(self, news); },
      [self](const settle_again& what) {
        if (what.epoch != self->state.epoch)
          return;
        if (what.entry == whole_list)
          return list_joined_rooms(self);
        auto& which = self->state.entries[what.entry];
        if (which.turn != what.turn)
          return;
        which.busy = false;
        settle(self, what.entry);
      },
      [self](const invites_tick&) { on_invites_tick(self); },
      [self](const invites_summary&) { summarize_invites(self); },
      [self](const reject_next& what) {
        if (what.epoch != self->state.epoch)
          return;
        --self->state.rejecting;
        reject_more(self);
      },
      [self](const report&) { return report_of(self->state); },
  };
}

} // namespace musiclink
