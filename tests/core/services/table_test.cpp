#include "core/services/table.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

namespace {

struct sample {
  std::string host;
  std::string path;
};

/// One item of each host that counts.
const sample samples[] = {
    {"open.spotify.com", "/track/4uLU6hMCjMI75M1A2tKUQC"},
    {"spotify.link", "/aB1"},
    {"www.youtube.com", "/watch?v=dQw4w9WgXcQ"},
    {"youtu.be", "/dQw4w9WgXcQ"},
    {"music.youtube.com", "/watch?v=dQw4w9WgXcQ"},
    {"music.apple.com", "/song/1"},
    {"itun.es", "/aB1"},
    {"www.deezer.com", "/track/1"},
    {"link.deezer.com", "/s/aB1"},
    {"soundcloud.com", "/a/b"},
    {"on.soundcloud.com", "/aB1"},
    {"tidal.com", "/track/1"},
    {"a.bandcamp.com", "/track/b"},
    {"open.qobuz.com", "/track/1"},
    {"music.amazon.com", "/albums/B096WRT98Y"},
    {"www.pandora.com", "/TR:1"},
    {"play.napster.com", "/track/tra.1"},
    {"play.anghami.com", "/song/1"},
    {"www.boomplay.com", "/songs/1"},
    {"audiomack.com", "/a/song/b"},
    {"audius.co", "/a/b"},
    {"music.yandex.ru", "/track/1"},
    {"www.mixcloud.com", "/a/b"},
    {"www.last.fm", "/music/A"},
    {"song.link", "/i/1"},
    {"lnk.to", "/a"},
    {"ffm.to", "/a"},
    {"found.ee", "/a"},
    {"songwhip.com", "/a"},
};

} // namespace

TEST_CASE("each service knows its hosts") {
  for (const auto& [host, path] : samples) {
    const auto url = "https://" + host + path;
    CAPTURE(url);
    const auto found = services::classify(url);
    REQUIRE(found);
    CHECK(found->canonical ==
          (host == "youtu.be" ? "https://www.youtube.com/watch?v=dQw4w9WgXcQ" : url));
  }
}

TEST_CASE("a host that only resembles one of a service is none") {
  for (const auto& [host, path] : samples)
    for (const std::string& other :
         {host + ".evil.example", "not" + host + ".evil", "fake." + host + ".",
          "evil-" + host + ".x", host + ".", "." + host, "a.b." + host, host + ":8443", host + ":",
          host + "@evil.example", "user@" + host, "user:pass@" + host, host + "%2eevil",
          "%61" + host, host + "\u0301", host + "\\", "evil.example/" + host,
          "evil.example/?u=https://" + host, "evil.example/#https://" + host}) {
      CAPTURE(other);
      CHECK_FALSE(services::classify("https://" + other + path));
    }
}

TEST_CASE("a page counts on http and https alone") {
  for (const auto& [host, path] : samples) {
    CHECK(services::classify("http://" + host + path));
    for (const std::string scheme :
         {"", "//", "https:/", "https:\\\\", "ftp://", "spotify:", "itms://"}) {
      CAPTURE(scheme);
      CHECK_FALSE(services::classify(scheme + host + path));
    }
  }
}
