#pragma once

#include "actors/room/room.hpp"
#include "core/model/comparison.hpp"

#include <string>

// How a job of a room goes its way. Used in this folder only.

namespace musiclink::room_steps {

using self_pointer = room_impl::stateful_pointer<room_actor_state>;
using slot = room_actor_state::slot;

// -- room.cpp: claims, order and ends -------------------------------------------------

/// Claims more where there is room for it; tells when nothing is left.
void look(self_pointer self);

slot* find(self_pointer self, std::uint64_t arrival);

/// A job is out of the store's queue: makes room for the next.
void ended(self_pointer self, std::uint64_t arrival);

/// A reply, edit or redaction is finished: it is the sender's when its turn has come.
void offer(self_pointer self, slot& which);

/// Ends a job here. The conclusion's outcome, reason, content and what the parity
/// report learns (nothing: all is as it was) are the caller's.
void conclude_here(self_pointer self, slot& which, store::conclusion end);

void end_without_reply(self_pointer self, slot& which, job_outcome outcome, std::string reason,
                       std::optional<our_state> ours);

/// The event of that job changed, and its next job is in the store already: what
/// was never sent is better not sent.
void end_as_outdated(self_pointer self, slot& which);

// -- room_answer.cpp: from the links to the text --------------------------------------

/// Begins with a claimed job.
void begin(self_pointer self, slot& which);

/// How long to go on with an event that was first claimed at that time.
milliseconds patience_left(self_pointer self, unix_ms first_claimed_at);

// -- room_watch.cpp: unfinished events ------------------------------------------------

/// Watches unfinished events, as many as may be watched at once.
void watch_more(self_pointer self);

/// Resumes all that are watched: the room is refused, and they end.
void resume_all(self_pointer self);

void on_watch_tick(self_pointer self, const watch_tick& tick);

} // namespace musiclink::room_steps
