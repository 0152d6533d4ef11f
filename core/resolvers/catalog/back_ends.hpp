#pragma once

#include "core/model/facts.hpp"
#include "core/resolvers/catalog/question.hpp"

#include <string_view>
#include <vector>

// The services that can be asked, one a file. Each gives questions to be tried in
// their order until one brings what is sought.

namespace musiclink::catalog {

// About an item of the service's own: one candidate, with facts. None for kinds
// that it says nothing useful of: playlists, shows, episodes.

std::vector<question> ask_deezer(const link& about);
/// Only the storefront of that country knows the item for sure.
std::vector<question> ask_itunes(const link& about, std::string_view country);
/// The page has the artist, oEmbed the title only.
std::vector<question> ask_spotify(const link& about);
std::vector<question> ask_youtube(const link& about);
/// Nothing for a secret link.
std::vector<question> ask_soundcloud(const link& about);
std::vector<question> ask_bandcamp(const link& about);
std::vector<question> ask_tidal(const link& about);
std::vector<question> ask_qobuz(const link& about);

/// About an item by its own service; empty where none can be asked.
std::vector<question> ask_source(const link& about, std::string_view country);

/// The same about an item that somebody says is a certain song: of a video the
/// title and the channel as they are, for the judge knows what uploaders write.
std::vector<question> ask_offered(const link& about, std::string_view country);
std::vector<question> ask_youtube_upload(const link& about);

// For items like one whose facts are known: candidates, to be judged.

std::vector<question> search_deezer(const facts& like);
std::vector<question> search_itunes(const facts& like, std::string_view country);
/// By ISRC only.
std::vector<question> search_musicbrainz(const facts& like);

} // namespace musiclink::catalog
