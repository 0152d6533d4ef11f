#include "core/text/url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

TEST_CASE("a URL is split into host, path and query") {
  const auto split = split_url("HTTPS://Open.Spotify.COM/track/A%2Fb?si=1&x#t=3?");
  REQUIRE(split);
  CHECK(split->host == "open.spotify.com");
  CHECK(split->path == "/track/A%2Fb");
  CHECK(split->query == "si=1&x");
}

TEST_CASE("path and query of a URL may be missing") {
  for (const std::string tail : {"", "/", "?", "#", "/#/track", "?#x"}) {
    const auto text = "http://tidal.com" + tail;
    const auto split = split_url(text);
    CAPTURE(tail);
    REQUIRE(split);
    CHECK(split->host == "tidal.com");
    CHECK(split->path == (tail.starts_with("/") ? "/" : ""));
    CHECK(split->query.empty());
  }
}

TEST_CASE("only the scheme's own port is another way to write no port") {
  CHECK(split_url("https://tidal.com:443/track/1"));
  CHECK(split_url("http://tidal.com:80/track/1"));
  for (const std::string authority : {"tidal.com:80", "tidal.com:", "tidal.com:0443",
                                      "tidal.com:443:443", "tidal.com:8443", ":443"})
    CHECK_FALSE(split_url("https://" + authority + "/track/1"));
  CHECK_FALSE(split_url("http://tidal.com:443/track/1"));
}

TEST_CASE("a host that needs interpretation is refused") {
  for (const std::string host :
       {"", ".", "tidal.com.", ".tidal.com", "user@tidal.com", "@tidal.com", "u:p@tidal.com",
        "tidal%2Ecom", "tida\xc4\xb1.com",
        "tidal\xef\xbc\x8e"
        "com",
        "tidal.com\\@evil.example", "tidal .com", "[::1]", "tidal_.com", "tidal.com;x", "https:"}) {
    CAPTURE(host);
    CHECK_FALSE(split_url("https://" + host + "/track/1"));
  }
}

TEST_CASE("other schemes and spellings of http are refused") {
  for (const std::string start : {"", "//", "http:/", "http:", "https:\\\\", "ftp://", "hxxps://",
                                  "httpss://", " https://", "spotify:"}) {
    CAPTURE(start);
    CHECK_FALSE(split_url(start + "tidal.com/track/1"));
  }
}

TEST_CASE("the first parameter of a name counts, by its whole name") {
  CHECK(query_parameter("notv=1&v=2&v=3", "v") == "2");
  CHECK(query_parameter("a=1&&v", "v") == "");
  CHECK(query_parameter("v=a=b", "v") == "a=b");
  CHECK_FALSE(query_parameter("V=1&amp;v=2", "v"));
  CHECK_FALSE(query_parameter("", "v"));
}

TEST_CASE("percent escapes are decoded once, and broken ones stay") {
  CHECK(percent_decoded("spotify%3Atrack%3aX") == "spotify:track:X");
  CHECK(percent_decoded("%253A") == "%3A");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz%") == "%zz%");
  CHECK(percent_decoded("%00").size() == 1);
}

TEST_CASE("paths of base URLs are compared however they are written") {
  CHECK(plain_path_of("https://example.org/Base/%5Fmatrix//") == "/base/_matrix");
  CHECK(plain_path_of("example.org/_MATRIX") == "/_matrix");
  CHECK(plain_path_of("http://api").empty());
  CHECK(plain_path_of("http://api/").empty());
}

TEST_CASE("only bytes outside ASCII are encoded") {
  CHECK(with_encoded_non_ascii("/S\xc3\xa6gl\xc3\xb3pur/%2b+(x)") == "/S%C3%A6gl%C3%B3pur/%2b+(x)");
}
TEST_CASE("a base URL loses the slashes at its end") {
  CHECK(without_trailing_slashes("https://x.org/base//") == "https://x.org/base");
  CHECK(without_trailing_slashes("https://x.org") == "https://x.org");
  CHECK(without_trailing_slashes("").empty());
}

TEST_CASE("text is percent-encoded but for the unreserved characters") {
  CHECK(percent_encoded("aZ9-._~") == "aZ9-._~");
  CHECK(percent_encoded("a b&c=d/\xc3\xa9+%") == "a%20b%26c%3Dd%2F%C3%A9%2B%25");
}

TEST_CASE("another mark may stand for that of percent escapes") {
  CHECK(percent_encoded("$a/%~b", '~') == "~24a~2F~25~7Eb");
  CHECK(percent_decoded("~24a~2F~25~7Eb", '~') == "$a/%~b");
  CHECK(percent_decoded("~2x%41", '~') == "~2x%41");
  CHECK(percent_encoded("").empty());
}
