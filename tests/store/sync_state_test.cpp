#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

TEST_CASE("a new store knows nothing") {
  const temporary_directory directory;
  auto state = store::open(directory.path(), access::exclusive).load_sync_state();
  CHECK(state.since.empty());
  CHECK(state.filter_id.empty());
  CHECK(state.filter_json.empty());
  CHECK_FALSE(state.mode);
  CHECK_FALSE(state.loaded_mode);
}

TEST_CASE("token, filter and switch survive a restart") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive);
    store.commit_page(a_page("", "s1", "!r", {}));
    store.save_filter("7", R"({"room":{}})");
    store.save_mode(service_mode::active, service_mode::shadow);
  }
  const auto state = store::open(directory.path(), access::exclusive).load_sync_state();
  CHECK(state.since == "s1");
  CHECK(state.filter_id == "7");
  CHECK(state.filter_json == R"({"room":{}})");
  CHECK(state.mode == service_mode::active);
  CHECK(state.loaded_mode == service_mode::shadow);
}

TEST_CASE("a switch by signal leaves the file's mode as it was loaded") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.save_mode(service_mode::active, service_mode::active);
  store.save_mode(service_mode::shadow, std::nullopt);
  CHECK(store.load_sync_state().mode == service_mode::shadow);
  CHECK(store.load_sync_state().loaded_mode == service_mode::active);
}

TEST_CASE("rooms are kept by id, the last word wins") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  const std::string long_id = "!" + std::string(3000, 'x');
  store.save_room({"!a:x", "#a:x", false, "", ""});
  store.save_room({long_id, "", true, "", ""});
  store.save_room({"!a:x", "#a:x", true, "!b:x", ""});
  const std::vector<room_record> wanted{{"!a:x", "#a:x", true, "!b:x", ""},
                                        {long_id, "", true, "", ""}};
  CHECK(store.load_rooms() == wanted);
}

TEST_CASE("since when a room is active is kept by room, the last word wins") {
  const temporary_directory directory;
  {
    auto store = store::open(directory.path(), access::exclusive);
    CHECK(store.load_activity().empty());
    store.save_activity({"!a:x", true, 0});
    store.save_activity({"!b:x", false, 0});
    store.save_activity({"!b:x", true, 1234});
  }
  const std::vector<room_activity> wanted{{"!a:x", true, 0}, {"!b:x", true, 1234}};
  CHECK(store::open(directory.path(), access::exclusive).load_activity() == wanted);
}

TEST_CASE("the state of a group is its own, before and after") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  std::string inside;
  store.group([&] {
    store.commit_page(a_page("", "s1", "!r", {}));
    inside = store.load_sync_state().since;
  });
  CHECK(inside == "s1");
  CHECK(store.load_sync_state().since == "s1");
}

} // namespace musiclink::store
