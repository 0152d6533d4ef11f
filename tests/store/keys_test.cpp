#include "store/keys.hpp"

#include <doctest/doctest.h>

#include <set>

namespace musiclink::store {

namespace {

constexpr std::size_t most = 511; // LMDB
const std::string long_text(5000, 'x');

} // namespace

TEST_CASE("no key is empty or longer than LMDB takes") {
  for (const auto& text : {std::string(), std::string(255, 'a'), std::string(400, 'b'),
                           std::string(401, 'c'), long_text}) {
    const std::string key = by_text::bytes(text);
    CHECK(!key.empty());
    CHECK(key.size() <= most);
    CHECK(by_job::bytes({text, 7}).size() <= most);
    CHECK(by_expiry::bytes({7, 3, key}).size() <= most);
    CHECK(by_ahead::bytes({text, text, text}).size() <= most);
  }
}

TEST_CASE("different texts have different keys, also long ones") {
  std::set<std::string> keys;
  const std::vector<std::string> texts{"",
                                       "a",
                                       std::string("\0", 1),
                                       std::string(400, 'x'),
                                       std::string(401, 'x'),
                                       long_text,
                                       long_text + "y",
                                       "y" + long_text};
  for (const auto& text : texts)
    keys.insert(by_text::bytes(text));
  CHECK(keys.size() == texts.size());
}

TEST_CASE("a key of a long text is never the key of a short one") {
  const std::string hashed = by_text::bytes(long_text);
  CHECK(by_text::bytes(hashed.substr(1)) != hashed);
  CHECK(by_text::bytes(hashed) != hashed);
}

TEST_CASE("the key of a long text is the same on every machine") {
  const std::string key = by_text::bytes(std::string(401, 'a'));
  REQUIRE(key.size() == by_text::longest);
  CHECK(key.substr(0, 3) == std::string("\x01"
                                        "aa"));
  CHECK(key.substr(385) ==
        std::string("\275\301\352\242\233\265\027\305\036\046\007\331\176\026\165\024", 16));
}

TEST_CASE("jobs of a room sort by arrival and lie together") {
  const auto first = by_job::bytes({"!room", 255});
  const auto second = by_job::bytes({"!room", 256});
  CHECK(first < second);
  CHECK(by_job::arrival(second) == 256);
  for (const auto& other : {std::string("!roo"), std::string("!roon"), std::string("!room\xff"),
                            std::string("!room\0", 6), long_text}) {
    const auto key = by_job::bytes({other, 0});
    CHECK((key < by_job::bytes({"!room", 0}) || key > by_job::room_end(first)));
    CHECK_FALSE(key.starts_with(by_job::prefix("!room")));
  }
  CHECK(by_job::room_end(first) > by_job::bytes({"!room", ~std::uint64_t{0}}));
}

TEST_CASE("bytes that are no job's key have no arrival") {
  CHECK_FALSE(by_job::arrival(""));
  CHECK_FALSE(by_job::arrival("123456789"));
  CHECK_FALSE(by_job::arrival(by_job::bytes({"!room", 1}) + "x"));
}

TEST_CASE("what was learned ahead is kept apart by room, event and sender") {
  const std::set<std::string> keys{
      by_ahead::bytes({"!r", "$1", ""}), by_ahead::bytes({"!r", "$1", "@a:x"}),
      by_ahead::bytes({"!r", "$2", ""}), by_ahead::bytes({"!s", "$1", ""})};
  CHECK(keys.size() == 4);
  CHECK(by_ahead::bytes({"!r", "$1", ""}).starts_with(by_ahead::prefix("!r")));
  CHECK_FALSE(by_ahead::bytes({"!s", "$1", ""}).starts_with(by_ahead::prefix("!r")));
}

TEST_CASE("moments sort by time, before 1970 too, then by arrival") {
  CHECK(by_moment::bytes({-1, 9}) < by_moment::bytes({0, 0}));
  CHECK(by_moment::bytes({0, 1}) < by_moment::bytes({0, 2}));
  CHECK(by_moment::bytes({255, 9}) < by_moment::bytes({256, 0}));
}

TEST_CASE("an expiry is read back from its key") {
  const auto back = by_expiry::parse(by_expiry::bytes({-7, 2, "target"}));
  REQUIRE(back);
  CHECK(back->when == -7);
  CHECK(back->table == 2);
  CHECK(back->target == "target");
}

TEST_CASE("bytes that are no expiry's key are nothing") {
  CHECK_FALSE(by_expiry::parse(""));
  CHECK_FALSE(by_expiry::parse("12345678"));
  CHECK_FALSE(by_expiry::parse("12345678\x01"));
  CHECK(by_expiry::parse("12345678\x05x"));
}

} // namespace musiclink::store
