#include "core/resolvers/offered_link.hpp"

#include "core/links/detect.hpp"
#include "core/services/table.hpp"
#include "core/text/url.hpp"

#include <utility>

namespace musiclink {
namespace {

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
  const auto form = services::of(item->where).posted_url;
  auto posted = form != nullptr ? form(url, *item) : item->canonical;
  // What was made of it must be the same item still.
  if (classify(posted) != item)
    return std::nullopt;
  return offered_link{std::move(*item), std::move(posted)};
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
    return {completeness::not_found, {}, std::move(known.left_out)};
  return known;
}

} // namespace musiclink
