#include "core/reply/reply.hpp"

#include "core/json/json.hpp"
#include "core/text/utf8.hpp"

#include <doctest/doctest.h>

namespace musiclink {

namespace {

const link spotify{service::spotify, item_type::track, "3AhXZa8sUQht0UEdBJgpGc",
                   "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc"};
const link spotify_other{service::spotify, item_type::track, "4uLU6hMCjMI75M1A2tKUQC",
                         "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"};
const link deezer{service::deezer, item_type::track, "1", "https://www.deezer.com/track/1"};
const link video{service::youtube, item_type::video, "zhY_0DoQCQs",
                 "https://www.youtube.com/watch?v=zhY_0DoQCQs"};
const link music_video{service::youtube_music, item_type::track, "zhY_0DoQCQs",
                       "https://music.youtube.com/watch?v=zhY_0DoQCQs"};

const song_link on_spotify{service::spotify, spotify.canonical};
const song_link on_deezer{service::deezer, deezer.canonical};
const song_link on_youtube{service::youtube, music_video.canonical};
const song_link on_tidal{service::tidal, "https://tidal.com/track/7"};
const song_link on_apple{service::apple_music, "https://geo.music.apple.com/us/album/x/1?i=2"};

song dylan(std::vector<song_link> links) {
  return {item_type::track, "Like a Rolling Stone", "Bob Dylan", std::move(links)};
}

song other(std::vector<song_link> links) {
  return {item_type::track, "Other", "Somebody", std::move(links)};
}

using outcome = std::variant<reply_text, silence>;

outcome composed(const std::vector<link>& all, const std::vector<resolved_link>& resolved,
                 const room_settings& settings = {}) {
  return compose(all, resolved, settings);
}

reply_text text_of(const outcome& from) {
  REQUIRE(std::holds_alternative<reply_text>(from));
  return std::get<reply_text>(from);
}

bool is_silent(const outcome& from, silence why) {
  const auto* const found = std::get_if<silence>(&from);
  return found != nullptr && *found == why;
}

room_settings with_policy(youtube_policy policy) {
  room_settings result;
  result.youtube = policy;
  return result;
}

} // namespace

TEST_CASE("a reply is artist and title, then each wanted service in the room's order") {
  const auto text =
      text_of(composed({spotify}, {{spotify, dylan({on_deezer, on_tidal, on_apple})}}));
  CHECK(text.body == "Bob Dylan \u2013 Like a Rolling Stone\n"
                     "Apple Music: https://geo.music.apple.com/us/album/x/1?i=2\n"
                     "Deezer: https://www.deezer.com/track/1\n" +
                         std::string(display_name(service::tidal)) + ": https://tidal.com/track/7");
  CHECK(text.html == "<strong>Bob Dylan \u2013 Like a Rolling Stone</strong><br>"
                     "<a href=\"https://geo.music.apple.com/us/album/x/1?i=2\">Apple Music</a> "
                     "\u00b7 <a href=\"https://www.deezer.com/track/1\">Deezer</a> \u00b7 "
                     "<a href=\"https://tidal.com/track/7\">" +
                         std::string(display_name(service::tidal)) + "</a>");
}

TEST_CASE("services that the room does not want, and the source's own, are left out") {
  room_settings settings;
  settings.reply.services = {service::tidal, service::spotify, service::tidal};
  const auto found = dylan({on_spotify, on_deezer, on_tidal});
  CHECK(text_of(composed({spotify}, {{spotify, found}}, settings)).body ==
        "Bob Dylan \u2013 Like a Rolling Stone\n" + std::string(display_name(service::tidal)) +
            ": https://tidal.com/track/7");
  settings.reply.services = {service::spotify, service::qobuz};
  CHECK(is_silent(composed({spotify}, {{spotify, found}}, settings), silence::nothing_found));
  settings.reply.services.clear();
  CHECK(is_silent(composed({spotify}, {{spotify, found}}, settings), silence::nothing_found));
}

TEST_CASE("nothing known is answered with nothing") {
  CHECK(is_silent(composed({spotify}, {}), silence::nothing_found));
  CHECK(is_silent(composed({spotify}, {{spotify, dylan({})}}), silence::nothing_found));
  CHECK(is_silent(composed({}, {}), silence::nothing_found));
}

TEST_CASE("a song without an artist is named by its title") {
  auto found = dylan({on_deezer});
  found.artist.clear();
  CHECK(text_of(composed({spotify}, {{spotify, found}})).body ==
        "Like a Rolling Stone\nDeezer: https://www.deezer.com/track/1");
}

TEST_CASE("a song.link page comes last, and may stand alone without a title") {
  const song_link page{service::songlink, "https://song.link/s/3AhXZa8sUQht0UEdBJgpGc"};
  const std::string line = std::string(display_name(service::songlink)) + ": " + page.url;
  CHECK(text_of(composed({spotify}, {{spotify, dylan({page, on_deezer})}})).body ==
        "Bob Dylan \u2013 Like a Rolling Stone\nDeezer: https://www.deezer.com/track/1\n" + line);
  const song untitled{item_type::track, "", "", {page}};
  const auto text = text_of(composed({spotify}, {{spotify, untitled}}));
  CHECK(text.body == line);
  CHECK(text.html.starts_with("<a href="));
  CHECK(is_silent(composed({video}, {{video, dylan({page, on_deezer})}}), silence::not_music));
}

TEST_CASE("several songs make several groups, in the order of the links") {
  const auto text =
      text_of(composed({spotify_other, spotify},
                       {{spotify, dylan({on_deezer})}, {spotify_other, other({on_tidal})}}));
  CHECK(text.body.find("Other") < text.body.find("\n\nBob Dylan"));
  CHECK(text.html.find("Other") < text.html.find("<br><br><strong>Bob Dylan"));
}

TEST_CASE("two links to one song make one group") {
  const auto text =
      text_of(composed({spotify, spotify_other},
                       {{spotify, dylan({on_deezer})}, {spotify_other, dylan({on_tidal})}}));
  CHECK(text.body.find("Bob Dylan") == text.body.rfind("Bob Dylan"));
  CHECK(text.body.find("Deezer") != std::string::npos);
  CHECK(text.body.find("tidal.com/track/7") != std::string::npos);
  const auto both_faces =
      text_of(composed({video, music_video},
                       {{video, dylan({on_deezer, on_tidal})}, {music_video, other({on_tidal})}}));
  CHECK(both_faces.body.find("Other") == std::string::npos);
}

TEST_CASE("a message that holds one song on two services is itself an answer") {
  // One answer contains the other link, whichever was resolved.
  CHECK(is_silent(composed({spotify, deezer}, {{spotify, dylan({on_deezer, on_tidal})}}),
                  silence::is_answer));
  CHECK(is_silent(composed({spotify, deezer}, {{deezer, dylan({on_spotify, on_tidal})}}),
                  silence::is_answer));
  // Or both are the same by name.
  CHECK(is_silent(
      composed({spotify, deezer}, {{spotify, dylan({on_tidal})}, {deezer, dylan({on_tidal})}}),
      silence::is_answer));
  // A video is the same on both faces of YouTube.
  CHECK(
      is_silent(composed({spotify, video}, {{spotify, dylan({on_youtube})}}), silence::is_answer));
}

TEST_CASE("an answer is recognised beyond maxLinks and beyond the services that are shown") {
  room_settings settings;
  settings.reply.max_links = 1;
  settings.reply.services = {service::tidal};
  CHECK(is_silent(composed({spotify, spotify_other, deezer},
                           {{spotify, dylan({on_deezer, on_tidal})}}, settings),
                  silence::is_answer));
}

TEST_CASE("two songs, or one service twice, are no answer") {
  CHECK(std::holds_alternative<reply_text>(
      composed({spotify, deezer}, {{spotify, dylan({on_tidal})}, {deezer, other({on_tidal})}})));
  CHECK(std::holds_alternative<reply_text>(
      composed({video, music_video}, {{music_video, dylan({on_youtube, on_tidal})}})));
}

TEST_CASE("no more links than maxLinks are answered") {
  room_settings settings;
  settings.reply.max_links = 1;
  const auto text = text_of(
      composed({spotify, spotify_other},
               {{spotify, dylan({on_deezer})}, {spotify_other, other({on_tidal})}}, settings));
  CHECK(text.body.find("Other") == std::string::npos);
  settings.reply.max_links = 0;
  CHECK(is_silent(composed({spotify}, {{spotify, dylan({on_deezer})}}, settings),
                  silence::nothing_found));
}

TEST_CASE("plain YouTube is answered as the room's policy says") {
  const resolved_link known{video, dylan({on_deezer, on_tidal})};
  const resolved_link doubtful{video, dylan({on_deezer, on_youtube})};
  const resolved_link by_its_face{music_video, dylan({on_deezer})};
  const auto music = with_policy(youtube_policy::music);
  CHECK(std::holds_alternative<reply_text>(composed({video}, {known}, music)));
  CHECK(is_silent(composed({video}, {doubtful}, music), silence::not_music));
  CHECK(std::holds_alternative<reply_text>(composed({music_video}, {by_its_face}, music)));
  const auto all = with_policy(youtube_policy::all);
  CHECK(std::holds_alternative<reply_text>(composed({video}, {doubtful}, all)));
  const auto never = with_policy(youtube_policy::never);
  CHECK(is_silent(composed({video}, {known}, never), silence::not_music));
  CHECK(std::holds_alternative<reply_text>(composed({music_video}, {by_its_face}, never)));
}

TEST_CASE("a video that is not answered does not keep another link from being answered") {
  auto settings = with_policy(youtube_policy::never);
  settings.reply.max_links = 1;
  const auto text = text_of(composed({video, spotify}, {{spotify, other({on_deezer})}}, settings));
  CHECK(text.body.starts_with("Somebody"));
}

TEST_CASE("nothing from a resolver becomes markup or a link of its own") {
  const std::vector<std::string> titles{"<script>alert(1)</script>",
                                        "\" onclick=\"x",
                                        "'>&amp;<b>",
                                        "a\nb\r\nhttps://evil.example/",
                                        "javascript:alert(1)",
                                        "data:text/html,<i>",
                                        "\u202eevil\u2066",
                                        "\xff\xfe"};
  for (const auto& title : titles) {
    CAPTURE(title);
    song found{item_type::track, title, title, {on_deezer}};
    const auto text = text_of(composed({spotify}, {{spotify, found}}));
    // What remains beside the reply's own markup holds none.
    const std::string own = "</strong><br><a href=\"https://www.deezer.com/track/1\">Deezer</a>";
    REQUIRE(text.html.starts_with("<strong>"));
    REQUIRE(text.html.ends_with(own));
    const auto inner = text.html.substr(8, text.html.size() - 8 - own.size());
    CHECK(inner.find_first_of("<>\"'\n\r") == std::string::npos);
    CHECK(inner.find("://") == std::string::npos);
    CHECK(inner.find("\u202e") == std::string::npos);
    const auto head = text.body.substr(0, text.body.find('\n'));
    CHECK(head.find("://") == std::string::npos);
    CHECK(text.body == head + "\nDeezer: https://www.deezer.com/track/1");
    CHECK(is_utf8(text.body));
    CHECK(is_utf8(text.html));
  }
}

TEST_CASE("only http(s) URLs are linked, and none can leave its attribute") {
  const auto bad = dylan({{service::deezer, "javascript:alert(1)"},
                          {service::tidal, "data:text/html,<script>"},
                          {service::qobuz, ""}});
  CHECK(is_silent(composed({spotify}, {{spotify, bad}}), silence::nothing_found));
  const auto odd = dylan({{service::deezer, "https://www.deezer.com/track/1\"><b>&x='y'"}});
  const auto text = text_of(composed({spotify}, {{spotify, odd}}));
  CHECK(text.html.ends_with(
      "<a href=\"https://www.deezer.com/track/1%22%3E%3Cb%3E&amp;x=&#39;y&#39;\">"
      "Deezer</a>"));
}

TEST_CASE("a reply fits into an event, whatever the songs are called") {
  room_settings settings;
  settings.reply.max_links = 1000;
  std::vector<link> all;
  std::vector<resolved_link> resolved;
  for (int i = 0; i < 40; ++i) {
    auto source = spotify;
    source.canonical += std::to_string(i);
    song found{item_type::track,
               std::string(20'000, '"') + std::to_string(i),
               std::to_string(i) + std::string(20'000, '\\'),
               {on_tidal, {service::deezer, "https://www.deezer.com/" + std::string(480, '&')}}};
    resolved.push_back({source, std::move(found)});
    all.push_back(std::move(source));
  }
  const auto text = text_of(composed(all, resolved, settings));
  CHECK(reply_content(text, {}, settings.reply).size() < 60000);
}

namespace {

/// The title as the reply shows it, with each break written as '|'.
std::string shown(std::string_view title) {
  auto body =
      text_of(
          composed({spotify}, {{spotify, {item_type::track, std::string(title), "", {on_deezer}}}}))
          .body;
  body.resize(body.find('\n'));
  constexpr std::string_view zero_width_space = "\u200b";
  for (std::size_t at = 0; (at = body.find(zero_width_space, at)) != std::string::npos;)
    body.replace(at, zero_width_space.size(), "|");
  return body;
}

} // namespace

TEST_CASE("a title that a client would take for an address is none, and reads as before") {
  CHECK(shown("evil.example/login") == "evil.|example/login");
  CHECK(shown("Deadmau5.com") == "Deadmau5.|com");
  CHECK(shown("see www.evil.example, now") == "see www.|evil.|example, now");
  CHECK(shown("(EVIL.COM)") == "(EVIL.|COM)");
  CHECK(shown("a-b.co.uk:8080") == "a-b.|co.|uk:8080");
  CHECK(shown("will.i.am") == "will.|i.|am");
  CHECK(shown("mail@evil.example") == "mail@evil.|example");
  CHECK(shown("1.2.3.4/login") == "1.|2.|3.|4/login");
  CHECK(shown("\u043f\u0440\u0438\u043c\u0435\u0440.\u0440\u0444") ==
        "\u043f\u0440\u0438\u043c\u0435\u0440.|\u0440\u0444");
  CHECK(shown("evil.xn--p1ai") == "evil.|xn--p1ai");
  CHECK(shown("evil.example_login") == "evil.|example_login");
  CHECK(shown("evil.example- now") == "evil.|example- now");
  CHECK(shown("evil.example.1") == "evil.|example.|1");
  CHECK(shown("1.2.3.4.5") == "1.|2.|3.|4.|5");
  CHECK(shown("https://evil.example") == "https: //evil.|example");
  CHECK(shown("mailto:somebody") == "mailto:|somebody");
  CHECK(shown("MATRIX:r/room") == "MATRIX:|r/room");
}

TEST_CASE("a title that names somebody in Matrix calls nobody") {
  CHECK(shown("@room") == "@|room");
  CHECK(shown("hey @room!") == "hey @|room!");
  CHECK(shown("@user:server") == "@|user:server");
  CHECK(shown("#room:server.example") == "#|room:server.|example");
  CHECK(shown("!abc:server") == "!|abc:server");
  CHECK(shown("+group:server") == "+|group:server");
}

TEST_CASE("titles that nobody takes for an address stay as they are") {
  for (const std::string title : {"Mr. Brightside",
                                  "P.O.D.",
                                  "R.E.M.",
                                  "M.A.A.D City",
                                  "feat. X",
                                  "No.1",
                                  "Vol.2",
                                  "4.10",
                                  "Loading...",
                                  "...Baby One More Time",
                                  "St. Anger (feat. A.B.)",
                                  "Re:Zero",
                                  "NieR:Automata",
                                  "#thatPOWER",
                                  "#1 Crush",
                                  "@room_x",
                                  "no_title.1",
                                  "@ The Club",
                                  "+44",
                                  "!!!",
                                  "Wham!",
                                  "1.2.3",
                                  "a.",
                                  ".b",
                                  "a..bc",
                                  "12:51",
                                  "\u00bfQu\u00e9?",
                                  "e.l.f",
                                  "Symphony No. 5: I. Allegro",
                                  "S!CK",
                                  "5 + 5",
                                  "A: B"}) {
    CAPTURE(title);
    CHECK(shown(title) == title);
  }
}

} // namespace musiclink
