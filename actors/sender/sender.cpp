#include "actors/sender/sender.hpp"

#include "actors/conduct.hpp"
#include "actors/crash_points.hpp"
#include "actors/sender/steps.hpp"
#include "core/limits/backoff.hpp"
#include "core/links/wording.hpp"
#include "core/reply/content.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace musiclink {

namespace sender_steps {

namespace {

void tell_if_drained(self_pointer self) {
  auto& state = self->state;
  if (state.on_drained && !state.at_work)
    std::exchange(state.on_drained, std::nullopt)->deliver(drained{});
}

void wait(self_pointer self, milliseconds time) {
  auto& state = self->state;
  state.waiting = true;
  self->delayed_send(self, time, sender_tick{++state.wait});
}

} // namespace

namespace {

/// Whether an answer may have judged the reply: one that is no Matrix answer, but says "no" or what
/// nobody understands. What passes (no answer, 5xx, 429, trouble with the session or on the way)
/// has not: it is retried until the event is too old, or an outage of some minutes would lose
/// replies.
bool looks_final(const matrix::failure& why) {
  constexpr std::array<long, 5> passing{401, 408, 421, 425, 429};
  const bool passes = why.status == 0 || why.status >= 500 || !why.errcode.empty() ||
                      std::ranges::find(passing, why.status) != passing.end();
  return why.kind == matrix::failure_kind::transient && !passes;
}

/// An hour of the same failure is a dozen lines, not thousands.
bool is_worth_a_line(unsigned failures) {
  return (failures & (failures - 1)) == 0;
}

} // namespace

void retry_later(self_pointer self, const matrix::failure& why) {
  auto& state = self->state;
  ++state.failures;
  state.queue.front().failure = why.text;
  if (looks_final(why))
    ++state.refusals;
  const auto& how = state.brief->outbound;
  if (state.refusals >= how.max_attempts)
    return end_as_failed(self, why.text);
  auto time =
      why.retry_after
          ? backoff_told(*why.retry_after, state.failures, state.around.random())
          : backoff(state.failures, how.initial_backoff, how.max_backoff, state.around.random());
  if (is_worth_a_line(state.failures))
    log::warn("send failed: trying again later",
              {{"room", state.brief->room_id},
               {"event", state.queue.front().what.work.event.event_id},
               {"reason", why.text},
               {"retryInMs", std::to_string(time.count())}});
  wait(self, time);
  self->send(state.to.registry, held_back{state.brief->room_id, time, why.retry_after.has_value()});
}

void go_on_after(self_pointer self, const session_ptr& asked_with, const matrix::failure& why) {
  auto& state = self->state;
  if (why.kind == matrix::failure_kind::unauthorized) {
    // The account decides what becomes of the token; a new session wakes us.
    self->send(state.to.account, token_refused{asked_with->as.access_token, why.text});
    if (state.session == asked_with)
      state.session = nullptr;
  } else if (why.kind == matrix::failure_kind::held) {
    state.queue.front().failure = why.text; // the pacer says when it is tried again
  } else {
    retry_later(self, why);
  }
  pump(self);
}

namespace {

/// The event that the answer to a request names.
std::optional<matrix::failure> failure_of_send(const http_response& answer, std::string& event_id) {
  if (auto failure = matrix::failure_of(answer))
    return failure;
  if (auto named = matrix::event_id_of(answer)) {
    event_id = std::move(*named);
    return std::nullopt;
  }
  return matrix::malformed(answer, "the answer to the send names no event");
}

/// That a redaction is forbidden says nothing about messages.
bool is_about_room(const matrix::failure& why, post_kind kind) {
  return why.status == 403 && why.errcode == "M_FORBIDDEN" && kind != post_kind::redaction;
}

/// The next would meet with the same. The registry says when it may be tried again.
void stop_sending(self_pointer self) {
  auto& state = self->state;
  auto brief = std::make_shared<room_brief>(*state.brief);
  brief->may_send = false;
  state.brief = std::move(brief);
  self->send(state.to.registry, send_forbidden{state.brief->room_id});
}

turn_ended turn_of(self_pointer self, const std::optional<matrix::failure>& failure) {
  if (!failure)
    return {self->id(), turn_result::accepted, {}};
  switch (failure->kind) {
  case matrix::failure_kind::limited:
    return {self->id(), turn_result::refused, failure->retry_after};
  case matrix::failure_kind::held:
    return {self->id(), turn_result::held, failure->retry_after, failure->text};
  default:
    return {self->id(), turn_result::other, {}};
  }
}

/// So many sends of a room refused are taken for a limit of its own; fewer may be chance.
constexpr double share_of_limit = 0.35;

/// A limit of the room alone is nobody else's matter.
void learn_own_rate(self_pointer self, const turn_ended& how) {
  auto& state = self->state;
  if (state.shared_rate) {
    state.refused_share = 0;
    return state.own_rate.reset();
  }
  const bool refused = how.how == turn_result::refused;
  state.refused_share += ((refused ? 1 : 0) - state.refused_share) / 10;
  if (!state.own_rate) {
    if (!refused || state.refused_share < share_of_limit)
      return;
    state.own_rate = std::make_unique<send_rate>();
    state.own_rate->begin(state.sent_at);
  }
  if (how.how == turn_result::accepted)
    state.own_rate->accepted(state.sent_at);
  else if (how.how == turn_result::refused)
    state.own_rate->refused(state.sent_at, how.told, state.around.steady());
  else
    state.own_rate->give_back(state.sent_at);
}

void report_turn(self_pointer self, const std::optional<matrix::failure>& failure) {
  const auto how = turn_of(self, failure);
  if (how.how == turn_result::refused)
    self->state.around.meters->rate_limited();
  learn_own_rate(self, how);
  self->send(self->state.to.pacer, how);
}

/// A thread cannot begin at an event that has a relation of its own (client-server API,
/// "Threading"). Whether it has is for the homeserver to say.
bool leave_thread(self_pointer self, const matrix::failure& why) {
  auto& front = self->state.queue.front().what;
  if (why.status != 400 || front.kind != post_kind::reply)
    return false;
  auto plain = without_thread(front.content);
  if (!plain)
    return false;
  log::info("the homeserver takes no reply in a thread here: it becomes a plain one",
            {{"room", front.work.event.room_id},
             {"event", front.work.event.event_id},
             {"reason", why.text}});
  front.content = std::move(*plain);
  return true;
}

void on_answer(self_pointer self, const session_ptr& asked_with, const http_response& answer) {
  auto& state = self->state;
  state.at_work = false;
  std::string event_id;
  auto failure = failure_of_send(answer, event_id);
  report_turn(self, failure);
  if (!failure)
    return end_as_sent(self, std::move(event_id));
  if (failure->kind == matrix::failure_kind::permanent) {
    if (leave_thread(self, *failure))
      return pump(self);
    if (is_about_room(*failure, state.queue.front().what.kind))
      stop_sending(self);
    return end_as_failed(self, failure->text);
  }
  // A failure that says nothing about the reply leaves open whether it was accepted.
  auto& front = state.queue.front();
  if (failure->kind == matrix::failure_kind::transient) {
    front.is_tried = true;
    front.in_doubt = front.what.kind == post_kind::reply;
  }
  go_on_after(self, asked_with, *failure);
}

http_request request_for(const matrix::session& as, const post& what) {
  const auto& room_id = what.work.key.room_id;
  if (what.kind == post_kind::redaction)
    return matrix::redact(as, room_id, what.reply_id, what.transaction_id);
  return matrix::send(as, room_id, "m.room.message", what.transaction_id, what.content);
}

void put(self_pointer self) {
  auto& state = self->state;
  auto request = request_for(state.session->as, state.queue.front().what);
  auto deadline = request.timeout + http_slack;
  state.at_work = true;
  state.sent_at = state.around.steady();
  if (state.own_rate)
    state.own_rate->begin(state.sent_at);
  reach(state.around, "put.before");
  self->request(state.to.http, deadline, perform{std::move(request)})
      .then(
          [self, session = state.session](const http_response& answer) {
            reach(self->state.around, "put.after");
            on_answer(self, session, answer);
          },
          on_broken(self, "perform"));
}

enum class step : std::uint8_t {
  none,
  end_as_sent,
  end_as_skipped,
  end_as_outdated,
  end_as_expired,
  end_as_failed,
  end_as_shadowed,
  remember,
  look_up,
  put
};

/// A room that becomes active does not answer what was said before
/// (conf/CONTRACT.md 4): what it would have said then is in the journal.
bool is_from_before(const sender_state& state) {
  const auto& front = state.queue.front();
  const auto& event = front.what.work.event;
  return front.what.kind == post_kind::reply && !front.in_doubt &&
         std::min(event.received_at, event.origin_server_ts) < state.brief->active_since;
}

/// What keeps failing is tried for as long as events are answered at all. An edit or a redaction
/// counts from when it was first to be done, for its event may be from last year.
bool is_given_up(const sender_state& state) {
  const auto& front = state.queue.front();
  const auto& work = front.what.work;
  if (front.failure.empty())
    return false;
  auto since = work.event.origin_server_ts;
  if (front.what.kind != post_kind::reply)
    since = std::max({since, work.event.received_at, work.first_claimed_at});
  return state.around.now() - since > state.brief->settings.max_event_age.count();
}

step next_step_of_search(const sender_state& state) {
  if (!state.queue.front().in_doubt)
    return step::end_as_outdated;
  if (is_given_up(state))
    return step::end_as_failed;
  return state.waiting || !state.session ? step::none : step::look_up;
}

/// What can be done now with the front of the queue. Waiting holds back what goes
/// to the homeserver only: the journal is reached at once (SIGUSR1).
step next_step(const sender_state& state) {
  if (state.at_work || state.queue.empty())
    return step::none;
  if (!state.queue.front().accepted_as.empty())
    return step::end_as_sent;
  if (state.draining)
    return step::none;
  if (!state.brief->refusal.empty())
    return step::end_as_skipped;
  if (is_only_looked_for(state.queue.front().what))
    return next_step_of_search(state);
  if (state.brief->effective != room_mode::active || is_from_before(state))
    return step::end_as_shadowed;
  if (state.queue.front().expired)
    return step::end_as_expired;
  if (is_given_up(state))
    return step::end_as_failed;
  if (state.waiting || !state.session || !state.brief->may_send)
    return step::none;
  const auto& front = state.queue.front();
  if (!front.remembered && front.what.kind != post_kind::redaction)
    return step::remember;
  return front.in_doubt ? step::look_up : step::put;
}

/// A relay may bring it back before the homeserver has answered: from here on it is known again.
void remember_front(self_pointer self) {
  auto& state = self->state;
  const auto& front = state.queue.front().what;
  const auto& event = front.work.event;
  store::utterance said{event.room_id, event.event_id,           event.sender,
                        event.links,   spoken_in(front.content), state.around.now()};
  state.at_work = true;
  self->request(state.to.storekeeper, store_deadline, remember_said{std::move(said)})
      .then(
          [self](const saved&) {
            self->state.at_work = false;
            self->state.queue.front().remembered = true;
            pump(self);
          },
          on_broken(self, "remember_said"));
}

void on_turn(self_pointer self, const your_turn& turn) {
  auto& state = self->state;
  state.wants_turn = false;
  state.shared_rate = turn.shared;
  // Much may have changed while it was waited for.
  if (next_step(state) == step::put)
    return put(self);
  self->send(state.to.pacer, turn_ended{self->id(), turn_result::unused, {}});
  pump(self);
}

void ask_for_turn(self_pointer self) {
  auto& state = self->state;
  if (state.wants_turn)
    return;
  if (state.own_rate && !state.shared_rate)
    if (auto time = state.own_rate->wait(state.around.steady()); time > milliseconds::zero())
      return wait(self, time);
  state.wants_turn = true;
  const bool can_wait = state.queue.size() == 1 && state.queue.front().what.completes;
  self->request(state.to.pacer, turn_deadline,
                want_turn{self->id(), std::hash<std::string>{}(state.brief->room_id), can_wait})
      .then([self](const your_turn& turn) { on_turn(self, turn); }, on_broken(self, "want_turn"));
}

} // namespace

void pump(self_pointer self) {
  tell_if_drained(self);
  switch (next_step(self->state)) {
  case step::none:
    return;
  case step::end_as_sent:
    return end_as_sent(self, self->state.queue.front().accepted_as,
                       self->state.queue.front().removed);
  case step::end_as_skipped:
    return end_as_skipped(self, self->state.brief->refusal);
  case step::end_as_outdated:
    return end_as_skipped(self, "the event changed before the reply was sent");
  case step::end_as_expired:
    return end_as_skipped(self,
                          "older than maxEventAgeMs; before, nothing might be sent to the room");
  case step::end_as_failed:
    return end_as_failed(self, self->state.queue.front().failure + " (until it was too old)");
  case step::end_as_shadowed:
    return end_as_shadowed(self);
  case step::remember:
    return remember_front(self);
  case step::look_up:
    return look_up_front(self);
  case step::put:
    return ask_for_turn(self);
  }
}

namespace {

/// In an earlier life of the service the reply may have gone out.
bool may_have_been_sent(const post& what) {
  return what.kind == post_kind::reply && what.work.attempts > 1;
}

bool take_back(self_pointer self, std::uint64_t arrival) {
  auto& state = self->state;
  auto found = std::find_if(state.queue.begin(), state.queue.end(),
                            [&](const auto& one) { return one.what.work.key.arrival == arrival; });
  // An edit that may have been made is repeated: the next would have its transaction id, or be
  // overtaken by it.
  const bool may_be_made =
      found != state.queue.end() && found->is_tried && found->what.kind != post_kind::reply;
  if (found == state.queue.end() || found->in_doubt || may_be_made || !found->accepted_as.empty() ||
      (found == state.queue.begin() && state.at_work))
    return false;
  if (found == state.queue.begin())
    state.failures = state.refusals = 0; // they were that reply's
  state.queue.erase(found);
  return true;
}

void take_brief(self_pointer self, const room_brief_ptr& brief) {
  auto& state = self->state;
  auto before = std::exchange(state.brief, brief);
  if (before->may_send || !brief->may_send)
    return;
  auto oldest = state.around.now() - brief->settings.max_event_age.count();
  for (auto& one : state.queue)
    one.expired = one.what.kind == post_kind::reply && !one.in_doubt &&
                  one.what.work.event.origin_server_ts < oldest;
}

void note_accepted(self_pointer self, const own_seen& what) {
  for (const auto& own : what.replies)
    for (auto& one : self->state.queue)
      if (!own.edit && one.what.kind == post_kind::reply &&
          one.what.work.event.event_id == own.trigger) {
        one.accepted_as = own.event_id;
        one.removed = own.removed;
      }
  pump(self);
}

} // namespace

} // namespace sender_steps

