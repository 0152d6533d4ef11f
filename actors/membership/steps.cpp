#include "actors/membership/steps.hpp"

#include "actors/conduct.hpp"
#include "core/limits/backoff.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::membership_steps {

using entry = membership_state::entry;

namespace {

constexpr milliseconds first_retry{2000};
constexpr milliseconds longest_retry{300000};
/// Rooms that are joined or looked at side by side: a start with thousands of
/// rooms shall not hold thousands of requests in memory.
constexpr std::size_t most_settling = 8;
/// Some of these may hang for long, for other servers are asked.
constexpr std::size_t most_remote = 6;

} // namespace

namespace {

/// Two entries may lead to one room. One speaks for it: the one that names it by
/// its id, or else the one that does less.
bool speaks_before(const entry& one, const entry& other) {
  const bool by_id = one.allowed.room == one.room_id;
  if (by_id != (other.allowed.room == other.room_id))
    return by_id;
  return one.allowed.settings.mode < other.allowed.settings.mode;
}

bool is_spoken_for(self_pointer self, const entry& which) {
  for (const auto& other : self->state.entries)
    if (&other != &which && other.room_id == which.room_id &&
        (speaks_before(other, which) || (&other < &which && !speaks_before(which, other)))) {
      if (self->state.doubled.insert(which.allowed.room).second)
        log::warn("two entries of matrix.rooms lead to one room: one of them counts",
                  {{"room", which.room_id},
                   {"counts", other.allowed.room},
                   {"doesNot", which.allowed.room}});
      return true;
    }
  return false;
}

} // namespace

void tell_rooms(self_pointer self, const entry& which) {
  if (!which.room_id.empty() && !is_spoken_for(self, which))
    for (const auto& listener : self->state.listeners)
      self->send(listener, standing{which.room_id, which.allowed.settings, which.state});
}

void part(self_pointer self) {
  auto& state = self->state;
  const bool all_known = std::ranges::all_of(
      state.entries, [](const entry& one) { return !one.room_id.empty() || one.nowhere; });
  for (const auto& [room_id, settings] : state.parting) {
    if (entry_of(state, room_id) || entry_followed_to(state, room_id) || !(all_known || settings))
      continue;
    entry gone;
    gone.room_id = room_id;
    gone.state = room_state::forbidden;
    gone.allowed.settings = settings.value_or(room_settings{});
    if (all_known)
      gone.allowed.settings.mode = room_mode::off;
    tell_rooms(self, gone);
  }
  if (all_known)
    state.parting.clear();
}

void tell_reader(self_pointer self) {
  auto& state = self->state;
  // Before there is a position it must be known where we are in already.
  if (!state.positioned && !state.joined_rooms)
    return;
  auto list = std::make_shared<reading_list>();
  for (const auto& one : state.entries) {
    if (!one.tried)
      return;
    if (one.room_id.empty() || one.state == room_state::encrypted ||
        one.allowed.settings.mode == room_mode::off)
      continue;
    list->room_ids.insert(one.room_id);
    // Before it is joined, so that nothing is missed between its join and its proof; until
    // then nothing of it is answered.
    if (!one.successor.empty())
      list->room_ids.insert(one.successor);
    if ((!state.positioned && one.joined) ||
        (state.joined_rooms && state.joined_rooms->contains(one.room_id)))
      list->members.insert(one.room_id);
  }
  if (state.published && *state.published == *list)
    return;
  state.published = list;
  self->send(state.reader, reading_list_ptr{list});
}

void set_state(self_pointer self, entry& which, room_state now) {
  // Encryption is for ever: what was asked before it was seen says nothing any more.
  if (which.state == room_state::encrypted)
    return;
  which.state = now;
  if (now == room_state::ok)
    which.problem.clear();
  tell_rooms(self, which);
}

namespace {

/// A token that is renewed while a request is under way may be refused there, which
/// says nothing about the one that is in use by then: the request is only repeated.
bool is_about_old_token(const http_response& answer, bool renewed) {
  auto failure = renewed ? matrix::failure_of(answer) : std::nullopt;
  return failure && failure->kind == matrix::failure_kind::unauthorized;
}

http_response asked_too_late() {
  http_response none;
  none.error = transport_error::cancelled;
  none.error_text = "the access token was replaced meanwhile";
  return none;
}

} // namespace

