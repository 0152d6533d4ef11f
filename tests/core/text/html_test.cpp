#include "core/text/html.hpp"

#include "tests/support/repeated.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using test::repeated;

namespace {

/// The pieces of a fragment, hrefs in angle brackets, joined by '|'.
std::string pieces(std::string_view fragment) {
  std::string result;
  for (const auto& [is_href, raw] : html_pieces(fragment)) {
    if (!result.empty())
      result += '|';
    result += is_href ? "<" + std::string(raw) + ">" : std::string(raw);
  }
  return result;
}

} // namespace

TEST_CASE("texts and hrefs come in document order") {
  CHECK(pieces("a<p>b<br>c</p><a href=\"x\">label</a>d") == "a|b|c|<x>|d");
  CHECK(pieces("<blockquote>q</blockquote><del>s</del><span data-mx-spoiler=\"r\">t</span>") ==
        "q|s|t");
}

TEST_CASE("what is code, quoted by a reply or a comment is not there") {
  CHECK(pieces("a<code>b</code>c<PRE>d<code>e</code>f</pre>g") == "a|c|g");
  CHECK(pieces("<mx-reply><blockquote><a href=x>b</a></blockquote></mx-reply>c") == "c");
  CHECK(pieces("<code><code>a</code>b</code>c") == "c");
  CHECK(pieces("a<!-- b > <p>c -->d<!--->e<!-->f") == "a|d|e|f");
  CHECK(pieces("<!doctype b>c<?xml d?>e") == "c|e");
  CHECK(pieces("a<script>\"</b>\"+x</script>b<style>c</STYLE>d") == "a|b|d");
  CHECK(pieces("<code class=\"language-json\"><a href=x>y</a></code>") == "");
}

TEST_CASE("what is left open stays open to the end") {
  CHECK(pieces("a<code>b<p>c") == "a");
  CHECK(pieces("a<mx-reply>b") == "a");
  CHECK(pieces("a<!-- b") == "a");
  CHECK(pieces("a<script>b</scrip") == "a");
  CHECK(pieces("<a href=x>b<p>c") == "<x>");
  CHECK(pieces("</code></mx-reply></a>a") == "a");
}

TEST_CASE("the text inside an anchor is not there, whether it leads somewhere or not") {
  CHECK(pieces("<a name=\"x\">a</a>b<a>c</a>") == "b");
  CHECK(pieces("<abbr>a</abbr><article href=x>b</article>") == "a|b");
}

TEST_CASE("attributes are read in all their spellings") {
  CHECK(pieces("<A HREF='a\"b'>") == "<a\"b>");
  CHECK(pieces("<a\ntitle=\"1>2\" href = \"x\">") == "<x>");
  CHECK(pieces("<a href=x/y?z=1>") == "<x/y?z=1>");
  CHECK(pieces("<a href=x href=y>") == "<x>");
  CHECK(pieces("<a download/href=x>") == "<x>");
  CHECK(pieces("<a data-href=y>") == "");
  CHECK(pieces("<a href>") == "<>");
  CHECK(pieces("<a =href href=x>") == "<x>");
  CHECK(pieces("<area href=x><img src=y alt=z><link href=w>") == "");
}

TEST_CASE("a sign that begins no markup is text, a broken tag is nothing") {
  CHECK(pieces("1 < 2 <3 <") == "1 < 2 <3 <");
  CHECK(pieces("a</>b</ c>d") == "a|b|d");
  CHECK(pieces("a<a href=\"x") == "a");
  CHECK(pieces("a<b") == "a");
}

TEST_CASE("character references are replaced once") {
  CHECK(without_references("a=1&amp;b=2") == "a=1&b=2");
  CHECK(without_references("&amp;amp;") == "&amp;");
  CHECK(without_references("https:&#x2F;&#47;x&colon;&sol;") == "https://x:/");
  CHECK(without_references("&quot;\"'&lt;b>&hellip;") == "\"\"'<b>\xe2\x80\xa6");
  CHECK(without_references("?a=1&copy=2&nope;&") == "?a=1&copy=2&nope;&");
  CHECK(without_references("plain <\"> text") == "plain <\"> text");
}

