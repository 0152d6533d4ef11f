#include "core/matrix/sync_page.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace musiclink;
using namespace musiclink::matrix;

namespace {

const std::string link_text = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC";

sync_page decode(std::string body) {
  auto result =
      decode_sync(body, "@bot:hs", [](std::string_view room) { return room != "!no:hs"; });
  REQUIRE(std::holds_alternative<sync_page>(result));
  return std::get<sync_page>(std::move(result));
}

/// A page of one joined room, given its members: "timeline", "state", ...
joined_room decode_room(const std::string& members) {
  const auto page = decode(R"({"next_batch":"s2","rooms":{"join":{"!r:hs":{)" + members + "}}}}");
  REQUIRE(page.joined.size() == 1);
  return page.joined.front();
}

joined_room decode_timeline(const std::string& events) {
  return decode_room(R"("timeline":{"events":[)" + events + R"(],"limited":false})");
}

/// An m.room.message with this content and these further members.
std::string message_event(const std::string& content, const std::string& more = "") {
  return R"({"type":"m.room.message","event_id":"$e","sender":"@u:hs",)"
         R"("origin_server_ts":1700000000000,"content":{)" +
         content + "}" + more + "}";
}

std::string text_event(const std::string& body) {
  return message_event(R"("msgtype":"m.text","body":")" + body + "\"");
}

std::string own_member(const std::string& membership, const std::string& more = "") {
  return R"({"type":"m.room.member","event_id":"$m","sender":"@bot:hs","state_key":"@bot:hs",)"
         R"("content":{"membership":")" +
         membership + R"(","displayname":"bot"})" + more + "}";
}

const std::string encryption = R"({"type":"m.room.encryption","event_id":"$c","sender":"@u:hs",)"
                               R"("state_key":"","content":{"algorithm":"m.megolm.v1.aes-sha2"}})";

// An answer as Synapse writes them, with what was not asked for left in.
const std::string whole_answer = R"({
  "next_batch": "s72595_4483_1934",
  "account_data": {"events": [{"type": "m.push_rules", "content": {"global": {"override": []}}}]},
  "presence": {"events": [{"sender": "@a:hs", "type": "m.presence", "content": {"presence": "online"}}]},
  "device_one_time_keys_count": {"signed_curve25519": 0},
  "device_unused_fallback_key_types": [],
  "rooms": {
    "join": {
      "!music:hs": {
        "timeline": {
          "events": [
            {
              "type": "m.room.message", "sender": "@alice:hs",
              "content": {"msgtype": "m.text", "body": "listen: https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC",
                          "m.mentions": {"user_ids": ["@x:hs"]}},
              "origin_server_ts": 1432735824653, "unsigned": {"age": 1234, "membership": "join"},
              "event_id": "$1"
            },
            {
              "type": "m.room.message", "sender": "@alice:hs",
              "content": {"msgtype": "m.text", "body": "no link here"},
              "origin_server_ts": 1432735824654, "event_id": "$2"
            },
            {
              "content": {"body": "fallback", "msgtype": "m.text", "format": "org.matrix.custom.html",
                          "formatted_body": "<a href=\"https:\/\/tidal.com\/track\/77646168\">t\u00fcne</a>",
                          "m.relates_to": {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": true,
                                           "m.in_reply_to": {"event_id": "$parent"}}},
              "event_id": "$3", "origin_server_ts": 1432735824655, "sender": "@bob:other.example",
              "type": "m.room.message", "unsigned": {}
            },
            {
              "type": "m.room.redaction", "sender": "@bob:hs", "redacts": "$2",
              "content": {"redacts": "$2"}, "event_id": "$4", "origin_server_ts": 1
            }
          ],
          "prev_batch": "t34-23535_0_0", "limited": true
        },
        "state": {"events": []}, "account_data": {"events": []}, "ephemeral": {"events": []},
        "unread_notifications": {"notification_count": 1, "highlight_count": 0},
        "summary": {"m.joined_member_count": 3}
      },
      "!no:hs": {
        "timeline": {"events": [{"type": "m.room.message", "sender": "@alice:hs", "event_id": "$9",
          "content": {"msgtype": "m.text", "body": "https://tidal.com/track/77646168"}}],
          "limited": true, "prev_batch": "p"},
        "state": {"events": []}
      }
    },
    "invite": {
      "!inv:hs": {"invite_state": {"events": [
        {"type": "m.room.name", "sender": "@carol:hs", "state_key": "", "content": {"name": "Jazz"}},
        {"type": "m.room.member", "sender": "@carol:hs", "state_key": "@dave:hs", "content": {"membership": "join"}},
        {"type": "m.room.member", "sender": "@carol:hs", "state_key": "@bot:hs", "content": {"membership": "invite"}},
        {"type": "m.room.member", "sender": "@erin:hs", "state_key": "@erin:hs", "content": {"membership": "join"}}
      ]}}
    },
    "leave": {
      "!left:hs": {"timeline": {"events": [{"type": "m.room.message", "sender": "@a:hs", "event_id": "$5",
        "content": {"msgtype": "m.text", "body": "https://tidal.com/track/1"}}], "limited": false, "prev_batch": "x"},
        "state": {"events": []}},
      "!no:hs": {"timeline": {"events": []}}
    }
  }
})";

} // namespace

