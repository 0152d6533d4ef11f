#include "core/matrix/link_events.hpp"

#include "core/links/detect.hpp"
#include "core/matrix/requests.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace musiclink::test {

using namespace matrix;

namespace {

constexpr unix_ms now = 5000;

const std::string tidal = "https://tidal.com/track/77646168";
const std::string deezer = "https://www.deezer.com/track/3135556";

message message_of(std::string body, relation relates_to = {}) {
  message result;
  result.event_id = "$e";
  result.sender = "@u:hs";
  result.origin_server_ts = 1000;
  result.msgtype = "m.text";
  result.body = std::move(body);
  result.relates_to = std::move(relates_to);
  return result;
}

message edit_of(std::string event_id, std::string body) {
  return message_of(std::move(body), {"m.replace", std::move(event_id), ""});
}

joined_room room_with(message what) {
  joined_room room;
  room.room_id = "!r:hs";
  room.messages = {std::move(what)};
  return room;
}

const std::vector<std::string> nobody;
const std::vector<std::string> compared{"@old:hs", "@u:hs"};

page_work work_of(const joined_room& room, const std::vector<std::string>& compared_with = nobody) {
  page_work work;
  add_work(room, now, compared_with, work);
  return work;
}

own_message own(std::string transaction_id, relation relates_to = {}, std::string answers = {}) {
  return {"$own", std::move(relates_to), std::move(answers), std::move(transaction_id)};
}

std::vector<own_reply> own_work(own_message what) {
  joined_room room;
  room.room_id = "!r:hs";
  room.own = {std::move(what)};
  const auto work = work_of(room);
  CHECK(work.events.empty());
  CHECK(work.changes.empty());
  return work.own;
}

/// The event that our message is found to answer; empty: it is left out.
std::string answered_by(own_message what) {
  const auto found = own_work(std::move(what));
  if (found.empty())
    return {};
  CHECK_FALSE(found.at(0).edit);
  return found.at(0).trigger;
}

} // namespace

TEST_CASE("a message with a link that counts is a link event") {
  const auto work = work_of(room_with(message_of("listen: " + tidal)));
  REQUIRE(work.events.size() == 1);
  link_event expected;
  expected.room_id = "!r:hs";
  expected.event_id = "$e";
  expected.sender = "@u:hs";
  expected.origin_server_ts = 1000;
  expected.received_at = now;
  expected.links = detect(tidal, std::nullopt);
  expected.text.words = "listen";
  REQUIRE(expected.links.size() == 1);
  CHECK(work.events[0] == expected);
  CHECK(work.changes.empty());
  CHECK(work.own.empty());
}

TEST_CASE("the formatted body decides alone") {
  auto what = message_of(tidal);
  what.formatted_body = "no link";
  CHECK(work_of(room_with(what)).events.empty());
}

TEST_CASE("no event without a link that counts, and none of a notice") {
  CHECK(work_of(room_with(message_of("https://example.org/"))).events.empty());
  auto notice = message_of(tidal);
  notice.msgtype = "m.notice";
  CHECK(work_of(room_with(notice)).events.empty());
}

TEST_CASE("an event knows the thread that it is in") {
  const auto root = [](relation relates_to) {
    return work_of(room_with(message_of(tidal, std::move(relates_to)))).events.at(0).thread_root;
  };
  CHECK(root({"m.thread", "$root", "$p"}) == "$root");
  CHECK(root({"", "", "$p"}).empty());
  CHECK(root({"m.reference", "$x", ""}).empty());
}

TEST_CASE("an edit changes the event that it replaces, and is no event itself") {
  const auto work = work_of(room_with(edit_of("$old", deezer)));
  CHECK(work.events.empty());
  CHECK(work.changes == std::vector<trigger_change>{
                            {"!r:hs", "$old", "@u:hs", 1000, detect(deezer, std::nullopt)}});
  SUBCASE("also to nothing") {
    CHECK(work_of(room_with(edit_of("$old", "never mind"))).changes ==
          std::vector<trigger_change>{{"!r:hs", "$old", "@u:hs", 1000, {}}});
  }
  SUBCASE("also as a notice") {
    auto notice = edit_of("$old", deezer);
    notice.msgtype = "m.notice";
    CHECK(work_of(room_with(notice)).changes == work.changes);
  }
  SUBCASE("but not if it does not say which") {
    const auto nothing = work_of(room_with(edit_of("", deezer)));
    CHECK(nothing.changes.empty());
    CHECK(nothing.events.empty());
  }
}

