#include "core/status/text.hpp"

#include "core/status/words.hpp"
#include "tests/core/status/support.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;

namespace {

std::string shown(const service_status& status) {
  return status_text(status, colour::none);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a span is told in its two largest units") {
  CHECK(span_text(-5) == "0 s");
  CHECK(span_text(12999) == "12 s");
  CHECK(span_text(60000) == "1 min");
  CHECK(span_text(200000) == "3 min 20 s");
  CHECK(span_text(7200000) == "2 h");
  CHECK(span_text(7265000) == "2 h 1 min");
  CHECK(span_text(349200000) == "4 d 1 h");
  CHECK(ago_text(noon - 12000, noon) == "12 s ago");
  CHECK(ago_text({}, noon) == "never");
  CHECK(utc_text(noon) == "2026-07-31 12:00:00 UTC");
}

TEST_CASE("a good status is told in a few aligned lines") {
  CHECK(shown(good_status()) ==
        "musiclink 0.1.0: active (replies are posted in rooms that are active)\n"
        "sync      syncing, last success 12 s ago, up for 1 h\n"
        "config    generation 1, loaded 1 h ago\n"
        "store     /var/lib/musiclink: 128 events seen, nothing waits\n"
        "\n"
        "ROOM                MODE    STATE  QUEUE  SENT  SHADOWED  FAILED\n"
        "#music:example.org  active  ok         0     0         0       0\n"
        "\n"
        "RESOLVER  STATE  REQUESTS  FAILURES  A MINUTE\n"
        "catalog   ok            0         0\n");
}

TEST_CASE("what is wrong comes first, each with what to do") {
  auto status = good_status();
  status.sync = {sync_phase::unauthorized, noon, "the token is refused: run musiclink login"};
  status.account.problem = "the homeserver lets the account send nothing for now: consent";
  status.store.problem = "the disk is full";
  status.config.last_error = "/mode: unknown\n/cache: unknown\n";
  status.rooms.front().state = room_state::encrypted;
  CHECK(shown(status).starts_with(
      "6 problems:\n"
      "  sync: the token is refused: run musiclink login\n"
      "  account: the homeserver lets the account send nothing for now: consent\n"
      "  state store: the disk is full\n"
      "  configuration: /mode: unknown\n"
      "  configuration: /cache: unknown\n"
      "  #music:example.org: the room is encrypted, so nothing is read or posted there: take it "
      "off the list, or use a room without encryption\n"
      "\n"
      "musiclink 0.1.0: active"));
}

TEST_CASE("the pace that an account is held to is told where there is one") {
  auto status = good_status();
  CHECK_FALSE(holds(shown(status), "account"));
  status.account.sends_per_second = 0.2;
  CHECK(holds(shown(status), "\naccount   limited to 0.2 sends a second\n"));
}

TEST_CASE("what fed itself and was stopped is named") {
  CHECK(shown(full_status())
            .find("\nloop      stopped in !music:example.org about "
                  "https://www.deezer.com/track/1: 3 not answered; ") != std::string::npos);
}

TEST_CASE("a room that is off is in nobody's way") {
  auto status = good_status();
  status.rooms.front().mode = room_mode::off;
  status.rooms.front().state = room_state::not_joined;
  CHECK(problems_of(status).empty());
}

TEST_CASE("a resolver that is left alone is named by whom it asks") {
  auto status = full_status();
  status.config.last_error.clear();
  status.sync.problem.clear();
  status.account.problem.clear();
  status.rooms.clear();
  const auto problems = problems_of(status);
  REQUIRE(problems.size() == 1);
  CHECK(problems.front().where == "catalog deezer");
}

TEST_CASE("a room held back says for how long") {
  auto status = good_status();
  status.rooms.front().backoff_until = noon + 200000;
  CHECK(holds(shown(status), "  held back for 3 min 20 s more\n"));
  status.rooms.front().backoff_until = noon - 1;
  CHECK_FALSE(holds(shown(status), "held back"));
}

TEST_CASE("a room's own mode is shown beside what the switch makes of it") {
  auto status = good_status();
  status.rooms.front().effective_mode = room_mode::shadow;
  CHECK(holds(shown(status), "active (shadow for now)"));
}

TEST_CASE("wide characters do not disturb the columns") {
  auto status = good_status();
  status.rooms = {good_room("#\u97f3\u697d:x"), good_room("#e\u0301:x")};
  CHECK(holds(shown(status), "\n#\u97f3\u697d:x  active  ok"));
  CHECK(holds(shown(status), "\n#e\u0301:x     active  ok"));
}

TEST_CASE("an alias or an error can forge no line and no colour") {
  auto status = good_status();
  status.rooms.front().alias = "#a\x1b[31m\nforged";
  status.rooms.front().last_error = "\xe2\x80\xae"
                                    "b\n";
  const auto text = shown(status);
  CHECK(holds(text, R"(#a\u{1b}[31m\nforged)"));
  CHECK(holds(text, R"(last error: \u{202e}b\n)"));
  CHECK_FALSE(holds(text, "\x1b"));
}

TEST_CASE("colours are added to the same text, and only if asked for") {
  const auto coloured = status_text(full_status(), colour::ansi);
  CHECK(holds(coloured, "\x1b[31m"));
  std::string bare;
  for (std::size_t at = 0; at < coloured.size(); ++at)
    if (coloured[at] == '\x1b')
      at = coloured.find('m', at);
    else
      bare += coloured[at];
  CHECK(bare == shown(full_status()));
}
