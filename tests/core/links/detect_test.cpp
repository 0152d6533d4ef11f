#include "core/links/detect.hpp"

#include "tests/support/repeated.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace musiclink;
using test::repeated;

namespace {

std::string deezer(int id) {
  return "https://www.deezer.com/track/" + std::to_string(id);
}

/// The ids of the links of a message, joined by a space.
std::string ids(std::string_view body, std::optional<std::string_view> html = std::nullopt) {
  std::string result;
  for (const auto& each : detect(body, html))
    result.append(result.empty() ? "" : " ").append(each.id.value_or(each.canonical));
  return result;
}

} // namespace

TEST_CASE("links come in order of first appearance, each once") {
  CHECK(ids(deezer(2) + "?x " + deezer(1) + " " + deezer(2)) == "2 1");
}

TEST_CASE("the HTML decides alone where there is one") {
  CHECK(ids(deezer(1), "x") == "");
  CHECK(ids("x", deezer(1)) == "1");
  CHECK(ids("x", "`" + deezer(1) + "`") == "1");
}

TEST_CASE("an href is a link only where it begins") {
  CHECK(ids("", "<a href=\" \t\n" + deezer(1) + " \">x</a>") == "1");
  CHECK(ids("", "<a href=\"x " + deezer(1) + "\">x</a>") == "");
  CHECK(ids("", "<a href=\"javascript:'" + deezer(1) + "'\">x</a>") == "");
  CHECK(ids("", "<a href=\"https://www.dee\nzer.com/track/1\">x</a>") == "");
  CHECK(ids("", "<a href=\"https://evil.example/\">" + deezer(1) + "</a>") == "");
}

TEST_CASE("the end of an href counts as it is, unless only without it it is a link") {
  CHECK(ids("", "<a href=\"https://www.last.fm/music/R.E.M.\">x</a>") ==
        "https://www.last.fm/music/R.E.M.");
  CHECK(ids("", "<a href=\"" + deezer(1) + ").\">x</a>") == "1");
}

TEST_CASE("references may hide any character of a link") {
  for (const char* hidden : {"&#104;ttps://", "&#x48;TTPS://", "https&colon;//", "https:&sol;&sol;",
                             "https&#58//", "https:&#x2F;/"}) {
    CAPTURE(hidden);
    const auto html = std::string(hidden) + "www.deezer.com/track/1";
    CHECK(may_hold_link(html));
    CHECK(ids("", html) == "1");
    CHECK(ids("", "<a href='" + html + "'>x</a>") == "1");
  }
  CHECK(ids("", "&amp;#104;ttps://www.deezer.com/track/1") == "");
}

TEST_CASE("most messages are known at once to hold no link") {
  for (const char* text :
       {"", ":", "hello: world", "rock & roll, R&B", "12:30", ":-) :// http:/x https :", "spotify",
        "ftp://x", "a &amp; b &lt; c", "&", "http", "xspotif:"}) {
    CAPTURE(text);
    CHECK_FALSE(may_hold_link(text));
  }
  for (const char* text : {"http://", "xHTTPS://", "SPOTIFY:", "&#", "::http://"}) {
    CAPTURE(text);
    CHECK(may_hold_link(text));
  }
}