TEST_CASE("hostile references do no harm") {
  CHECK(without_references("&#0;&#xD800;&#x110000;&#99999999999;").size() == 12);
  CHECK(without_references(std::string("a\0&amp;", 7)) == "a &");
  CHECK(without_references("&\xff\xc3").size() >= 1);
}

TEST_CASE("hostile fragments are read to their end") {
  constexpr std::size_t megabyte = 1 << 20;
  for (const std::string_view part :
       {"<", "<b>", "<a href=x>", "<!--", "</", "<script></", "<code>", "<p ", "&#", "<b a=\""}) {
    CAPTURE(part);
    CHECK(html_pieces(repeated(part, megabyte)).size() <= megabyte);
  }
  CHECK(pieces("<a " + repeated("x=1 ", megabyte) + "href=y>") == "<y>");
  CHECK(without_references(repeated("&#", megabyte)).size() >= megabyte);
}

TEST_CASE("the metadata of a page are its title, properties and JSON-LD") {
  const auto found = read_html_metadata(
      "<!DOCTYPE html><html><head><title>A &amp; B</title>"
      "<meta property='og:title' content='A &amp; B'><META NAME=\"music:duration\" content=12 />"
      "<script>var x = '<meta property=\"og:title\" content=\"no\">';</script>"
      "<!-- <meta property='og:type' content='no'> -->"
      "<script type='application/ld+json'>{\"a\": \"</p>\"}</script></head>"
      "<body><title>no</title><meta content='late' property='og:type'></body>");
  CHECK(found.title == "A &amp; B");
  CHECK(found.text_of("og:title") == "A & B");
  CHECK(found.text_of("music:duration") == "12");
  CHECK(found.text_of("og:type") == "late");
  CHECK(found.text_of("og:image").empty());
  REQUIRE(found.ld_json.size() == 1);
  CHECK(found.ld_json[0] == "{\"a\": \"</p>\"}");
}

TEST_CASE("metadata have a bound, and broken pages have none") {
  std::string many;
  for (int i = 0; i < 5000; ++i)
    many += "<meta name=a content=b><script type=application/ld+json>x</script>";
  CHECK(read_html_metadata(many).properties.size() == 200);
  CHECK(read_html_metadata(many).ld_json.size() == 8);
  for (const char* broken : {"", "<", "<meta", "<meta property=", "<meta property='a' content='",
                             "<meta content=b>", "<meta name=a>", "</meta name=a content=b>"})
    CHECK(read_html_metadata(broken).properties.empty());
}

TEST_CASE("a fragment of nothing but invisible characters shows nothing") {
  for (const auto* fragment :
       {"", " \n", "&nbsp;", "\u200d", "\ufe0f", "\u2800", "\u3164", "\u115f", "&zwj;", "&shy;",
        "\ufeff", "\U000e0020", "<p>\u200b</p>", "<title>x</title>", "<textarea>x</textarea>",
        "<mx-reply>hi</mx-reply>&nbsp;", "<img src='mxc://a/b'>"}) {
    CAPTURE(fragment);
    CHECK_FALSE(shows_anything(fragment));
  }
  for (const auto* fragment :
       {"x", "\u2764\ufe0f", "\u200dx", "&lt;", "<b>x</b>", "\uac00", "\xff"})
    CHECK(shows_anything(fragment));
}

TEST_CASE("an empty link shows something only where it leads to the web") {
  for (const auto* href : {"", "/x", "x", "mailto:a@b", "https://matrix.to/#/@a:b", "#a"})
    CHECK_FALSE(shows_anything("<a href='" + std::string(href) + "'></a>"));
  CHECK(shows_anything("<a href='https://example.org/x'><img src='mxc://a/b'></a>"));
  CHECK(shows_anything("<a href='/x'>there</a>"));
}
