#include "core/parity/parity.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

using list = std::vector<std::string>;

constexpr unix_ms t0 = 1800000000000;
constexpr unix_ms minute = 60000;
const std::string asked = "https://asked";

/// What was recorded of one room, and the report on it an hour later.
struct recorded {
  recorded& event(const std::string& id, unix_ms at, our_state ours = our_state::silent,
                  list said = {}) {
    what.events.push_back({room, id, t0 + at, {asked}, ours, std::move(said)});
    return *this;
  }
  recorded& said(const std::string& id, unix_ms at, list links) {
    return event(id, at, our_state::said, std::move(links));
  }
  recorded& theirs(const std::string& id, unix_ms at, const std::string& answers, list links) {
    what.answers.push_back({room, id, "@old:hs", t0 + at, answers, std::move(links), false});
    return *this;
  }
  recorded& in(const std::string& room_id) {
    room = room_id;
    return *this;
  }

  parity_report report(unix_ms after = 60 * minute, unix_ms since = t0) const {
    return parity_of(what, how, since, t0 + after);
  }

  comparison what;
  shadow_settings how{{"@old:hs"}, milliseconds{minute}, std::chrono::hours{336}};
  std::string room = "!r";
};

/// "same differs onlyTheirs onlyOurs" as numbers.
std::vector<std::size_t> counts(const parity_report& report) {
  return {report.same, report.differs, report.only_theirs, report.only_ours};
}

using numbers = std::vector<std::size_t>;

} // namespace

TEST_CASE("two answers with the same set of links are the same") {
  const auto report =
      recorded().said("$1", 0, {"a", "b"}).theirs("$t", 5, "$1", {"b", "a", "b"}).report();
  CHECK(counts(report) == numbers{1, 0, 0, 0});
  CHECK(report.cases.empty());
}

TEST_CASE("two answers with other links differ, and the case shows both") {
  const auto report =
      recorded().said("$1", 7, {"b", "a"}).theirs("$t", 9, "$1", {"b", "c"}).report();
  CHECK(counts(report) == numbers{0, 1, 0, 0});
  CHECK(report.cases == std::vector<parity_case>{
                            {parity_kind::differs, "!r", "$1", t0 + 7, {"a", "b"}, {"b", "c"}}});
}

TEST_CASE("an event that we leave alone and they answer is only theirs") {
  const auto report = recorded().event("$1", 0).theirs("$t", 5, "$1", {"a"}).report();
  CHECK(report.cases ==
        std::vector<parity_case>{{parity_kind::only_theirs, "!r", "$1", t0, {}, {"a"}}});
}

TEST_CASE("an event that we answer alone is only ours once the window is over") {
  const auto what = recorded().said("$1", 0, {"a"});
  CHECK(counts(what.report(minute)) == numbers{0, 0, 0, 0});
  CHECK(counts(what.report(minute + 1)) == numbers{0, 0, 0, 1});
}

TEST_CASE("an event that we are still looking up is only theirs once the window is over") {
  const auto what = recorded().event("$1", 0, our_state::pending).theirs("$t", 5, "$1", {"a"});
  CHECK(counts(what.report(minute)) == numbers{0, 0, 0, 0});
  CHECK(counts(what.report(minute + 1)) == numbers{0, 0, 1, 0});
}

TEST_CASE("an event left out is not counted, whoever answers it") {
  const auto what = recorded().event("$1", 0, our_state::left_out).theirs("$t", 5, "$1", {"a"});
  CHECK(counts(what.report()) == numbers{0, 0, 0, 0});
}

TEST_CASE("an event that nobody answers is not counted") {
  CHECK(counts(recorded().event("$1", 0).report()) == numbers{0, 0, 0, 0});
}

TEST_CASE("the link of the message itself is left out of both answers") {
  CHECK(counts(recorded().said("$1", 0, {"a"}).theirs("$t", 5, "$1", {asked, "a"}).report()) ==
        numbers{1, 0, 0, 0});
  CHECK(counts(recorded().said("$1", 0, {"a", asked}).theirs("$t", 5, "$1", {"a"}).report()) ==
        numbers{1, 0, 0, 0});
  SUBCASE("who repeats nothing else has not answered") {
    CHECK(counts(recorded().event("$1", 0).theirs("$t", 5, "$1", {asked}).report()) ==
          numbers{0, 0, 0, 0});
    CHECK(counts(recorded().said("$1", 0, {"a"}).theirs("$t", 5, "$1", {asked}).report()) ==
          numbers{0, 0, 0, 1});
  }
}

TEST_CASE("a message without relation belongs to the newest event before it that has none yet") {
  const auto report = recorded()
                          .said("$1", 0, {"a"})
                          .said("$2", 10, {"b"})
                          .said("$3", 30, {"c"})
                          .theirs("$t2", 20, "", {"b"})
                          .theirs("$t1", 25, "", {"a"})
                          .theirs("$t3", 40, "", {"c"})
                          .report();
  CHECK(counts(report) == numbers{3, 0, 0, 0});
}

