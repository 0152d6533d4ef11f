#include "actors/conduct.hpp"
#include "actors/room/steps.hpp"
#include "core/links/detect.hpp"
#include "core/matrix/requests.hpp"
#include "core/reply/content.hpp"
#include "core/text/glob.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace musiclink::room_steps {

namespace {

/// How long to go on asking for a first reply, however short the time is in which it may be
/// completed.
constexpr milliseconds patience_at_least = std::chrono::minutes{15};
/// How long to go on asking where a reply is never completed.
constexpr milliseconds patience_alone = std::chrono::minutes{25};
/// How long after its deadline a completion still counts as in time: musiclink may
/// have been down meanwhile.
constexpr milliseconds deadline_slack = std::chrono::minutes{1};
/// How long an event is asked about once its time is over.
constexpr milliseconds last_look = std::chrono::seconds{1};
/// How long at least one is that comes back after the time for an answer: it does because something
/// is known, and a busy store may take longer to say so than people would wait. It went in circles.
constexpr milliseconds later_look = std::chrono::seconds{2};
/// How long a completion waits for what is known already.
constexpr milliseconds completion_look = std::chrono::seconds{10};

milliseconds patience_of(const reply_settings& how) {
  const bool completes = how.complete_within > milliseconds{0};
  return std::max(
      {completes ? how.complete_within : patience_alone, patience_at_least, how.answer_within});
}

} // namespace

/// A wall clock that was set meanwhile makes it no longer than it ever is.
milliseconds patience_left(self_pointer self, unix_ms first_claimed_at) {
  const auto patience = patience_of(self->state.brief->settings.reply);
  const milliseconds passed{self->state.around.now() - first_claimed_at};
  return patience - std::clamp(passed, milliseconds{0}, patience);
}

namespace {

// -- what is said -----------------------------------------------------------------

/// An event that changed while its first job was at work may have had a reply
/// that is gone again; the transaction id of that would bring it back.
std::string first_transaction(const job& work) {
  return work.amends ? matrix::edit_transaction_id(work.event.event_id,
                                                   static_cast<std::uint32_t>(work.key.arrival))
                     : matrix::reply_transaction_id(work.event.event_id);
}

/// It is on disk before the reply leaves that the reply is to be completed, so that a
/// kill in between costs nothing. An event that changed meanwhile has another job: what
/// was planned for this one would be said of links that are gone.
void plan(self_pointer self, slot& which, partial_reply said) {
  which.planning = true;
  which.may_be_unfinished = true;
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline,
                plan_completion{which.work.key, std::move(said),
                                self->state.brief->settings.reply.complete_within,
                                self->state.around.now()})
      .then(
          [self, arrival](const planned& what) {
            auto* found = find(self, arrival);
            if (!found)
              return;
            found->planning = false;
            if (found->ending)
              return;
            // An earlier life may have sent it: the sender looks for it.
            if (what.done || found->work.attempts > 1)
              offer(self, *found);
            else
              end_as_outdated(self, *found);
          },
          on_broken(self, "plan_completion"));
}

void make_ready(self_pointer self, slot& which, const reply_text& text) {
  const auto& how = self->state.brief->settings.reply;
  post made;
  made.work = which.work;
  if (which.prior) {
    made.kind = post_kind::edit;
    made.reply_id = which.prior->event_id;
    made.content = edit_content(text, which.work.event, made.reply_id, how);
    made.transaction_id =
        matrix::edit_transaction_id(which.work.event.event_id, which.prior->revision + 1);
  } else {
    made.content = reply_content(text, which.work.event, how);
    made.transaction_id = first_transaction(which.work);
  }
  made.left_out = which.left_out;
  made.says_all = which.all_final || how.complete_within == milliseconds{0};
  which.ready = std::move(made);
  if (which.ready->says_all)
    offer(self, which);
  else
    plan(self, which, partial_reply{text.body, which.known});
}

