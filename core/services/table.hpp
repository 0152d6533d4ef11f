#pragma once

#include "core/services/page.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace musiclink::services {

/// A host of short links that are followed (core/links/RULES.md 9).
struct followed_host {
  std::string_view host;
  std::string_view targets[4] = {};       ///< the hosts allowed at any later hop
  std::string_view target_parameter = {}; ///< of a query that holds the target, so that nobody asks
};

/// How idonthavespotify knows a service (core/resolvers/UPSTREAMS.md 1 and 2). It is asked for all
/// that replies show by default, since an answer is kept per link and serves all rooms.
struct on_idonthavespotify {
  std::string_view adapter = {}; ///< as the API spells it; empty: its links are not asked for
  /// The form in which an item is asked about; nothing for what is refused or answered wrongly.
  std::optional<std::string> (*form)(const link& about) = nullptr;
};

/// How song.link and album.link know a service (core/resolvers/UPSTREAMS.md 4).
struct on_songlink {
  std::string_view letter = {};    ///< in the path of a page; empty: none is known
  std::string_view track_url = {}; ///< what stands before the id
  std::string_view album_url = {};
  bool is_only_read = false; ///< seen as a link in messages, but not made by us
};

/// A service: all that is to be known of it but its names, which are in core/model/services.def.
struct description {
  /// Whether a host, in lower case, is one of the service's own. No two services
  /// share a host.
  bool (*owns)(std::string_view host) = nullptr;
  /// The item of a page at such a host, if it is one that counts.
  std::optional<link> (*classify)(const page& at) = nullptr;
  /// Whether the canonical form holds a secret token: whoever has that sees a private item.
  bool (*is_secret)(const link& item) = nullptr;
  std::span<const followed_host> followed_hosts = {};
  /// What is posted of an item that was offered at this URL, where that is not its canonical form.
  std::string (*posted_url)(std::string_view offered, const link& item) = nullptr;

  /// What title and description of one of its pages say; without it a title is only a title.
  credits (*read_credits)(std::string_view title, std::string_view text) = nullptr;
  on_idonthavespotify idonthavespotify = {};
  on_songlink songlink = {};
};

const description& of(service where) noexcept;

/// Title and artist out of the title and the description of one of a service's pages, as far as
/// they tell: in one line each, without control characters, at most 300 characters long.
struct song_credits {
  std::string title;
  std::string artist; ///< empty where that is not sure

  bool operator==(const song_credits&) const = default;
};
song_credits read_credits(service source, item_type type, std::string_view title,
                          std::string_view text);

/// The music link that a URL (http, https or spotify:) is, if it counts.
std::optional<link> classify(std::string_view url);

bool is_secret(const link& item);

/// The item of a spotify: URI.
std::optional<link> classify_spotify_uri(std::string_view uri);

#define MUSICLINK_SERVICE(name, key, display_name, role) extern const description name;
#include "core/model/services.def"

} // namespace musiclink::services
