#include "core/resolvers/offered_link.hpp"

#include "core/links/detect.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/url.hpp"

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

constexpr std::string_view apple_host = "https://music.apple.com/";

/// The canonical form in a storefront. It leads to the item, if by a detour.
std::string apple_item_url(const link& item, std::string_view storefront) {
  return std::string(apple_host)
      .append(storefront)
      .append("/")
      .append(std::string_view(item.canonical).substr(apple_host.size()));
}

/// [storefront/]kind/[slug/][id]NUMBER[?i=TRACK]
std::optional<std::string> apple_url(std::string_view text, const link& item) {
  const auto parts = split_url(text);
  if (!parts || !item.canonical.starts_with(apple_host))
    return std::nullopt;
  auto path = segments_of(parts->path);
  const bool has_storefront = !path.empty() && is_storefront(path.front());
  const auto storefront = has_storefront ? path.front() : default_storefront;
  std::string result = std::string(apple_host).append(storefront);
  if (has_storefront)
    path.erase(path.begin());
  if (path.size() < 2)
    return apple_item_url(item, storefront);
  auto id = path.back();
  if (id.starts_with("id"))
    id.remove_prefix(2);
  result.append("/").append(path.front());
  if (path.size() > 2 && is_slug(path[1]))
    result.append("/").append(path[1]);
  result.append("/").append(id);
  if (const auto track = query_parameter(parts->query, "i"); track && !track->empty())
    result.append("?i=").append(*track);
  return classify(result) == item ? result : apple_item_url(item, storefront);
}

std::string_view without_blanks_around(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto from = text.find_first_not_of(blanks);
  return from == std::string_view::npos
             ? std::string_view{}
             : text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

} // namespace

std::optional<offered_link> offered_link_at(std::string_view text) {
  const auto url = without_blanks_around(text);
  auto item = classify(url);
  if (!item || item->type == item_type::short_code || !split_url(url) || services::is_secret(*item))
    return std::nullopt;
  auto posted = item->where == service::apple_music ? apple_url(url, *item) : item->canonical;
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