TEST_CASE("a redaction takes the links of its event away, whoever redacts") {
  joined_room room;
  room.room_id = "!r:hs";
  room.redactions = {{"$e", "@admin:hs", 2000}};
  CHECK(work_of(room).changes == std::vector<trigger_change>{{"!r:hs", "$e", "", 2000, {}}});
}

TEST_CASE("of our own reply, the first that says what it answers is believed") {
  const auto id = reply_transaction_id("$by-id");
  CHECK(own_work(own(id)) == std::vector<own_reply>{{"!r:hs", "$own", "$by-id", false}});
  CHECK(answered_by(own(id, {"", "", "$replied"}, "$marked")) == "$by-id");
  CHECK(answered_by(own("", {"", "", "$replied"}, "$marked")) == "$replied");
  CHECK(answered_by(own("m1.7", {"m.thread", "$root", "$replied"}, "$marked")) == "$replied");
  CHECK(answered_by(own("", {}, "$marked")) == "$marked");
}

TEST_CASE("our own message that answers nothing is left out") {
  CHECK(own_work(own("")).empty());
  CHECK(own_work(own("m1.7")).empty());
  CHECK(own_work(own("", {"m.thread", "$root", ""})).empty());
  CHECK(own_work(own(reply_transaction_id(""))).empty());
  CHECK(own_work(own(reply_transaction_id(std::string(256, 'x')))).empty());
}

TEST_CASE("what a person writes from our account is no answer of ours") {
  CHECK(answered_by(own("", {"", "", "$replied"})).empty());
  CHECK(answered_by(own("m1.7", {"m.thread", "$root", "$replied"})).empty());
  CHECK(own_work(own("", {"m.replace", "$reply", ""})).empty());
  auto written = own("", {"", "", "$replied"});
  written.formatted_body = "this one: <a href=\"" + deezer + "\">Deezer</a>";
  CHECK(answered_by(written).empty());
}

TEST_CASE("a reply of version 1.0.0 is known by its form") {
  auto reply = own("", {"", "", "$replied"});
  reply.formatted_body = "<strong>A \u2013 B</strong><br><a href=\"" + deezer + "\">Deezer</a>";
  CHECK(answered_by(reply) == "$replied");
  auto edit = own("", {"m.replace", "$reply", ""});
  edit.formatted_body = "* " + reply.formatted_body;
  CHECK(own_work(edit) == std::vector<own_reply>{{"!r:hs", "$own", "$reply", true}});
}

TEST_CASE("what another musiclink says without a mark is no link event") {
  auto said = message_of("A \u2013 B\nDeezer: " + deezer);
  said.formatted_body = "<strong>A \u2013 B</strong><br><a href=\"" + deezer + "\">Deezer</a>";
  CHECK(work_of(room_with(said)).events.empty());
  said.formatted_body = "<a href=\"" + deezer + "\">this</a>";
  CHECK(work_of(room_with(said)).events.size() == 1);
}

TEST_CASE("our own edit names the reply that it replaces") {
  const std::vector<own_reply> expected{{"!r:hs", "$own", "$reply", true}};
  const relation replaces{"m.replace", "$reply", ""};
  CHECK(own_work(own("", replaces, "$e")) == expected);
  CHECK(own_work(own(edit_transaction_id("$e", 1), replaces)) == expected);
  CHECK(own_work(own(reply_transaction_id("$e"), {"m.replace", "", "$e"})).empty());
}

