#include "actors/conduct.hpp"
#include "actors/sender/steps.hpp"
#include "core/links/detect.hpp"
#include "core/model/comparison.hpp"

#include <optional>
#include <utility>

namespace musiclink::sender_steps {

namespace {

/// What the parity report learns when this is posted, or would have been.
our_answer our_answer_of(const post& what) {
  if (what.kind == post_kind::redaction)
    return {what.work.event.event_id, our_state::left_out, {}};
  return {what.work.event.event_id, our_state::said, links_in_content(what.content)};
}

/// The same when it is not. What was said before an edit or a redaction stays.
std::optional<our_answer> our_silence_of(const post& what, our_state how) {
  if (what.kind != post_kind::reply)
    return std::nullopt;
  return our_answer{what.work.event.event_id, how, {}};
}

/// Writes the end of the front job to the store and goes on to the next.
void end_front(self_pointer self, store::conclusion end) {
  auto& state = self->state;
  const auto& work = state.queue.front().what.work;
  end.key = work.key;
  end.trigger = work.event.event_id;
  end.links = work.event.links;
  end.now = state.around.now();
  end.keep_until = end.now + milliseconds(state.brief->journal_keep).count();
  state.at_work = true;
  self->request(state.to.storekeeper, store_deadline, conclude{std::move(end)})
      .then(
          [self](const saved&) {
            auto& then = self->state;
            auto arrival = then.queue.front().what.work.key.arrival;
            then.queue.pop_front();
            then.at_work = false;
            then.failures = 0;
            then.refusals = 0;
            self->send(then.room, job_ended{arrival});
            pump(self);
          },
          on_broken(self, "conclude"));
}

} // namespace

void end_as_skipped(self_pointer self, std::string reason) {
  const auto& state = self->state;
  const bool is_refused = !state.brief->refusal.empty();
  store::conclusion end;
  end.ours = our_silence_of(state.queue.front().what,
                            is_refused ? our_state::left_out : our_state::silent);
  end.outcome = job_outcome::skipped;
  end.reason = std::move(reason);
  end_front(self, std::move(end));
}

namespace {

/// A redaction has no content; its journal entry says what would have gone.
std::string content_for_journal(const post& what) {
  return what.kind == post_kind::redaction ? R"({"redacts":")" + what.reply_id + "\"}"
                                           : what.content;
}

} // namespace

void end_as_shadowed(self_pointer self) {
  const auto& front = self->state.queue.front().what;
  log::info("reply computed, not posted: shadow",
            {{"room", front.work.event.room_id}, {"event", front.work.event.event_id}});
  store::conclusion end;
  end.outcome = job_outcome::shadowed;
  end.content = content_for_journal(front);
  end.left_out = front.left_out;
  end.says_all = front.says_all;
  end.ours = our_answer_of(front);
  end_front(self, std::move(end));
}

namespace {

struct outcome_words {
  job_outcome outcome;
  const char* log;
};

outcome_words outcome_of(post_kind kind) {
  switch (kind) {
  case post_kind::edit:
    return {job_outcome::edited, "reply edited"};
  case post_kind::redaction:
    return {job_outcome::redacted, "reply redacted"};
  case post_kind::reply:
    break;
  }
  return {job_outcome::sent, "replied"};
}

} // namespace

void end_as_sent(self_pointer self, std::string event_id, bool removed) {
  const auto& queued = self->state.queue.front();
  const auto& front = queued.what;
  auto [outcome, words] = outcome_of(front.kind);
  log::info(words, {{"room", front.work.event.room_id},
                    {"event", front.work.event.event_id},
                    {"reply", event_id}});
  store::conclusion end;
  end.outcome = outcome;
  end.reply_event_id = std::move(event_id);
  end.removed = removed;
  end.content = content_for_journal(front);
  end.left_out = front.left_out;
  // What an earlier life posted may say less: it is completed as was planned then.
  end.says_all = front.says_all && (front.work.attempts <= 1 || queued.was_absent);
  if (front.kind == post_kind::reply)
    self->state.around.meters->reply_latency(
        milliseconds{self->state.around.now() - front.work.event.received_at});
  end.ours = our_answer_of(front);
  end_front(self, std::move(end));
}

void end_as_failed(self_pointer self, const std::string& reason) {
  const auto& front = self->state.queue.front().what;
  log::error("reply given up", {{"room", front.work.event.room_id},
                                {"event", front.work.event.event_id},
                                {"reason", reason}});
  store::conclusion end;
  end.outcome = job_outcome::failed;
  end.reason = reason;
  end.ours = our_silence_of(front, our_state::silent);
  end_front(self, std::move(end));
}

} // namespace musiclink::sender_steps
