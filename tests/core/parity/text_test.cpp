#include "core/parity/text.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

std::string advice_on(std::size_t same, std::size_t differs, std::size_t only_theirs,
                      std::size_t only_ours) {
  return advice({same, differs, only_theirs, only_ours, {}}, true);
}

} // namespace

TEST_CASE("a case shows what only one side has") {
  CHECK(case_text({parity_kind::differs, "!r", "$1", 0, {"a", "b"}, {"b", "c", "d"}}) ==
        "    only ours:   a\n"
        "    only theirs: c\n"
        "    only theirs: d\n");
}

TEST_CASE("the counts are one line") {
  CHECK(counts_text({117, 2, 1, 0, {}}) == "117 same, 2 different, 1 theirs alone, 0 ours alone");
}

TEST_CASE("the last sentence says what to do next") {
  CHECK(advice({}, false) ==
        "Nothing is compared: name the bot that answers now in shadow.compareWith and send SIGHUP, "
        "to see what would change.");
  CHECK(advice_on(0, 0, 0, 0) ==
        "There is nothing to compare in this time: wait until link events were answered, or look "
        "further back.");
  CHECK(advice_on(0, 0, 0, 7) ==
        "Of 7 link events the other bot answered none: check that shadow.compareWith names it, and "
        "that it runs.");
  CHECK(advice_on(3, 0, 0, 0) == "Of 3 link events 3 were answered alike: wait for more before you "
                                 "set a room to active.");
  CHECK(advice_on(1, 1, 0, 0) ==
        "Of 2 link events 1 was answered alike: look at the one above, and "
        "wait for more before you set a room to active.");
  CHECK(advice_on(0, 1, 1, 0) == "Of 2 link events none was answered alike: look at the 2 above, "
                                 "and wait for more before you set a room to active.");
  CHECK(advice_on(120, 0, 0, 0) ==
        "Of 120 link events 120 were answered alike: set the first room to active.");
  CHECK(advice_on(117, 2, 1, 0) == "Of 120 link events 117 were answered alike: look at the 3 "
                                   "above, then set the first room to active.");
  CHECK(advice_on(60, 30, 20, 10) == "Of 120 link events 60 were answered alike: stay in shadow "
                                     "until the 60 above are understood.");
  CHECK(advice_on(60, 10, 40, 10) ==
        "Of 120 link events 60 were answered alike: stay in shadow, and look in the log for why "
        "musiclink left alone the 40 that only the other bot answered.");
}

} // namespace musiclink::test
