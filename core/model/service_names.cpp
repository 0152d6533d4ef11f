#include "core/model/service_names.hpp"

#include "core/model/link.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <iterator>

namespace musiclink {
namespace {

struct service_name {
  service where;
  std::string_view key;
  std::string_view display;
};

constexpr service_name services[] = {
    {service::spotify, "spotify", "Spotify"},
    {service::youtube, "youtube", "YouTube"},
    {service::youtube_music, "youtubeMusic", "YouTube Music"},
    {service::apple_music, "appleMusic", "Apple Music"},
    {service::deezer, "deezer", "Deezer"},
    {service::soundcloud, "soundcloud", "SoundCloud"},
    {service::tidal, "tidal", "TIDAL"},
    {service::bandcamp, "bandcamp", "Bandcamp"},
    {service::qobuz, "qobuz", "Qobuz"},
    {service::amazon_music, "amazonMusic", "Amazon Music"},
    {service::pandora, "pandora", "Pandora"},
    {service::napster, "napster", "Napster"},
    {service::anghami, "anghami", "Anghami"},
    {service::boomplay, "boomplay", "Boomplay"},
    {service::audiomack, "audiomack", "Audiomack"},
    {service::audius, "audius", "Audius"},
    {service::yandex_music, "yandexMusic", "Yandex Music"},
    {service::mixcloud, "mixcloud", "Mixcloud"},
    {service::lastfm, "lastfm", "Last.fm"},
    {service::songlink, "songlink", "song.link"},
    {service::linkfire, "linkfire", "Linkfire"},
    {service::feature_fm, "featureFm", "Feature.fm"},
    {service::foundee, "foundee", "found.ee"},
    {service::songwhip, "songwhip", "Songwhip"},
};

struct type_name {
  item_type type;
  std::string_view key;
};

constexpr type_name types[] = {
    {item_type::track, "track"},       {item_type::album, "album"},
    {item_type::playlist, "playlist"}, {item_type::artist, "artist"},
    {item_type::episode, "episode"},   {item_type::show, "show"},
    {item_type::video, "video"},       {item_type::short_code, "short"},
    {item_type::unknown, "unknown"},
};

} // namespace

std::string_view to_key(service where) noexcept {
  const auto* name = std::ranges::find(services, where, &service_name::where);
  return name == std::end(services) ? std::string_view{} : name->key;
}

std::optional<service> service_from_key(std::string_view key) noexcept {
  const auto* name = std::ranges::find(services, key, &service_name::key);
  return name == std::end(services) ? std::nullopt : std::optional(name->where);
}

std::string_view display_name(service where) noexcept {
  const auto* name = std::ranges::find(services, where, &service_name::where);
  return name == std::end(services) ? std::string_view{} : name->display;
}

bool is_display_name(std::string_view text) noexcept {
  return std::ranges::any_of(services, [text](const service_name& name) {
    return equals_ignoring_case(name.display, text);
  });
}

std::string_view to_key(item_type type) noexcept {
  const auto* name = std::ranges::find(types, type, &type_name::type);
  return name == std::end(types) ? std::string_view{} : name->key;
}

std::optional<item_type> item_type_from_key(std::string_view key) noexcept {
  const auto* name = std::ranges::find(types, key, &type_name::key);
  return name == std::end(types) ? std::nullopt : std::optional(name->type);
}

} // namespace musiclink
