#include "core/reply/completion.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace musiclink {

namespace {

const link first{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                 "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};
const link second{service::spotify, item_type::track, "4uLU6hMCjMI75M1A2tKUQC",
                  "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"};
const song_link on_deezer{service::deezer, "https://www.deezer.com/track/1"};
const song_link other_on_deezer{service::deezer, "https://www.deezer.com/track/2"};
const song_link on_tidal{service::tidal, "https://tidal.com/track/7"};
const song_link on_apple{service::apple_music, "https://music.apple.com/us/album/x/1?i=2"};

song named(const std::string& title, std::vector<song_link> links) {
  return {item_type::track, title, "Somebody", std::move(links)};
}

partial_reply said_of(const std::vector<link>& all, std::vector<resolved_link> known) {
  auto composed = compose(all, known, {});
  REQUIRE(std::holds_alternative<reply_text>(composed));
  return {std::get<reply_text>(composed).body, std::move(known)};
}

std::string completed_body(const std::vector<link>& all, const partial_reply& said,
                           const std::vector<resolved_link>& later,
                           const room_settings& settings = {}) {
  const auto text = completed(all, said, later, settings);
  return text ? text->body : "";
}

} // namespace

TEST_CASE("a reply is completed with what is found later, each entry in its place") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  CHECK(completed_body({first}, said, {{first, named("Song", {on_tidal, on_deezer, on_apple})}}) ==
        "Somebody \xe2\x80\x93 Song\nApple Music: " + on_apple.url + "\nDeezer: " + on_deezer.url +
            "\nTIDAL: " + on_tidal.url);
}

TEST_CASE("what was found first stays where it is not found again") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  const auto body = completed_body({first}, said, {{first, named("Song", {on_tidal})}});
  CHECK(body.find(on_deezer.url) != std::string::npos);
  CHECK(body.find(on_tidal.url) != std::string::npos);
}

TEST_CASE("a link that nobody knew at first is added as a group, before or behind the others") {
  const std::vector<resolved_link> later{{first, named("Song", {on_deezer})},
                                         {second, named("Other", {other_on_deezer})}};
  for (const auto& known : later) {
    const auto said = said_of({first, second}, {known});
    const auto body = completed_body({first, second}, said, later);
    CHECK(body.find("Song") < body.find("Other"));
    CHECK(body.find("Other") != std::string::npos);
  }
}

TEST_CASE("a reply to which nothing is added is complete") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  CHECK_FALSE(completed({&first, 1}, said, {}, {}));
  const std::vector<resolved_link> same{{first, named("Song", {on_deezer})}};
  CHECK_FALSE(completed({&first, 1}, said, same, {}));
}

TEST_CASE("an entry is never replaced by another") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  const std::vector<resolved_link> other{{first, named("Song", {other_on_deezer})}};
  CHECK_FALSE(completed({&first, 1}, said, other, {}));
}

TEST_CASE("another song under the same link adds nothing and changes no title") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  const std::vector<resolved_link> other{{first, named("Another Song", {on_deezer, on_tidal})}};
  CHECK_FALSE(completed({&first, 1}, said, other, {}));
}

TEST_CASE("a message that turns out to be an answer itself keeps its reply as it is") {
  const link tidal{service::tidal, item_type::track, "7", on_tidal.url};
  const std::vector<link> all{first, tidal};
  const auto said = said_of(all, {{first, named("Song", {on_deezer})}});
  const std::vector<resolved_link> later{{first, named("Song", {on_deezer, on_tidal})}};
  CHECK_FALSE(completed(all, said, later, {}));
}

TEST_CASE("where fewer services are wanted by now, nothing that was said is taken back") {
  const auto said = said_of({first}, {{first, named("Song", {on_deezer})}});
  room_settings settings;
  settings.reply.services = {service::tidal};
  const std::vector<resolved_link> later{{first, named("Song", {on_deezer, on_tidal})}};
  CHECK_FALSE(completed({&first, 1}, said, later, settings));
}

} // namespace musiclink
