#include "core/limits/exchange.hpp"

#include <doctest/doctest.h>

#include <string>

namespace musiclink {

namespace {

constexpr unix_ms a_minute = 60'000;
constexpr unix_ms an_hour = 60 * a_minute;

link_event message(const std::string& room, const std::string& sender) {
  static int count = 0;
  link_event event;
  event.room_id = room;
  event.event_id = "$" + std::to_string(++count);
  event.sender = sender;
  return event;
}

/// The exchange about one link.
struct talk {
  exchange so_far;
  unix_ms now = 1'000'000'000'000;

  /// Somebody posts the link; whether that is answered.
  bool post(const std::string& room, const std::string& sender) {
    last = message(room, sender);
    if (feeds_itself(so_far, last, now))
      return false;
    add(so_far, {now, room, last.event_id, sender, false, false, 0});
    return true;
  }
  /// We answer the last message; the answer does not hold the link.
  void answer() { note_answered(so_far, last.event_id, now); }
  /// We say the link to that person.
  void say(const std::string& room, const std::string& to, bool echoing = false) {
    add(so_far, {now, room, message(room, to).event_id, to, true, echoing, 0});
  }

  link_event last;
};

} // namespace

TEST_CASE("people who post one song are answered, however many there are") {
  talk about;
  for (int person = 0; person < 20; ++person) {
    const auto number = std::to_string(person);
    CHECK(about.post("!room" + number, "@person" + number));
    about.answer();
    about.now += 100;
  }
  for (int person = 20; person < 40; ++person)
    CHECK(about.post("!room", "@person" + std::to_string(person)));
}

TEST_CASE("people who post what we said are answered in every room") {
  talk about;
  about.say("!first", "@alice");
  for (int person = 0; person < 20; ++person)
    CHECK(about.post("!room" + std::to_string(person), "@person" + std::to_string(person)));
  for (int room = 0; room < 20; ++room)
    CHECK(about.post("!other" + std::to_string(room), "@bob"));
}

TEST_CASE("who posts a song twice, an hour apart, is answered twice") {
  talk about;
  for (const bool said : {false, true}) {
    if (said)
      about.say("!first", "@alice");
    CHECK(about.post("!room", "@bob"));
    about.now += an_hour;
    CHECK(about.post("!room", "@bob"));
  }
}

TEST_CASE("what we said comes back from one sender in a room twice, not a third time in a day") {
  talk about;
  about.say("!a", "@alice");
  for (const bool answered : {true, true, false, false}) {
    about.now += an_hour;
    CHECK(about.post("!b", "@relay") == answered);
  }
  CHECK(about.post("!c", "@relay"));
  about.now += fuse_heals_after;
  CHECK(about.post("!b", "@relay"));
}

TEST_CASE("what we said is answered four times in a room, whoever brings it") {
  talk about;
  about.say("!a", "@alice");
  for (int sender = 0; sender < 6; ++sender)
    CHECK(about.post("!b", "@ghost" + std::to_string(sender)) == (sender < 4));
  CHECK(about.post("!c", "@ghost"));
}

TEST_CASE("who gets a link as our answer to a repetition is not answered when bringing it back") {
  talk about;
  about.say("!b", "@relay", true);
  CHECK_FALSE(about.post("!a", "@relay"));
  CHECK(about.post("!a", "@alice"));
  about.now += fuse_heals_after;
  CHECK(about.post("!a", "@relay"));
}

TEST_CASE("somebody who comes back at once after each answer is answered eight times") {
  talk about;
  for (int turn = 0; turn < 10; ++turn) {
    about.now += 500;
    CHECK(about.post("!room", "@bot") == (turn < 8));
    about.answer();
  }
  CHECK(about.post("!room", "@alice"));
  CHECK(about.post("!other", "@bot"));
  about.now += an_hour;
  CHECK(about.post("!room", "@bot"));
}

TEST_CASE("posts that do not wait for the answer are no turns") {
  talk about;
  for (int post = 0; post < 20; ++post) {
    about.now += 10;
    CHECK(about.post("!room", "@alice"));
  }
  about.now += 5000;
  about.answer();
  CHECK(about.post("!room", "@alice"));
}

TEST_CASE("an exchange remembers a bounded number of messages for a bounded time") {
  talk about;
  for (int post = 0; post < 1000; ++post)
    about.post("!room" + std::to_string(post), "@alice");
  CHECK(about.so_far.entries.size() == 32);
  about.now += exchange_memory;
  about.post("!room", "@alice");
  CHECK(about.so_far.entries.size() == 1);
}

TEST_CASE("what we said is remembered for a week") {
  talk about;
  CHECK_FALSE(was_said(about.so_far, about.now));
  about.post("!a", "@alice");
  CHECK_FALSE(was_said(about.so_far, about.now));
  about.say("!a", "@alice");
  CHECK(was_said(about.so_far, about.now));
  CHECK(was_said(about.so_far, about.now + exchange_memory - 1));
  CHECK_FALSE(was_said(about.so_far, about.now + exchange_memory));
}

TEST_CASE("a message repeats somebody if another or we held the link before it") {
  talk about;
  about.post("!a", "@alice");
  const auto first = about.last.event_id;
  CHECK_FALSE(repeats_somebody(about.so_far, first, "@alice", about.now));
  about.post("!a", "@alice");
  CHECK_FALSE(repeats_somebody(about.so_far, about.last.event_id, "@alice", about.now));
  about.post("!b", "@relay");
  CHECK(repeats_somebody(about.so_far, about.last.event_id, "@relay", about.now));
  CHECK_FALSE(repeats_somebody(about.so_far, first, "@alice", about.now));
}

TEST_CASE("a video is one on both faces of YouTube") {
  const link plain{service::youtube, item_type::video, "id", "https://www.youtube.com/watch?v=id"};
  const link music{service::youtube_music, item_type::track, "id",
                   "https://music.youtube.com/watch?v=id"};
  CHECK(exchange_key(plain) == exchange_key(music));
  const link song{service::deezer, item_type::track, "1", "https://www.deezer.com/track/1"};
  CHECK(exchange_key(song) == song.canonical);
}

} // namespace musiclink
