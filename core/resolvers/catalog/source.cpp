#include "core/model/song.hpp"
#include "core/resolvers/catalog/back_ends.hpp"

namespace musiclink::catalog {

std::vector<question> ask_source(const link& about, std::string_view country) {
  switch (about.where) {
  case service::deezer:
    return ask_deezer(about);
  case service::apple_music:
    return ask_itunes(about, country);
  case service::spotify:
    return ask_spotify(about);
  case service::youtube:
  case service::youtube_music:
    return ask_youtube(about);
  case service::soundcloud:
    return ask_soundcloud(about);
  case service::bandcamp:
    return ask_bandcamp(about);
  case service::tidal:
    return ask_tidal(about);
  case service::qobuz:
    return ask_qobuz(about);
  default:
    return {};
  }
}

std::vector<question> ask_offered(const link& about, std::string_view country) {
  return family_of(about.where) == service::youtube ? ask_youtube_upload(about)
                                                    : ask_source(about, country);
}

} // namespace musiclink::catalog
