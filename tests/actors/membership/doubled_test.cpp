#include "tests/actors/membership/standing_in_rooms.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace musiclink::test {

namespace {

allowed_room entry(std::string room, room_mode mode) {
  allowed_room made;
  made.room = std::move(room);
  made.settings.mode = mode;
  return made;
}

/// !room:hs, to which each of two entries leads.
struct doubled : standing_in_rooms {
  doubled(const allowed_room& one, const allowed_room& other) : standing_in_rooms{{}} {
    answers["/directory/room/"] = json_answer(200, R"({"room_id":"!room:hs"})");
    values->values.matrix.rooms = {one, other};
    start();
    position();
  }
  const standing& now() { return heard.standing_of["!room:hs"]; }
};

/// Whichever of them comes first in the list.
void check_mode(const allowed_room& one, const allowed_room& other, room_mode counts) {
  for (const bool swapped : {false, true}) {
    CAPTURE(swapped);
    doubled test(swapped ? other : one, swapped ? one : other);
    CHECK(test.now().settings.mode == counts);
    CHECK(test.now().state == room_state::ok);
  }
}

} // namespace

TEST_CASE("of an alias and an id of one room the id counts, whether it does more or less") {
  check_mode(entry("!room:hs", room_mode::active), entry("#music:hs", room_mode::off),
             room_mode::active);
  check_mode(entry("!room:hs", room_mode::shadow), entry("#music:hs", room_mode::active),
             room_mode::shadow);
}

TEST_CASE("of two aliases of one room the one that does less counts") {
  check_mode(entry("#music:hs", room_mode::active), entry("#songs:hs", room_mode::shadow),
             room_mode::shadow);
}

TEST_CASE("of two entries that lead to one room both learn of news") {
  doubled test(entry("#music:hs", room_mode::active), entry("!room:hs", room_mode::active));
  room_news news;
  SUBCASE("encrypted") {
    news.encrypted = {"!room:hs"};
    test.tell(news);
    CHECK(test.now().state == room_state::encrypted);
    CHECK(test.reading->room_ids.empty());
  }
  SUBCASE("left") {
    news.left = {"!room:hs"};
    test.tell(news);
    CHECK(test.now().state == room_state::not_joined);
  }
}

} // namespace musiclink::test
