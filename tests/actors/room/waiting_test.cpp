#include "tests/actors/room/room_at_work.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace musiclink::test {

namespace {

void tell_nothing_yet_to_all(room_at_work& test) {
  while (!test.asked.empty()) {
    auto about = test.questions.front().about;
    about.canonical = test.asked.begin()->first;
    test.tell_nothing_yet(about);
    if (test.questions.size() > 100000)
      return;
  }
}

} // namespace

TEST_CASE("an event of which nothing is known in time is answered when something is") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell_nothing_yet(track(1));
  CHECK(test.posted.empty());
  CHECK(test.owed() == 1);
  REQUIRE(test.asked.size() == 1);
  test.tell(track(1), "Song", {service::deezer}, true);
  test.tell(track(1), "Song", {service::deezer}, true);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::reply);
  test.end(test.posted[0], job_outcome::sent);
  CHECK(test.owed() == 0);
  CHECK(test.emptied == test.calls);
}

TEST_CASE("an event that waits is answered as soon as something is sure, and completed later") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell_nothing_yet(track(1));
  test.tell(track(1), "Song", {service::deezer}, false);
  test.tell(track(1), "Song", {service::deezer}, false);
  REQUIRE(test.posted.size() == 1);
  test.end(post(test.posted[0]), job_outcome::sent);
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  test.tell(track(1), "Song", {service::deezer, service::tidal}, true);
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::edit);
}

TEST_CASE("an event that comes back is asked about long enough to hear what is known already") {
  room_at_work test;
  test.brief.settings.reply.answer_within = milliseconds{60};
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  CHECK(test.questions.at(0).answer_within == milliseconds{60});
  test.pass(milliseconds{61});
  test.tell_nothing_yet(track(1)); // and it is watched
  test.know(track(1), "Song");     // and a job again
  REQUIRE(test.questions.size() == 3);
  CHECK(test.questions[2].answer_within == milliseconds{2000});
  test.know(track(1), "Song");
  CHECK(test.posted.size() == 1);
}

TEST_CASE("an event of which too little is known to be answered is not asked about in circles") {
  room_at_work test;
  const auto video = *classify("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
  test.arrive({event(test, 1, {video})});
  test.start();
  for (int second = 0; second < 60; ++second) {
    while (!test.asked.empty() && test.questions.size() < 1000)
      test.tell(video, "Perhaps a song", {service::deezer}, false);
    test.pass(milliseconds{1000});
  }
  CHECK(test.posted.empty());
  CHECK(test.questions.size() <= 62);
}

TEST_CASE("an event waits as long as its reply might be completed, and ends then") {
  room_at_work test;
  milliseconds patience = std::chrono::minutes{15};
  SUBCASE("as long as is set") {
  }
  SUBCASE("where it is soon too late to complete a reply, as long as by default") {
    test.brief.settings.reply.complete_within = milliseconds{2000};
  }
  SUBCASE("where no reply is completed, as ever") {
    test.brief.settings.reply.complete_within = milliseconds{0};
    patience = std::chrono::minutes{25};
  }
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell_nothing_yet(track(1));
  for (milliseconds passed{0}; passed < patience; passed += milliseconds{5000}) {
    CHECK(test.owed() == 1);
    test.pass(milliseconds{5000});
    test.tell_nothing_yet(track(1));
  }
  // Many may come to their end at once, and what is new does not wait for them.
  CHECK(test.questions.back().answer_within == milliseconds{1000});
  test.tell_nothing_yet(track(1));
  test.pass(milliseconds{5000});
  CHECK(test.owed() == 0);
  CHECK(test.asked.empty());
  CHECK(test.emptied == test.calls);
}

TEST_CASE(
    "a link behind many that nobody can answer is answered, and few are asked about at once") {
  room_at_work test;
  std::vector<link_event> events;
  for (int number = 1; number <= 400; ++number)
    events.push_back(event(test, number, {track(number)}));
  events.push_back(event(test, 401, {track(401)}));
  test.arrive(events);
  test.start();
  for (int batch = 0; batch < 4 && test.posted.empty(); ++batch) {
    CHECK(test.asked.size() <= 300);
    for (int number = 1; number <= 400; ++number)
      if (test.asked.contains(track(number).canonical))
        test.tell_nothing_yet(track(number));
    if (test.asked.contains(track(401).canonical))
      test.tell(track(401), "Song", {service::deezer}, true);
    test.pass(milliseconds{1000});
  }
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].work.event.event_id == "$401");
}

