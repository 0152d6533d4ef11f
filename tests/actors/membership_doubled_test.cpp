#include "tests/actors/standing_in_rooms.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>

namespace musiclink::test {

namespace {

/// An entry and another lead to !room:hs, whichever of them comes first in the list.
void in_both_orders(const allowed_room& one, const allowed_room& other,
                    const std::function<void(standing_in_rooms&)>& check) {
  for (const bool swapped : {false, true}) {
    CAPTURE(swapped);
    standing_in_rooms test{{}};
    test.answers["/directory/room/"] = json_answer(200, R"({"room_id":"!room:hs"})");
    test.values->values.matrix.rooms = {swapped ? other : one, swapped ? one : other};
    test.start();
    test.position();
    check(test);
  }
}

allowed_room entry(std::string room, room_mode mode) {
  allowed_room made;
  made.room = std::move(room);
  made.settings.mode = mode;
  return made;
}

} // namespace

TEST_CASE("of an alias and an id of one room the id counts, also where the alias does less") {
  in_both_orders(entry("!room:hs", room_mode::active), entry("#music:hs", room_mode::off),
                 [](standing_in_rooms& test) {
                   const auto& now = test.heard.standing_of["!room:hs"];
                   CHECK(now.settings.mode == room_mode::active);
                   CHECK(now.state == room_state::ok);
                 });
}

TEST_CASE("of an alias and an id of one room the id counts, also where the alias does more") {
  in_both_orders(entry("!room:hs", room_mode::shadow), entry("#music:hs", room_mode::active),
                 [](standing_in_rooms& test) {
                   const auto& now = test.heard.standing_of["!room:hs"];
                   CHECK(now.settings.mode == room_mode::shadow);
                   CHECK(now.state == room_state::ok);
                 });
}

TEST_CASE("of two aliases of one room the one that does less counts") {
  in_both_orders(entry("#music:hs", room_mode::active), entry("#songs:hs", room_mode::shadow),
                 [](standing_in_rooms& test) {
                   const auto& now = test.heard.standing_of["!room:hs"];
                   CHECK(now.settings.mode == room_mode::shadow);
                   CHECK(now.state == room_state::ok);
                 });
}

} // namespace musiclink::test
