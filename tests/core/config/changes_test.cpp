#include "core/config/changes.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

config with_rooms(std::vector<allowed_room> rooms) {
  config made;
  made.matrix.rooms = std::move(rooms);
  return made;
}

allowed_room room(const char* name, room_mode mode) {
  allowed_room made;
  made.room = name;
  made.settings.mode = mode;
  return made;
}

using sentences = std::vector<std::string>;

} // namespace

TEST_CASE("a reload that changes nothing has nothing to say") {
  CHECK(changes(config{}, config{}).empty());
}

TEST_CASE("rooms that come, go and change their mode are named") {
  auto old = with_rooms({room("!stays:x", room_mode::shadow), room("!goes:x", room_mode::active),
                         room("!canary:x", room_mode::shadow)});
  auto fresh =
      with_rooms({room("!stays:x", room_mode::shadow), room("!canary:x", room_mode::active),
                  room("#new:x", room_mode::shadow)});
  CHECK(changes(old, fresh) == sentences{"room !canary:x: mode shadow to active",
                                         "room #new:x added, shadow", "room !goes:x removed"});
  fresh = old;
  fresh.matrix.rooms[0].via = {"example.org"};
  CHECK(changes(old, fresh) == sentences{"room !stays:x: settings changed"});
}

TEST_CASE("of the rest only the keys are named, so that no secret can be told") {
  config fresh;
  fresh.mode = service_mode::active;
  fresh.matrix.access_token = "secret";
  fresh.log.level = "debug";
  CHECK(changes(config{}, fresh) ==
        sentences{"mode shadow to active", "matrix.accessToken changed", "log changed"});
}
