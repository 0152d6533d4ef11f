#pragma once

#include "core/model/facts.hpp"
#include "core/resolvers/catalog/question.hpp"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace musiclink::catalog {

/// How an endpoint is asked, and what it says; its name and address are in
/// core/resolvers/catalog/endpoints.def. What asks gives questions to be tried in their order until
/// one brings what is sought.
struct back_end {
  bool is_limit_strict = false; ///< it blocks who asks more, so that no settings raise the limit
  long limit_status = 429;      ///< what it says where others say 429
  long absent_statuses[2] = {}; ///< what it says of an item that is not there, beside 404

  /// About an item of the service's own, by the family's name: one candidate, with facts. None for
  /// kinds that it says nothing useful of: playlists, shows, episodes.
  std::optional<service> knows = {};
  std::vector<question> (*ask)(const link& about, std::string_view country) = nullptr;
  /// The same about an item that somebody says is a certain song, where that is another question.
  std::vector<question> (*ask_offered)(const link& about, std::string_view country) = nullptr;
  bool says_no = false;         ///< it has a word for an item that is not there
  std::string_view sample = {}; ///< an item that it knows, to see whether it answers

  /// For items like one whose facts are known: candidates, to be judged.
  std::vector<question> (*search)(const facts& like, std::string_view country) = nullptr;
  /// For the links of a recording that is known by its ISRC.
  std::vector<question> (*search_relations)(const facts& like) = nullptr;
};

/// Every endpoint, in the order in which they are asked.
std::span<const back_end* const> back_ends() noexcept;

const back_end& of(endpoint at) noexcept;

/// About an item by its own service; empty where none can be asked.
std::vector<question> ask_source(const link& about, std::string_view country);

/// The same about an item that somebody says is a certain song: of a video the
/// title and the channel as they are, for the judge knows what uploaders write.
std::vector<question> ask_offered(const link& about, std::string_view country);

#define MUSICLINK_ENDPOINT(name, url, requests_per_minute) extern const back_end name;
#include "core/resolvers/catalog/endpoints.def"

} // namespace musiclink::catalog
