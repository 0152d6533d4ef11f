#include "core/matrix/requests.hpp"

#include "core/json/json.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;
using namespace musiclink::matrix;

namespace {

const session bot{"https://hs.example", "syt_secret"};

bool has_header(const http_request& request, const std::string& line) {
  return std::ranges::find(request.headers, line) != request.headers.end();
}

std::vector<std::string> strings_of(json::value array) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < array.size(); ++i)
    result.emplace_back(array.at(i).string_or("not a string"));
  return result;
}

} // namespace

TEST_CASE("the well-known file is asked for at the host alone, without a token") {
  const auto url = [](std::string_view name) { return well_known(name).url; };
  CHECK(url("example.org") == "https://example.org/.well-known/matrix/client");
  CHECK(url("example.org:8448") == "https://example.org/.well-known/matrix/client");
  CHECK(url("[2001:db8::1]") == "https://[2001:db8::1]/.well-known/matrix/client");
  CHECK(url("[2001:db8::1]:8448") == "https://[2001:db8::1]/.well-known/matrix/client");
  CHECK(well_known("example.org").headers.empty());
  CHECK(versions("https://hs.example").url == "https://hs.example/_matrix/client/versions");
  CHECK(versions("https://hs.example").headers.empty());
}

TEST_CASE("the token goes into a header and nowhere else") {
  const std::vector<std::string> no_via;
  const http_request all[] = {whoami(bot),
                              upload_filter(bot, "@bot:hs.example", "{}"),
                              sync(bot, {}),
                              joined_rooms(bot),
                              resolve_alias(bot, "#music:hs.example"),
                              join(bot, "!r:hs.example", no_via),
                              leave(bot, "!r:hs.example"),
                              state(bot, "!r:hs.example", "m.room.encryption"),
                              send(bot, "!r:hs.example", "m.room.message", "txn", "{}"),
                              redact(bot, "!r:hs.example", "$e", "txn"),
                              history(bot, "!r:hs.example", {})};
  for (const auto& request : all) {
    CAPTURE(request.url);
    CHECK(has_header(request, "Authorization: Bearer syt_secret"));
    CHECK(request.url.starts_with("https://hs.example/_matrix/client/v3/"));
    CHECK(request.url.find("secret") == std::string::npos);
    CHECK(request.body.find("secret") == std::string::npos);
    CHECK(has_header(request, "Content-Type: application/json") == !request.body.empty());
  }
}

TEST_CASE("what comes from outside cannot leave its path segment or query value") {
  CHECK(send(bot, "!a/../b?c#d:hs", "m.room.message", "t/1", "{}").url ==
        "https://hs.example/_matrix/client/v3/rooms/%21a%2F..%2Fb%3Fc%23d%3Ahs/send/"
        "m.room.message/t%2F1");
  CHECK(resolve_alias(bot, "#mus\xc3\xafque &+%:hs").url ==
        "https://hs.example/_matrix/client/v3/directory/room/%23mus%C3%AFque%20%26%2B%25%3Ahs");
  const auto request = sync(bot, {.since = "s1&full_state=true", .filter_id = "0 1"});
  CHECK(request.url.find("since=s1%26full_state%3Dtrue") != std::string::npos);
  CHECK(request.url.find("filter=0%201") != std::string::npos);
}

TEST_CASE("sync") {
  SUBCASE("a first one asks at once, names no token and is given time") {
    const auto request = sync(bot, {.since = {}, .filter_id = "7"});
    CHECK(request.url.find("since") == std::string::npos);
    CHECK(request.url.find("timeout=0") != std::string::npos);
    CHECK(request.timeout >= milliseconds(60000));
  }
  SUBCASE("a long poll outlasts the homeserver's wait by 30 s") {
    const auto request =
        sync(bot, {.since = "s1", .filter_id = {}, .timeout = milliseconds(30000)});
    CHECK(request.method == "GET");
    CHECK(request.url.find("timeout=30000") != std::string::npos);
    CHECK(request.url.find("set_presence=offline") != std::string::npos);
    CHECK(request.url.find("filter=") == std::string::npos);
    CHECK(request.timeout == milliseconds(60000));
  }
  SUBCASE("each that was too slow is given longer, minutes in the end") {
    milliseconds before{0};
    for (unsigned slow = 0; slow < 6; ++slow) {
      const auto timeout = sync(bot, {.since = "s1", .filter_id = "7", .slow = slow}).timeout;
      CHECK(timeout > before);
      before = timeout;
    }
    CHECK(before == std::chrono::minutes(10));
    CHECK(sync(bot, {.since = "s1", .filter_id = "7", .slow = 99}).timeout == before);
    history_query slow;
    slow.slow = 1;
    CHECK(history(bot, "!r:hs", slow).timeout > history(bot, "!r:hs", {}).timeout);
  }
}

