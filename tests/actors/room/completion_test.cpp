#include "core/matrix/requests.hpp"
#include "tests/actors/room/room_at_work.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace musiclink::test {

namespace {

/// A room in which a message about track 1 was answered with Deezer alone, while the
/// question about it goes on.
struct room_with_part : room_at_work {
  explicit room_with_part(job_outcome outcome = job_outcome::sent) {
    arrive({event(*this, 1, {track(1)})});
    start();
    tell(track(1), "Song", {service::deezer}, false);
    REQUIRE(posted.size() == 1);
    first = posted[0];
    posted.clear();
    end(first, outcome);
  }

  /// The rest becomes known: first to those who wait, then to the job that completes.
  void know_all() {
    tell(track(1), "Song", {service::deezer, service::tidal}, true);
    if (!asked.empty())
      tell(track(1), "Song", {service::deezer, service::tidal}, true);
  }

  std::vector<store::journal_entry> journal() {
    return ask<shadow_listing>(keeper, list_shadow{0, {}, 100}).journal.entries;
  }

  post first;
};

constexpr milliseconds complete_within = std::chrono::minutes{15};

} // namespace

TEST_CASE("a reply goes out with what is sure in time, and is completed by one edit") {
  room_with_part test;
  CHECK(test.questions[0].answer_within == milliseconds{5000});
  CHECK(test.first.kind == post_kind::reply);
  CHECK(test.first.content.find("tidal") == std::string::npos);
  CHECK(test.asked.size() == 1);
  CHECK(test.emptied == 0);
  test.know_all();
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::edit);
  CHECK(test.posted[0].reply_id == "$reply");
  CHECK(test.posted[0].transaction_id == matrix::completion_transaction_id("$1", 0));
  CHECK(test.posted[0].content.find("deezer") != std::string::npos);
  CHECK(test.posted[0].content.find("tidal") != std::string::npos);
  test.end(test.posted[0], job_outcome::edited);
  test.pass(complete_within);
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("a reply to which nothing is added stays as it is") {
  room_with_part test;
  test.tell(track(1), "Song", {service::deezer}, true);
  test.tell(track(1), "Song", {service::deezer}, true);
  CHECK(test.posted.empty());
  CHECK(test.is_over());
}

TEST_CASE("a reply that holds all there is is not watched") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, true);
  test.end(test.posted.at(0), job_outcome::sent);
  CHECK(test.questions.size() == 1);
  CHECK(test.emptied == test.calls);
}

TEST_CASE("with completeWithinMs 0 no reply is completed") {
  room_at_work test;
  test.brief.settings.reply.complete_within = milliseconds{0};
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, false);
  test.end(test.posted.at(0), job_outcome::sent);
  CHECK(test.questions.size() == 1);
  CHECK(test.emptied == test.calls);
}

TEST_CASE("at its deadline a reply is completed with what is known by then") {
  room_with_part test;
  const auto until = test.around.now() + complete_within.count();
  while (test.around.now() < until && test.posted.empty()) {
    test.pass(milliseconds{5000});
    if (!test.asked.empty())
      test.tell(track(1), "Song", {service::deezer, service::tidal}, false);
  }
  test.pass(milliseconds{1000});
  if (!test.asked.empty())
    test.tell(track(1), "Song", {service::deezer, service::tidal}, false);
  CHECK(test.around.now() - until <= 5000);
  REQUIRE(test.posted.size() == 1);
  test.end(test.posted[0], job_outcome::edited);
  test.pass(complete_within);
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("nothing is completed once its time is over, as after a long stop") {
  room_with_part test;
  test.pass(complete_within + std::chrono::minutes{10}); // the resolver says nothing meanwhile
  test.begin_life();
  if (!test.asked.empty())
    test.know_all();
  CHECK(test.posted.empty());
  CHECK(test.is_over());
}

TEST_CASE("a completion goes on after a restart, and there is one") {
  room_with_part test;
  SUBCASE("killed while it was waited for") {
    test.begin_life();
    test.know_all();
  }
  SUBCASE("killed while its job was at work") {
    test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
    test.begin_life();
    test.know_all();
  }
  SUBCASE("killed after its edit was sent, before that was written down") {
    test.know_all();
    REQUIRE(test.posted.size() == 1);
    const auto before = test.posted[0].transaction_id;
    test.posted.clear();
    test.begin_life();
    test.know_all();
    REQUIRE(test.posted.size() == 1);
    CHECK(test.posted[0].transaction_id == before);
  }
  REQUIRE(test.posted.size() == 1);
  test.end(test.posted[0], job_outcome::edited);
  test.begin_life();
  test.pass(complete_within);
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("a reply whose answer a kill took away is completed when its echo comes") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, false);
  REQUIRE(test.posted.size() == 1); // and accepted, but nobody is told
  test.posted.clear();
  store::page page;
  page.since = test.token;
  page.next_batch = test.token = "echo";
  page.now = test.around.now();
  page.own = {{"!room:hs", "$reply", "$1"}};
  const auto result = test.ask<store::page_result>(test.keeper, commit_page{page});
  CHECK(result.rooms == std::vector<std::string>{"!room:hs"});
  test.begin_life();
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::edit);
}

TEST_CASE("a reply that holds all after a restart is not completed for what was planned before") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, false);
  test.posted.clear(); // killed before it was sent
  test.begin_life();
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 1);
  test.end(test.posted[0], job_outcome::sent);
  CHECK(test.asked.empty());
  CHECK(test.emptied == test.calls);
}

