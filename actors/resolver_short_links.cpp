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
constexpr const char* outlet_name = "short links";

/// A page of song.link counts as none of the services: the item that it names is
/// a counterpart, too.
void add_item(answer& known, const link& item) {
  auto& links = known.found.links;
  auto where = family_of(item.where);
  if (std::ranges::find(links, where, &song_link::where) == links.end())
    links.insert(links.begin(), {where, item.canonical});
}

/// The question is answered by that of the item.
void ask_about(self_pointer self, const std::string& canonical, const link& item) {
  auto& asked = self->state.questions.at(canonical);
  asked.hops.reset();
  asked.elsewhere = true;
  bool is_page = asked.about.where == service::songlink;
  take(self, item, [self, canonical, item, is_page](const resolved& what) {
    if (!what.known)
      return deliver(self, canonical, what);
    auto known = *what.known;
    if (is_page && known.how != completeness::not_found)
      add_item(known, item);
    remember_and_deliver(self, canonical, known);
  });
}

void go(self_pointer self, const std::string& canonical, short_link_step step) {
  auto& state = self->state;
  if (const auto* item = std::get_if<link>(&step))
    return ask_about(self, canonical, *item);
  if (const auto* dead = std::get_if<dead_link>(&step)) {
    log::info("a short link leads nowhere", {{"link", canonical}, {"reason", dead->why}});
    if (dead->transient)
      return go_on(self, canonical, true);
    return remember_and_deliver(self, canonical, {});
  }
  auto request = std::move(std::get<http_request>(step));
  request.timeout = std::min(request.timeout, longest_walk);
  outlet_of(self, outlet_name, hops_per_minute);
  auto& asked = state.questions.at(canonical);
  send_out(self, outlet_name,
           {canonical, ++asked.turn, 0, std::move(request), asked.hops_until, 0});
}

} // namespace

bool leads_elsewhere(const link& about) {
  return about.type == item_type::short_code || songlink_page::source_of(about).has_value();
}

void follow(self_pointer self, const std::string& canonical) {
  auto& asked = self->state.questions.at(canonical);
  if (auto item = songlink_page::source_of(asked.about))
    return ask_about(self, canonical, *item);
  asked.hops_until = self->state.around.now() + longest_walk.count();
  asked.hops.emplace();
  go(self, canonical, asked.hops->start(asked.about));
}

void on_hop(self_pointer self, const std::string& canonical, const http_response& response) {
  go(self, canonical, self->state.questions.at(canonical).hops->step(response));
}

void on_hop_overdue(self_pointer self, const std::string& canonical) {
  go_on(self, canonical, true);
}

} // namespace musiclink::resolver_steps