TEST_CASE("a join names the servers to go by, in the old way and the new") {
  const std::vector<std::string> via{"a.example", "b.example:8448"};
  const auto request = join(bot, "#music:a.example", via);
  CHECK(request.method == "POST");
  CHECK(request.body == "{}");
  CHECK(request.url == "https://hs.example/_matrix/client/v3/join/%23music%3Aa.example"
                       "?via=a.example&via=b.example%3A8448"
                       "&server_name=a.example&server_name=b.example%3A8448");
  CHECK(join(bot, "!r", {}).url == "https://hs.example/_matrix/client/v3/join/%21r");
}

TEST_CASE("the other requests have the spec's method, path and body") {
  CHECK(whoami(bot).url == "https://hs.example/_matrix/client/v3/account/whoami");
  CHECK(joined_rooms(bot).url == "https://hs.example/_matrix/client/v3/joined_rooms");
  CHECK(leave(bot, "!r").url == "https://hs.example/_matrix/client/v3/rooms/%21r/leave");
  CHECK(leave(bot, "!r").method == "POST");
  CHECK(state(bot, "!r", "m.room.create").url ==
        "https://hs.example/_matrix/client/v3/rooms/%21r/state/m.room.create");
  CHECK(state(bot, "!r", "m.room.member", "@u:hs").url ==
        "https://hs.example/_matrix/client/v3/rooms/%21r/state/m.room.member/%40u%3Ahs");
  const auto filter = upload_filter(bot, "@bot:hs", R"({"room":{}})");
  CHECK(filter.method == "POST");
  CHECK(filter.url == "https://hs.example/_matrix/client/v3/user/%40bot%3Ahs/filter");
  CHECK(filter.body == R"({"room":{}})");
  const auto sent = send(bot, "!r", "m.room.message", "ml1.x", R"({"body":"hi"})");
  CHECK(sent.method == "PUT");
  CHECK(sent.body == R"({"body":"hi"})");
}

TEST_CASE("a redaction names the event and has no reason") {
  const auto request = redact(bot, "!r:hs", "$a/b", "ml1r1.x");
  CHECK(request.method == "PUT");
  CHECK(request.url ==
        "https://hs.example/_matrix/client/v3/rooms/%21r%3Ahs/redact/%24a%2Fb/ml1r1.x");
  CHECK(request.body == "{}");
}

TEST_CASE("history is read backwards") {
  const std::string path = "https://hs.example/_matrix/client/v3/rooms/%21r%3Ahs/messages?dir=b";
  SUBCASE("from the newest event on, of all that a sync shows") {
    const auto request = history(bot, "!r:hs", {});
    CHECK(request.method == "GET");
    CHECK(request.url ==
          path + "&limit=100&filter=" +
              "%7B%22types%22%3A%5B%22m.room.message%22%2C%22m.room.encrypted%22%2C"
              "%22m.room.encryption%22%2C%22m.room.tombstone%22%2C%22m.room.member%22%2C"
              "%22m.room.power_levels%22%2C%22m.room.redaction%22%5D%7D");
    CHECK(request.max_body == sync(bot, {}).max_body);
  }
  SUBCASE("between two tokens, which cannot leave their values") {
    const auto url =
        history(bot, "!r:hs", {.from = "t1&dir=f", .to = "s 1", .only_sender = {}, .limit = 7}).url;
    CHECK(url.starts_with(path + "&from=t1%26dir%3Df&to=s%201&limit=7&filter="));
  }
  SUBCASE("of one user: messages only") {
    const auto url =
        history(bot, "!r:hs", {.from = {}, .to = {}, .only_sender = "@\"bot:hs", .limit = 1}).url;
    CHECK(url == path + "&limit=1&filter=%7B%22types%22%3A%5B%22m.room.message%22%5D%2C"
                        "%22senders%22%3A%5B%22%40%5C%22bot%3Ahs%22%5D%7D");
  }
}