TEST_CASE("a whole answer of a homeserver") {
  const auto page = decode(whole_answer);
  CHECK(page.next_batch == "s72595_4483_1934");
  REQUIRE(page.joined.size() == 1);
  const auto& room = page.joined.front();
  CHECK(room.room_id == "!music:hs");
  CHECK(room.limited);
  CHECK(room.prev_batch == "t34-23535_0_0");
  CHECK(room.events.total() == 4);
  CHECK_FALSE(room.joined_here);
  CHECK_FALSE(room.encrypted);
  CHECK(room.replacement_room.empty());

  REQUIRE(room.messages.size() == 2);
  const auto& plain = room.messages[0];
  CHECK(plain.event_id == "$1");
  CHECK(plain.sender == "@alice:hs");
  CHECK(plain.origin_server_ts == 1432735824653);
  CHECK(plain.msgtype == "m.text");
  CHECK(plain.body == "listen: https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC");
  CHECK_FALSE(plain.formatted_body);
  CHECK(plain.relates_to.rel_type.empty());
  const auto& threaded = room.messages[1];
  CHECK(threaded.event_id == "$3");
  CHECK(threaded.formatted_body == "<a href=\"https://tidal.com/track/77646168\">t\xc3\xbcne</a>");
  CHECK(threaded.relates_to.rel_type == "m.thread");
  CHECK(threaded.relates_to.event_id == "$root");
  CHECK(threaded.relates_to.in_reply_to == "$parent");

  REQUIRE(room.redactions.size() == 1);
  CHECK(room.redactions[0].redacts == "$2");
  CHECK(room.own.empty());

  REQUIRE(page.invited.size() == 1);
  CHECK(page.invited[0].room_id == "!inv:hs");
  CHECK(page.invited[0].inviter == "@carol:hs");
  REQUIRE(page.left.size() == 1);
  CHECK(page.left[0].room_id == "!left:hs");
}

TEST_CASE("an answer that tells nothing has a token and no rooms") {
  const auto page = decode(R"({"next_batch":"s1"})");
  CHECK(page.next_batch == "s1");
  CHECK(page.joined.empty());
  const auto silent = decode(
      R"({"rooms":{"join":{"!r:hs":{"timeline":{"events":[],"prev_batch":"p","limited":false},
          "unread_notifications":{}}}},"next_batch":"s1"})");
  CHECK(silent.joined.empty());
}

TEST_CASE("the members of an event come in any order") {
  std::vector<std::string> members{
      R"("type":"m.room.message")",
      R"("event_id":"$e")",
      R"("sender":"@u:hs")",
      R"("origin_server_ts":5)",
      R"("unsigned":{"transaction_id":"t1"})",
      R"("content":{"m.relates_to":{"event_id":"$o","rel_type":"m.replace"},"m.new_content":)"
      R"({"body":"new","msgtype":"m.text"},"msgtype":"m.text","body":"* new"})"};
  std::ranges::sort(members);
  do {
    std::string event = "{";
    for (const auto& member : members)
      event += (event.size() > 1 ? "," : "") + member;
    const auto room = decode_timeline(event + "}");
    REQUIRE(room.messages.size() == 1);
    const auto& kept = room.messages.front();
    CHECK(kept.event_id == "$e");
    CHECK(kept.sender == "@u:hs");
    CHECK(kept.origin_server_ts == 5);
    CHECK(kept.body == "new");
    CHECK(kept.relates_to.event_id == "$o");
  } while (std::ranges::next_permutation(members).found);
}

