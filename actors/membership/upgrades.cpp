#include "actors/membership/steps.hpp"

#include "actors/conduct.hpp"
#include "core/matrix/identifiers.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::membership_steps {

using entry = membership_state::entry;

namespace {

std::vector<std::string> via_of(const entry& which) {
  auto via = which.allowed.via;
  if (!which.successor_via.empty() &&
      std::find(via.begin(), via.end(), which.successor_via) == via.end())
    via.insert(via.begin(), which.successor_via);
  return via;
}

void give_up_successor(entry& which) {
  which.successor.clear();
  which.successor_joined = false;
  which.newest = true;
}

/// The successor does not say that it takes the place of our room: a tombstone
/// alone shall not lead us anywhere.
void refuse_successor(self_pointer self, entry& which) {
  log::warn("the room was upgraded, but the new room does not name it as its predecessor: left",
            {{"room", which.room_id}, {"successor", which.successor}});
  send_request(self, matrix::leave(self->state.session->as, which.successor),
               [](const http_response&) {});
  auto record = self->state.records[which.room_id];
  record.room_id = which.room_id;
  record.refused = which.successor;
  save_record(self, std::move(record));
  self->state.parting[which.successor] = which.allowed.settings;
  give_up_successor(which);
  set_state(self, which, room_state::upgraded);
  part(self);
  tell_reader(self);
}

/// The successor takes the entry's place, for this and all later starts.
void move_on(self_pointer self, std::size_t index) {
  auto& which = self->state.entries[index];
  log::info("the room was upgraded: its successor takes its place",
            {{"room", which.room_id}, {"successor", which.successor}});
  auto record = self->state.records[which.room_id];
  record.room_id = which.room_id;
  record.successor = which.successor;
  save_record(self, std::move(record));
  set_state(self, which, room_state::upgraded);
  which.room_id = which.successor;
  give_up_successor(which);
  which.joined = true;
  which.clear = false;
  which.newest = false;
  which.failures = 0;
  which.state = room_state::not_joined;
  tell_rooms(self, which);
  tell_reader(self);
}

void ask_for_predecessor(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(self, index,
               matrix::state(self->state.session->as, which.successor, "m.room.create"),
               [self, index](entry& then, const http_response& answer) {
                 auto failure = matrix::failure_of(answer);
                 if (!failure && !matrix::is_state(answer, "room_version") &&
                     !matrix::is_state(answer, "predecessor"))
                   failure = matrix::malformed(answer, "the answer is no creation of a room");
                 if (failure) {
                   // Removed again before it was proven: the next step is to join it anew.
                   then.successor_joined = failure->kind != matrix::failure_kind::permanent;
                   return try_later(self, index, *failure,
                                    "the successor of an upgraded room cannot be read");
                 }
                 if (matrix::predecessor_of(answer) == then.room_id)
                   move_on(self, index);
                 else
                   refuse_successor(self, then);
               });
}

void join_successor(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(self, index, matrix::join(self->state.session->as, which.successor, via_of(which)),
               [self, index](entry& then, const http_response& answer) {
                 if (auto failure = failure_to_join(answer))
                   return try_later(self, index, *failure,
                                    "the successor of an upgraded room cannot be joined");
                 then.failures = 0;
                 then.successor_joined = true;
               });
}

} // namespace

void on_tombstone(self_pointer self, entry& which, const std::string& successor,
                  const std::string& sender) {
  set_state(self, which, room_state::upgraded);
  auto known = self->state.records.find(which.room_id);
  bool refused = known != self->state.records.end() && known->second.refused == successor;
  if (!self->state.values->values.matrix.follow_upgrades || successor == which.room_id || refused) {
    which.newest = true;
    log::warn("the room was upgraded and is not followed: add the new room to matrix.rooms",
              {{"room", which.room_id}, {"successor", successor}});
    return;
  }
  if (which.successor != successor)
    which.successor_joined = false;
  which.successor = successor;
  which.successor_via = matrix::server_of(sender);
  tell_reader(self);
  std::erase_if(self->state.unwanted, [&](const auto& one) { return one.room_id == successor; });
  decide_invites(self);
  settle(self, static_cast<std::size_t>(&which - self->state.entries.data()));
}

void follow(self_pointer self, std::size_t index) {
  if (self->state.entries[index].successor_joined)
    ask_for_predecessor(self, index);
  else
    join_successor(self, index);
}

void check_tombstone(self_pointer self, std::size_t index) {
  const auto& which = self->state.entries[index];
  send_bounded(self, index,
               matrix::state(self->state.session->as, which.room_id, "m.room.tombstone"),
               [self, index](entry& then, const http_response& answer) {
                 if (!then.joined || !then.clear)
                   return;
                 auto failure = matrix::failure_of(answer);
                 bool none = failure && failure->kind == matrix::failure_kind::permanent;
                 if (!failure && !matrix::is_state(answer, "replacement_room"))
                   failure = matrix::malformed(answer, "the answer is no tombstone");
                 if (failure && !none)
                   return try_later(self, index, *failure,
                                    "it is not known yet whether the room was upgraded");
                 then.newest = true;
                 then.failures = 0;
                 auto successor = none ? std::nullopt : matrix::successor_of(answer);
                 if (successor)
                   return on_tombstone(self, then, *successor, {});
                 log::info("room ready", {{"room", then.room_id}});
                 set_state(self, then, room_state::ok);
               });
}

} // namespace musiclink::membership_steps