void send_request(self_pointer self, http_request request,
                  std::function<void(const http_response&)> on_answer) {
  auto deadline = request.timeout + http_slack;
  self->request(self->state.http, deadline, perform{std::move(request)})
      .then(
          [self, epoch = self->state.epoch, session = self->state.session,
           on_answer = std::move(on_answer)](const http_response& answer) {
            const auto& state = self->state;
            if (epoch == state.epoch)
              on_answer(is_about_old_token(answer, session != state.session) ? asked_too_late()
                                                                             : answer);
          },
          on_broken(self, "perform"));
}

milliseconds retry_time(self_pointer self, const matrix::failure& why, unsigned failures) {
  auto random = self->state.around.random();
  return why.retry_after ? backoff_told(*why.retry_after, failures, random)
                         : backoff(failures, first_retry, longest_retry, random);
}

bool account_stopped(self_pointer self, const matrix::failure& why) {
  auto& state = self->state;
  if (why.kind != matrix::failure_kind::unauthorized)
    return false;
  self->send(state.account, token_refused{state.session->as.access_token, why.text});
  state.session = nullptr;
  ++state.epoch;
  return true;
}

void try_later(self_pointer self, std::size_t index, const matrix::failure& why,
               const char* action) {
  auto& state = self->state;
  if (account_stopped(self, why))
    return;
  auto& which = state.entries[index];
  auto time = retry_time(self, why, ++which.failures);
  which.problem = std::string(action) + ": " + why.text;
  log::warn(action, {{"room", which.allowed.room},
                     {"reason", why.text},
                     {"retryInMs", std::to_string(time.count())}});
  which.busy = true;
  self->delayed_send(self, time, settle_again{state.epoch, index, ++which.turn});
}

void save_record(self_pointer self, store::room_record record) {
  auto& known = self->state.records[record.room_id];
  if (known == record)
    return;
  known = record;
  self->request(self->state.storekeeper, store_deadline, save_room{std::move(record)})
      .then([](const saved&) {}, on_broken(self, "save_room"));
}

namespace {

store::room_record record_of(const entry& which, bool encrypted) {
  return {which.room_id, is_id(which.allowed.room) ? "" : which.allowed.room, encrypted, {}, {}};
}

} // namespace

void warn_encrypted(self_pointer self, const entry& which) {
  if (self->state.warned.insert(which.room_id).second)
    log::warn("the room is encrypted: nothing is read there and nothing posted",
              {{"room", which.room_id}});
}

void on_encrypted(self_pointer self, entry& which) {
  save_record(self, record_of(which, true));
  warn_encrypted(self, which);
  set_state(self, which, room_state::encrypted);
  tell_reader(self);
}

void on_said_encrypted(self_pointer self, entry& which) {
  // When the room becomes encrypted its state comes with a page, too: this only makes sure,
  // and must not let a member who sends nothing else hold the room.
  constexpr milliseconds certain_for{10000};
  const auto since = self->state.around.now() - which.cleared_at;
  if (!which.clear || (since >= 0 && since < certain_for.count()))
    return;
  which.clear = false;
  if (which.state == room_state::ok)
    set_state(self, which, room_state::not_joined); // what is said meanwhile waits
  settle(self, static_cast<std::size_t>(&which - self->state.entries.data()));
}

namespace {

void resolve_entry_alias(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(
      self, index, matrix::resolve_alias(self->state.session->as, which.allowed.room),
      [self, index](entry& then, const http_response& answer) {
        then.tried = true;
        auto failure = matrix::failure_of(answer);
        auto room_id = failure ? std::nullopt : matrix::room_id_of(answer);
        if (!room_id) {
          if (!failure)
            failure = matrix::malformed(answer, "the answer names no room id");
          then.nowhere = failure->kind == matrix::failure_kind::permanent;
          try_later(self, index, *failure, "the room alias cannot be resolved");
        } else {
          then.failures = 0;
          then.room_id = *room_id;
          log::info("room alias resolved", {{"alias", then.allowed.room}, {"room", *room_id}});
          save_record(self, record_of(then, false));
        }
        part(self);
        tell_reader(self);
        decide_invites(self);
      });
}

} // namespace

