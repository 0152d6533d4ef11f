#include "actors/room.hpp"

#include "actors/conduct.hpp"
#include "core/glob.hpp"

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

/// A question may wait behind a resolver's budget of a few requests a minute.
constexpr std::chrono::minutes resolve_deadline{30};

void look(self_pointer self);

slot* find(self_pointer self, std::uint64_t arrival) {
  auto& slots = self->state.slots;
  auto found = std::find_if(slots.begin(), slots.end(),
                            [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  return found == slots.end() ? nullptr : &*found;
}

/// A job is out of the store: makes room for the next.
void ended(self_pointer self, std::uint64_t arrival) {
  std::erase_if(self->state.slots,
                [arrival](const slot& one) { return one.work.key.arrival == arrival; });
  look(self);
}

void end_without_reply(self_pointer self, slot& which, job_outcome outcome, std::string reason) {
  which.ending = true;
  log::info(outcome == job_outcome::failed ? "no reply: failed" : "no reply",
            {{"room", which.work.event.room_id},
             {"event", which.work.event.event_id},
             {"reason", reason}});
  store::conclusion end;
  end.key = which.work.key;
  end.outcome = outcome;
  end.reason = std::move(reason);
  end.links = which.work.event.links;
  end.now = self->state.around.now();
  auto arrival = which.work.key.arrival;
  self->request(self->state.storekeeper, actor_deadline, conclude{std::move(end)})
      .then([self, arrival](const saved&) { ended(self, arrival); }, on_broken(self, "conclude"));
}

/// Replies leave in the order of their events: a finished one waits for those
/// before it.
void hand_over(self_pointer self) {
  for (auto& one : self->state.slots) {
    if (one.ending || one.with_sender)
      continue;
    if (one.content.empty())
      return;
    one.with_sender = true;
    self->send(self->state.sender, post_reply{one.work, std::move(one.content)});
  }
}

void finish_resolving(self_pointer self, slot& which) {
  const auto& event = which.work.event;
  const auto& settings = self->state.brief->settings;
  if (which.known.empty() && !which.trouble.empty()) {
    end_without_reply(self, which, job_outcome::failed, which.trouble);
  } else {
    // Answers arrive in any order; the reply keeps that of the message.
    std::sort(which.known.begin(), which.known.end(), [&](const auto& left, const auto& right) {
      const auto& links = event.links;
      return std::find(links.begin(), links.end(), left.source) <
             std::find(links.begin(), links.end(), right.source);
    });
    auto composed = compose(event.links, which.known, settings);
    if (auto* text = std::get_if<reply_text>(&composed))
      which.content = reply_content(*text, event, settings.reply);
    else
      end_without_reply(self, which, job_outcome::skipped,
                        std::string(describe(std::get<silence>(composed))));
  }
  hand_over(self);
}

void on_resolved(self_pointer self, std::uint64_t arrival, const link& source,
                 const resolved& what) {
  auto* which = find(self, arrival);
  if (!which)
    return;
  --which->asked;
  if (what.known && what.known->how != completeness::not_found)
    which->known.push_back({source, what.known->found});
  else if (!what.known)
    which->trouble = what.text;
  if (which->asked == 0)
    finish_resolving(self, *which);
}

/// Only what would be answered is asked for.
std::vector<link> links_to_ask(const job& work, const room_settings& settings) {
  std::vector<link> wanted;
  for (const auto& one : work.event.links) {
    if (wanted.size() == settings.reply.max_links)
      break;
    bool plain_video = one.where == service::youtube && one.type == item_type::video;
    if (!plain_video || settings.youtube != youtube_policy::never)
      wanted.push_back(one);
  }
  return wanted;
}

void begin(self_pointer self, slot& which) {
  const auto& state = self->state;
  const auto& brief = *state.brief;
  const auto& event = which.work.event;
  if (!brief.refusal.empty())
    return end_without_reply(self, which, job_outcome::skipped, brief.refusal);
  if (state.around.now() - event.origin_server_ts > brief.settings.max_event_age.count())
    return end_without_reply(self, which, job_outcome::skipped, "older than maxEventAgeMs");
  if (matches_any(brief.settings.ignore_users, event.sender) ||
      matches_any(brief.compare_with, event.sender))
    return end_without_reply(self, which, job_outcome::skipped, "the sender is ignored");
  auto wanted = links_to_ask(which.work, brief.settings);
  if (wanted.empty())
    return end_without_reply(self, which, job_outcome::skipped,
                             std::string(describe(silence::not_music)));
  which.asked = wanted.size();
  for (auto& one : wanted) {
    auto arrival = which.work.key.arrival;
    self->request(state.resolver, resolve_deadline, resolve{one})
        .then([self, arrival, one](const resolved& what) { on_resolved(self, arrival, one, what); },
              on_broken(self, "resolve"));
  }
}

void on_claimed(self_pointer self, store::claim_result& claimed) {
  auto& state = self->state;
  state.claiming = false;
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
  self->request(state.storekeeper, actor_deadline,
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
      [self](const retire&) { self->quit(); },
  };
}

} // namespace musiclink
