#include "actors/sender/steps.hpp"

#include "actors/conduct.hpp"
#include "core/matrix/link_events.hpp"
#include "core/matrix/messages_page.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

namespace musiclink::sender_steps {

namespace {

/// Only our own messages are asked for, so that this is a long history.
constexpr unsigned most_pages = 20;
/// How far the homeserver's clock may be behind ours.
constexpr unix_ms clock_slack = unix_ms{60} * 60 * 1000;
/// How long a homeserver knows transaction ids: Synapse forgets them after 24 h, and
/// those of a token without a device after half an hour at least (Synapse's transactions.py).
constexpr unix_ms transactions_known = unix_ms{20} * 60 * 60 * 1000;
constexpr unix_ms transactions_known_without_device = unix_ms{25} * 60 * 1000;

/// Our reply to that event, if the page has it.
std::optional<own_reply> reply_in(const matrix::messages_page& page, const std::string& trigger,
                                  unix_ms now) {
  matrix::page_work work;
  matrix::add_work(page.room, now, {}, work);
  auto found = std::find_if(work.own.begin(), work.own.end(), [&](const own_reply& one) {
    return !one.edit && one.trigger == trigger;
  });
  return found == work.own.end() ? std::nullopt : std::optional(std::move(*found));
}

/// Whether the homeserver still knows the transaction id of the front's first attempt.
bool is_remembered(const sender_state& state) {
  const auto known =
      state.session->device_id.empty() ? transactions_known_without_device : transactions_known;
  return state.around.now() - state.queue.front().what.work.first_claimed_at < known;
}

/// The room cannot be read, for now or at all. The transaction id alone prevents a second
/// reply, for as long as the homeserver remembers it; later on the room must be looked through.
void on_unreadable(self_pointer self, const session_ptr& asked_with, const matrix::failure& why) {
  auto& state = self->state;
  if (state.session != asked_with)
    return pump(self); // what a token of before may not do says nothing
  const bool passes = why.kind == matrix::failure_kind::transient;
  if (why.kind != matrix::failure_kind::permanent && !passes)
    return go_on_after(self, asked_with, why);
  const bool may_repeat = !is_only_looked_for(state.queue.front().what);
  if (may_repeat && is_remembered(state)) {
    state.queue.front().in_doubt = false;
    return pump(self);
  }
  if (passes)
    return go_on_after(self, asked_with, why);
  end_as_failed(self, "it cannot be found out whether it was sent before: " + why.text);
}

void look_at_page(self_pointer self, std::string from, unsigned pages);

void on_page(self_pointer self, http_response& answer, const std::string& from, unsigned pages) {
  auto& state = self->state;
  auto& front = state.queue.front();
  const auto& work = front.what.work;
  auto decoded = matrix::decode_messages(answer.body, state.session->user_id, work.key.room_id);
  const auto* page = std::get_if<matrix::messages_page>(&decoded);
  if (!page) {
    retry_later(self, matrix::malformed(answer, std::get<std::string>(decoded)));
    return pump(self);
  }
  if (auto found = reply_in(*page, work.event.event_id, state.around.now()))
    return end_as_sent(self, std::move(found->event_id), found->removed);
  bool too_old = page->newest_ts != 0 && page->newest_ts < work.first_claimed_at - clock_slack;
  if (page->end.empty() || page->end == from || too_old || pages >= most_pages) {
    front.in_doubt = false;
    front.was_absent = true;
    return pump(self);
  }
  if (state.draining)
    return pump(self);
  look_at_page(self, page->end, pages + 1);
}

void look_at_page(self_pointer self, std::string from, unsigned pages) {
  auto& state = self->state;
  const auto& room_id = state.queue.front().what.work.key.room_id;
  matrix::history_query query;
  query.from = from;
  query.only_sender = state.session->user_id;
  auto request = matrix::history(state.session->as, room_id, query);
  auto deadline = request.timeout + http_slack;
  state.at_work = true;
  self->request(state.to.http, deadline, perform{std::move(request)})
      .then(
          [self, session = state.session, from = std::move(from), pages](http_response& answer) {
            self->state.at_work = false;
            auto failure = matrix::failure_of(answer);
            if (failure)
              on_unreadable(self, session, *failure);
            else if (self->state.session == session)
              on_page(self, answer, from, pages);
            else
              pump(self);
          },
          on_broken(self, "perform"));
}

} // namespace

void look_up_front(self_pointer self) {
  look_at_page(self, {}, 1);
}

} // namespace musiclink::sender_steps
