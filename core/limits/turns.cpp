#include "core/limits/turns.hpp"

#include <algorithm>

namespace musiclink {
namespace {

/// A taker may take one more while it has less than so many times what is left.
constexpr std::uint64_t member_share = 1;
constexpr std::uint64_t room_share = 2;

template<class Queue>
auto named(Queue& queue, const std::string& name) {
  return std::ranges::find(queue, name, [](const auto& each) { return each.name; });
}

template<class Counts, class Key>
std::uint64_t count_of(const Counts& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

template<class Counts, class Key>
void count_down(Counts& counts, const Key& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0)
    counts.erase(found);
}

/// The first goes to the end: all others have their turn before it.
template<class Queue>
void rotate(Queue& queue) {
  queue.push_back(std::move(queue.front()));
  queue.pop_front();
}

} // namespace

bool turns::ring::is_full(const place& at) const {
  const auto room = named(rooms, at.room);
  if (room == rooms.end() || at.room.empty())
    return false;
  const auto member = named(room->members, at.member);
  return room->size >= most_of_room ||
         (member != room->members.end() && member->tickets.size() >= most_of_member);
}

void turns::ring::add(ticket who, const place& at) {
  auto room = named(rooms, at.room);
  if (room == rooms.end())
    room = rooms.insert(rooms.end(), room_queue{at.room, {}, 0});
  auto member = named(room->members, at.member);
  if (member == room->members.end())
    member = room->members.insert(room->members.end(), member_queue{at.member, {}});
  member->tickets.push_back(who);
  ++room->size;
}

void turns::ring::remove(ticket who, const place& at) {
  const auto room = named(rooms, at.room);
  if (room == rooms.end())
    return;
  const auto member = named(room->members, at.member);
  if (member == room->members.end())
    return;
  room->size -= std::erase(member->tickets, who);
  if (member->tickets.empty())
    room->members.erase(member);
  if (room->members.empty())
    rooms.erase(room);
}

void turns::wait(ticket who, const place& at) {
  auto& entry = waiting_[who];
  if (std::ranges::find(entry.places, at) != entry.places.end())
    return;
  // At the bound all of it is put back, for a ticket waits in one ring only.
  if (!entry.is_put_back && fresh_.is_full(at)) {
    if (!entry.places.empty())
      return; // it has a better place already
    entry.is_put_back = true;
  } else if (entry.is_put_back && !entry.places.empty() && !fresh_.is_full(at)) {
    for (const auto& each : entry.places)
      put_back_.remove(who, each);
    entry = {};
  }
  entry.places.push_back(at);
  (entry.is_put_back ? put_back_ : fresh_).add(who, at);
}

void turns::put_back(ticket who) {
  const auto found = waiting_.find(who);
  if (found == waiting_.end() || found->second.is_put_back)
    return;
  found->second.is_put_back = true;
  for (const auto& each : found->second.places) {
    fresh_.remove(who, each);
    put_back_.add(who, each);
  }
}

void turns::leave(ticket who) {
  const auto found = waiting_.find(who);
  if (found == waiting_.end())
    return;
  for (const auto& each : found->second.places)
    (found->second.is_put_back ? put_back_ : fresh_).remove(who, each);
  waiting_.erase(found);
}

std::optional<turns::ticket> turns::next(unix_ms now, std::uint64_t left) {
  forget_before(now - window_.count());
  auto found = first_of(fresh_, left, false);
  if (!found)
    found = first_of(put_back_, left, true);
  if (!found)
    return std::nullopt;
  leave(found->first);
  note_taken(found->second, now);
  return found->first;
}

std::optional<unix_ms> turns::share_free_at() const {
  if (waiting_.empty() || taken_.empty())
    return std::nullopt;
  return taken_.front().first + window_.count();
}

std::optional<std::pair<turns::ticket, turns::place>>
turns::first_of(ring& from, std::uint64_t left, bool newest_first) {
  for (std::size_t rooms = from.rooms.size(); rooms > 0; --rooms, rotate(from.rooms)) {
    auto& room = from.rooms.front();
    for (std::size_t members = room.members.size(); members > 0; --members, rotate(room.members)) {
      const auto& member = room.members.front();
      place at{room.name, member.name};
      if (!may_take(at, left))
        continue;
      const auto who = newest_first ? member.tickets.back() : member.tickets.front();
      rotate(room.members);
      rotate(from.rooms);
      return std::pair{who, std::move(at)};
    }
  }
  return std::nullopt;
}

bool turns::may_take(const place& who, std::uint64_t left) const {
  return who.room.empty() || (count_of(by_member_, who) < member_share * left &&
                              count_of(by_room_, who.room) < room_share * left);
}

void turns::note_taken(const place& who, unix_ms now) {
  if (who.room.empty())
    return;
  taken_.emplace_back(now, who);
  ++by_member_[who];
  ++by_room_[who.room];
}

void turns::forget_before(unix_ms now) {
  // A clock that was set back leaves times in the future: these are forgotten, too.
  while (!taken_.empty() &&
         (taken_.front().first <= now || taken_.front().first > now + window_.count())) {
    count_down(by_member_, taken_.front().second);
    count_down(by_room_, taken_.front().second.room);
    taken_.pop_front();
  }
}

} // namespace musiclink
