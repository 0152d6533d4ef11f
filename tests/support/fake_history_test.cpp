#include "tests/support/fake_client.hpp"

#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;

namespace {

/// What a room's /messages gives, page by page.
struct read_back {
  std::vector<std::string> bodies;
  std::size_t pages = 0;
  std::size_t empty_pages = 0;
};

struct history : shared_room {
  std::string since = text(bot.sync("")["next_batch"]);

  heard page(const std::string& query) const {
    return bot.ask("GET", "/_matrix/client/v3/rooms/" + room + "/messages?dir=b" + query);
  }

  read_back read(const std::string& query) const {
    read_back found;
    for (std::string from; found.pages < 100;) {
      const heard now = page(query + from);
      ++found.pages;
      found.empty_pages += now["chunk"].size() == 0 ? 1 : 0;
      for (std::size_t i = 0; i < now["chunk"].size(); ++i)
        found.bodies.push_back(text(now["chunk"].at(i)["content"]["body"]));
      if (!now["end"].exists())
        break;
      from = "&from=" + text(now["end"]);
    }
    return found;
  }
};

const std::string messages_only = "&filter=%7B%22types%22%3A%5B%22m.room.message%22%5D%7D";

} // namespace

TEST_CASE_FIXTURE(history, "history is read back to the room's beginning, where no end is given") {
  for (int i = 0; i < 5; ++i)
    server.post(room, person.id(), std::to_string(i));
  const read_back all = read("&limit=2" + messages_only);
  CHECK(all.bodies == std::vector<std::string>{"4", "3", "2", "1", "0"});
  CHECK(all.pages < 100);
}

TEST_CASE_FIXTURE(history, "history ends at the token that it is to end at") {
  server.post(room, person.id(), "new");
  const heard known = page("&to=" + since);
  REQUIRE(known["chunk"].size() == 1);
  CHECK_FALSE(known["end"].exists());
}

TEST_CASE_FIXTURE(history, "history can be filtered by sender") {
  server.post(room, person.id(), "theirs");
  server.post(room, bot.id(), "ours");
  const std::string only_bot = "&filter=%7B%22types%22%3A%5B%22m.room.message%22%5D%2C"
                               "%22senders%22%3A%5B%22%40bot%3Afake.test%22%5D%7D";
  CHECK(read(only_bot).bodies == std::vector<std::string>{"ours"});
}

TEST_CASE_FIXTURE(history, "a page may be empty and yet have an end") {
  server.post(room, person.id(), "first");
  for (int i = 0; i < 6; ++i)
    server.with(
        [&](fake_world& world) { world.set_state(room, person.id(), "m.room.topic", "", "{}"); });
  server.with([](fake_world& world) { world.history_page = 2; });
  const read_back all = read("&to=" + since + messages_only);
  CHECK(all.bodies == std::vector<std::string>{"first"});
  CHECK(all.empty_pages >= 2);
}

TEST_CASE_FIXTURE(history, "a redacted event says so in history") {
  const std::string gone = server.post(room, person.id(), "oops");
  person.ask("PUT", "/_matrix/client/v3/rooms/" + room + "/redact/" + gone + "/t1", "{}");
  const heard shown = page("&to=" + since + messages_only);
  REQUIRE(shown["chunk"].size() == 1);
  const json::value event = shown["chunk"].at(0);
  CHECK(event["content"].size() == 0);
  CHECK(text(event["unsigned"]["redacted_because"]["redacts"]) == gone);
}

TEST_CASE_FIXTURE(history, "the device that sent an event sees its transaction in history") {
  bot.ask("PUT", send_path("t7"), R"({"msgtype":"m.text","body":"x"})");
  const heard own = page("&to=" + since);
  CHECK(text(own["chunk"].at(0)["unsigned"]["transaction_id"]) == "t7");
}