TEST_CASE("a time that is written with a fraction or an exponent is the same time") {
  for (const std::string time : {"1700000000000.0", "1.7e12", "1700000000000.75"}) {
    CAPTURE(time);
    auto event = text_event(link_text);
    event.replace(event.find("1700000000000"), 13, time);
    const auto room = decode_timeline(event);
    REQUIRE(room.messages.size() == 1);
    CHECK(room.messages.front().origin_server_ts == 1700000000000);
  }
}

TEST_CASE("the parts of a room and of the answer come in any order") {
  const auto page = decode(
      R"({"rooms":{"leave":{},"join":{"!a:hs":{"state":{"events":[)" + encryption +
      R"(]},"timeline":{"prev_batch":"pa","limited":true,"events":[)" + text_event(link_text) +
      R"(]}},"!b:hs":{"timeline":{"limited":true,"events":[]}}}},"next_batch":"s1"})");
  CHECK(page.next_batch == "s1");
  REQUIRE(page.joined.size() == 2);
  CHECK(page.joined[0].encrypted);
  CHECK(page.joined[0].messages.size() == 1);
  CHECK(page.joined[0].prev_batch == "pa");
  // Nothing of one room shows in the next.
  CHECK(page.joined[1].room_id == "!b:hs");
  CHECK(page.joined[1].limited);
  CHECK(page.joined[1].prev_batch.empty());
  CHECK_FALSE(page.joined[1].encrypted);
  CHECK(page.joined[1].messages.empty());
}

TEST_CASE("which messages are kept") {
  const auto kept = [](const std::string& event) {
    const auto room = decode_timeline(event);
    CHECK(room.events.total() == 1);
    return room.messages.size() == 1;
  };
  SUBCASE("with a link, of any msgtype: the caller chooses") {
    CHECK(kept(text_event(link_text)));
    CHECK(kept(message_event(R"("msgtype":"m.notice","body":")" + link_text + "\"")));
    CHECK(kept(message_event(R"("body":")" + link_text + "\"")));
  }
  SUBCASE("not without one") {
    CHECK_FALSE(kept(text_event("good morning")));
    CHECK_FALSE(kept(message_event(R"("msgtype":"m.text")")));
    CHECK_FALSE(kept(message_event("")));
  }
  SUBCASE("no other type, and no state of that type") {
    CHECK_FALSE(
        kept(R"({"type":"m.reaction","event_id":"$e","sender":"@u:hs","content":{"body":")" +
             link_text + "\"}}"));
    CHECK_FALSE(kept(message_event(R"("body":")" + link_text + "\"", R"(,"state_key":"")")));
  }
}

TEST_CASE("an edit is kept, with the text it puts in place") {
  const auto edit = [](const std::string& new_content) {
    return decode_timeline(message_event(
        R"("msgtype":"m.text","body":"* )" + link_text +
        R"(","format":"org.matrix.custom.html","formatted_body":"* <b>x</b>","m.relates_to":)"
        R"({"rel_type":"m.replace","event_id":"$old"})" +
        new_content));
  };
  const auto shortened = edit(R"(,"m.new_content":{"msgtype":"m.notice","body":"never mind",)"
                              R"("m.relates_to":{"rel_type":"m.thread","event_id":"$no"}})");
  REQUIRE(shortened.messages.size() == 1);
  CHECK(shortened.messages[0].body == "never mind");
  CHECK(shortened.messages[0].msgtype == "m.notice");
  CHECK_FALSE(shortened.messages[0].formatted_body);
  CHECK(shortened.messages[0].relates_to.rel_type == "m.replace");
  CHECK(shortened.messages[0].relates_to.event_id == "$old");
  CHECK(edit("").messages.empty()); // no edit at all
  const auto empty = edit(R"(,"m.new_content":{"msgtype":"m.text","body":""})");
  REQUIRE(empty.messages.size() == 1);
  CHECK(empty.messages[0].body.empty());
}

