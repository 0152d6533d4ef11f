#include "actors/room.hpp"

#include "actors/conduct.hpp"
#include "core/glob.hpp"
#include "core/matrix/requests.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = room_actor::stateful_pointer<room_actor_state>;
using slot = room_actor_state::slot;

/// Jobs of one room that are worked on at the same time: enough to hide the
/// resolver's time, few enough that memory stays bounded.
constexpr std::size_t window = 16;

void look(self_pointer self);
void begin(self_pointer self, slot& which);

slot* find(self_pointer self, std::uint64_t arrival) {
  auto& slots = self->state.slots;
  auto found = std::find_if(slots.begin(), slots.end(),
                            [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  return found == slots.end() ? nullptr : &*found;
}

/// An earlier slot of the same event.
slot* earlier_of(self_pointer self, const slot& which) {
  for (auto& one : self->state.slots) {
    if (&one == &which)
      break;
    if (one.work.event.event_id == which.work.event.event_id)
      return &one;
  }
  return nullptr;
}

/// A job is out of the store: makes room for the next.
void ended(self_pointer self, std::uint64_t arrival) {
  auto& slots = self->state.slots;
  std::erase_if(slots, [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  for (auto& one : slots)
    if (one.held && !earlier_of(self, one)) {
      one.held = false;
      begin(self, one);
    }
  look(self);
}

/// Replies leave in the order of their events: a finished one waits for those
/// before it.
void hand_over(self_pointer self) {
  for (auto& one : self->state.slots) {
    if (one.ending || one.with_sender)
      continue;
    if (!one.ready)
      return;
    one.with_sender = true;
    self->send(self->state.sender, std::move(*one.ready));
  }
}

/// `ours`: what the parity report learns; nothing: all is as it was.
void end_without_reply(self_pointer self, slot& which, job_outcome outcome, std::string reason,
                       std::optional<our_state> ours) {
  which.ending = true;
  log::info(outcome == job_outcome::failed ? "no reply: failed" : "no reply",
            {{"room", which.work.event.room_id},
             {"event", which.work.event.event_id},
             {"reason", reason}});
  store::conclusion end;
  end.key = which.work.key;
  end.trigger = which.work.event.event_id;
  end.outcome = outcome;
  end.reason = std::move(reason);
  end.links = which.work.event.links;
  if (ours)
    end.ours = our_answer{which.work.event.event_id, *ours, {}};
  end.now = self->state.around.now();
  end.keep_until = end.now + milliseconds(self->state.brief->journal_keep).count();
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline, conclude{std::move(end)})
      .then([self, arrival](const saved&) { ended(self, arrival); }, on_broken(self, "conclude"));
  hand_over(self);
}

/// An event that changed while its first job was at work may have had a reply
/// that is gone again; the transaction id of that would bring it back.
std::string first_transaction(const job& work) {
  return work.amends ? matrix::edit_transaction_id(work.event.event_id,
                                                   static_cast<std::uint32_t>(work.key.arrival))
                     : matrix::reply_transaction_id(work.event.event_id);
}

void make_ready(self_pointer self, slot& which, const reply_text& text) {
  const auto& how = self->state.brief->settings.reply;
  post made;
  made.work = which.work;
  if (which.prior) {
    made.kind = post_kind::edit;
    made.reply_id = which.prior->event_id;
    made.content = edit_content(text, made.reply_id, how);
    made.transaction_id =
        matrix::edit_transaction_id(which.work.event.event_id, which.prior->revision + 1);
  } else {
    made.content = reply_content(text, which.work.event, how);
    made.transaction_id = first_transaction(which.work);
  }
  which.ready = std::move(made);
  hand_over(self);
}

void make_redaction_ready(self_pointer self, slot& which) {
  post made;
  made.work = which.work;
  made.kind = post_kind::redaction;
  made.reply_id = which.prior->event_id;
  made.transaction_id =
      matrix::redaction_transaction_id(which.work.event.event_id, which.prior->revision);
  which.ready = std::move(made);
  hand_over(self);
}

/// Nothing is to be said of the links: a reply that spoke of others goes.
void stay_silent(self_pointer self, slot& which, job_outcome outcome, std::string reason) {
  const bool asks_nothing = which.work.event.links.empty();
  if (which.prior)
    make_redaction_ready(self, which);
  else
    end_without_reply(self, which, outcome, std::move(reason),
                      asks_nothing ? our_state::left_out : our_state::silent);
}

void finish_resolving(self_pointer self, slot& which) {
  const auto& event = which.work.event;
  const auto& settings = self->state.brief->settings;
  if (which.known.empty() && !which.trouble.empty()) {
    stay_silent(self, which, job_outcome::failed, which.trouble);
  } else {
    // Answers arrive in any order; the reply keeps that of the message.
    std::sort(which.known.begin(), which.known.end(), [&](const auto& left, const auto& right) {
      const auto& links = event.links;
      return std::find(links.begin(), links.end(), left.source) <
             std::find(links.begin(), links.end(), right.source);
    });
    auto composed = compose(event.links, which.known, settings);
    if (auto* text = std::get_if<reply_text>(&composed))
      make_ready(self, which, *text);
    else
      stay_silent(self, which, job_outcome::skipped,
                  std::string(describe(std::get<silence>(composed))));
  }
}

void on_resolved(self_pointer self, std::uint64_t arrival, const link& source,
                 const resolved& what) {
  auto* which = find(self, arrival);
  if (!which || which->ending)
    return;
  --which->asked;
  if (what.known && what.known->how != completeness::not_found)
    which->known.push_back({source, what.known->found});
  else if (!what.known)
    which->trouble = what.text;
  if (which->asked == 0)
    finish_resolving(self, *which);
}

/// Why an event is not answered, and what that says about us.
struct refusal {
  std::string reason; ///< empty: it is answered
  our_state ours = our_state::silent;
};

refusal refusal_of(self_pointer self, const link_event& event) {
  const auto& brief = *self->state.brief;
  if (!brief.refusal.empty())
    return {brief.refusal, our_state::left_out};
  if (self->state.around.now() - event.origin_server_ts > brief.settings.max_event_age.count())
    return {"older than maxEventAgeMs"};
  if (matches_any(brief.settings.ignore_users, event.sender))
    return {"the sender is ignored"};
  if (matches_any(brief.compare_with, event.sender))
    return {"the sender is ignored", our_state::left_out};
  return {};
}

void ask_about_links(self_pointer self, slot& which) {
  const auto& state = self->state;
  auto wanted = answerable(which.work.event.links, state.brief->settings);
  if (wanted.empty())
    return stay_silent(self, which, job_outcome::skipped,
                       std::string(describe(silence::not_music)));
  which.asked = wanted.size();
  for (auto& one : wanted) {
    auto arrival = which.work.key.arrival;
    // The resolver has a patience of its own, and it waits for the store.
    self->request(state.resolver, store_deadline, resolve{one, state.brief->settings.country})
        .then([self, arrival, one](const resolved& what) { on_resolved(self, arrival, one, what); },
              on_broken(self, "resolve"));
  }
}

bool same_links(const std::vector<link>& left, const std::vector<link>& right) {
  return std::is_permutation(left.begin(), left.end(), right.begin(), right.end());
}

/// What an event that changed needs depends on what became of its first job.
void amend(self_pointer self, slot& which, const std::optional<store::reply>& prior) {
  const auto& links = which.work.event.links;
  which.prior = prior;
  if (prior && same_links(prior->links, links))
    return end_without_reply(self, which, job_outcome::skipped, "the reply is right as it is", {});
  if (!links.empty())
    return ask_about_links(self, which);
  stay_silent(self, which, job_outcome::skipped, "the links were removed before the reply");
}

void look_for_prior(self_pointer self, slot& which) {
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline, find_reply{which.work.event.event_id})
      .then(
          [self, arrival](const found_reply& what) {
            auto* found = find(self, arrival);
            if (found && !found->ending)
              amend(self, *found, what.known);
          },
          on_broken(self, "find_reply"));
}

void begin(self_pointer self, slot& which) {
  if (earlier_of(self, which)) {
    which.held = true;
    return;
  }
  auto refusal = refusal_of(self, which.work.event);
  // What was said to the event before it changed stands.
  const auto ours = which.work.amends ? std::nullopt : std::optional(refusal.ours);
  if (!refusal.reason.empty())
    end_without_reply(self, which, job_outcome::skipped, refusal.reason, ours);
  else if (which.work.amends)
    look_for_prior(self, which);
  else
    ask_about_links(self, which);
}

/// The event of that job changed, and its next job is in the store already: what
/// was never sent is better not sent.
void withdraw(self_pointer self, slot& which) {
  constexpr const char* reason = "the event changed before the reply was sent";
  if (which.ending || which.work.attempts > 1)
    return;
  if (!which.with_sender)
    return end_without_reply(self, which, job_outcome::skipped, reason, {});
  auto arrival = which.work.key.arrival;
  self->request(self->state.sender, actor_deadline, recall{arrival})
      .then(
          [self, arrival](const recalled& what) {
            auto* found = find(self, arrival);
            if (found && what.done)
              end_without_reply(self, *found, job_outcome::skipped, reason, {});
          },
          on_broken(self, "recall"));
}

void report_losses(const std::string& room_id, const store::claim_result& claimed) {
  for (const auto& one : claimed.poisoned)
    log::error("a job was at work in too many crashes and is set aside as failed",
               {{"room", one.key.room_id}, {"event", one.event.event_id}});
  if (claimed.damaged != 0)
    log::error("records of the store are damaged: the link events that they held are not answered",
               {{"room", room_id}, {"records", std::to_string(claimed.damaged)}});
}

void on_claimed(self_pointer self, store::claim_result& claimed) {
  auto& state = self->state;
  state.claiming = false;
  report_losses(state.brief->room_id, claimed);
  state.look_again = state.look_again || claimed.more;
  for (auto& work : claimed.jobs) {
    state.last_arrival = work.key.arrival;
    slot fresh;
    fresh.work = std::move(work);
    state.slots.push_back(std::move(fresh));
    begin(self, state.slots.back());
  }
  look(self);
}

/// Claims more where there is room for it; tells when nothing is left.
void look(self_pointer self) {
  auto& state = self->state;
  if (state.claiming || state.slots.size() >= window)
    return;
  if (!state.look_again) {
    if (state.slots.empty())
      self->send(state.rooms, room_emptied{state.brief->room_id, state.call});
    return;
  }
  state.look_again = false;
  state.claiming = true;
  self->request(state.storekeeper, store_deadline,
                claim_jobs{state.brief->room_id, state.last_arrival, window - state.slots.size(),
                           state.around.now()})
      .then([self](store::claim_result& claimed) { on_claimed(self, claimed); },
            on_broken(self, "claim_jobs"));
}

} // namespace

room_actor::behavior_type room(self_pointer self, storekeeper_actor storekeeper,
                               resolver_actor resolver, sender_actor sender, room_client rooms,
                               room_brief_ptr brief, surroundings around) {
  report_exceptions(self, "room");
  auto& state = self->state;
  state.storekeeper = std::move(storekeeper);
  state.resolver = std::move(resolver);
  state.sender = std::move(sender);
  state.rooms = std::move(rooms);
  state.brief = std::move(brief);
  state.around = std::move(around);
  return {
      [self](const job_ended& what) { ended(self, what.arrival); },
      [self](const brief_changed& what) { self->state.brief = what.brief; },
      [self](const look_for_work& what) {
        self->state.call = what.call;
        self->state.look_again = true;
        look(self);
      },
      [self](const withdrawn& what) {
        for (auto& one : self->state.slots)
          if (one.work.event.event_id == what.event_id)
            return withdraw(self, one);
      },
      [self](const retire&) { self->quit(); },
  };
}

} // namespace musiclink
