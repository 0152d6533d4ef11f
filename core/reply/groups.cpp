#include "core/reply/groups.hpp"

#include "core/links/detect.hpp"
#include "core/text/escape.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace musiclink {
namespace {

/// Whether two links are one item of one service. A video is the same on both
/// faces of YouTube.
bool is_same_item(const link& left, const link& right) {
  if (left.canonical == right.canonical)
    return true;
  return family_of(left.where) == service::youtube && family_of(right.where) == service::youtube &&
         left.id && left.id == right.id;
}

bool offers(const song& found, const link& item) {
  return std::ranges::any_of(found.links, [&](const song_link& offered) {
    if (offered.where != family_of(item.where))
      return false;
    const auto known = classify(offered.url);
    return known && is_same_item(*known, item);
  });
}

bool belongs_to(const resolved_link& what, const group& to) {
  if (same_song(what.found, to.about) || offers(to.about, what.source))
    return true;
  return std::ranges::any_of(to.sources, [&](const link& source) {
    return is_same_item(source, what.source) || offers(what.found, source);
  });
}

void add(const resolved_link& what, group& to) {
  to.sources.push_back(what.source);
  for (const auto& each : what.found.links)
    if (std::ranges::find(to.about.links, each.where, &song_link::where) == to.about.links.end())
      to.about.links.push_back(each);
}

void choose_entries(group& of, const reply_settings& settings) {
  std::set<service> done;
  for (const auto& source : of.sources)
    done.insert(family_of(source.where));
  // A song.link page is offered only where an operator asked for it (resolver
  // `songlink-page`), and is none of the services that a room chooses from.
  auto wanted = settings.services;
  wanted.push_back(service::songlink);
  for (const auto where : wanted) {
    if (!done.insert(family_of(where)).second)
      continue;
    const auto at = std::ranges::find(of.about.links, family_of(where), &song_link::where);
    if (at == of.about.links.end())
      continue;
    if (auto url = postable_url(at->url))
      of.entries.push_back({at->where, std::move(*url)});
  }
}

} // namespace

bool holds_an_answer(std::span<const link> all, std::span<const resolved_link> resolved) {
  const auto elsewhere = [](const link& left, const link& right) {
    return family_of(left.where) != family_of(right.where);
  };
  return std::ranges::any_of(resolved, [&](const resolved_link& one) {
    return std::ranges::any_of(all,
                               [&](const link& other) {
                                 return elsewhere(one.source, other) && offers(one.found, other);
                               }) ||
           std::ranges::any_of(resolved, [&](const resolved_link& other) {
             return elsewhere(one.source, other.source) && same_song(one.found, other.found);
           });
  });
}

bool is_wanted(const resolved_link& what, youtube_policy policy) {
  if (what.source.where != service::youtube || policy == youtube_policy::all)
    return true;
  if (policy == youtube_policy::never)
    return false;
  // An album on plain YouTube is one of YouTube Music's (OLAK5uy_...). All
  // else is music if two other services carry it under its name.
  constexpr std::size_t enough = 2;
  std::set<service> elsewhere;
  for (const auto& each : what.found.links)
    if (each.where != service::youtube && each.where != service::songlink)
      elsewhere.insert(each.where);
  return what.source.type == item_type::album || what.found.known_music ||
         elsewhere.size() >= enough;
}

std::vector<group> group_songs(std::span<const resolved_link> resolved,
                               const reply_settings& settings) {
  std::vector<group> groups;
  for (const auto& what : resolved) {
    const auto at =
        std::ranges::find_if(groups, [&](const group& each) { return belongs_to(what, each); });
    if (at == groups.end())
      groups.push_back({what.found, {what.source}, {}});
    else
      add(what, *at);
  }
  for (auto& each : groups)
    choose_entries(each, settings);
  std::erase_if(groups, [](const group& each) { return each.entries.empty(); });
  return groups;
}

} // namespace musiclink