TEST_CASE("an event that was answered by relation is not given another's answer") {
  const auto report = recorded()
                          .said("$1", 0, {"a"})
                          .said("$2", 10, {"b"})
                          .theirs("$t2", 20, "$2", {"b"})
                          .theirs("$t1", 25, "", {"a"})
                          .report();
  CHECK(counts(report) == numbers{2, 0, 0, 0});
}

TEST_CASE("several messages about one event are one answer") {
  const auto report = recorded()
                          .said("$1", 0, {"a", "b"})
                          .theirs("$t", 5, "$1", {"a"})
                          .theirs("$u", 6, "$1", {"b"})
                          .report();
  CHECK(counts(report) == numbers{1, 0, 0, 0});
}

TEST_CASE("what comes after the window is no answer, with or without a relation") {
  for (const auto* answers : {"$1", ""}) {
    const auto at = [&](unix_ms when) {
      return counts(recorded().said("$1", 0, {"a"}).theirs("$t", when, answers, {"a"}).report());
    };
    CHECK(at(minute) == numbers{1, 0, 0, 0});
    CHECK(at(minute + 1) == numbers{0, 0, 0, 1});
  }
}

TEST_CASE("an answer by relation may bear an earlier time than its event: clocks differ") {
  CHECK(counts(recorded().said("$1", 9, {"a"}).theirs("$t", 5, "$1", {"a"}).report()) ==
        numbers{1, 0, 0, 0});
  CHECK(counts(recorded().said("$1", 9, {"a"}).theirs("$t", 5, "", {"a"}).report()) ==
        numbers{0, 0, 0, 1});
}

TEST_CASE("rooms are kept apart") {
  for (const auto* answers : {"$1", ""}) {
    auto what = recorded().said("$1", 0, {"a"}).in("!other").theirs("$t", 5, answers, {"a"});
    CHECK(counts(what.report()) == numbers{0, 0, 0, 1});
  }
}

TEST_CASE("a message that lost its links by an edit is no answer") {
  CHECK(counts(recorded().said("$1", 0, {"a"}).theirs("$t", 5, "$1", {}).report()) ==
        numbers{0, 0, 0, 1});
}

TEST_CASE("what they answer and we see no link in is theirs alone, once for each event") {
  const auto report =
      recorded().theirs("$t", minute, "$x", {"b"}).theirs("$u", minute + 1, "$x", {"a"}).report();
  CHECK(report.cases == std::vector<parity_case>{
                            {parity_kind::only_theirs, "!r", "$x", t0 + minute, {}, {"a", "b"}}});
}

TEST_CASE("a link without relation and without an event is chatter, and so is talk among them") {
  CHECK(counts(recorded().theirs("$t", minute, "", {"a"}).report()) == numbers{0, 0, 0, 0});
  CHECK(
      counts(
          recorded().theirs("$t", minute, "", {"a"}).theirs("$u", minute, "$t", {"b"}).report()) ==
      numbers{0, 0, 0, 0});
}

TEST_CASE("the report begins where it is asked to, by the time of the link event") {
  const auto what = recorded()
                        .said("$1", 0, {"a"})
                        .theirs("$t1", 20, "$1", {"a"})
                        .said("$2", 10, {"b"})
                        .theirs("$t2", 20, "$2", {"x"})
                        .theirs("$t3", 20, "$before", {"x"});
  CHECK(counts(what.report(60 * minute, t0 + 10)) == numbers{0, 1, 0, 0});
}

TEST_CASE("of what is older than keepHours one side may be forgotten: nothing is said of it") {
  const auto what = recorded().said("$1", 0, {"a"}).said("$2", minute, {"b"});
  CHECK(counts(what.report(milliseconds(what.how.keep).count() + 1)) == numbers{0, 0, 0, 1});
}

TEST_CASE("cases come oldest first") {
  const auto report = recorded()
                          .said("$3", 3 * minute, {"c"})
                          .said("$1", minute, {"a"})
                          .theirs("$t", 2 * minute, "$x", {"b"})
                          .report();
  REQUIRE(report.cases.size() == 3);
  CHECK(report.cases[0].event_id == "$1");
  CHECK(report.cases[1].event_id == "$x");
  CHECK(report.cases[2].event_id == "$3");
}

TEST_CASE("nothing is recorded as long as nobody is compared") {
  shadow_settings how;
  how.keep = std::chrono::hours{1};
  CHECK(compare_until(how, 5) == 0);
  how.compare_with = {"@old:hs"};
  CHECK(compare_until(how, 5) == 3600005);
}

} // namespace musiclink::test
