#pragma once

#include "actors/messages.hpp"
#include "core/edge/metrics.hpp"
#include "core/matrix/sync_page.hpp"

#include <string>
#include <vector>

// What a page of sync means to the others. Pure; used by the syncer.

namespace musiclink {

/// For membership: invites, joins, departures, encryption, upgrades.
room_news news_of(const matrix::sync_page& page);
bool is_empty(const room_news& news);

/// For the registry: rooms in which we may be allowed other things now.
rights_changed rights_of(const matrix::sync_page& page);

/// What the page leaves to be read: where a timeline is limited, the events
/// between it and the page before. What was before our join is history.
std::vector<store::gap> gaps_of(const matrix::sync_page& page, const std::string& since,
                                unix_ms now);

/// What a new position leaves to be read in the rooms that we are in already. A store
/// that begins anew knows nothing of them (`catch_up`, conf/CONTRACT.md 5.5); one
/// whose position was lost knows what was answered (`limited`).
std::vector<store::gap> gaps_before(const std::string& position, const reading_list& reading,
                                    store::gap_kind kind, unix_ms opened_at);

/// Whether it tells anything of any room.
bool says_something(const matrix::sync_page& page);

/// `events_total`, `malformed_events_total`.
void count_events(const matrix::sync_page& page, metrics& to);

} // namespace musiclink