TEST_CASE("formatted_body counts only as HTML") {
  const auto formatted = [](const std::string& format) {
    return decode_timeline(message_event(R"("msgtype":"m.text","body":")" + link_text +
                                         R"(","formatted_body":"<p>x</p>")" + format))
        .messages.at(0)
        .formatted_body;
  };
  CHECK(formatted(R"(,"format":"org.matrix.custom.html")") == "<p>x</p>");
  CHECK_FALSE(formatted(R"(,"format":"text/markdown")"));
  CHECK_FALSE(formatted(""));
}

TEST_CASE("a room is encrypted by state, before or after the timeline, not by a member's event") {
  CHECK(decode_room(R"("state":{"events":[)" + encryption + "]}").encrypted);
  CHECK(decode_room(R"("state_after":{"events":[)" + encryption + "]}").encrypted);
  CHECK(decode_timeline(encryption).encrypted);
  const auto by_a_member = decode_timeline(
      R"({"type":"m.room.encrypted","event_id":"$e","sender":"@u:hs","content":{"ciphertext":"x"}},)" +
      text_event(link_text));
  CHECK_FALSE(by_a_member.encrypted);
  CHECK(by_a_member.events.encrypted == 1);
  CHECK(by_a_member.messages.size() == 1);
  // Under another state key, or none, it is not the room's setting.
  CHECK_FALSE(decode_timeline(R"({"type":"m.room.encryption","state_key":"x"})").encrypted);
  CHECK_FALSE(decode_timeline(R"({"type":"m.room.encryption"})").encrypted);
}

TEST_CASE("a tombstone names the successor and who says so") {
  const std::string tombstone =
      R"({"type":"m.room.tombstone","sender":"@admin:hs","state_key":"","event_id":"$t",)"
      R"("content":{"body":"moved","replacement_room":"!new"}})";
  for (const auto& room :
       {decode_timeline(tombstone), decode_room(R"("state":{"events":[)" + tombstone + "]}")}) {
    CHECK(room.replacement_room == "!new");
    CHECK(room.tombstone_sender == "@admin:hs");
  }
}

TEST_CASE("what was said before our own join is history") {
  const auto with_join = [](const std::string& join) {
    return decode_timeline(text_event("old " + link_text) + "," + join + "," +
                           text_event("new " + link_text));
  };
  const auto joined = with_join(own_member("join"));
  CHECK(joined.joined_here);
  CHECK(joined.events.total() == 3);
  REQUIRE(joined.messages.size() == 1);
  CHECK(joined.messages[0].body.starts_with("new"));

  CHECK(with_join(own_member("join", R"(,"unsigned":{"prev_content":{"membership":"invite"}})"))
            .joined_here);

  SUBCASE("a change of name is no join") {
    for (const auto* where : {R"(,"unsigned":{"age":1,"prev_content":{"membership":"join"}})",
                              R"(,"prev_content":{"membership":"join"})"}) {
      const auto renamed = with_join(own_member("join", where));
      CHECK_FALSE(renamed.joined_here);
      CHECK(renamed.messages.size() == 2);
    }
  }
  SUBCASE("nor is a leave, or the join of another, or one in the state") {
    CHECK_FALSE(with_join(own_member("leave")).joined_here);
    CHECK_FALSE(with_join(R"({"type":"m.room.member","state_key":"@u:hs","sender":"@u:hs",)"
                          R"("content":{"membership":"join"}})")
                    .joined_here);
    const auto stated = decode_room(R"("state":{"events":[)" + own_member("join") +
                                    R"(]},"timeline":{"events":[)" + text_event(link_text) + "]}");
    CHECK_FALSE(stated.joined_here);
    CHECK(stated.messages.size() == 1);
  }
}