void make_redaction_ready(self_pointer self, slot& which) {
  post made;
  made.work = which.work;
  made.kind = post_kind::redaction;
  made.reply_id = which.prior->event_id;
  made.transaction_id =
      matrix::redaction_transaction_id(which.work.event.event_id, which.prior->revision);
  which.ready = std::move(made);
  offer(self, which);
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

// -- completing -------------------------------------------------------------------

void end_completion(self_pointer self, slot& which, const char* reason) {
  log::debug("a reply is not completed", {{"room", which.work.event.room_id},
                                          {"event", which.work.event.event_id},
                                          {"reason", reason}});
  store::conclusion end;
  end.outcome = job_outcome::skipped;
  end.reason = reason;
  conclude_here(self, which, std::move(end));
}

/// The entry of the shadow journal stays one entry.
void complete_journal(self_pointer self, slot& which, const reply_text& text) {
  const auto& event = which.work.event;
  log::info("reply in the journal completed", {{"room", event.room_id}, {"event", event.event_id}});
  store::conclusion end;
  end.outcome = job_outcome::shadowed;
  end.replaces_entry = true;
  end.content = reply_content(text, event, self->state.brief->settings.reply);
  end.left_out = which.left_out;
  end.ours = our_answer{event.event_id, our_state::said, links_in_content(end.content)};
  conclude_here(self, which, std::move(end));
}

void make_completion_ready(self_pointer self, slot& which, const reply_text& text) {
  post made;
  made.work = which.work;
  made.kind = post_kind::edit;
  made.reply_id = which.prior->event_id;
  made.content =
      completion_content(text, which.work.event, made.reply_id, self->state.brief->settings.reply);
  made.transaction_id =
      matrix::completion_transaction_id(which.work.event.event_id, which.prior->revision);
  made.completes = true;
  made.left_out = which.left_out;
  which.ready = std::move(made);
  offer(self, which);
}

void finish_completion(self_pointer self, slot& which) {
  const auto text = completed(which.work.event.links, which.completion->said, which.known,
                              self->state.brief->settings);
  if (!text)
    end_completion(self, which, "nothing more became known");
  else if (which.completion->journaled)
    complete_journal(self, which, *text);
  else
    make_completion_ready(self, which, *text);
}

// -- resolving --------------------------------------------------------------------

/// The event changed, and nothing is known of what it was. What an earlier life said to that is
/// to be found all the same, or the next job would say it again.
void look_for_earlier_reply(self_pointer self, slot& which) {
  post wanted;
  wanted.work = which.work;
  which.ending = false;
  which.ready = std::move(wanted);
  offer(self, which);
}

/// Nobody behind this event shall wait for its links: it is watched from now on, and
/// comes back when something is known.
void park(self_pointer self, slot& which) {
  log::info("no resolver has an answer yet: the event waits", {{"room", which.work.event.room_id},
                                                               {"event", which.work.event.event_id},
                                                               {"reason", which.trouble}});
  which.ending = true;
  which.may_be_unfinished = true;
  if (!which.known.empty())
    self->state.unspoken.insert(which.work.event.event_id);
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline, park_job{which.work.key})
      .then(
          [self, arrival](const parked& what) {
            auto* found = find(self, arrival);
            if (what.done || !found)
              return ended(self, arrival);
            if (found->work.attempts > 1 && !found->prior)
              look_for_earlier_reply(self, *found);
            else
              end_as_outdated(self, *found);
          },
          on_broken(self, "park_job"));
}

/// Something may still become known, and there is time for it.
bool may_wait(self_pointer self, const slot& which) {
  return !which.all_final && patience_left(self, which.work.first_claimed_at) > milliseconds{0};
}

void finish_resolving(self_pointer self, slot& which) {
  if (which.completion)
    return finish_completion(self, which);
  auto composed = compose(which.work.event.links, which.known, self->state.brief->settings);
  if (auto* text = std::get_if<reply_text>(&composed))
    return make_ready(self, which, *text);
  const auto why = std::get<silence>(composed);
  if (why != silence::is_answer && may_wait(self, which))
    return park(self, which);
  if (which.known.empty() && !which.trouble.empty())
    return stay_silent(self, which, job_outcome::failed, which.trouble);
  stay_silent(self, which, job_outcome::skipped, std::string(describe(why)));
}

void on_resolved(self_pointer self, std::uint64_t arrival, const link& source,
                 const resolved& what) {
  auto* which = find(self, arrival);
  if (!which || which->ending)
    return;
  --which->asked;
  which->all_final = which->all_final && what.final;
  if (what.known && what.known->how != completeness::not_found)
    which->known.push_back({source, what.known->found});
  else if (!what.known)
    which->trouble = what.text;
  if (what.known)
    std::ranges::copy(what.known->left_out, std::back_inserter(which->left_out));
  if (which->asked == 0)
    finish_resolving(self, *which);
}

