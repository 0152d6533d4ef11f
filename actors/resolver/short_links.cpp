#include "actors/resolver/steps.hpp"

#include "core/edge/log.hpp"
#include "core/resolvers/offered_link.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace musiclink::resolver_steps {

namespace {

/// For all hops of one link together.
constexpr milliseconds longest_walk{5000};
constexpr double hops_per_minute = 60;
constexpr const char* own_upstream = "short links";

/// A page of song.link counts as none of the services: the item that it names is
/// a counterpart, too.
void add_item(answer& known, const link& item) {
  auto& links = known.found.links;
  auto where = family_of(item.where);
  if (std::ranges::find(links, where, &song_link::where) == links.end())
    if (auto posted = offered_link_at(item.canonical))
      links.insert(links.begin(), {where, std::move(posted->url)});
}

/// What is known of the item, as an answer about the link that leads to it.
resolved as_of(const link& about, const link& item, resolved what) {
  if (what.known && about.where == service::songlink && what.known->how != completeness::not_found)
    add_item(*what.known, item);
  return what;
}

resolve question_of(const link& item, const std::string& country, const asker& one, unix_ms now) {
  resolve result;
  result.about = item;
  result.country = country;
  result.patience = milliseconds(one.patient_until - now);
  result.answer_within = milliseconds(one.answer_by - now);
  result.room_id = one.place.room;
  result.member = one.place.member;
  return result;
}

/// From here on the question of the item answers. Its last word is remembered here, too.
void ask_about(self_pointer self, const std::string& key, const link& item) {
  auto& asked = self->state.questions.at(key);
  asked.attempts.clear();
  asked.at = stage::forwarded;
  asked.item = item;
  const auto now = steady_now(self);
  asker last_word;
  last_word.patient_until = asked.until;
  last_word.answer_by = asked.until;
  last_word.place = *asked.places.begin();
  take(self, question_of(item, asked.country, last_word, now),
       [self, key, about = asked.about, item](const resolved& what) {
         const auto known = as_of(about, item, what);
         if (known.known && known.final)
           remember_and_deliver(self, key, *known.known);
         else
           deliver(self, key, known);
       });
}

void go(self_pointer self, const std::string& key, std::uint64_t number, short_link_step step) {
  auto& asked = self->state.questions.at(key);
  if (const auto* item = std::get_if<link>(&step))
    return ask_about(self, key, *item);
  auto& one = asked.attempts.at(number);
  if (const auto* dead = std::get_if<dead_link>(&step)) {
    log::info("short link could not be followed",
              {{"link", asked.about.canonical}, {"reason", dead->why}});
    one.trail.step_of(own_upstream).trouble = dead->why;
    one.is_done = true;
    one.is_unanswered = dead->transient;
    return;
  }
  upstream_of(self, own_upstream, hops_per_minute);
  lookup what;
  what.key = key;
  what.attempt = number;
  what.request = std::move(std::get<http_request>(step));
  what.request.timeout = std::min(what.request.timeout, longest_walk);
  what.until = one.hops_until;
  enqueue(self, own_upstream, std::move(what));
}

} // namespace

bool leads_elsewhere(const link& about) {
  return about.type == item_type::short_code || songlink_page::source_of(about).has_value();
}

void follow(self_pointer self, const std::string& key, std::uint64_t number) {
  auto& asked = self->state.questions.at(key);
  if (auto item = songlink_page::source_of(asked.about))
    return ask_about(self, key, *item);
  auto& one = asked.attempts.at(number);
  one.hops_until = steady_now(self) + longest_walk.count();
  one.hops.emplace();
  go(self, key, number, one.hops->start(asked.about));
}

void on_hop(self_pointer self, const lookup& what, const http_response& response) {
  // Each short link may be at another host: what fails says nothing about the others.
  self->state.upstreams.at(own_upstream).health.unused(what.pass);
  auto& one = self->state.questions.at(what.key).attempts.at(what.attempt);
  auto step = one.hops->step(response);
  const auto* dead = std::get_if<dead_link>(&step);
  auto refused_or_failed = dead && dead->transient ? outcome::failed : outcome::refused;
  count(self, own_upstream, dead ? refused_or_failed : outcome::ok);
  go(self, what.key, what.attempt, std::move(step));
}

void on_hop_overdue(self_pointer self, const lookup& what) {
  auto& one = self->state.questions.at(what.key).attempts.at(what.attempt);
  one.is_done = true;
  one.is_unanswered = true;
}

void forward(self_pointer self, const std::string& key) {
  auto& asked = self->state.questions.at(key);
  const auto now = steady_now(self);
  const auto about = asked.about;
  const auto item = *asked.item;
  const auto country = asked.country;
  // Answers may end the question under the loop.
  for (auto& one : std::exchange(asked.waiting, {})) {
    auto further = question_of(item, country, one, now);
    take(self, further, [about, item, then = std::move(one.then)](const resolved& what) {
      then(as_of(about, item, what));
    });
  }
}

} // namespace musiclink::resolver_steps
