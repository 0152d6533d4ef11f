#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>

namespace musiclink::services {
namespace {

constexpr kind player_kinds[] = {
    {"track", item_type::track},
    {"album", item_type::album},
    {"artist", item_type::artist},
    {"playlist", item_type::playlist},
};

/// The store has words of its own for artists and playlists.
constexpr kind store_kinds[] = {
    {"track", item_type::track},        {"album", item_type::album},
    {"interpreter", item_type::artist}, {"artist", item_type::artist},
    {"playlists", item_type::playlist}, {"playlist", item_type::playlist},
};

constexpr std::string_view store_host = "www.qobuz.com";

bool owns(std::string_view host) {
  return is_any_of(host, {"open.qobuz.com", "play.qobuz.com", store_host});
}

bool is_album_id(std::string_view id) {
  return consists_of(id, [](char c) { return is_lower(c) || is_digit(c); });
}

/// An album's id may be letters alone. Others have a digit, which keeps them apart from words of
/// the site's own.
bool is_id(item_type type, std::string_view id) {
  if (type == item_type::playlist && is_prefixed_uuid(id))
    return true;
  return is_album_id(id) && (type == item_type::album || std::ranges::any_of(id, is_digit));
}

std::optional<link> qobuz_item(item_type type, std::string_view id) {
  if (!is_id(type, id))
    return std::nullopt;
  for (const auto& each : player_kinds)
    if (each.type == type)
      return item(service::qobuz, type, id, {"open.qobuz.com/", each.word, "/", id});
  return std::nullopt;
}

/// [locale/]kind/[slug/]ID
std::optional<link> classify_store(segments path) {
  path.take_if(is_locale);
  if (!path.empty() && is_any_of(path[0], {"interpreter", "artist"}))
    path.take_artist_view();
  if (path.size() < 2 || path.size() > 3)
    return std::nullopt;
  const auto type = type_of(path[0], store_kinds);
  const bool has_slug = path.size() == 3;
  while (path.size() > 1)
    path.drop_first();
  path.end_at_text();
  if (!type || path.empty())
    return std::nullopt;
  // Without a slug a lone word is more likely the slug of a link without an id ("u2").
  if (!has_slug &&
      (type == item_type::album ? std::ranges::none_of(path[0], is_digit) : !is_digits(path[0])))
    return std::nullopt;
  return qobuz_item(*type, path[0]);
}

std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  if (at.host == store_host)
    return classify_store(path);
  path.take_if(is_locale);
  path.end_at_text();
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  if (path.size() != 2)
    return std::nullopt;
  const auto type = type_of(path[0], player_kinds);
  return type ? qobuz_item(*type, path[1]) : std::nullopt;
}

std::optional<std::string> asked_form(const link& about) {
  return canonical_of(about, {item_type::track, item_type::album, item_type::artist});
}

/// Title "Title Artist", and the artist ends the text of a track ("Album - Artist") or is that
/// of an album.
credits page_credits(std::string_view title, std::string_view text) {
  const auto last = split_last(text, " - ");
  const auto artist = last.found ? last.after : text;
  if (!artist.empty() && title.size() > artist.size() + 1 && title.ends_with(artist) &&
      title[title.size() - artist.size() - 1] == ' ')
    return {title.substr(0, title.size() - artist.size() - 1), artist};
  return {title};
}

} // namespace

const description qobuz = {
    .owns = owns,
    .classify = classify_page,
    .read_credits = page_credits,
    .idonthavespotify = {"qobuz", asked_form},
};

} // namespace musiclink::services