TEST_CASE("a single URL is classified as it stands") {
  CHECK(classify("https://youtu.be/dQw4w9WgXcQ")->canonical ==
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  for (const std::string& url : {" " + deezer(1), deezer(1) + " ", deezer(1) + "\n",
                                 deezer(1) + ".", "x" + deezer(1), std::string{}}) {
    CAPTURE(url);
    CHECK_FALSE(classify(url));
  }
}

TEST_CASE("hostile messages are read to their end") {
  constexpr std::size_t megabyte = 1 << 20;
  for (const char* part :
       {"http://", "http:// ", "spotify:", "https://x@", "<", "<b>", "<a href=http://x>", "&#<b>",
        ":", "a:", "https://soundcloud.com/a/", "https://youtu.be?v&", "\xe3\x80\x82https://x",
        "(https://x", ")", "\xff\xfe:", "?&amp;", "https://www.last.fm/music/%2e"}) {
    const auto text = repeated(part, megabyte);
    CAPTURE(part);
    CHECK(detect(text, std::nullopt).empty());
    CHECK(detect("", text).empty());
    CHECK(detect("https://x/" + text + " " + deezer(1), std::nullopt).size() <= 1);
  }
}

TEST_CASE("there is no limit on the number of links") {
  std::string body;
  for (int i = 1; i <= 20000; ++i)
    body += deezer(i) + "\n";
  CHECK(detect(body, std::nullopt).size() == 20000);
}

TEST_CASE("HTML that shows nothing leaves the body to be read") {
  for (const std::string html : {"",
                                 " ",
                                 "\n\t",
                                 "<!-- x -->",
                                 "<!-- https://www.deezer.com/track/2 -->",
                                 "<p></p>",
                                 "<p> </p><br/>",
                                 "<img src=\"mxc://a/b\" alt=\"x\" title=\"x\">",
                                 "&nbsp;",
                                 "&#8203;&#x20;",
                                 "\u200b\u2060\u00a0",
                                 "<a></a>",
                                 "<a name=\"x\"></a>",
                                 "<a href=\"\"></a>",
                                 "<script>x</script>",
                                 "<style>x</style>",
                                 "<mx-reply>quoted</mx-reply>",
                                 "<mx-reply><a href=\"x\">q</a></mx-reply> ",
                                 "<span data-mx-color=\"red\"></span>",
                                 "<b"}) {
    CAPTURE(html);
    CHECK(ids(deezer(1), html) == "1");
  }
}

TEST_CASE("HTML that shows anything decides alone") {
  for (const std::string html :
       {"x", "<p>.</p>", "&amp;", "&#65;", "\u65e5", "<code>x</code>", "<pre>x</pre>",
        "<mx-reply>q</mx-reply>x", "<a href=\"https://example.org\"><img></a>",
        "<a href=\"https://example.org\"></a>", "<b><i>x", "a < b", "\xff"}) {
    CAPTURE(html);
    CHECK(ids(deezer(1), html) == "");
  }
  CHECK(ids(deezer(1), "<a href=\"" + deezer(2) + "\"></a>") == "2");
}

TEST_CASE("a bridge's &amp; in the query of a plain link is an ampersand") {
  const std::string apple = "https://music.apple.com/us/album/x/1440857781";
  CHECK(ids(apple + "?uo=4&amp;i=1440857795") == "1440857795");
  CHECK(ids(apple + "?uo=4&amp;amp;i=1440857795") == "1440857795");
  CHECK(ids(apple + "?uo=4&i=1440857795&amp;") == "1440857795");
  CHECK(ids("<" + apple + "?uo=4&amp;i=1440857795>") == "1440857795");
  for (const char* written : {"&#38;", "&#038;", "&#x26;", "&#X26;", "&AMP;", "&amp;#38;"})
    CHECK_MESSAGE(ids(apple + "?uo=4" + written + "i=1440857795") == "1440857795", written);
  CHECK(ids("https://www.youtube.com/watch?feature=share&amp;v=dQw4w9WgXcQ") == "dQw4w9WgXcQ");
  CHECK(ids("https://www.youtube.com/watch?app=desktop&amp;list=PL1&amp;v=dQw4w9WgXcQ") ==
        "dQw4w9WgXcQ");
  CHECK(ids("https://music.amazon.com/albums/B096WRT98Y?ref=x&amp;trackAsin=B096WQDK25") ==
        "B096WQDK25");
  CHECK(ids("https://m.soundcloud.com/u/a?si=1&amp;secret_token=s-1Ab") ==
        "https://soundcloud.com/u/a/s-1Ab");
}

TEST_CASE("&amp; is an ampersand in the query of a plain link and nowhere else") {
  CHECK(ids("https://www.deezer.com&amp;/track/1") == "");
  CHECK(ids("https://www.deezer.com/track/1&amp;x") == "");
  CHECK(ids("https://www.last.fm/music/A&amp;B") == "https://www.last.fm/music/A&amp;B");
  CHECK(ids("https://music.apple.com/us/album/x/1?uo=4&ampi=2") == "1");
  CHECK(ids("https://music.apple.com/us/album/x/1#a?b&amp;i=2") == "1");
  CHECK(ids("https://music.apple.com/us/album/x/1?uo=4#38;&i=2") == "1");
  CHECK(ids("https://music.apple.com/us/album/x/1?uo=4&#39;i=2") == "1");
  // HTML is decoded once.
  CHECK(ids("x", "https://music.apple.com/us/album/x/1?uo=4&amp;amp;i=2") == "1");
  CHECK(ids("x", "https://music.apple.com/us/album/x/1?uo=4&amp;i=2") == "2");
}

TEST_CASE("the links of a reply are read from its formatted body") {
  CHECK(links_in_content(R"({"body":"x","formatted_body":)"
                         R"("<a href=\"https://www.deezer.com/track/3135556\">Deezer</a>"})") ==
        std::vector<std::string>{"https://www.deezer.com/track/3135556"});
  CHECK(links_in_content(R"({"body":"https://www.deezer.com/track/3135556"})") ==
        std::vector<std::string>{"https://www.deezer.com/track/3135556"});
  for (const auto* none : {"", "nonsense", "{}", R"({"redacts":"$x"})", R"({"formatted_body":7})"})
    CHECK(links_in_content(none).empty());
}

TEST_CASE("of a message with thousands of links the first few hundred count") {
  std::vector<link> links(2000);
  for (std::size_t at = 0; at < links.size(); ++at)
    links[at].canonical = std::to_string(at);
  const auto kept = canonical_forms(links);
  REQUIRE(kept.size() == 300);
  CHECK(kept.back() == "299");
}