TEST_CASE("the filter asks for what is read and nothing else") {
  const std::vector<std::string> rooms{"!a:hs", "!b\"c"};
  const auto document = parsed(filter_json(rooms));
  const auto root = document.root();
  CHECK(strings_of(root["room"]["rooms"]) == rooms);
  CHECK(root["room"]["timeline"]["limit"].integer() == 50);
  CHECK(strings_of(root["room"]["timeline"]["types"]) ==
        std::vector<std::string>{"m.room.message", "m.room.encrypted", "m.room.encryption",
                                 "m.room.tombstone", "m.room.member", "m.room.power_levels",
                                 "m.room.redaction"});
  // Our own events must come back: they prove what was sent (`unsigned.transaction_id`).
  CHECK_FALSE(root["room"]["timeline"]["not_senders"].exists());
  CHECK(root["room"]["state"]["lazy_load_members"].boolean() == true);
  CHECK(root["room"]["include_leave"].boolean() == false);
  for (const auto section : {root["presence"], root["account_data"], root["room"]["ephemeral"],
                             root["room"]["account_data"]})
    CHECK(strings_of(section["not_types"]) == std::vector<std::string>{"*"});
}

TEST_CASE("without a room the filter has no list of rooms, for that would hide invites") {
  const auto document = parsed(filter_json({}));
  CHECK(document.root()["room"].is_object());
  CHECK_FALSE(document.root()["room"]["rooms"].exists());
}

TEST_CASE("a transaction id is its event's alone and survives in a path") {
  const std::string_view events[] = {"$abc",   "$ABC",       "$abc:hs", "$a/b+c",
                                     "$a~2Fb", "$a\xc3\xa9", "~24abc",  ""};
  std::set<std::string> ids;
  for (const auto event : events) {
    const auto id = reply_transaction_id(event);
    CHECK(id == reply_transaction_id(event));
    CHECK(send(bot, "!r", "m.room.message", id, "{}").url.ends_with("/" + id));
    ids.insert(id);
  }
  CHECK(ids.size() == std::size(events));
  // Fixed for ever: a job from before an update must give the same send.
  CHECK(reply_transaction_id("$Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg") ==
        "ml1.~24Rqnc-F-dvnEYJTyHq_iKxU2bZ1CI92-kuZq3a5lr5Zg");
}

TEST_CASE("edits and redactions have transaction ids of their own, by event and revision") {
  CHECK(edit_transaction_id("$a/b", 1) == "ml1e1.~24a~2Fb");
  CHECK(redaction_transaction_id("$a/b", 4294967295U) == "ml1r4294967295.~24a~2Fb");
  std::set<std::string> ids;
  for (const auto* event : {"$a", "$b", "1.$a", ""}) {
    ids.insert(reply_transaction_id(event));
    for (const std::uint32_t revision : {0U, 1U, 11U}) {
      ids.insert(edit_transaction_id(event, revision));
      ids.insert(redaction_transaction_id(event, revision));
    }
  }
  CHECK(ids.size() == 4 * 7);
}

TEST_CASE("a reply's transaction id gives its event back") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte)
    every_byte += static_cast<char>(byte);
  for (const std::string& event : {std::string("$Rqnc-F-dvnEYJTyHq_iKx"), std::string("$a/b+c:hs"),
                                   std::string("~24a"), std::string(), every_byte})
    CHECK(trigger_of(reply_transaction_id(event)) == event);
}

TEST_CASE("no other transaction id gives an event") {
  for (const std::string_view other :
       {"", "ml1", "ml1.$a", "ml1.~", "ml1.~2", "ml1.~24a~", "ml1.~24a~2", "ml1.~2fb", "ml1.~2Gb",
        "ml1.~+4", "ml1.~-1", "ml1.~0x", "ml1.~41", "ml1.a b", "ml1.\xc3\xa9", "ML1.~24a",
        "ml2.~24a", " ml1.~24a", "m1754300000000.1"})
    CHECK_FALSE_MESSAGE(trigger_of(other), other);
  CHECK_FALSE(trigger_of(std::string_view("ml1.\0", 5)));
  CHECK_FALSE(trigger_of(edit_transaction_id("$a", 1)));
  CHECK_FALSE(trigger_of(redaction_transaction_id("$a", 1)));
}
