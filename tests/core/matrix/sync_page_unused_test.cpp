#include "core/matrix/sync_page.hpp"

#include "core/matrix/messages_page.hpp"
#include "tests/support/dice.hpp"

#include <doctest/doctest.h>

#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What is not read of an answer, whatever it is, changes nothing of what is read.

namespace musiclink::test {

using namespace matrix;

namespace {

constexpr std::string_view song = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";

/// An event array with every kind of event that is read.
std::string events() {
  return R"({"type":"m.room.member","state_key":"@x:hs","sender":"@x:hs","event_id":"$2",)"
         R"("content":{"membership":"join"},"prev_content":{"membership":"leave"}},)"
         R"({"type":"m.room.message","event_id":"$1","sender":"@u:hs","origin_server_ts":17,)"
         R"("content":{"msgtype":"m.text","body":")" +
         std::string(song) +
         R"( \ud83c\udfb5","format":"org.matrix.custom.html","formatted_body":"<a href='http:\/\/x'>",)"
         R"("m.relates_to":{"rel_type":"m.thread","event_id":"$t","m.in_reply_to":{"event_id":"$p"}}},)"
         R"("unsigned":{"age":5}},)"
         R"({"type":"m.room.message","event_id":"$8","sender":"@u:hs","origin_server_ts":19,)"
         R"("content":{"body":"* x","m.relates_to":{"rel_type":"m.replace","event_id":"$1"},)"
         R"("m.new_content":{"msgtype":"m.text","body":"b"}}},)"
         R"({"type":"m.room.message","event_id":"$4","sender":"@bot:hs",)"
         R"("content":{"io.musiclink.answers":"$1"},"unsigned":{"transaction_id":"t"}},)"
         R"({"type":"m.room.redaction","event_id":"$5","sender":"@u:hs","origin_server_ts":18,)"
         R"("redacts":"$3","content":{"redacts":"$3"}})";
}

std::string sync_answer() {
  return R"({"next_batch":"s2","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" + events() +
         R"(],"limited":true,"prev_batch":"p"},"state":{"events":[)"
         R"({"type":"m.room.power_levels","state_key":"","sender":"@a:hs","content":{}}]}}},)"
         R"("invite":{"!i:hs":{"invite_state":{"events":[)"
         R"({"type":"m.room.member","state_key":"@bot:hs","sender":"@a:hs"}]}}},)"
         R"("leave":{"!l:hs":{"timeline":{"events":[]}}}}})";
}

std::string history_answer() {
  return R"({"start":"s","end":"e","chunk":[)" + events() + "]}";
}

/// Everything that is read, as text.
void describe(const joined_room& room, std::ostream& out) {
  out << room.room_id << room.limited << room.prev_batch << room.joined_here << room.encrypted
      << room.rights_changed << room.replacement_room << room.events.total() << '\n';
  for (const auto& one : room.messages)
    out << one.event_id << ' ' << one.sender << ' ' << one.origin_server_ts << ' ' << one.msgtype
        << ' ' << one.body << ' ' << one.formatted_body.value_or("-") << ' '
        << one.relates_to.rel_type << ' ' << one.relates_to.event_id << ' '
        << one.relates_to.in_reply_to << '\n';
  for (const auto& one : room.redactions)
    out << one.redacts << ' ' << one.sender << ' ' << one.origin_server_ts << '\n';
  for (const auto& one : room.own)
    out << one.event_id << ' ' << one.answers << ' ' << one.transaction_id << '\n';
}

std::string read_sync(std::string body) {
  auto result = decode_sync(body, "@bot:hs", [](std::string_view) { return true; });
  if (const auto* why = std::get_if<std::string>(&result))
    return "refused: " + *why;
  const auto& page = std::get<sync_page>(result);
  std::ostringstream out;
  out << page.next_batch << '\n';
  for (const auto& one : page.joined)
    describe(one, out);
  for (const auto& one : page.invited)
    out << one.room_id << ' ' << one.inviter << '\n';
  for (const auto& one : page.left)
    out << one.room_id << '\n';
  return out.str();
}

std::string read_history(std::string body) {
  auto result = decode_messages(body, "@bot:hs", "!r:hs");
  if (const auto* why = std::get_if<std::string>(&result))
    return "refused: " + *why;
  const auto& page = std::get<messages_page>(result);
  std::ostringstream out;
  out << page.end << ' ' << page.newest_ts << '\n';
  describe(page.room, out);
  return out.str();
}

/// Values that homeservers, clients and attackers write, and some that nobody should.
std::string odd_scalar(dice& random) {
  static const std::array<std::string, 16> fixed{"0",
                                                 "-0.0e-0",
                                                 "1e999999999999",
                                                 "NaN",
                                                 "-Infinity",
                                                 "null",
                                                 "true",
                                                 "0x1f",
                                                 "nonsense",
                                                 R"("\ud800")",
                                                 R"("\udc00\ud800\u0000")",
                                                 R"("\x \u12 \\")",
                                                 "\"\x01\n\t\"",
                                                 "\"\xff\xc3\xed\xa0\x80\"",
                                                 R"("}]{[:,\"]}")",
                                                 R"("$1")"};
  switch (random.below(4)) {
  case 0:
    return std::string(random.between(1, 500), '9');
  case 1:
    return "-" + std::string(random.between(1, 400), '8') + "." +
           std::string(random.between(1, 400), '7') + "e" + std::to_string(random.below(9999));
  default:
    return fixed[random.below(fixed.size())];
  }
}