void ask_about_links(self_pointer self, slot& which) {
  const auto& state = self->state;
  const auto& settings = state.brief->settings;
  const auto& event = which.work.event;
  auto wanted = answerable(event.links, settings);
  if (wanted.empty() && which.completion)
    return end_completion(self, which, "the room does not want it any more");
  if (wanted.empty())
    return stay_silent(self, which, job_outcome::skipped,
                       std::string(describe(silence::not_music)));
  which.asked = wanted.size();
  resolve question;
  question.country = settings.country;
  const auto left =
      which.completion ? milliseconds{0} : patience_left(self, which.work.first_claimed_at);
  // Back from the unfinished events at the end of its time: all is known that will be, and
  // many of them must not hold up what is new.
  const bool is_over = left == milliseconds{0} && which.work.attempts == 1;
  const milliseconds passed{self->state.around.now() - which.work.first_claimed_at};
  const auto& within = settings.reply.answer_within;
  question.answer_within = passed > within ? std::max(within, later_look) : within;
  if (is_over)
    question.answer_within = last_look;
  // Nobody waits for a completion, and it has one try: what is in the cache by now must not be
  // missed because a busy store takes longer than people would wait.
  if (which.completion)
    question.answer_within = std::max(question.answer_within, completion_look);
  question.patience = std::max(question.answer_within, left);
  question.room_id = event.room_id;
  question.member = event.sender;
  for (auto& one : wanted) {
    auto arrival = which.work.key.arrival;
    question.about = one;
    // The resolver has a patience of its own, and it waits for the store.
    self->request(state.resolver, store_deadline, question)
        .then([self, arrival, one](const resolved& what) { on_resolved(self, arrival, one, what); },
              on_broken(self, "resolve"));
  }
}

// -- beginning --------------------------------------------------------------------

bool same_links(const std::vector<link>& left, const std::vector<link>& right) {
  return std::is_permutation(left.begin(), left.end(), right.begin(), right.end());
}

/// What an event that changed needs depends on what became of its first job.
void amend(self_pointer self, slot& which, const std::optional<store::reply>& prior) {
  const auto& links = which.work.event.links;
  which.prior = prior;
  if (prior && prior->removed)
    return end_without_reply(self, which, job_outcome::skipped, "the reply was removed", {});
  // A reply that was read without its event has no known links.
  if (prior && !links.empty() && same_links(prior->links, links))
    return end_without_reply(self, which, job_outcome::skipped, "the reply is right as it is", {});
  if (!links.empty())
    return ask_about_links(self, which);
  stay_silent(self, which, job_outcome::skipped, "the links were removed before the reply");
}

void look_for_prior(self_pointer self, slot& which) {
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, store_deadline,
                find_reply{which.work.event.event_id, which.work.event.room_id})
      .then(
          [self, arrival](const found_reply& what) {
            auto* found = find(self, arrival);
            if (found && !found->ending)
              amend(self, *found, what.known);
          },
          on_broken(self, "find_reply"));
}

/// Its time may have ended while musiclink was down: then the reply stays as it is.
void complete(self_pointer self, slot& which, const found_completion& what) {
  which.prior = what.reply;
  which.completion = what.known;
  if (!what.known || (!what.reply && !what.known->journaled))
    return end_completion(self, which, "the reply is gone, or is another by now");
  if (what.reply && what.reply->removed)
    return end_completion(self, which, "the reply was removed");
  const milliseconds late{self->state.around.now() - what.known->deadline};
  if (late > deadline_slack + self->state.brief->settings.reply.answer_within)
    return end_completion(self, which, "its time is over");
  ask_about_links(self, which);
}

void look_for_completion(self_pointer self, slot& which) {
  auto arrival = which.work.key.arrival;
  const auto& event = which.work.event;
  self->request(self->state.storekeeper, store_deadline,
                find_completion{event.room_id, event.event_id})
      .then(
          [self, arrival](const found_completion& what) {
            auto* found = find(self, arrival);
            if (found && !found->ending)
              complete(self, *found, what);
          },
          on_broken(self, "find_completion"));
}

/// Why an event is not answered, and what that says about us.
struct refusal {
  std::string reason; ///< empty: it is answered
  our_state ours = our_state::silent;
};

refusal refusal_of(self_pointer self, const job& work) {
  const auto& brief = *self->state.brief;
  const auto& event = work.event;
  if (!brief.refusal.empty())
    return {brief.refusal, our_state::left_out};
  if (!work.completes &&
      self->state.around.now() - event.origin_server_ts > brief.settings.max_event_age.count())
    return {"older than maxEventAgeMs"};
  if (matches_any(brief.settings.ignore_users, event.sender))
    return {"the sender is ignored"};
  if (matches_any(brief.compare_with, event.sender))
    return {"the sender is ignored", our_state::left_out};
  return {};
}

} // namespace

void begin(self_pointer self, slot& which) {
  if (which.work.amends) // answers about the links of before are no news of the next completion
    self->state.watches.erase({which.work.event.event_id, true});
  which.may_be_unfinished = which.work.attempts > 1; // an earlier life may have planned it
  auto refusal = refusal_of(self, which.work);
  // What was said to the event before it changed stands.
  const bool has_reply = which.work.amends || which.work.completes;
  const auto ours = has_reply ? std::nullopt : std::optional(refusal.ours);
  if (!refusal.reason.empty())
    end_without_reply(self, which, job_outcome::skipped, refusal.reason, ours);
  else if (which.work.completes)
    look_for_completion(self, which);
  else if (which.work.amends)
    look_for_prior(self, which);
  else
    ask_about_links(self, which);
}

} // namespace musiclink::room_steps
