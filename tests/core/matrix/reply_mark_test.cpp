#include "core/matrix/reply_mark.hpp"

#include "core/reply/reply.hpp"

#include <doctest/doctest.h>

#include <string>

namespace musiclink {

namespace {

const std::string deezer = R"(<a href="https://www.deezer.com/track/1">Deezer</a>)";
const std::string tidal = R"(<a href="https://tidal.com/track/1?a=1&amp;b=2">TIDAL</a>)";
const std::string between = " \u00b7 ";

link item(service where, std::string id) {
  return {where, item_type::track, id, "https://example.org/" + id};
}

/// What musiclink says of a link to a song with that title.
reply_text reply_about(const std::string& title) {
  const link source = item(service::spotify, "s");
  song found{item_type::track, title, "Some <b> & \"one\"", {}};
  found.links = {{service::deezer, "https://www.deezer.com/track/1"},
                 {service::apple_music, "https://music.apple.com/us/album/1?i=2"}};
  const std::vector<link> all{source};
  const std::vector<resolved_link> known{{source, found}};
  return std::get<reply_text>(compose(all, known, {}));
}

} // namespace

TEST_CASE("every reply and every edit has the form of one") {
  for (const std::string title : {"A title", "</strong><a href=\"x\">", "\u00b7", ""}) {
    CAPTURE(title);
    const auto text = reply_about(title);
    CHECK(has_reply_form(text.html));
    CHECK(has_reply_form("* " + text.html));
    CHECK(has_reply_form(text.html + "<br><br>" + text.html));
  }
  CHECK(has_reply_form(deezer));
  CHECK(has_reply_form(deezer + between + tidal));
}

TEST_CASE("what a person writes has not") {
  for (const auto& text : {
           std::string(),
           std::string("<strong>A \u2013 B</strong>"),
           std::string("https://www.deezer.com/track/1"),
           "listen: " + deezer,
           deezer + " listen",
           "<p>" + deezer + "</p>",
           "<strong>mine</strong> " + deezer,
           "<strong>mine<br>" + deezer,
           deezer + "<br>" + tidal,
           std::string(R"(<a href="https://www.deezer.com/track/1">this one</a>)"),
           std::string(R"(<a href="https://www.deezer.com/track/1">Deezer)"),
           std::string(R"(<a href="https://www.deezer.com/track/1)"),
       }) {
    CAPTURE(text);
    CHECK_FALSE(has_reply_form(text));
  }
}

} // namespace musiclink
