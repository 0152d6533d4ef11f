#include "core/model/song.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

song named(const char* artist, const char* title, item_type type = item_type::track) {
  return {type, title, artist, {}};
}

} // namespace

TEST_CASE("both faces of YouTube are one family") {
  CHECK(family_of(service::youtube_music) == service::youtube);
  CHECK(family_of(service::youtube) == service::youtube);
  CHECK(family_of(service::deezer) == service::deezer);
}

TEST_CASE("the same song is known by kind, title and artist") {
  CHECK(same_song(named("AC/DC", "T.N.T."), named("ACDC", "tnt")));
  CHECK_FALSE(same_song(named("A", "Song"), named("B", "Song")));
  CHECK_FALSE(same_song(named("A", "Song"), named("A", "Song (Live)")));
  CHECK_FALSE(same_song(named("A", "Song"), named("A", "Song", item_type::album)));
  CHECK(same_song(named("\xd0\x9a\xd0\xb8\xd0\xbd\xd0\xbe", "X"),
                  named("\xd0\x9a\xd0\xb8\xd0\xbd\xd0\xbe", "x")));
}

TEST_CASE("a title alone proves nothing, an artist's name does") {
  CHECK_FALSE(same_song(named("", "Intro"), named("", "Intro")));
  CHECK_FALSE(same_song(named("A", "???"), named("A", "!!!")));
  CHECK(same_song(named("", "J. Cole", item_type::artist), named("", "J Cole", item_type::artist)));
}
