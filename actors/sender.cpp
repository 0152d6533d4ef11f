#include "actors/sender.hpp"

#include "actors/conduct.hpp"
#include "core/backoff.hpp"
#include "core/matrix/requests.hpp"

#include <utility>

namespace musiclink {

namespace {

using self_pointer = sender_impl::stateful_pointer<sender_state>;

void pump(self_pointer self);

void tell_if_drained(self_pointer self) {
  auto& state = self->state;
  if (state.on_drained && !state.at_work)
    std::exchange(state.on_drained, std::nullopt)->deliver(drained{});
}

/// Writes the end of the front job to the store and goes on to the next.
void end_front(self_pointer self, store::conclusion end) {
  auto& state = self->state;
  const auto& front = state.queue.front();
  end.key = front.work.key;
  end.links = front.work.event.links;
  end.now = state.around.now();
  state.at_work = true;
  self->request(state.storekeeper, actor_deadline, conclude{std::move(end)})
      .then(
          [self](const saved&) {
            auto& then = self->state;
            auto arrival = then.queue.front().work.key.arrival;
            then.queue.pop_front();
            then.at_work = false;
            then.failures = 0;
            then.refusals = 0;
            self->send(then.room, job_ended{arrival});
            tell_if_drained(self);
            pump(self);
          },
          on_broken(self, "conclude"));
}

void end_as_skipped(self_pointer self) {
  store::conclusion end;
  end.outcome = job_outcome::skipped;
  end.reason = self->state.brief->refusal;
  end_front(self, std::move(end));
}

void end_as_shadowed(self_pointer self) {
  const auto& state = self->state;
  const auto& front = state.queue.front();
  log::info("reply computed, not posted: shadow",
            {{"room", front.work.event.room_id}, {"event", front.work.event.event_id}});
  store::conclusion end;
  end.outcome = job_outcome::shadowed;
  end.content = front.content;
  end.journal_until = state.around.now() + milliseconds(state.brief->journal_keep).count();
  end_front(self, std::move(end));
}

void end_as_sent(self_pointer self, std::string event_id) {
  const auto& front = self->state.queue.front();
  log::info("replied", {{"room", front.work.event.room_id},
                        {"event", front.work.event.event_id},
                        {"reply", event_id}});
  store::conclusion end;
  end.outcome = job_outcome::sent;
  end.reply_event_id = std::move(event_id);
  end.content = front.content;
  end_front(self, std::move(end));
}

void end_as_failed(self_pointer self, const matrix::failure& why) {
  const auto& front = self->state.queue.front();
  log::error("reply given up", {{"room", front.work.event.room_id},
                                {"event", front.work.event.event_id},
                                {"reason", why.text}});
  store::conclusion end;
  end.outcome = job_outcome::failed;
  end.reason = why.text;
  end_front(self, std::move(end));
}

void wait(self_pointer self, milliseconds time) {
  auto& state = self->state;
  state.waiting = true;
  self->delayed_send(self, time, sender_tick{++state.wait});
}

void retry_later(self_pointer self, const matrix::failure& why) {
  auto& state = self->state;
  ++state.failures;
  // A homeserver that cannot be reached has not judged the reply: only answers
  // count towards maxAttempts, or an outage of some minutes would lose replies.
  if (why.status != 0 && why.kind == matrix::failure_kind::transient)
    ++state.refusals;
  const auto& how = state.brief->outbound;
  if (state.refusals >= how.max_attempts)
    return end_as_failed(self, why);
  auto time = why.retry_after ? backoff_told(*why.retry_after, state.around.random())
                              : backoff(state.failures, how.initial_backoff, how.max_backoff,
                                        state.around.random());
  log::warn("reply not accepted yet", {{"room", state.brief->room_id},
                                       {"event", state.queue.front().work.event.event_id},
                                       {"reason", why.text},
                                       {"retryInMs", std::to_string(time.count())}});
  wait(self, time);
}

void on_answer(self_pointer self, const session_ptr& asked_with, const http_response& answer) {
  auto& state = self->state;
  state.at_work = false;
  auto failure = matrix::failure_of(answer);
  if (!failure) {
    if (auto event_id = matrix::event_id_of(answer))
      return end_as_sent(self, std::move(*event_id));
    failure = matrix::failure{};
    failure->status = answer.status;
    failure->text = "the answer to the send names no event";
  }
  switch (failure->kind) {
  case matrix::failure_kind::permanent:
    end_as_failed(self, *failure);
    return;
  case matrix::failure_kind::unauthorized:
    // The account decides what becomes of the token; a new session wakes us.
    self->send(state.account, token_refused{asked_with->as.access_token});
    if (state.session == asked_with)
      state.session = nullptr;
    pump(self);
    break;
  case matrix::failure_kind::limited:
  case matrix::failure_kind::transient:
    retry_later(self, *failure);
    break;
  }
  tell_if_drained(self);
}

void put(self_pointer self) {
  auto& state = self->state;
  const auto& front = state.queue.front();
  const auto& event = front.work.event;
  auto request = matrix::send(state.session->as, event.room_id, "m.room.message",
                              matrix::reply_transaction_id(event.event_id), front.content);
  auto deadline = request.timeout + http_slack;
  state.at_work = true;
  self->request(state.http, deadline, perform{std::move(request)})
      .then([self, session = state.session](
                const http_response& answer) { on_answer(self, session, answer); },
            on_broken(self, "perform"));
}

/// Takes the next step with the front of the queue, if one can be taken now.
void pump(self_pointer self) {
  auto& state = self->state;
  if (state.at_work || state.waiting || state.draining || state.queue.empty())
    return;
  if (!state.brief->refusal.empty())
    end_as_skipped(self);
  else if (state.brief->effective != room_mode::active)
    end_as_shadowed(self);
  else if (state.session)
    put(self);
}

} // namespace

sender_impl::behavior_type sender(self_pointer self, http_actor http, storekeeper_actor storekeeper,
                                  account_actor account, room_brief_ptr brief, session_ptr session,
                                  surroundings around) {
  report_exceptions(self, "sender");
  auto& state = self->state;
  state.http = std::move(http);
  state.storekeeper = std::move(storekeeper);
  state.account = std::move(account);
  state.brief = std::move(brief);
  state.session = std::move(session);
  state.around = std::move(around);
  return {
      [self](const session_opened& what) {
        self->state.session = what.session;
        pump(self);
      },
      [self](const brief_changed& what) {
        auto& now = self->state;
        now.brief = what.brief;
        // What waits to be tried again goes to the journal at once (SIGUSR1).
        if (now.brief->effective != room_mode::active)
          now.waiting = false;
        pump(self);
      },
      [self](const sender_client& room) { self->state.room = room; },
      [self](post_reply& what) {
        self->state.queue.push_back(std::move(what));
        pump(self);
      },
      [self](const drain&) -> caf::result<drained> {
        auto& now = self->state;
        now.draining = true;
        if (!now.at_work)
          return drained{};
        now.on_drained = self->make_response_promise<drained>();
        return *now.on_drained;
      },
      [self](const retire&) { self->quit(); },
      [self](const sender_tick& tick) {
        if (tick.wait != self->state.wait)
          return;
        self->state.waiting = false;
        pump(self);
      },
  };
}

} // namespace musiclink
