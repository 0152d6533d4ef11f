#include "tests/support/stand_in_resolver.hpp"

#include "core/edge/http_engine.hpp"
#include "core/json/json.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::test;
using namespace std::chrono_literals;

namespace {

http_response ask(const stand_in_resolver& resolver, const std::string& link,
                  const std::string& adapters = R"(["deezer","youTube"])") {
  http_request request;
  request.method = "POST";
  request.url = resolver.url() + "/api/search?v=1";
  request.body = R"({"link":")" + link + R"(","adapters":)" + adapters + "}";
  return http_perform(request, "test");
}

} // namespace

TEST_CASE("any link of a made-up song leads to all of its links, the asked one first") {
  const stand_in_resolver resolver;
  for (const char* adapter :
       {"spotify", "appleMusic", "soundCloud", "tidal", "qobuz", "bandcamp"}) {
    const http_response response = ask(resolver, songs::link(7, adapter));
    REQUIRE(response.status == 200);
    const json::document answer = parsed(response.body);
    CHECK(answer.root()["title"].string() == songs::title(7));
    const json::value links = answer.root()["links"];
    REQUIRE(links.size() == 3);
    CHECK(links.at(0)["url"].string() == songs::link(7, adapter));
    CHECK(links.at(1)["url"].string() == songs::link(7, "deezer"));
    CHECK(links.at(2)["isVerified"].boolean() == false);
  }
}

TEST_CASE("what the real one refuses is refused") {
  const stand_in_resolver resolver;
  CHECK(ask(resolver, "http://open.spotify.com/track/0000000000000000000007").status == 400);
  CHECK(ask(resolver, songs::link(7) + "?si=tracking").status == 400);
  CHECK(ask(resolver, "https://tidal.com/track/7").status == 400);
  CHECK(ask(resolver, songs::link(7), R"(["napster"])").status == 400);
  CHECK(ask(resolver, songs::link(songs::nobody_knows)).status == 500);
}

TEST_CASE("faults apply to the link they name") {
  stand_in_resolver resolver;
  resolver.inject({.path = songs::link(1), .reply = resolver_limited_reply(3s)});
  CHECK(ask(resolver, songs::link(2)).status == 200);
  const http_response limited = ask(resolver, songs::link(1));
  CHECK(limited.status == 429);
  CHECK(limited.retry_after == 3s);
  CHECK(ask(resolver, songs::link(1)).status == 200);
  CHECK(resolver.wait_for_questions(3, 1s));
  CHECK(resolver.asked().front() == songs::link(2));
}