TEST_CASE("a member event that does not tell what was before is a join only for newcomers") {
  const auto read = [](bool member, const std::string& events) {
    std::string body =
        R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" + events + "]}}}}}";
    auto page = decode_sync(
        body, "@bot:hs", [](std::string_view) { return true; },
        [member](std::string_view) { return member; });
    REQUIRE(std::holds_alternative<sync_page>(page));
    return std::get<sync_page>(std::move(page)).joined.at(0);
  };
  const auto text = text_event(link_text);
  const auto join = own_member("join");
  const auto renamed = read(true, text + "," + join + "," + text);
  CHECK_FALSE(renamed.joined_here);
  CHECK(renamed.messages.size() == 2);
  const auto joined = read(false, text + "," + join + "," + text);
  CHECK(joined.joined_here);
  CHECK(joined.messages.size() == 1);
  const auto joined_and_renamed = read(false, join + "," + text + "," + join + "," + text);
  CHECK(joined_and_renamed.joined_here);
  CHECK(joined_and_renamed.messages.size() == 2);
  const auto back = read(true, text + "," + own_member("leave") + "," + join + "," + text);
  CHECK(back.joined_here);
  CHECK(back.messages.size() == 1);
}

TEST_CASE(
    "in a room whose creation is shown with the page we were not before, whatever was listed") {
  // A public room: what stands before our join says nothing of us.
  const auto read = [](const std::string& events, bool with_creation) {
    const std::string state =
        with_creation ? R"({"type":"m.room.create","state_key":"","sender":"@u:hs","content":{}})"
                      : "";
    std::string body = R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" +
                       events + R"(]},"state":{"events":[)" + state + "]}}}}}";
    auto page = decode_sync(
        body, "@bot:hs", [](std::string_view) { return true; },
        [](std::string_view) { return true; }); // as after a restart
    REQUIRE(std::holds_alternative<sync_page>(page));
    return std::get<sync_page>(std::move(page)).joined.at(0);
  };
  const auto text = text_event(link_text);
  const auto join = own_member("join");
  for (const auto& [events, messages] :
       {std::pair(text + "," + join + "," + text, 1U), {join + "," + text + "," + join, 1U}}) {
    CHECK(read(events, true).joined_here);
    CHECK(read(events, true).is_new);
    CHECK(read(events, true).messages.size() == messages);
  }
  CHECK_FALSE(read(text + "," + join + "," + text, false).joined_here);
  CHECK_FALSE(read(text, true).joined_here); // it lies further back
  CHECK(read(text, true).messages.size() == 1);
}

TEST_CASE("an invite names the room that its own takes the place of") {
  const auto page = decode(R"({"next_batch":"s","rooms":{"invite":{
    "!a:hs":{"invite_state":{"events":[{"type":"m.room.create","state_key":"","sender":"@i:hs",
      "content":{"predecessor":{"room_id":"!old:hs","event_id":"$t"}}}]}},
    "!b:hs":{"invite_state":{"events":[]}}}}})");
  REQUIRE(page.invited.size() == 2);
  CHECK(page.invited[0].predecessor == "!old:hs");
  CHECK(page.invited[1].predecessor.empty());
}

TEST_CASE("an invite counts whether or not it is wanted, and says who sent it if it can") {
  const auto page = decode(R"({"next_batch":"s","rooms":{"invite":{"!no:hs":{},
    "!a:hs":{"invite_state":{"events":[{"type":"m.room.member","state_key":"@bot:hs","sender":"@i:hs"}]}},
    "!b:hs":{"invite_state":{"events":[]}}}}})");
  REQUIRE(page.invited.size() == 3);
  CHECK(page.invited[0].room_id == "!no:hs");
  CHECK(page.invited[1].inviter == "@i:hs");
  CHECK(page.invited[2].inviter.empty());
}

TEST_CASE("power levels that change are seen, as state without a key only") {
  const std::string levels = R"({"type":"m.room.power_levels","event_id":"$p","sender":"@a:hs")";
  CHECK(decode_timeline(levels + R"(,"state_key":"","content":{}})").rights_changed);
  CHECK(!decode_timeline(levels + R"(,"state_key":"x","content":{}})").rights_changed);
  CHECK(!decode_timeline(levels + R"(,"content":{}})").rights_changed);
}
