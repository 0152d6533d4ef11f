#include "core/links/redirects.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;

namespace {

http_response leads(long status, std::string to) {
  http_response answer;
  answer.status = status;
  answer.location = std::move(to);
  return answer;
}

/// Where a redirect is followed to; empty: it is not.
std::string followed(const redirect_policy& policy, std::string_view asked, long status,
                     std::string to, unsigned hops = 0) {
  const auto found = redirect_of(asked, leads(status, std::move(to)), hops, policy);
  REQUIRE(found);
  CHECK(found->url.empty() != found->refusal.empty());
  return found->url;
}

std::string refusal(const redirect_policy& policy, std::string_view asked, long status,
                    std::string to, unsigned hops = 0) {
  const auto found = redirect_of(asked, leads(status, std::move(to)), hops, policy);
  REQUIRE(found);
  CHECK(found->url.empty());
  return found->refusal;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

constexpr std::string_view well_known = "https://example.org/.well-known/matrix/client";
constexpr std::string_view search = "https://idhs.example/api/search?v=1";

} // namespace

TEST_CASE("an answer that leads nowhere is no redirect") {
  CHECK_FALSE(redirect_of(well_known, leads(200, "https://a.example/"), 0, redirects_of_discovery));
  CHECK_FALSE(redirect_of(well_known, leads(304, "https://a.example/"), 0, redirects_of_discovery));
  CHECK_FALSE(redirect_of(well_known, leads(404, "https://a.example/"), 0, redirects_of_discovery));
  CHECK_FALSE(redirect_of(well_known, leads(301, ""), 0, redirects_of_discovery));
}

TEST_CASE("discovery is led anywhere by https, and some times") {
  for (const long status : {301L, 302L, 303L, 307L, 308L}) {
    CAPTURE(status);
    for (const char* to :
         {"https://www.example.org/.well-known/matrix/client", "https://example.org/elsewhere",
          "HTTPS://Other.example:8443/x?y=z", "https://[2001:db8::1]/client"})
      CHECK(followed(redirects_of_discovery, well_known, status, to) == to);
    for (const char* to : {"http://example.org/.well-known/matrix/client", "ftp://example.org/x",
                           "javascript:x", "https://user@example.org/", "https://a\\b.example/",
                           "https://a.example/x\ny", "https:///x", "/relative"})
      CHECK_MESSAGE(followed(redirects_of_discovery, well_known, status, to).empty(), to);
  }
  CHECK(redirects_of_discovery.most_hops >= 5);
  CHECK_FALSE(followed(redirects_of_discovery, well_known, 301, "https://a.example/",
                       redirects_of_discovery.most_hops - 1)
                  .empty());
  CHECK(followed(redirects_of_discovery, well_known, 301, "https://a.example/",
                 redirects_of_discovery.most_hops)
            .empty());
}

TEST_CASE("a resolver's question is repeated at the same host alone, where it stays a question") {
  for (const long status : {307L, 308L}) {
    CAPTURE(status);
    for (const char* to : {"https://idhs.example/api/v2/search?v=1", "https://IDHS.example:443/x"})
      CHECK(followed(redirects_of_resolvers, search, status, to) == to);
    for (const char* to :
         {"https://other.example/api/search", "https://idhs.example:8443/api/search",
          "http://idhs.example/api/search", "https://idhs.example.evil.example/",
          "https://idhs.example@evil.example/api/search"})
      CHECK_MESSAGE(followed(redirects_of_resolvers, search, status, to).empty(), to);
  }
  for (const long status : {301L, 302L, 303L})
    CHECK(followed(redirects_of_resolvers, search, status, "https://idhs.example/x").empty());
  CHECK(followed(redirects_of_resolvers, search, 307, "https://idhs.example/x",
                 redirects_of_resolvers.most_hops)
            .empty());
}

TEST_CASE("a service's own look-up is followed within its address, by any redirect") {
  constexpr std::string_view page = "https://tidal.com/track/1";
  for (const long status : {301L, 302L, 303L, 307L, 308L})
    CHECK(followed(redirects_of_catalog, page, status, "https://tidal.com/browse/track/1") ==
          "https://tidal.com/browse/track/1");
  for (const char* to : {"https://new.example/track/1", "http://tidal.com/track/1",
                         "https://tidal.com:8443/track/1"})
    CHECK_MESSAGE(followed(redirects_of_catalog, page, 301, to).empty(), to);
}

TEST_CASE("a redirect that leads to itself is not followed, and said to loop") {
  const std::string page = "https://tidal.com/track/1";
  for (const auto& policy : {redirects_of_catalog, redirects_of_resolvers, redirects_of_discovery})
    CHECK(contains(refusal(policy, page, 308, page), page + ", which is where it was asked for: a"
                                                            " loop"));
  CHECK(leads_to_itself(page, leads(308, page)));
  CHECK_FALSE(leads_to_itself(page, leads(308, page + "/")));
  CHECK_FALSE(leads_to_itself(page, leads(200, page)));
}

TEST_CASE("a host in clear text may step up to https, never down") {
  const auto from = [](std::string_view asked, std::string to) {
    return followed(redirects_of_resolvers, asked, 308, std::move(to));
  };
  CHECK(from("http://idhs.example/api/search", "https://idhs.example/api/search") ==
        "https://idhs.example/api/search");
  CHECK(from("http://idhs:3000/api/search", "http://idhs:3000/search") ==
        "http://idhs:3000/search");
  CHECK(from("http://idhs:3000/api/search", "https://idhs/api/search").empty());
  CHECK(from("http://idhs:3000/api/search", "http://idhs:3001/api/search").empty());
  CHECK(from("https://idhs.example/api/search", "http://idhs.example/api/search").empty());
}

TEST_CASE("a list of hosts is the whole of them") {
  static constexpr std::string_view hosts[] = {"www.deezer.com", "link.deezer.com", ""};
  const redirect_policy policy{.is_upgraded = true, .hosts = hosts, .most_hops = 4};
  const auto at = [&](std::string to) {
    return !followed(policy, "https://link.deezer.com/s/x", 302, std::move(to)).empty();
  };
  CHECK(at("https://www.deezer.com/track/1"));
  CHECK(at("http://www.deezer.com/track/1"));
  CHECK_FALSE(at("https://www.deezer.com:8443/track/1"));
  CHECK_FALSE(at("https://evil.example/www.deezer.com"));
}

TEST_CASE("a redirect that is not followed says where it led, and no secret") {
  const auto text = refusal(redirects_of_resolvers, search, 301,
                            "https://user:password@new.example:8443/api/search?key=secret#part");
  for (const char* secret : {"password", "secret", "part", "user"})
    CHECK_FALSE(contains(text, secret));
  CHECK(contains(refusal(redirects_of_resolvers, search, 301,
                         "https://new.example:8443/api/search?key=secret"),
                 "HTTP 301 leads to https://new.example:8443/api/search"));
  CHECK(contains(refusal(redirects_of_discovery, well_known, 301, "http://example.org/x"),
                 "http://example.org/x, which is not https"));
  CHECK(contains(refusal(redirects_of_discovery, well_known, 301, "https://example.org/x", 10),
                 "too many redirects"));
  CHECK(refusal(redirects_of_discovery, well_known, 301, "ftp://" + std::string(5000, 'x')).size() <
        400);
  CHECK_FALSE(
      contains(refusal(redirects_of_discovery, well_known, 301, "ftp://a\x1b[31m\nb"), "\n"));
}

TEST_CASE("a base URL that has moved is named without the API's path") {
  const auto at = [](long status, const char* to) {
    return moved_base_url(leads(status, to), "/_matrix/");
  };
  CHECK(at(301, "https://matrix.example.org/_matrix/client/versions") ==
        "https://matrix.example.org");
  CHECK(at(308, "https://example.org/hs/_matrix/client/v3/sync?since=secret") ==
        "https://example.org/hs");
  CHECK(at(302, "https://login.example.org/?next=%2F_matrix%2F") == "https://login.example.org/");
  CHECK_FALSE(at(200, "https://matrix.example.org/_matrix/client/versions"));
  CHECK_FALSE(at(301, ""));
}
