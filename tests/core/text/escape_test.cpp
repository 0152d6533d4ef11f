#include "core/text/escape.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("nothing in a text can end a tag or an attribute") {
  CHECK(html_escaped(R"(<script>"a" & 'b'</script>)") ==
        "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;");
}

TEST_CASE("only http and https can be posted") {
  CHECK(postable_url("https://a.example/b") == "https://a.example/b");
  CHECK(postable_url("HTTP://a.example/b") == "HTTP://a.example/b");
  for (const char* url : {"javascript:alert(1)", "data:text/html,x", "spotify:track:1", "//a.b", "",
                          "https:/a", "ftp://a.b/", " https://a.b"})
    CHECK_FALSE(postable_url(url).has_value());
}

TEST_CASE("what a URL cannot hold is percent-encoded, what is encoded stays") {
  CHECK(postable_url("https://a.b/c d\"><'\n[\\`|^{}?x=%20&y=1#z") ==
        "https://a.b/c%20d%22%3E%3C'%0A%5B%5C%60%7C%5E%7B%7D?x=%20&y=1#z");
  CHECK(postable_url("https://a.b/\xc3\xa9\xe2\x80\xae") == "https://a.b/%C3%A9%E2%80%AE");
}

TEST_CASE("a URL longer than any song's address is not posted") {
  const std::string host = "https://a.example/";
  CHECK(postable_url(host + std::string(100, 'x')).has_value());
  CHECK_FALSE(postable_url(host + std::string(1000, 'x')).has_value());
  CHECK_FALSE(postable_url(host + std::string(300, ' ')).has_value());
}