/// Names that are read elsewhere are among them.
std::string odd_name(dice& random) {
  static const std::array<std::string, 10> names{
      "next_batch", "rooms", "timeline",     "events",  "event_id",
      "sender",     "body",  "m.relates_to", "redacts", R"(b\u006fdy)"};
  return random.chance(0.5) ? names[random.below(names.size())] : R"(x\ud800)";
}

std::string odd_value(dice& random, std::size_t depth = 0) {
  if (depth == 6 || random.chance(0.4))
    return odd_scalar(random);
  if (random.chance(0.05))
    return std::string(5000, '[') + std::string(5000, ']');
  const bool is_object = random.chance(0.5);
  std::string text(1, is_object ? '{' : '[');
  for (auto left = random.below(4); left > 0; --left) {
    if (is_object)
      text += '"' + odd_name(random) + "\": ";
    text += odd_value(random, depth + 1) + (left > 1 ? "," : "");
  }
  return text + (is_object ? '}' : ']');
}

/// Behind each opening brace of an object that is read: where a member can be added. Where rooms
/// are listed any name is a room.
std::vector<std::size_t> openings(const std::string& json) {
  std::vector<std::size_t> found;
  for (std::size_t at = 0; at + 2 < json.size(); ++at)
    if (json[at] == '{' && json[at + 1] == '"' && json[at + 2] != '!')
      found.push_back(at + 1);
  return found;
}

/// The answer with members of names that nobody reads, in any of its objects.
std::string with_unused_members(const std::string& json, dice& random) {
  auto result = json;
  const auto places = openings(json);
  // From the back, so that the places before stay where they are.
  for (auto at = places.rbegin(); at != places.rend(); ++at)
    if (random.chance(0.3))
      result.insert(*at, "\"x" + odd_name(random) + "\":" + odd_value(random) + ",");
  return result;
}

} // namespace

TEST_CASE("one to-device message with a number of 400 digits changes nothing") {
  const auto body = sync_answer();
  const auto to_device = R"("to_device":{"events":[{"type":"m.x","sender":"@stranger:hs",)"
                         R"("content":{"n":)" +
                         std::string(400, '9') + "}}]},";
  auto attacked = body;
  attacked.insert(1, to_device);
  CHECK(read_sync(attacked) == read_sync(body));
}

TEST_CASE("whatever stands in members that are not read, what is read stays the same") {
  const auto sync = sync_answer();
  const auto history = history_answer();
  const auto sync_read = read_sync(sync);
  const auto history_read = read_history(history);
  REQUIRE(sync_read.find("$1") != std::string::npos);
  REQUIRE(history_read.find("$1") != std::string::npos);
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    CAPTURE(seed);
    dice random(seed);
    CHECK(read_sync(with_unused_members(sync, random)) == sync_read);
    CHECK(read_history(with_unused_members(history, random)) == history_read);
  }
}

TEST_CASE("an element of a timeline that is no event costs that element, and is counted") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    dice random(seed);
    auto element = odd_value(random);
    while (!element.starts_with('[') && !element.starts_with('"') && element != "true" &&
           element != "0")
      element = odd_value(random);
    // What is read must be JSON; an array is skipped.
    if (element.starts_with('"') && element != R"("$1")")
      element = "7";
    auto body = R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" + element +
                "," + events() + "]}}}}}";
    auto result = decode_sync(body, "@bot:hs", [](std::string_view) { return true; });
    REQUIRE(std::holds_alternative<sync_page>(result));
    const auto& room = std::get<sync_page>(result).joined.at(0);
    CHECK(room.malformed == 1);
    CHECK(room.messages.size() == 2);
    CHECK(room.own.size() == 1);
    CHECK(room.redactions.size() == 1);
  }
}

TEST_CASE("an event with a number where a text is read is counted, and the others are read") {
  for (const char* broken :
       {R"({"type":"m.room.message","event_id":5,"sender":"@u:hs","content":{"body":"http://x"}})",
        R"({"type":"m.room.message","event_id":"$9","sender":{},"content":{"body":"http://x"}})",
        R"({"type":[],"event_id":"$9","sender":"@u:hs","content":{"body":"http://x"}})",
        R"({"type":"m.room.message","event_id":"$9","sender":"@u:hs","content":{"body":1e999,)"
        R"("format":"org.matrix.custom.html","formatted_body":7}})"}) {
    CAPTURE(broken);
    std::string body = R"({"next_batch":"s","rooms":{"join":{"!r:hs":{"timeline":{"events":[)" +
                       std::string(broken) + "," + events() + "]}}}}}";
    auto result = decode_sync(body, "@bot:hs", [](std::string_view) { return true; });
    REQUIRE(std::holds_alternative<sync_page>(result));
    const auto& room = std::get<sync_page>(result).joined.at(0);
    CHECK(room.malformed == 1);
    CHECK(room.messages.size() == 2);
  }
}

} // namespace musiclink::test
