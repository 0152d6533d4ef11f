#include "core/resolvers/songlink_page.hpp"

#include "core/links/detect.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace musiclink::songlink_page {
namespace {

bool has_page(const link& about) {
  const bool is_kind = about.type == item_type::track || about.type == item_type::album ||
                       (about.type == item_type::video && about.where == service::youtube);
  return is_kind && role_of(about.where) != service_role::landing_page &&
         !services::is_secret(about);
}

std::string url_of(const link& about) {
  const auto& known = services::of(about.where).songlink;
  if (known.letter.empty() || known.is_only_read || !about.id)
    return "https://song.link/" + percent_encoded(about.canonical);
  const std::string_view host = about.type == item_type::album ? "album.link/" : "song.link/";
  return "https://" + std::string(host) + std::string(known.letter) + "/" + *about.id;
}

} // namespace

answer page_of(const link& about) {
  if (!has_page(about))
    return {};
  return {completeness::found, {about.type, {}, {}, {{service::songlink, url_of(about)}}}};
}

std::optional<link> source_of(const link& page) {
  const auto at = split_url(page.canonical);
  if (page.where != service::songlink || !at ||
      (at->host != "song.link" && at->host != "album.link") || at->path.empty())
    return std::nullopt;
  const auto parts = split_first(at->path.substr(1), "/");
  const auto known = std::ranges::find(all_services(), parts.before, [](service where) {
    return services::of(where).songlink.letter;
  });
  if (parts.before.empty() || known == all_services().end())
    return std::nullopt;
  const auto& paths = services::of(*known).songlink;
  const auto before = at->host == "album.link" ? paths.album_url : paths.track_url;
  if (before.empty())
    return std::nullopt;
  const auto found = classify(std::string(before).append(parts.after));
  return found && found->where == *known ? found : std::nullopt;
}

} // namespace musiclink::songlink_page
