#pragma once

#include "actors/sender/sender.hpp"
#include "core/matrix/answers.hpp"

// What the sender does with the reply at the front of its queue. Used in this
// folder only.

namespace musiclink::sender_steps {

using self_pointer = sender_impl::stateful_pointer<sender_state>;

/// An earlier life may have sent it, and it is not to be sent any more.
inline bool is_only_looked_for(const post& what) {
  return what.kind == post_kind::reply && what.content.empty();
}

/// Takes the next step with the front of the queue, if one can be taken now.
void pump(self_pointer self);

/// Looks through the room's history for the reply at the front, which may have
/// been accepted already; then goes on with it.
void look_up_front(self_pointer self);

// The ends that a reply can come to: each writes it to the store, and goes on with
// the next.
/// `removed`: somebody redacted the reply since.
void end_as_sent(self_pointer self, std::string event_id, bool removed = false);
void end_as_failed(self_pointer self, const std::string& reason);
void end_as_skipped(self_pointer self, std::string reason);
void end_as_shadowed(self_pointer self);

/// Waits and tries again, for as long as the failure says; gives up at last where the
/// answers look final.
void retry_later(self_pointer self, const matrix::failure& why);

/// Goes on after an answer that was a failure of any kind but a permanent one.
/// `asked_with` is the session of the request.
void go_on_after(self_pointer self, const session_ptr& asked_with, const matrix::failure& why);

} // namespace musiclink::sender_steps
