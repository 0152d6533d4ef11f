#pragma once

#include "core/model/link.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace musiclink {

/// The same item on one service, as a resolver offered it. `url` is http(s) and
/// meant for people to open; `where` is the service key's family, so that
/// music.youtube.com and www.youtube.com are both `service::youtube`.
struct song_link {
  service where = service::spotify;
  std::string url;

  bool operator==(const song_link&) const = default;
};

/// The service under whose name a link is shown: music.youtube.com and
/// www.youtube.com are both `service::youtube`; every other is its own.
service family_of(service where) noexcept;

/// What a link leads to, with its counterparts elsewhere. `artist` may be empty
/// where no source says who it is by. Texts are plain, as given by the source:
/// whoever renders them escapes them.
struct song {
  item_type type = item_type::unknown;
  std::string title;
  std::string artist;
  std::vector<song_link> links;
  bool known_music = false; ///< a video that is known to be a song (conf/CONTRACT.md 3, `youtube`)

  bool operator==(const song&) const = default;
};

/// Whether two answers are about the same item: kind, title and artist are equal
/// but for case, punctuation and white space. A title alone says nothing ("Intro"),
/// except that of an artist.
bool same_song(const song& left, const song& right);

/// How much a look-up brought. `partial`: some wanted service was missing
/// because it could not be asked, so asking again later may bring more.
enum class completeness : std::uint8_t { found, partial, not_found };

/// What somebody offered for a link, and why it was left out, in words.
struct rejected_offer {
  std::string by; ///< "deezer"
  std::string title;
  std::string artist;
  std::string url;
  std::string reasons;

  bool operator==(const rejected_offer&) const = default;
};

/// The answer kept in the link cache. `found` holds nothing for `not_found`.
struct answer {
  completeness how = completeness::not_found;
  song found;
  std::vector<rejected_offer> left_out{};

  bool operator==(const answer&) const = default;
};

} // namespace musiclink
