#include "actors/room.hpp"

#include "core/links/detect.hpp"
#include "core/matrix/requests.hpp"
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
      return {[](const settings_changed&) {}, [](const report&) { return resolver_report{}; },
              [this, self](const resolve& what) -> caf::result<resolved> {
                countries.push_back(what.country);
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
              [this](const post& what) { posted.push_back(what); },
              [this](const recall& what) {
                recalls.push_back(what.arrival);
                return recalled{can_recall};
              },
              [](const own_seen&) {},
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
    page.theirs = theirs;
    page.compare_until = page.seen_until;
    ask<store::page_result>(keeper, commit_page{page});
  }

  /// As `arrive`, for an event that was edited or redacted.
  void change(trigger_change what) {
    store::page page;
    page.since = token;
    page.next_batch = token = "t" + std::to_string(++pages);
    page.now = around.now();
    page.changes = {std::move(what)};
    ask<store::page_result>(keeper, commit_page{page});
  }

  void withdraw(const std::string& event_id) {
    caf::anon_send(under_test, withdrawn{event_id});
    settle();
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
  std::vector<std::string> countries; ///< of the questions
  std::vector<post> posted;
  std::vector<std::uint64_t> recalls;
  bool can_recall = true;
  std::vector<their_answer> theirs; ///< in every page
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

TEST_CASE("a room asks for its own country") {
  room_at_work test;
  test.brief.settings.country = "DE";
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  CHECK(test.countries == std::vector<std::string>{"DE"});
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

TEST_CASE("that an event was left alone is recorded, but not where its room is refused") {
  room_at_work test;
  std::size_t counted = 1;
  SUBCASE("left alone") {
  }
  SUBCASE("refused") {
    test.brief.refusal = "the room's mode is off";
    counted = 0;
  }
  test.theirs = {{"!room:hs", "$t", "@old:hs", test.around.now(), "$1", {"x"}, false}};
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.reply(track(1), {answer{}, {}});
  CHECK(test.owed() == 0);
  CHECK(test.ask<shadow_listing>(test.keeper, list_shadow{0, {}}).parity.only_theirs == counted);
}

namespace {

trigger_change changed(const actor_fixture& in, int number, std::vector<link> links) {
  return {"!room:hs", "$" + std::to_string(number), "@alice:hs", in.around.now(), std::move(links)};
}

/// A room whose sender accepts the reply to event 1, about track 1.
struct room_with_reply : room_at_work {
  room_with_reply() {
    arrive({event(*this, 1, {track(1)})});
    start();
    know(track(1), "First");
    store::conclusion end;
    end.key = posted.at(0).work.key;
    end.outcome = job_outcome::sent;
    end.reply_event_id = "$reply";
    end.links = {track(1)};
    end.now = around.now();
    ask<saved>(keeper, conclude{end});
    caf::anon_send(under_test, job_ended{end.key.arrival});
    settle();
    posted.clear();
  }
};

} // namespace

TEST_CASE("when the links of an event change, the reply to it is edited") {
  room_with_reply test;
  test.change(changed(test, 1, {track(2)}));
  test.look();
  test.know(track(2), "Second");
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::edit);
  CHECK(test.posted[0].reply_id == "$reply");
  CHECK(test.posted[0].content.find("Second") != std::string::npos);
  CHECK(test.posted[0].transaction_id == matrix::edit_transaction_id("$1", 1));
}

TEST_CASE("when no link is left, or none that anybody knows, the reply is redacted") {
  room_with_reply test;
  SUBCASE("no link") {
    test.change(changed(test, 1, {}));
    test.look();
  }
  SUBCASE("an unknown one") {
    test.change(changed(test, 1, {track(2)}));
    test.look();
    test.reply(track(2), {answer{}, {}});
  }
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::redaction);
  CHECK(test.posted[0].reply_id == "$reply");
}

TEST_CASE("an edit that keeps the links changes nothing") {
  room_with_reply test;
  test.change(changed(test, 1, {track(1)}));
  test.look();
  CHECK(test.posted.empty());
  CHECK(test.owed() == 0);
}

TEST_CASE("a reply that is not sent yet is taken back, and the new links are answered instead") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.know(track(1), "First");
  REQUIRE(test.posted.size() == 1);
  test.change(changed(test, 1, {track(2)}));
  test.withdraw("$1");
  CHECK(test.recalls == std::vector<std::uint64_t>{test.posted[0].work.key.arrival});
  test.look();
  test.know(track(2), "Second");
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::reply);
  CHECK(test.posted[1].content.find("Second") != std::string::npos);
}

TEST_CASE("a reply that is on the wire is edited after it has arrived") {
  room_at_work test;
  test.can_recall = false;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.know(track(1), "First");
  test.change(changed(test, 1, {track(2)}));
  test.withdraw("$1");
  test.look();
  CHECK(test.asked.empty());
  store::conclusion end;
  end.key = test.posted.at(0).work.key;
  end.outcome = job_outcome::sent;
  end.reply_event_id = "$reply";
  end.links = {track(1)};
  end.now = test.around.now();
  test.ask<saved>(test.keeper, conclude{end});
  caf::anon_send(test.under_test, job_ended{end.key.arrival});
  test.settle();
  test.know(track(2), "Second");
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::edit);
}

TEST_CASE("an event that is redacted before it is answered gets no reply") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.change({"!room:hs", "$1", "", test.around.now(), {}});
  test.withdraw("$1");
  test.look();
  test.know(track(1), "First");
  CHECK(test.posted.empty());
  CHECK(test.owed() == 0);
}

} // namespace musiclink::test
