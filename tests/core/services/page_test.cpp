#include "core/services/page.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace musiclink::services;

TEST_CASE("a path is split into its segments") {
  const auto path = segments::of("/track/1/");
  REQUIRE(path);
  REQUIRE(path->size() == 2);
  CHECK((*path)[0] == "track");
  CHECK(path->back() == "1");
  CHECK(path->joined() == "/track/1");
  CHECK(segments::of("")->empty());
  CHECK(segments::of("/")->empty());
  CHECK(segments::of("track:1", ':')->size() == 2);
}

TEST_CASE("no item page has a path of these") {
  for (const char* path : {"//", "/a//b", "//a", "/a//", "/a/../b", "/./a", "/..", "/%2e%2E/a",
                           "/.%2e/a", "/%2E", "/a/b/c/d/e/f/g/h/i"}) {
    CAPTURE(path);
    CHECK_FALSE(segments::of(path));
  }
  CHECK(segments::of("/...")->size() == 1);
  CHECK(segments::of("/%2e%2e%2e")->size() == 1);
}

TEST_CASE("segments are taken from the front") {
  auto path = *segments::of("/a/b/c/d");
  CHECK_FALSE(path.take("b"));
  CHECK(path.take("a"));
  CHECK(path.take_if([](std::string_view segment) { return segment == "b"; }));
  CHECK_FALSE(path.take_if([](std::string_view segment) { return segment == "b"; }));
  path.drop_last();
  CHECK(path.joined() == "/c");
  path.drop_first();
  CHECK(path.empty());
  CHECK_FALSE(path.take(""));
}

TEST_CASE("a path ends where text of another script follows") {
  auto path = *segments::of("/track/1\u3092/\u8074/x");
  path.end_at_text();
  CHECK(path.joined() == "/track/1");

  path = *segments::of("/track/1).\uc774");
  path.end_at_text();
  CHECK(path.joined() == "/track/1");

  path = *segments::of("/track/\u3092");
  path.end_at_text();
  CHECK(path.joined() == "/track");
}

TEST_CASE("what stays of another script is encoded") {
  CHECK(segments::of("/music/Bj\u00f6rk/_")->joined() == "/music/Bj%C3%B6rk/_");
}

TEST_CASE("an identity parameter is decoded and ends where text follows") {
  const page at{"x", *segments::of("/"), "a=&uri=spotify%3Atrack&v=ID!\U0001f525&w=\u3042"};
  CHECK_FALSE(identity_parameter(at, "a"));
  CHECK_FALSE(identity_parameter(at, "b"));
  CHECK(identity_parameter(at, "uri") == "spotify:track");
  CHECK(identity_parameter(at, "v") == "ID");
  CHECK(identity_parameter(at, "w") == "");
}

TEST_CASE("a name under a domain is one label") {
  CHECK(is_name_under("a-1.bandcamp.com", ".bandcamp.com"));
  for (const char* host : {".bandcamp.com", "bandcamp.com", "a.b.bandcamp.com", "-a.bandcamp.com",
                           "a-.bandcamp.com", "xn--a.bandcamp.com", "a.bandcamp.com.evil"}) {
    CAPTURE(host);
    CHECK_FALSE(is_name_under(host, ".bandcamp.com"));
  }
}
