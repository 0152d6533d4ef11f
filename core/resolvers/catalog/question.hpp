#pragma once

#include "core/model/facts.hpp"
#include "core/model/http.hpp"
#include "core/model/link.hpp"
#include "core/resolvers/catalog/endpoint.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace musiclink::catalog {

/// Why an endpoint gave no usable answer.
struct trouble {
  enum class kind : std::uint8_t {
    limited,   ///< hold this endpoint's budget back, for `retry_after` if it says
    transient, ///< no answer, 5xx or nonsense: may be asked again
    refused,   ///< this question will not be answered; the walk goes on without it
    moved,     ///< as refused, for it leads to an address that is not the endpoint's
  };
  kind what = kind::transient;
  std::string text; ///< for people; nothing of a body but what is known to be short
  std::optional<std::chrono::seconds> retry_after;

  bool operator==(const trouble&) const = default;
};

/// A page of a service that counts: what it is, and its URL for people.
struct page {
  link item;
  std::string url;
};

/// The page at a URL that an endpoint gave, with the URL that is posted.
std::optional<page> page_at(std::string_view url);

/// An item that an endpoint knows: what it says of it, and the pages under which
/// people open it. MusicBrainz alone has several; an item that was asked about by
/// its id needs none.
struct candidate {
  facts what;
  std::vector<page> pages;
  std::string details_id = {}; ///< Deezer: the id under which more facts can be had
  /// Of a video: title and channel as they are. The judge knows what uploaders write.
  std::optional<facts> as_uploaded = {};
};

/// What a question brought: maybe nothing ("no such item"), or trouble.
using findings = std::variant<std::vector<candidate>, trouble>;

/// One question to one endpoint. `path` is what follows its base URL, with the
/// query: words, ids and canonical URLs only. `read` reads the body of a 200;
/// texts come out plain, whatever the body is.
struct question {
  endpoint to = endpoint::deezer;
  std::string path;
  findings (*read)(const std::string& body, const link& about) = nullptr;
  std::string host = {}; ///< Bandcamp: the artist's own
};

/// The question as a request to its endpoint, without times and bounds.
http_request request_for(const question& asked, const endpoint_settings& endpoint);

/// What a whole answer means; redirects are not for here.
findings read_answer(const http_response& response, const question& asked, const link& about);

// Shared by the back ends.

/// A text as facts hold it: one line, without deceptive characters, of bounded length.
std::string plain(std::string_view text);
/// One name, or none if it is empty.
std::vector<std::string> names(std::string_view name);
/// Upper case, without hyphens; empty if it is not 12 letters and digits.
std::string isrc_of(std::string_view text);
/// What a service calls an album: "single", "EP", "https://schema.org/AlbumRelease".
album_kind album_kind_of(std::string_view word);
/// The year of a date: "2013-05-17", "08 Apr 2016 00:00:00 GMT".
std::optional<int> year_of(std::string_view date);
/// How many tracks an album has; nothing for what no album has.
std::optional<unsigned> track_count(std::optional<std::int64_t> number);
trouble nonsense(std::string_view what);
/// "Artist - Title" in its two halves; nothing without a dash between spaces.
struct credited {
  std::string_view artist;
  std::string_view title;
};
std::optional<credited> split_at_dash(std::string_view text);
/// Titles as search words: without the bracketed parts that say nothing of the
/// recording ("Official Video", "feat. ..."), or without any.
enum class brackets : std::uint8_t { drop_noise, drop_all };
std::string search_words(std::string_view title, brackets how);

} // namespace musiclink::catalog
