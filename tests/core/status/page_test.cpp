#include "core/status/page.hpp"

#include "core/status/page_replies.hpp"
#include "tests/core/status/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace musiclink;
using namespace musiclink::test;

namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// What a page begins with depends on its style and script only: the rest.
std::string main_of(const service_status& status) {
  const auto page = status_page(status);
  const auto begin = page.find("<main");
  return page.substr(begin, page.find("</main>") - begin);
}

} // namespace

TEST_CASE("the page shows the switch, rooms, resolvers, replies and parity") {
  const auto page = main_of(full_status());
  for (const std::string_view part :
       {"<strong>active</strong>", "#music:example.org", "set to active", "forbidden",
        "data-until=\"1785499400000\"", ">3 min 20 s<", "Catching up: 700 events read",
        "M_FORBIDDEN", "deezer", "2.5/min", "<strong>a</strong>", "posted", "https://b",
        "left out: 1", "deezer offers &quot;b&quot; by c https://d: e",
        "data-ago=\"1785499199000\"", "Of 43 link events"})
    CHECK_MESSAGE(holds(page, part), part);
}

TEST_CASE("whatever a status holds is text on the page") {
  const std::string attack = "<img src=x onerror=alert(1)>\"'&";
  auto status = full_status();
  status.version = status.config.last_error = status.sync.problem = status.store.path = attack;
  auto& room = status.rooms.front();
  room.room_id = room.alias = room.membership = room.last_error = attack;
  auto& resolver = status.resolvers.front();
  resolver.type = resolver.outlets.front().name = attack;
  auto& reply = status.replies.front();
  reply.room_id = reply.event_id = reply.content = attack;
  reply.left_out = {{attack, attack, attack, attack, attack}};
  auto& one = status.parity->cases.front();
  one.room_id = one.event_id = attack;
  one.ours = {attack, "javascript:alert(1)"};
  const auto page = status_page(status);
  CHECK_FALSE(holds(page, "<img"));
  CHECK_FALSE(holds(page, "\"javascript:"));
  CHECK(holds(page, "&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
}

TEST_CASE("a reply is shown as a client shows it, without what we would not send") {
  CHECK(reply_html("<strong>A &amp; B</strong><br><a href=\"https://d/1?a=1&amp;b\">D</a>") ==
        "<strong>A &amp; B</strong><br><a href=\"https://d/1?a=1&amp;b\" target=\"_blank\" "
        "rel=\"noopener noreferrer\">D</a>");
  CHECK(reply_html("<a href='javascript:x'>y</a><a>z</a>") == "yz");
  CHECK(reply_html("<script>x</script><style>y</style><!-- z --><img src=x onerror=y>t") == "t");
  CHECK(reply_html("<strong onclick=x><a href=https://d/>b") ==
        "<strong><a href=\"https://d/\" target=\"_blank\" rel=\"noopener noreferrer\">b</a>"
        "</strong>");
  CHECK(reply_html("</strong></a></div>&lt;b&gt; a < b <") == "&lt;b&gt; a &lt; b &lt;");
}

TEST_CASE("an edit shows what it changes the reply to, and plain text is shown as such") {
  auto status = good_status();
  status.replies = {
      {"!r", "$e", noon, true,
       R"({"formatted_body":"* old","m.new_content":{"formatted_body":"<strong>new</strong>"}})"},
      {"!r", "$f", noon, false, R"({"body":"<b>\nplain"})"}};
  const auto page = main_of(status);
  CHECK(holds(page, "<strong>new</strong>"));
  CHECK_FALSE(holds(page, "* old"));
  CHECK(holds(page, "&lt;b&gt;\nplain"));
}

TEST_CASE("a page stays short however long the lists are") {
  auto status = full_status();
  status.replies.resize(500, status.replies.front());
  status.parity->cases.resize(500, status.parity->cases.front());
  const auto page = main_of(status);
  CHECK(page.size() < 100000);
  CHECK(holds(page, "480 earlier ones"));
}

TEST_CASE("nothing may run on the page but what is built in") {
  const auto headers = status_page_headers();
  const auto policy = std::ranges::find_if(headers, [](const std::string& line) {
    return line.starts_with("Content-Security-Policy: default-src 'none';");
  });
  REQUIRE(policy != headers.end());
  // 256 bits are 43 digits of base64 and one '='. That they are the right ones is
  // seen in the browser (tests/page).
  const auto begin = policy->find("script-src 'sha256-") + 19;
  CHECK(policy->substr(begin + 43, 3) == "=';");
  CHECK_FALSE(holds(*policy, "unsafe"));
}
