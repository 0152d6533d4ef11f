#include "actors/resolver/steps.hpp"

#include "core/edge/log.hpp"
#include "core/resolvers/idonthavespotify.hpp"

#include <utility>
#include <variant>

namespace musiclink::resolver_steps {

namespace {

using trouble = idonthavespotify::trouble;

/// For a link without a clear answer; in later rounds it is asked once.
constexpr unsigned most_unclear_tries = 3;

outcome outcome_of(trouble::kind what) {
  switch (what) {
  case trouble::kind::refused:
    return outcome::refused;
  case trouble::kind::limited:
    return outcome::limited;
  case trouble::kind::unclear:
  case trouble::kind::transient:
    break;
  }
  return outcome::failed;
}

void on_trouble(self_pointer self, const std::string& name, lookup what, const trouble& why) {
  auto& asked = self->state.questions.at(what.key);
  auto& one = asked.attempts.at(what.attempt);
  log::warn("resolver request failed",
            {{"resolver", name}, {"link", asked.about.canonical}, {"reason", why.text}});
  count(self, name, outcome_of(why.what));
  one.is_late = true;
  one.trail.step_of(shown_name(self, one)).trouble = why.text;
  switch (why.what) {
  case trouble::kind::refused:
    self->state.upstreams.at(name).health.worked(what.pass);
    one.is_done = true;
    return;
  case trouble::kind::limited:
    on_limited(self, name, what, why.retry_after);
    return enqueue(self, name, std::move(what));
  case trouble::kind::unclear:
  case trouble::kind::transient:
    break;
  }
  // A 500 is what it answers both for a song that it does not find and when it is in
  // trouble (core/resolvers/UPSTREAMS.md 1): no proof about the link nor, if it stays with one
  // link, about the resolver.
  on_failed(self, name, what);
  const auto most = asked.rounds == 0 ? most_unclear_tries : 1;
  if (++what.tries >= most && why.what == trouble::kind::unclear) {
    one.is_done = true;
    one.is_unanswered = true;
    return;
  }
  enqueue_again(self, name, std::move(what));
}

} // namespace

void ask_idonthavespotify(self_pointer self, const std::string& key, std::uint64_t number,
                          const resolver_settings& resolver) {
  auto& asked = self->state.questions.at(key);
  auto& one = asked.attempts.at(number);
  auto request = idonthavespotify::question(asked.about, resolver);
  if (!request) {
    one.is_done = true;
    return;
  }
  const auto name = upstream_name(resolver);
  upstream_of(self, name, resolver.requests_per_minute);
  lookup what;
  what.key = key;
  what.attempt = number;
  what.request = std::move(*request);
  enqueue(self, name, std::move(what));
  one.is_late = !one.open.at(0).is_asked;
}

void on_idonthavespotify(self_pointer self, const std::string& name, lookup what,
                         const http_response& response) {
  auto& state = self->state;
  auto& asked = state.questions.at(what.key);
  if (auto moved = idonthavespotify::question_moved(what.request, response, what.redirects)) {
    state.upstreams.at(name).health.unused(what.pass);
    what.request = std::move(*moved);
    ++what.redirects;
    return enqueue(self, name, std::move(what));
  }
  auto read = idonthavespotify::read(response, asked.about, what.request.url);
  if (const auto* why = std::get_if<trouble>(&read))
    return on_trouble(self, name, std::move(what), *why);
  state.upstreams.at(name).health.worked(what.pass);
  count(self, name, outcome::ok);
  auto& offered = std::get<answer>(read);
  asked.attempts.at(what.attempt).trail = {}; // earlier trouble is over
  if (offered.how != completeness::not_found && catalog_in(state.chain))
    return start_walk(self, what.key, what.attempt, std::move(offered));
  auto& one = asked.attempts.at(what.attempt);
  auto& told = one.trail.step_of(shown_name(self, one));
  if (offered.how != completeness::not_found)
    told.offers.push_back(offer_of(offered.found));
  one.known = std::move(offered);
  one.is_done = true;
}

} // namespace musiclink::resolver_steps
