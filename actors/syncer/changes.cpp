#include "actors/syncer/changes.hpp"

#include <utility>

namespace musiclink {

room_news news_of(const matrix::sync_page& page) {
  room_news news;
  for (const auto& one : page.invited)
    news.invites.push_back({one.room_id, one.inviter, one.predecessor});
  for (const auto& one : page.left)
    news.left.push_back(one.room_id);
  for (const auto& one : page.joined) {
    if (one.joined_here)
      news.joined.push_back(one.room_id);
    if (one.encrypted)
      news.encrypted.push_back(one.room_id);
    else if (one.events.encrypted != 0)
      news.said_encrypted.push_back(one.room_id);
    if (!one.replacement_room.empty())
      news.upgrades.push_back({one.room_id, one.replacement_room, one.tombstone_sender});
  }
  return news;
}

rights_changed rights_of(const matrix::sync_page& page) {
  rights_changed changed;
  for (const auto& one : page.joined)
    if (one.rights_changed || one.joined_here)
      changed.room_ids.push_back(one.room_id);
  return changed;
}

bool is_empty(const room_news& news) {
  return news.invites.empty() && news.upgrades.empty() && news.joined.empty() &&
         news.left.empty() && news.encrypted.empty() && news.said_encrypted.empty();
}

std::vector<store::gap> gaps_of(const matrix::sync_page& page, const std::string& since,
                                unix_ms now) {
  std::vector<store::gap> gaps;
  for (const auto& room : page.joined)
    if (room.limited && !room.joined_here && !room.encrypted) {
      store::gap left_out;
      left_out.room_id = room.room_id;
      left_out.from = room.prev_batch; // where the homeserver names none: the newest event
      if (!room.is_new)                // else it ends where we joined
        left_out.to = since;
      left_out.opened_at = now;
      gaps.push_back(std::move(left_out));
    }
  return gaps;
}

std::vector<store::gap> gaps_before(const std::string& position, const reading_list& reading,
                                    store::gap_kind kind, unix_ms opened_at) {
  std::vector<store::gap> gaps;
  for (const auto& room_id : reading.members) {
    store::gap before;
    before.room_id = room_id;
    before.kind = kind;
    before.from = position;
    before.opened_at = opened_at;
    gaps.push_back(std::move(before));
  }
  return gaps;
}

bool says_something(const matrix::sync_page& page) {
  return !page.joined.empty() || !page.invited.empty() || !page.left.empty();
}

void count_events(const matrix::sync_page& page, metrics& to) {
  for (const auto& room : page.joined) {
    to.events("m.room.message", room.events.messages);
    to.events("m.room.redaction", room.events.redactions);
    to.events("m.room.encrypted", room.events.encrypted);
    to.events("m.room.member", room.events.members);
    to.events("other", room.events.other);
    to.malformed_events(room.malformed);
  }
}

} // namespace musiclink
