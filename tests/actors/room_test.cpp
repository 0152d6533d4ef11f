#include "actors/room.hpp"

#include "core/links/detect.hpp"
#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

#include <map>

namespace musiclink::test {

namespace {

/// A room on a real store, with a resolver and a sender that wait for the test.
struct room_at_work : actor_fixture {
  room_at_work() {
    brief.room_id = "!room:hs";
    brief.effective = room_mode::active;
    keeper = spawn_storekeeper();
  }

  void start() {
    // The test answers by message: a promise may only be touched by its actor.
    using impl = resolver_actor::extend<caf::reacts_to<std::string, resolved>>;
    finder = own(system.spawn([this](impl::pointer self) -> impl::behavior_type {
      return {[](const settings_changed&) {},
              [this, self](const resolve& what) -> caf::result<resolved> {
                auto promise = self->make_response_promise<resolved>();
                asked.emplace(what.about.canonical, promise);
                return promise;
              },
              [this](const std::string& canonical, const resolved& what) {
                auto [from, to] = asked.equal_range(canonical);
                for (auto one = from; one != to; ++one)
                  one->second.deliver(what);
                asked.erase(canonical);
              }};
    }));
    auto poster = own(system.spawn([this](sender_actor::pointer) -> sender_actor::behavior_type {
      return {[](const session_opened&) {},
              [](const brief_changed&) {},
              [](const sender_client&) {},
              [this](const post_reply& what) { posted.push_back(what); },
              [](const drain&) { return drained{}; },
              [](const retire&) {}};
    }));
    auto registry = own(system.spawn([this](room_client::pointer) -> room_client::behavior_type {
      return {[this](const room_emptied& what) { emptied = what.call; }};
    }));
    under_test = own<room_actor>(system.spawn(room, keeper, finder, poster, registry,
                                              std::make_shared<const room_brief>(brief), around));
    look();
  }

  /// Puts link events into the store as a page would.
  void arrive(std::vector<link_event> events) {
    store::page page;
    page.since = token;
    page.next_batch = token = "t" + std::to_string(++pages);
    page.now = around.now();
    page.seen_until = page.now + 1000000000;
    page.events = std::move(events);
    ask<store::page_result>(keeper, commit_page{page});
  }

  void look() {
    caf::anon_send(under_test, look_for_work{++calls});
    settle();
  }

  /// Lets the resolver know a link as this title, on Deezer.
  void know(const link& about, const std::string& title) {
    answer known;
    known.how = completeness::found;
    known.found.type = item_type::track;
    known.found.title = title;
    known.found.links = {
        {service::deezer, "https://www.deezer.com/track/" + std::to_string(++deezer_id)}};
    reply(about, {known, {}});
  }

  void reply(const link& about, const resolved& what) {
    caf::anon_send(finder, about.canonical, what);
    settle();
  }

  std::size_t owed() { return ask<backlog>(keeper, list_backlog{}).rooms.size(); }

  room_brief brief;
  storekeeper_actor keeper;
  resolver_actor::extend<caf::reacts_to<std::string, resolved>> finder;
  room_actor under_test;
  std::multimap<std::string, caf::typed_response_promise<resolved>> asked;
  std::vector<post_reply> posted;
  std::uint64_t emptied = 0;
  std::uint64_t calls = 0;
  int pages = 0;
  int deezer_id = 100;
  std::string token;
};

link track(int number) {
  auto id = std::to_string(number);
  return *classify("https://open.spotify.com/track/" + std::string(22 - id.size(), '0') + id);
}

link_event event(const actor_fixture& in, int number, std::vector<link> links) {
  link_event made;
  made.room_id = "!room:hs";
  made.event_id = "$" + std::to_string(number);
  made.sender = "@alice:hs";
  made.origin_server_ts = in.around.now();
  made.links = std::move(links);
  return made;
}

} // namespace

TEST_CASE("replies keep the order of their events, whoever is resolved first") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)}), event(test, 2, {track(2)})});
  test.start();
  test.know(track(2), "Second");
  CHECK(test.posted.empty());
  test.know(track(1), "First");
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[0].work.event.event_id == "$1");
  CHECK(test.posted[1].work.event.event_id == "$2");
}

TEST_CASE("an event without an answer ends in silence and does not hold up the next") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)}), event(test, 2, {track(2)})});
  test.start();
  test.know(track(2), "Second");
  test.reply(track(1), {answer{}, {}});
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].work.event.event_id == "$2");
}

TEST_CASE("one reply answers all links of a message, in their order") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1), track(2)})});
  test.start();
  test.know(track(2), "Second");
  CHECK(test.posted.empty());
  test.know(track(1), "First");
  REQUIRE(test.posted.size() == 1);
  const auto& content = test.posted[0].content;
  CHECK(content.find("First") < content.find("Second"));
}

TEST_CASE("what is too old, of an ignored sender or refused is put aside without a question") {
  room_at_work test;
  auto old = event(test, 1, {track(1)});
  old.origin_server_ts -= test.brief.settings.max_event_age.count() + 1;
  auto ignored = event(test, 2, {track(2)});
  ignored.sender = "@slackbot:hs";
  auto rival = event(test, 3, {track(3)});
  rival.sender = "@matterbridge:hs";
  test.brief.settings.ignore_users = {"@slackbot:*"};
  test.brief.compare_with = {"@matterbridge:hs"};
  test.arrive({old, ignored, rival});
  test.start();
  CHECK(test.asked.empty());
  CHECK(test.posted.empty());
  CHECK(test.owed() == 0);
}

TEST_CASE("in a room that is refused every job ends, and nothing is resolved") {
  room_at_work test;
  test.brief.refusal = "the room is encrypted";
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  CHECK(test.asked.empty());
  CHECK(test.owed() == 0);
}

TEST_CASE("no more links are asked about than would be answered") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1), track(2), track(3), track(4), track(5), track(6)})});
  test.start();
  CHECK(test.asked.size() == test.brief.settings.reply.max_links);
}

TEST_CASE("plain YouTube is not asked about where it is never answered") {
  room_at_work test;
  test.brief.settings.youtube = youtube_policy::never;
  test.arrive({event(test, 1, {*classify("https://www.youtube.com/watch?v=dQw4w9WgXcQ")})});
  test.start();
  CHECK(test.asked.empty());
  CHECK(test.owed() == 0);
}

TEST_CASE("a long backlog is worked off in a bounded window, to its end") {
  room_at_work test;
  std::vector<link_event> events;
  for (int number = 1; number <= 50; ++number)
    events.push_back(event(test, number, {track(number)}));
  test.arrive(events);
  test.start();
  CHECK(test.asked.size() == 16);
  for (int number = 1; number <= 50; ++number) {
    test.know(track(number), "Song " + std::to_string(number));
    CHECK(test.asked.size() + test.posted.size() <= 50);
    caf::anon_send(test.under_test, job_ended{test.posted.back().work.key.arrival});
    test.settle();
  }
  CHECK(test.posted.size() == 50);
}

TEST_CASE("a room says that it is empty only when nothing is left, and names the last call") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  CHECK(test.emptied == 0);
  test.reply(track(1), {answer{}, {}});
  CHECK(test.emptied == test.calls);
}

TEST_CASE("when no resolver could be asked the job has failed") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.reply(track(1), {std::nullopt, "no resolver could be asked"});
  CHECK(test.posted.empty());
  CHECK(test.owed() == 0);
}

} // namespace musiclink::test
