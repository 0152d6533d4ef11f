#include "core/limits/exchange.hpp"

#include "core/model/song.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {
namespace {

constexpr std::size_t most_entries = 32;
constexpr std::ptrdiff_t most_from_one_sender = 2;
constexpr std::ptrdiff_t most_in_a_room = 4;
constexpr std::size_t most_turns = 8;
constexpr unix_ms a_moment = unix_ms{2} * 60 * 1000;

/// A clock that was set back makes nothing older.
bool is_within(unix_ms span, const exchange::entry& what, unix_ms now) {
  return now - what.at < span;
}

/// How often in a row the sender posted the link again within a moment of our answer.
std::size_t turns(const exchange& so_far, const link_event& event, unix_ms now) {
  std::size_t count = 0;
  auto next_at = now;
  for (auto at = so_far.entries.rbegin(); at != so_far.entries.rend(); ++at) {
    if (at->ours || at->room_id != event.room_id || at->sender != event.sender)
      continue;
    if (at->answered_at == 0 || at->answered_at > next_at || next_at - at->answered_at > a_moment)
      break;
    ++count;
    next_at = at->at;
  }
  return count;
}

/// The messages that came after we had said the link.
std::vector<exchange::entry> repetitions(const exchange& so_far, unix_ms now) {
  std::vector<exchange::entry> result;
  bool said = false;
  for (const auto& one : so_far.entries) {
    if (!is_within(fuse_heals_after, one, now))
      continue;
    if (!one.ours && said)
      result.push_back(one);
    said = said || one.ours;
  }
  return result;
}

} // namespace

std::string exchange_key(const link& what) {
  return family_of(what.where) == service::youtube && what.id ? "youtube " + *what.id
                                                              : what.canonical;
}

bool was_said(const exchange& so_far, unix_ms now) {
  return std::ranges::any_of(so_far.entries, [now](const exchange::entry& one) {
    return one.ours && is_within(exchange_memory, one, now);
  });
}

bool repeats_somebody(const exchange& so_far, const std::string& event_id,
                      const std::string& sender, unix_ms now) {
  for (const auto& one : so_far.entries) {
    if (!one.ours && one.event_id == event_id)
      return false;
    if (is_within(fuse_heals_after, one, now) && (one.ours || one.sender != sender))
      return true;
  }
  return false;
}

bool feeds_itself(const exchange& so_far, const link_event& event, unix_ms now) {
  if (turns(so_far, event, now) >= most_turns)
    return true;
  const auto got_it = [&](const exchange::entry& one) {
    return one.ours && one.echoing && one.sender == event.sender &&
           is_within(fuse_heals_after, one, now);
  };
  if (std::ranges::any_of(so_far.entries, got_it))
    return true;
  const auto repeated = repetitions(so_far, now);
  const auto here = std::ranges::count(repeated, event.room_id, &exchange::entry::room_id);
  const auto from_sender = std::ranges::count_if(repeated, [&](const exchange::entry& one) {
    return one.room_id == event.room_id && one.sender == event.sender;
  });
  return here >= most_in_a_room || from_sender >= most_from_one_sender;
}

void add(exchange& to, exchange::entry what) {
  auto& entries = to.entries;
  std::erase_if(entries, [&](const exchange::entry& one) {
    const bool is_same =
        one.ours == what.ours && one.room_id == what.room_id && one.event_id == what.event_id;
    return is_same || !is_within(exchange_memory, one, what.at);
  });
  if (entries.size() == most_entries)
    entries.erase(entries.begin());
  entries.push_back(std::move(what));
}

void add_earlier(exchange& to, exchange::entry what) {
  auto& entries = to.entries;
  if (entries.size() < most_entries)
    entries.insert(entries.begin(), std::move(what));
}

void note_answered(exchange& in, const std::string& event_id, unix_ms now) {
  for (auto& one : in.entries)
    if (!one.ours && one.event_id == event_id)
      one.answered_at = now;
}

} // namespace musiclink