TEST_CASE("a reply that an earlier life had sent is completed as that life planned") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, false);
  test.posted.clear(); // accepted, and killed before that was written down
  test.begin_life();
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 1);
  test.end(test.posted[0], job_outcome::sent, true);
  for (int time = 0; time < 2; ++time) // those who watch, and the job that completes
    test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::edit);
  CHECK(test.posted[1].content.find("tidal") != std::string::npos);
  test.end(test.posted[1], job_outcome::edited);
  CHECK(test.is_over());
}

TEST_CASE("an edit of the event takes the completion's place") {
  room_with_part test;
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.look();
  test.tell(track(2), "Other", {service::deezer}, true);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::edit);
  CHECK(test.posted[0].content.find("Other") != std::string::npos);
  test.end(test.posted[0], job_outcome::edited);
  test.know_all();
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("an edit that is not all known in time is completed as a reply is") {
  room_with_part test;
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.look();
  test.tell(track(2), "Other", {service::deezer}, false);
  test.end(test.posted.at(0), job_outcome::edited);
  test.tell(track(2), "Other", {service::deezer, service::tidal}, true);
  test.tell(track(2), "Other", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].transaction_id == matrix::completion_transaction_id("$1", 1));
}

TEST_CASE("what becomes known of the links of before does not end the completion of an edit") {
  room_with_part test;
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.look();
  test.tell(track(2), "Other", {service::deezer}, false);
  REQUIRE(test.posted.size() == 1);
  // The edit is written down, and the room has not heard of it yet.
  test.conclude_post(test.posted[0], job_outcome::edited);
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  test.tell_ended(test.posted[0]);
  test.tell(track(2), "Other", {service::deezer}, false);
  test.pass(milliseconds{5000});
  for (int time = 0; time < 2; ++time) // those who watch, and the job that completes
    test.tell(track(2), "Other", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].transaction_id == matrix::completion_transaction_id("$1", 1));
}

TEST_CASE("a completing edit that is not sent yet is taken back when its event changes") {
  room_with_part test;
  test.know_all();
  REQUIRE(test.posted.size() == 1);
  test.change({"!room:hs", "$1", "", test.around.now(), {}});
  test.withdraw("$1");
  CHECK(test.recalls == std::vector<std::uint64_t>{test.posted[0].work.key.arrival});
  test.look();
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::redaction);
}

TEST_CASE("a completing edit that is not sent yet is taken back when the reply is removed") {
  room_with_part test;
  test.know_all();
  REQUIRE(test.posted.size() == 1);
  CHECK(test.change({"!room:hs", "$reply", "", test.around.now(), {}}).withdrawn.size() == 1);
  test.withdraw("$1");
  CHECK(test.recalls == std::vector<std::uint64_t>{test.posted[0].work.key.arrival});
  CHECK(test.is_over());
}

TEST_CASE("what changed while its first reply was prepared is not completed as it was before") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  // The page with the change is stored, and the room has not heard of it yet.
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.tell(track(1), "Song", {service::deezer}, false);
  CHECK(test.posted.empty());
  test.look();
  test.tell(track(2), "Other", {service::deezer}, true);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].content.find("Other") != std::string::npos);
  test.end(test.posted[0], job_outcome::sent);
  if (!test.asked.empty())
    test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  test.pass(complete_within);
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("what may have been sent before it changed is looked for, and edited to what it is now") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell(track(1), "Song", {service::deezer}, false);
  test.posted.clear(); // killed before the homeserver's answer was written down
  test.begin_life();
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.tell(track(1), "Song", {service::deezer}, false);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].work.attempts == 2); // which makes the sender look for it
  test.end(test.posted[0], job_outcome::sent);
  test.look();
  test.tell(track(2), "Other", {service::deezer}, true);
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::edit);
  test.end(test.posted[1], job_outcome::edited);
  if (!test.asked.empty())
    test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  test.pass(complete_within);
  CHECK(test.posted.size() == 2);
  CHECK(test.is_over());
}

TEST_CASE("a reply that is gone is not completed") {
  room_with_part test;
  test.change({"!room:hs", "$1", "", test.around.now(), {}});
  test.look();
  test.end(test.posted.at(0), job_outcome::redacted);
  test.know_all();
  CHECK(test.posted.size() == 1);
  CHECK(test.is_over());
}

TEST_CASE("in a room that is refused by now nothing is completed") {
  room_with_part test;
  auto off = test.brief;
  off.refusal = "the room's mode is off";
  caf::anon_send(test.under_test, brief_changed{std::make_shared<const room_brief>(off)});
  test.settle();
  test.know_all();
  CHECK(test.posted.empty());
  CHECK(test.is_over());
}

TEST_CASE("in shadow the journal's entry is completed in its place, once") {
  room_with_part test(job_outcome::shadowed);
  REQUIRE(test.journal().size() == 1);
  CHECK(test.journal()[0].left_out.empty());
  test.left_out = {{"itunes", "Song (Live)", "Somebody", "", "another version: live"}};
  test.know_all();
  CHECK(test.posted.empty());
  const auto entries = test.journal();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].content.find("tidal") != std::string::npos);
  CHECK(entries[0].content.find("m.replace") == std::string::npos);
  CHECK(entries[0].left_out == test.left_out);
  CHECK(test.is_over());
}

} // namespace musiclink::test
