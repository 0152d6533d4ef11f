#include "core/matrix/requests.hpp"
#include "tests/actors/room/room_at_work.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

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

TEST_CASE("a link that is not answered yet holds back nobody for long") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)}), event(test, 2, {track(2)}), event(test, 3, {track(3)})});
  test.start();
  test.know(track(3), "Third");
  test.pass(milliseconds{900});
  test.know(track(2), "Second");
  CHECK(test.posted.empty());
  test.pass(milliseconds{100});
  REQUIRE(test.posted.size() == 2); // that one has waited, and those before it go with it
  CHECK(test.posted[0].work.event.event_id == "$2");
  CHECK(test.posted[1].work.event.event_id == "$3");
  test.know(track(1), "First");
  CHECK(test.posted.size() == 3);
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

TEST_CASE("in shadow the journal says what was left out so that there is no reply") {
  for (const auto effective : {room_mode::shadow, room_mode::active}) {
    room_at_work test;
    test.brief.effective = effective;
    test.arrive({event(test, 1, {track(1)})});
    test.start();
    const rejected_offer live{"deezer", "Song (Live)", "Somebody", "", "another version: live"};
    test.reply(track(1), {answer{completeness::not_found, {}, {live}}, {}});
    const auto entries =
        test.ask<shadow_listing>(test.keeper, list_shadow{0, {}, 100}).journal.entries;
    REQUIRE(entries.size() == (effective == room_mode::shadow ? 1 : 0));
    if (!entries.empty())
      CHECK(entries[0].left_out == std::vector{live});
    CHECK(test.is_over());
  }
}

TEST_CASE("a room asks for its own country") {
  room_at_work test;
  test.brief.settings.country = "DE";
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  REQUIRE(test.questions.size() == 1);
  CHECK(test.questions[0].country == "DE");
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
  for (int number = 1; number <= 300; ++number)
    events.push_back(event(test, number, {track(number)}));
  test.arrive(events);
  test.start();
  CHECK(test.asked.size() == 128);
  for (int number = 1; number <= 300; ++number) {
    test.know(track(number), "Song " + std::to_string(number));
    CHECK(test.asked.size() <= 128);
    caf::anon_send(test.under_test, job_ended{test.posted.back().work.key.arrival});
    test.settle();
  }
  CHECK(test.posted.size() == 300);
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

TEST_CASE("a reply that somebody removed is not edited") {
  room_with_reply test;
  test.change(changed(test, 1, {track(2)})); // its job is there before the removal
  test.change({"!room:hs", "$reply", "", 0, {}});
  test.look();
  CHECK(test.asked.empty());
  CHECK(test.posted.empty());
  CHECK(test.owed() == 0);
}

TEST_CASE("a reply whose event was never met is redacted when that was deleted") {
  room_at_work test;
  test.start();
  store::page page;
  page.next_batch = test.token = "t1";
  page.now = test.around.now();
  store::gap missed;
  missed.room_id = "!room:hs";
  missed.kind = store::gap_kind::catch_up;
  missed.from = "f";
  page.gaps = {missed};
  test.ask<store::page_result>(test.keeper, commit_page{page});
  store::gap_page read;
  read.room_id = "!room:hs";
  read.id = test.ask<open_gaps>(test.keeper, list_gaps{}).gaps.at(0).id;
  read.from = "f";
  read.now = page.now;
  read.changes = {{"!room:hs", "$1", "", page.now, {}}};
  read.own = {{"!room:hs", "$reply", "$1", false}};
  test.ask<store::gap_result>(test.keeper, commit_gap{read});
  test.look();
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
