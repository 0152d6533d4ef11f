#include "actors/resolver_steps.hpp"

#include "core/log.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace musiclink::resolver_steps {

namespace {

/// For all hops of one link together.
constexpr milliseconds longest_walk{5000};
constexpr double hops_per_minute = 60;
constexpr const char* own_outlet = "short links";

/// A page of song.link counts as none of the services: the item that it names is
/// a counterpart, too.
void add_item(answer& known, const link& item) {
  auto& links = known.found.links;
  auto where = family_of(item.where);
  if (std::ranges::find(links, where, &song_link::where) == links.end())
    links.insert(links.begin(), {where, item.canonical});
}

/// The question is answered by that of the item.
void ask_about(self_pointer self, const std::string& key, const link& item) {
  auto& asked = self->state.questions.at(key);
  asked.hops.reset();
  asked.elsewhere = true;
  bool is_page = asked.about.where == service::songlink;
  resolve further{item, asked.country, milliseconds(asked.until - self->state.around.now())};
  take(self, further, [self, key, item, is_page](const resolved& what) {
    if (!what.known)
      return deliver(self, key, what);
    auto known = *what.known;
    if (is_page && known.how != completeness::not_found)
      add_item(known, item);
    remember_and_deliver(self, key, known);
  });
}

void go(self_pointer self, const std::string& key, short_link_step step) {
  auto& state = self->state;
  if (const auto* item = std::get_if<link>(&step))
    return ask_about(self, key, *item);
  if (const auto* dead = std::get_if<dead_link>(&step)) {
    log::info("a short link leads nowhere",
              {{"link", state.questions.at(key).about.canonical}, {"reason", dead->why}});
    if (dead->transient)
      return go_on(self, key, true);
    return remember_and_deliver(self, key, {});
  }
  auto request = std::move(std::get<http_request>(step));
  request.timeout = std::min(request.timeout, longest_walk);
  outlet_of(self, own_outlet, hops_per_minute);
  auto& asked = state.questions.at(key);
  send_out(self, own_outlet, {key, ++asked.turn, 0, std::move(request), asked.hops_until, 0});
}

} // namespace

bool leads_elsewhere(const link& about) {
  return about.type == item_type::short_code || songlink_page::source_of(about).has_value();
}

void follow(self_pointer self, const std::string& key) {
  auto& asked = self->state.questions.at(key);
  if (auto item = songlink_page::source_of(asked.about))
    return ask_about(self, key, *item);
  asked.hops_until = self->state.around.now() + longest_walk.count();
  asked.hops.emplace();
  go(self, key, asked.hops->start(asked.about));
}

void on_hop(self_pointer self, const std::string& key, const http_response& response) {
  auto step = self->state.questions.at(key).hops->step(response);
  const auto* dead = std::get_if<dead_link>(&step);
  auto refused_or_failed = dead && dead->transient ? outcome::failed : outcome::refused;
  count(self, own_outlet, dead ? refused_or_failed : outcome::ok);
  go(self, key, std::move(step));
}

void on_hop_overdue(self_pointer self, const std::string& key) {
  go_on(self, key, true);
}

} // namespace musiclink::resolver_steps
