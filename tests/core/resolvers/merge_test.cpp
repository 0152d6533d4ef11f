#include "core/resolvers/merge.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

answer found(const std::string& title, std::vector<song_link> links,
             completeness how = completeness::found) {
  return {how, {item_type::track, title, "Somebody", std::move(links)}};
}

const song_link spotify{service::spotify, "https://open.spotify.com/track/1"};
const song_link deezer{service::deezer, "https://www.deezer.com/track/1"};
const song_link other_deezer{service::deezer, "https://www.deezer.com/track/2"};

} // namespace

TEST_CASE("links of all resolvers are united, and the first in the chain decides") {
  const auto both = merged({found("A", {spotify, deezer}), found("B", {other_deezer})});
  CHECK(both == found("A", {spotify, deezer}));
  CHECK(merged({found("A", {spotify}), found("B", {other_deezer})}).found.links ==
        std::vector<song_link>{spotify, other_deezer});
}

TEST_CASE("a resolver that found nothing does not name the song") {
  CHECK(merged({{}, found("B", {deezer})}) == found("B", {deezer}));
  CHECK(merged({{completeness::partial, {}}, found("B", {deezer})}) ==
        found("B", {deezer}, completeness::partial));
}

TEST_CASE("what one could not say completely is not complete, whoever else answers") {
  const auto part = found("A", {spotify}, completeness::partial);
  const auto whole = found("B", {deezer});
  CHECK(merged({part, whole}).how == completeness::partial);
  CHECK(merged({whole, part}).how == completeness::partial);
  CHECK(merged({}) == answer{});
  CHECK(merged({{}, {}}) == answer{});
}

TEST_CASE("a song that one of them knows as music is music") {
  auto music = found("B", {deezer});
  music.found.known_music = true;
  CHECK(merged({found("A", {spotify}), music}).found.known_music);
}
