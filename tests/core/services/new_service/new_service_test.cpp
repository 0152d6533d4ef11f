#include "core/links/detect.hpp"
#include "core/links/short_links.hpp"
#include "core/reply/reply.hpp"
#include "core/resolvers/idonthavespotify.hpp"
#include "core/resolvers/songlink_page.hpp"

#include <doctest/doctest.h>

// This program is built with one line more in core/model/services.def, and one file more. What
// else it consists of was compiled without them, and knows services by their descriptions alone.
namespace musiclink {
namespace {

const link seven{service::melodeon, item_type::track, "7", "https://melodeon.example/song/7"};

} // namespace

TEST_CASE("a new service has its key and its name") {
  CHECK(to_key(service::melodeon) == "melodeon");
  CHECK(service_from_key("melodeon") == service::melodeon);
  CHECK(display_name(service::melodeon) == "Melodeon");
  CHECK(is_display_name("melodeon"));
}

TEST_CASE("a link of a new service is found in a message") {
  CHECK(detect("hear http://www.melodeon.example/song/7?utm_source=x.", std::nullopt) ==
        std::vector{seven});
  CHECK(detect("https://melodeon.example/about", std::nullopt).empty());
}

TEST_CASE("a reply shows a new service, and answers its links") {
  const link spotify{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                     "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};
  const auto composed = [](const link& source, service where, const std::string& url) {
    const std::vector<resolved_link> resolved{
        {source, {item_type::track, "Title", "Artist", {{where, url}}}}};
    return std::get<reply_text>(compose(std::vector{source}, resolved, {})).body;
  };
  CHECK(composed(spotify, service::melodeon, seven.canonical)
            .ends_with("Melodeon: " + seven.canonical));
  CHECK(composed(seven, service::spotify, spotify.canonical)
            .ends_with("Spotify: " + spotify.canonical));
}

TEST_CASE("resolvers are asked about a new service by the names that they have for it") {
  const resolver_settings settings{.url = "https://idhs.example", .endpoints = {}};
  const auto asked = idonthavespotify::question(seven, settings);
  REQUIRE(asked);
  CHECK(asked->body.find(seven.canonical) != std::string::npos);
  CHECK(asked->body.find("\"melodeon\"") == std::string::npos);
  CHECK(idonthavespotify::offers(service::melodeon));
  const auto page = songlink_page::page_of(seven);
  REQUIRE(page.found.links.size() == 1);
  CHECK(page.found.links[0].url == "https://song.link/m/7");
}

TEST_CASE("short links of a new service are followed to its own hosts") {
  const auto from = classify("https://mldn.example/aB1");
  REQUIRE(from);
  short_link_walk walk;
  CHECK(std::holds_alternative<http_request>(walk.start(*from)));
  http_response response;
  response.status = 301;
  response.location = seven.canonical;
  CHECK(std::get<link>(walk.step(response)) == seven);
}

} // namespace musiclink
