#include "core/services/table.hpp"

#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using services::read_credits;
using services::song_credits;

TEST_CASE("Spotify: the artist stands first in a description that names its kind") {
  const auto of = [](const char* description) {
    return read_credits(service::spotify, item_type::track, "Title", description).artist;
  };
  CHECK(of("Bob Dylan \u00b7 Highway 61 Revisited \u00b7 Song \u00b7 1965") == "Bob Dylan");
  CHECK(of("Mallrat \u00b7 Song \u00b7 2022") == "Mallrat");
  CHECK(of("Avicii \u00b7 album \u00b7 2015 \u00b7 14 songs") == "Avicii");
  CHECK(of("W Sound, Be\u00e9le, Ovy On The Drums \u00b7 Song") ==
        "W Sound, Be\u00e9le, Ovy On The Drums");
  CHECK(of("Listen to Title on Spotify. Song \u00b7 Bob Dylan \u00b7 1965").empty());
  CHECK(of("Song \u00b7 Bob Dylan \u00b7 1965").empty());
  CHECK(of("anything else").empty());
  CHECK(of("").empty());
}

TEST_CASE("Spotify: the browser's title loses its ending") {
  CHECK(read_credits(service::spotify, item_type::album, "Stories - Album by Avicii | Spotify",
                     "") == song_credits{"Stories", "Avicii"});
  CHECK(read_credits(service::spotify, item_type::track,
                     "Alive - Live - song and lyrics by A by B | Spotify",
                     "") == song_credits{"Alive - Live", "A by B"});
  CHECK(read_credits(service::spotify, item_type::artist, "J. Cole | Spotify",
                     "Artist \u00b7 45.1M monthly listeners.") == song_credits{"J. Cole", ""});
  CHECK(read_credits(service::spotify, item_type::track, "Stand by Me - Live", "") ==
        song_credits{"Stand by Me - Live", ""});
}

TEST_CASE("a playlist and an artist are by nobody") {
  CHECK(read_credits(service::spotify, item_type::playlist, "Mix", "A \u00b7 Album \u00b7 1") ==
        song_credits{"Mix", ""});
  CHECK(read_credits(service::tidal, item_type::artist, "A - B", "") == song_credits{"A - B", ""});
}

TEST_CASE("every other service has its own shape") {
  CHECK(read_credits(service::apple_music, item_type::track, "Hurt", "Hurt Johnny Cash") ==
        song_credits{"Hurt", "Johnny Cash"});
  CHECK(read_credits(service::apple_music, item_type::track, "Hurt", "Hurt") ==
        song_credits{"Hurt", ""});
  CHECK(read_credits(service::apple_music, item_type::track, "Hurt", "Hurts Johnny") ==
        song_credits{"Hurt", ""});
  CHECK(read_credits(service::deezer, item_type::track, "Hurt", "Johnny Cash - song - 2002") ==
        song_credits{"Hurt", "Johnny Cash"});
  CHECK(read_credits(service::deezer, item_type::track, "Hurt", "Some prose.") ==
        song_credits{"Hurt", ""});
  CHECK(read_credits(service::tidal, item_type::track, "Jay-Z - 99 Problems - Live", "x") ==
        song_credits{"99 Problems - Live", "Jay-Z"});
  CHECK(read_credits(service::bandcamp, item_type::album, "Day by Day, by Me, by You", "") ==
        song_credits{"Day by Day, by Me", "You"});
  CHECK(read_credits(service::qobuz, item_type::track, "Hurt Johnny Cash",
                     "American IV - Johnny Cash") == song_credits{"Hurt", "Johnny Cash"});
  CHECK(read_credits(service::qobuz, item_type::album, "American IV Johnny Cash", "Johnny Cash") ==
        song_credits{"American IV", "Johnny Cash"});
  CHECK(read_credits(service::qobuz, item_type::track, "Hurt", "American IV - Various Artists") ==
        song_credits{"Hurt", ""});
  CHECK(read_credits(service::soundcloud, item_type::track, "Hurt", "Cash - song - \u00b7 x") ==
        song_credits{"Hurt", ""});
}

TEST_CASE("YouTube: a record company's upload names title and artist itself") {
  const auto description = "Provided to YouTube by Columbia\n\nDon't Think Twice, It's All Right "
                           "\u00b7 Bob Dylan \u00b7 Somebody\n\nThe Freewheelin'";
  CHECK(read_credits(service::youtube, item_type::track, "Don t Think Twice", description) ==
        song_credits{"Don't Think Twice, It's All Right", "Bob Dylan"});
  CHECK(read_credits(service::youtube_music, item_type::track, "T",
                     "Provided to YouTube by X\n\nno dots") == song_credits{"T", ""});
  CHECK(read_credits(service::youtube, item_type::track, "T", "Provided to YouTube by ") ==
        song_credits{"T", ""});
  CHECK(read_credits(service::youtube, item_type::track, "My cat", "A cat \u00b7 a film") ==
        song_credits{"My cat", ""});
}

TEST_CASE("texts are cleaned and bounded") {
  const std::string huge(1024 * 1024, 'x');
  const auto cut = read_credits(service::spotify, item_type::track, huge, huge + " \u00b7 Song");
  CHECK(cut.title.size() == 299 + 3); // and an ellipsis
  CHECK(cut.artist.size() == 299 + 3);
  const auto clean = read_credits(service::soundcloud, item_type::track, "a\nb\x01\u202e\xff", "");
  CHECK(clean.title == "a b\ufffd");
  CHECK(is_utf8(clean.title));
}
