#include "actors/resolver/steps.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::resolver_steps {

namespace {

/// What an upstream is called by people who look at one resolver.
std::string host_of(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("//") + 2));
  auto host = url.substr(0, url.find('/'));
  return std::string(host.substr(host.rfind('@') + 1));
}

outlet_status describe(self_pointer self, const std::string& name, std::string shown,
                       double per_minute) {
  outlet_status result;
  result.name = std::move(shown);
  result.per_minute = per_minute;
  auto found = self->state.upstreams.find(name);
  if (found == self->state.upstreams.end())
    return result;
  const auto& which = found->second;
  result.requests = which.requests;
  result.failures = which.failures;
  result.waiting = which.lookups.size() + which.taken.size();
  auto now = self->state.around.now();
  auto budget = request_budget(per_minute, which.budget.record()).allowed_at(now);
  const auto steady = steady_now(self);
  const auto health = which.health.at(steady);
  if (health == breaker::state::failing)
    result.state = resolver_state_now::open;
  else if (health == breaker::state::limited || budget > now)
    result.state = resolver_state_now::limited;
  if (result.state != resolver_state_now::ok)
    result.allowed_again = std::max(budget, now + which.health.closed_from() - steady);
  return result;
}

/// Adds up the upstreams. The resolver stands as the best of them does: it answers
/// as long as one can be asked.
void sum_up(resolver_status& of) {
  for (const auto& one : of.outlets) {
    of.requests += one.requests;
    of.failures += one.failures;
  }
  if (!of.outlets.empty())
    of.state = std::ranges::min(of.outlets, {}, &outlet_status::state).state;
}

resolver_status describe(self_pointer self, const resolver_settings& which) {
  resolver_status result;
  result.type = to_key(which.type);
  if (which.type == resolver_type::idonthavespotify)
    result.outlets.push_back(
        describe(self, upstream_name(which), host_of(which.url), which.requests_per_minute));
  if (which.type == resolver_type::catalog)
    for (const auto& one : catalog::endpoints(which))
      result.outlets.push_back(describe(self, upstream_name(one.at), std::string(to_key(one.at)),
                                        one.requests_per_minute));
  sum_up(result);
  return result;
}

} // namespace

std::string upstream_name(const resolver_settings& idonthavespotify) {
  return "idonthavespotify " + idonthavespotify.url;
}

std::string upstream_name(catalog::endpoint at) {
  return "catalog " + std::string(to_key(at));
}

std::string shown_name(self_pointer self, const attempt& one) {
  const auto& resolver = self->state.chain[one.resolver];
  return std::string(to_key(resolver.type)) + " " + host_of(resolver.url);
}

resolver_report describe(self_pointer self) {
  resolver_report result;
  for (const auto& one : self->state.chain)
    result.resolvers.push_back(describe(self, one));
  return result;
}

} // namespace musiclink::resolver_steps
