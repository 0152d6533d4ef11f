#include "core/services/shapes.hpp"
#include "core/services/table.hpp"
#include "core/text/ascii.hpp"

namespace musiclink::services {
namespace {

constexpr std::string_view canonical_host = "music.yandex.ru";

struct yandex_kind {
  std::string_view word;
  item_type type;
  bool (*is_id)(std::string_view) noexcept;
};

constexpr yandex_kind kinds[] = {
    {"track", item_type::track, is_digits},
    {"album", item_type::album, is_digits},
    {"artist", item_type::artist, is_digits},
    {"playlists", item_type::playlist, is_prefixed_uuid},
};

bool owns(std::string_view host) {
  return is_any_of(host, {canonical_host, "music.yandex.com", "music.yandex.by", "music.yandex.kz",
                          "music.yandex.uz", "music.yandex.ua"});
}

/// A login, also one that is a mail address.
bool is_user(std::string_view name) {
  return consists_of(name, [](char c) {
    return is_alphanumeric(c) || std::string_view("._-@").find(c) != std::string_view::npos;
  });
}

/// users/NAME/playlists/NUMBER: the number says nothing without the name.
std::optional<link> classify_user_playlist(const segments& path) {
  if (path[0] != "users" || !is_user(path[1]) || path[2] != "playlists" || !is_digits(path[3]))
    return std::nullopt;
  return path_item(service::yandex_music, item_type::playlist, {canonical_host, path.joined()});
}

/// [locale/][album/ID/]kind/ID
std::optional<link> classify_page(const page& at) {
  auto path = at.path;
  path.take_if(is_locale);
  path.end_at_text();
  if (!path.empty() && path[0] == "artist")
    path.take_artist_view();
  if (path.size() == 4 && path[0] == "album" && is_digits(path[1]) && path[2] == "track") {
    path.drop_first();
    path.drop_first();
  }
  if (path.size() == 4)
    return classify_user_playlist(path);
  if (path.size() != 2)
    return std::nullopt;
  for (const auto& [word, type, is_id] : kinds)
    if (path[0] == word && is_id(path[1]))
      return item(service::yandex_music, type, path[1], {canonical_host, path.joined()});
  return std::nullopt;
}

} // namespace

const description yandex_music = {owns, classify_page};

} // namespace musiclink::services