TEST_CASE("all that wait are asked about in turns, and all are answered in the end") {
  room_at_work test;
  constexpr std::size_t count = 300;
  std::vector<link_event> events;
  for (std::size_t number = 1; number <= count; ++number)
    events.push_back(event(test, static_cast<int>(number), {track(static_cast<int>(number))}));
  test.arrive(events);
  test.start();
  bool knows = false;
  std::size_t done = 0;
  for (int round = 0; round < 60 && done < count; ++round) {
    knows = round >= 10;
    for (std::size_t number = 1; number <= count; ++number) {
      const auto about = track(static_cast<int>(number));
      if (!test.asked.contains(about.canonical))
        continue;
      if (knows)
        test.tell(about, "Song " + std::to_string(number), {service::deezer}, true);
      else
        test.tell_nothing_yet(about);
      for (; done < test.posted.size(); ++done)
        test.end(post(test.posted[done]), job_outcome::sent);
    }
    test.pass(milliseconds{5000});
  }
  CHECK(done == count);
  CHECK(test.owed() == 0);
}

TEST_CASE("after a restart those that waited do not stand before what is new") {
  room_at_work test;
  std::vector<link_event> events;
  for (int number = 1; number <= 200; ++number)
    events.push_back(event(test, number, {track(number)}));
  test.arrive(events);
  test.start();
  for (int round = 0; round < 3; ++round)
    for (int number = 1; number <= 200; ++number)
      if (test.asked.contains(track(number).canonical))
        test.tell_nothing_yet(track(number));
  test.arrive({event(test, 201, {track(201)})});
  test.begin_life();
  REQUIRE(test.asked.contains(track(201).canonical));
  test.tell(track(201), "Song", {service::deezer}, true);
  CHECK(test.posted.size() == 1);
}

TEST_CASE(
    "what an earlier life may have said to an event is looked for before its edit is answered") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.know(track(1), "First");
  REQUIRE(test.posted.size() == 1);
  test.posted.clear(); // accepted, and killed before that was written down
  test.begin_life();
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.look();
  test.tell_nothing_yet(track(1));
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].content.empty());
  test.end(test.posted[0], job_outcome::sent, true);
  test.know(track(2), "Second");
  REQUIRE(test.posted.size() == 2);
  CHECK(test.posted[1].kind == post_kind::edit);
  CHECK(test.posted[1].reply_id == "$reply");
}

TEST_CASE("an event that waits and is edited is asked about as it is now") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  test.tell_nothing_yet(track(1));
  test.change({"!room:hs", "$1", "@alice:hs", test.around.now(), {track(2)}});
  test.look();
  test.tell(track(2), "Other", {service::deezer}, true);
  REQUIRE(test.posted.size() == 1);
  CHECK(test.posted[0].kind == post_kind::reply);
  test.end(test.posted[0], job_outcome::sent);
  test.tell(track(1), "Song", {service::deezer}, true);
  CHECK(test.posted.size() == 1);
  CHECK(test.owed() == 0);
}

TEST_CASE("a resolver that answers at once that it does not know yet is not asked in circles") {
  room_at_work test;
  test.arrive({event(test, 1, {track(1)})});
  test.start();
  for (int second = 0; second < 60; ++second) {
    tell_nothing_yet_to_all(test);
    test.pass(milliseconds{1000});
  }
  CHECK(test.questions.size() <= 62);
}

} // namespace musiclink::test