sender_impl::behavior_type sender(sender_impl::stateful_pointer<sender_state> self,
                                  sender_contacts to, room_brief_ptr brief, session_ptr session,
                                  steady_time held_until, surroundings around) {
  using namespace sender_steps;
  report_exceptions(self, "sender");
  auto& state = self->state;
  state.to = std::move(to);
  state.brief = std::move(brief);
  state.session = std::move(session);
  state.around = std::move(around);
  if (auto now = state.around.steady(); now < held_until)
    wait(self, held_until - now);
  return {
      [self](const session_opened& what) {
        self->state.session = what.session;
        pump(self);
      },
      [self](const brief_changed& what) {
        take_brief(self, what.brief);
        pump(self);
      },
      [self](const sender_client& room) { self->state.room = room; },
      [self](post& what) {
        bool in_doubt = may_have_been_sent(what);
        self->state.queue.push_back({std::move(what), in_doubt, {}});
        pump(self);
      },
      [self](const recall& what) { return recalled{take_back(self, what.arrival)}; },
      [self](const own_seen& what) { note_accepted(self, what); },
      [self](const drain&) -> caf::result<drained> {
        auto& now = self->state;
        now.draining = true;
        if (!now.at_work)
          return drained{};
        now.on_drained = self->make_response_promise<drained>();
        return *now.on_drained;
      },
      [self](const retire&) {
        // It may still wait for a turn that it has no use for.
        self->send(self->state.to.pacer, turn_ended{self->id(), turn_result::unused, {}});
        self->quit();
      },
      [self](const sender_tick& tick) {
        if (tick.wait != self->state.wait)
          return;
        self->state.waiting = false;
        pump(self);
      },
  };
}

} // namespace musiclink