TEST_CASE("what we said is told with our own messages, and whether it completes a reply") {
  auto edit = own("", {"m.replace", "$reply", ""}, "$e");
  edit.body = "A \u2013 B\nDeezer: " + deezer + "\nTIDAL: " + tidal;
  edit.origin_server_ts = 7;
  edit.completes = true;
  const auto work = own_work(edit).at(0);
  CHECK(work.at == 7);
  CHECK(work.completes);
  REQUIRE(work.spoken.size() == 2);
  CHECK(work.spoken[0].what.canonical == deezer);
  CHECK(work.spoken[0].headline == "a b");
  CHECK(work.spoken[1].what.canonical == tidal);
}

TEST_CASE("our own edit that was redacted since proves no reply") {
  CHECK(own_work(own(edit_transaction_id("$e", 1))).empty());
  CHECK(own_work(own(redaction_transaction_id("$e", 1))).empty());
}

TEST_CASE("an encrypted room gives no work") {
  auto room = room_with(message_of(tidal));
  room.redactions = {{"$e", "@u:hs", 1}};
  room.own = {own(reply_transaction_id("$e"))};
  room.encrypted = true;
  const auto work = work_of(room);
  CHECK(work.events.empty());
  CHECK(work.changes.empty());
  CHECK(work.own.empty());
}

TEST_CASE("what somebody who is compared says is an answer and never work") {
  auto what = message_of("here: " + tidal, {"", "", "$asked"});
  const their_answer expected{"!r:hs", "$e", "@u:hs", 1000, "$asked", {tidal}, false};
  SUBCASE("as a text") {
  }
  SUBCASE("as a notice") {
    what.msgtype = "m.notice";
  }
  SUBCASE("in its formatted body") {
    what.formatted_body = "<a href=\"" + tidal + "\">TIDAL</a>";
  }
  const auto work = work_of(room_with(what), compared);
  CHECK(work.theirs == std::vector<their_answer>{expected});
  CHECK(work.events.empty());
  CHECK(work.changes.empty());
}

TEST_CASE("what somebody who is compared says without a link that counts is nothing") {
  const auto work = work_of(room_with(message_of("see https://example.org/")), compared);
  CHECK(work.theirs.empty());
  CHECK(work.events.empty());
}

TEST_CASE("an answer belongs to the event that it replies to, or else to its thread's root") {
  const auto answers = [](relation relates_to) {
    const auto room = room_with(message_of(tidal, std::move(relates_to)));
    return work_of(room, compared).theirs.at(0).answers;
  };
  CHECK(answers({}).empty());
  CHECK(answers({"", "", "$p"}) == "$p");
  CHECK(answers({"m.thread", "$root", "$p"}) == "$p");
  CHECK(answers({"m.thread", "$root", ""}) == "$root");
}

TEST_CASE("an edit by somebody who is compared changes their answer, also to nothing") {
  for (const auto* body : {"https://tidal.com/track/77646168", "never mind"}) {
    const auto work = work_of(room_with(edit_of("$old", body)), compared);
    CHECK(work.changes.empty());
    const auto links = canonical_forms(detect(body, std::nullopt));
    CHECK(work.theirs ==
          std::vector<their_answer>{{"!r:hs", "$old", "@u:hs", 1000, "", links, true}});
  }
  CHECK(work_of(room_with(edit_of("", tidal)), compared).theirs.empty());
}

TEST_CASE("while answers are compared our own replies tell their links") {
  joined_room room;
  room.room_id = "!r:hs";
  room.own = {own("", {"", "", "$e"}, "$e")};
  room.own[0].formatted_body = "<a href=\"" + deezer + "\">Deezer</a>";
  CHECK(work_of(room).own.at(0).links.empty());
  CHECK(work_of(room, compared).own.at(0).links == std::vector<std::string>{deezer});
}

TEST_CASE("the work of several rooms adds up, in their order") {
  page_work work;
  auto room = room_with(message_of(tidal));
  add_work(room, now, nobody, work);
  room.room_id = "!s:hs";
  add_work(room, now, nobody, work);
  REQUIRE(work.events.size() == 2);
  CHECK(work.events[0].room_id == "!r:hs");
  CHECK(work.events[1].room_id == "!s:hs");
}

} // namespace musiclink::test
