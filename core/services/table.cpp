#include "core/services/table.hpp"

#include "core/text/link_scan.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace musiclink::services {
namespace {

constexpr std::size_t most_characters = 300;

constexpr const description* table[] = {
#define MUSICLINK_SERVICE(name, key, display_name, role) &name,
#include "core/model/services.def"
};

const description* owner_of(std::string_view host) {
  const auto* const found =
      std::ranges::find_if(table, [host](const auto* each) { return each->owns(host); });
  return found == std::end(table) ? nullptr : *found;
}

/// The other spelling of a name that people write with www. and without. Whoever owns a host owns
/// what is in front of it, so that www. changes nothing, wherever it stands.
std::string with_or_without_www(std::string_view host) {
  constexpr std::string_view www = "www.";
  if (host.starts_with(www))
    return std::string(host.substr(www.size()));
  const bool is_domain = std::ranges::count(host, '.') == 1;
  return is_domain ? std::string(www).append(host) : std::string();
}

} // namespace

const description& of(service where) noexcept {
  return *table[static_cast<std::size_t>(where)];
}

song_credits read_credits(service source, item_type type, std::string_view title,
                          std::string_view text) {
  const bool has_artist =
      is_any_of(type, {item_type::track, item_type::video, item_type::album, item_type::episode});
  const auto read = of(source).read_credits;
  const bool says_title = has_artist || source == service::spotify;
  const auto found = read != nullptr && says_title ? read(title, text) : credits{title};
  return {one_line(found.title, most_characters),
          has_artist ? one_line(found.artist, most_characters) : std::string{}};
}

bool is_secret(const link& item) {
  const auto asked = of(item.where).is_secret;
  return asked != nullptr && asked(item);
}

std::optional<link> classify(std::string_view url) {
  if (!starts_link(url))
    return std::nullopt;
  const auto split = split_url(url);
  if (!split)
    return classify_spotify_uri(url);
  auto host = split->host;
  const auto* owner = owner_of(host);
  if (owner == nullptr) {
    host = with_or_without_www(host);
    owner = owner_of(host);
  }
  const auto path = segments::of(split->path);
  if (owner == nullptr || !path)
    return std::nullopt;
  return owner->classify({host, *path, split->query});
}

} // namespace musiclink::services