void send_bounded(self_pointer self, std::size_t index, http_request request,
                  std::function<void(entry&, const http_response&)> on_answer) {
  auto& state = self->state;
  auto& which = state.entries[index];
  which.busy = true;
  ++state.settling;
  send_request(self, std::move(request),
               [self, index, turn = ++which.turn,
                on_answer = std::move(on_answer)](const http_response& answer) {
                 auto& then = self->state;
                 --then.settling;
                 if (then.entries[index].turn == turn) {
                   then.entries[index].busy = false;
                   on_answer(then.entries[index], answer);
                 }
                 settle_all(self);
               });
}

std::optional<matrix::failure> failure_to_join(const http_response& answer) {
  auto failure = matrix::failure_of(answer);
  if (!failure && !matrix::room_id_of(answer))
    failure = matrix::malformed(answer, "the answer names no room that was joined");
  return failure;
}

namespace {

void join(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(self, index, matrix::join(self->state.session->as, which.room_id, which.allowed.via),
               [self, index](entry& then, const http_response& answer) {
                 // What was known of the room before may have changed meanwhile.
                 then.clear = false;
                 then.newest = false;
                 if (auto failure = failure_to_join(answer)) {
                   set_state(self, then,
                             failure->status == 403 ? room_state::forbidden
                                                    : room_state::not_joined);
                   return try_later(self, index, *failure, "the room cannot be joined");
                 }
                 then.failures = 0;
                 then.joined = true;
                 log::info("joined", {{"room", then.room_id}});
               });
}

/// Before anything is answered: M_NOT_FOUND is the only proof that a room is not encrypted.
void check_encryption(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(self, index,
               matrix::state(self->state.session->as, which.room_id, "m.room.encryption"),
               [self, index](entry& then, const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (!then.joined)
                   return;
                 if (!failure && !matrix::is_state(answer, "algorithm"))
                   failure = matrix::malformed(answer, "the answer is no encryption state");
                 if (!failure)
                   return on_encrypted(self, then);
                 // A proxy's 404 is no word of the homeserver.
                 if (failure->status != 404 || failure->kind != matrix::failure_kind::permanent)
                   return try_later(self, index, *failure,
                                    "it is not known yet whether the room is encrypted");
                 then.failures = 0;
                 then.clear = true;
                 then.cleared_at = self->state.around.now();
                 if (then.newest && then.state == room_state::not_joined)
                   set_state(self, then, room_state::ok);
               });
}

} // namespace

void settle(self_pointer self, std::size_t index) {
  auto& state = self->state;
  auto& which = state.entries[index];
  if (which.busy || !state.session || !state.values->values.matrix.enabled ||
      which.state == room_state::encrypted || state.settling >= most_settling)
    return;
  const bool may_hang = state.settling < most_remote;
  if (which.room_id.empty())
    return may_hang ? resolve_entry_alias(self, index) : void();
  if (!state.positioned || !state.joined_rooms)
    return;
  which.joined = which.joined || state.joined_rooms->contains(which.room_id);
  if (!which.joined && (which.sent_away || !may_hang))
    return;
  if (!which.joined)
    join(self, index);
  else if (!which.clear)
    check_encryption(self, index);
  else if (!which.successor.empty())
    follow(self, index);
  else if (!which.newest)
    check_tombstone(self, index);
}

namespace {

bool is_settled(const entry& one) {
  const bool ready = one.clear && one.newest && one.successor.empty();
  return ready || one.failures != 0 || one.sent_away || one.state == room_state::encrypted;
}

void note_settled(membership_state& state) {
  if (!state.joining || !state.positioned || !state.joined_rooms)
    return;
  for (auto& one : state.entries)
    one.settled = one.settled || is_settled(one);
  state.joining = !std::ranges::all_of(state.entries, &entry::settled);
}

} // namespace

void settle_all(self_pointer self) {
  for (std::size_t index = 0; index < self->state.entries.size(); ++index)
    settle(self, index);
  note_settled(self->state);
}

} // namespace musiclink::membership_steps
