#include "core/resolvers/offered_link.hpp"

#include "core/ascii.hpp"
#include "core/links/detect.hpp"
#include "core/url.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace musiclink {
namespace {

constexpr std::string_view default_storefront = "us";

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> result;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0)
      result.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return result;
}

bool is_storefront(std::string_view segment) {
  return segment.size() == 2 && std::ranges::all_of(segment, is_alphanumeric);
}

/// The name that a page bears in its path. Anything may stand there.
bool is_slug(std::string_view segment) {
  return std::ranges::all_of(segment, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '%';
  });
}

/// [storefront/]kind/[slug/][id]NUMBER[?i=TRACK], as `item` was classified.
std::optional<std::string> apple_url(std::string_view text) {
  const auto parts = split_url(text);
  if (!parts)
    return std::nullopt;
  auto path = segments_of(parts->path);
  std::string result = "https://music.apple.com/";
  const bool has_storefront = !path.empty() && is_storefront(path.front());
  result.append(has_storefront ? path.front() : default_storefront);
  if (has_storefront)
    path.erase(path.begin());
  if (path.size() < 2)
    return std::nullopt;
  auto id = path.back();
  if (id.starts_with("id"))
    id.remove_prefix(2);
  result.append("/").append(path.front());
  if (path.size() > 2 && is_slug(path[1]))
    result.append("/").append(path[1]);
  result.append("/").append(id);
  if (const auto track = query_parameter(parts->query, "i"); track && !track->empty())
    result.append("?i=").append(*track);
  return result;
}

} // namespace

std::optional<offered_link> offered_link_at(std::string_view url) {
  auto item = classify(url);
  if (!item || item->type == item_type::short_code || !url.starts_with("http"))
    return std::nullopt;
  auto posted = item->where == service::apple_music ? apple_url(url) : item->canonical;
  // What was made of it must be the same item still.
  if (!posted || classify(*posted) != item)
    return std::nullopt;
  return offered_link{std::move(*item), std::move(*posted)};
}

answer as_posted(answer known) {
  std::erase_if(known.found.links, [](song_link& each) {
    if (each.where == service::songlink) // our own, made up from the item
      return false;
    auto found = offered_link_at(each.url);
    if (!found || family_of(found->item.where) != each.where)
      return true;
    each.url = std::move(found->url);
    return false;
  });
  if (known.found.links.empty())
    return {};
  return known;
}

} // namespace musiclink
