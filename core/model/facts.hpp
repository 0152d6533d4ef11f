#pragma once

#include "core/model/link.hpp"
#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// What an album is issued as.
enum class album_kind : std::uint8_t { unknown, single, ep, album, compilation };

/// "single"; empty for what is not known.
constexpr std::string_view to_key(album_kind kind) noexcept {
  constexpr std::string_view keys[] = {"", "single", "EP", "album", "compilation"};
  return keys[static_cast<std::size_t>(kind)];
}

/// What a service itself says of an item that it holds: what the judge compares
/// (conf/CONTRACT.md 5.10). Empty or absent where the service does not say.
struct facts {
  item_type type = item_type::unknown;
  std::string title; ///< plain text, as given: version words and brackets included
  std::vector<std::string> artists;
  std::optional<milliseconds> duration;
  std::string isrc; ///< of a recording, upper case, without hyphens
  std::string upc;  ///< of an album
  /// The service or the uploader says that this is a song, not any video:
  /// music.youtube.com, an "Artist - Topic" or VEVO channel.
  bool known_music = false;
  std::string album{};                        ///< of a track: what it stands on
  album_kind issued_as = album_kind::unknown; ///< of an album
  std::optional<unsigned> tracks{};           ///< of an album: how many it has
  std::optional<int> year{};                  ///< of an album: when it came out

  bool operator==(const facts&) const = default;
};

} // namespace musiclink
