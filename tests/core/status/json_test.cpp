#include "core/status/json.hpp"

#include "core/json/json.hpp"
#include "core/status/json_read.hpp"
#include "core/status/keys.hpp"
#include "tests/core/status/support.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink;
using namespace musiclink::test;

TEST_CASE("the status has the keys of the contract") {
  CHECK(status_json(full_status()) ==
        R"({"version":"0.1.0","now":1785499200000,"startedAt":1785495600000,"mode":"active",)"
        R"("config":{"generation":1,"loadedAt":1785495600000,)"
        R"("lastError":"/mode: must be one of \"shadow\", \"active\""},)"
        R"("sync":{"state":"syncing","lastSuccess":1785499188000,"problem":"slow",)"
        R"("stalled":false},"account":{"sendsPerSecond":0.2,"problem":"held"},)"
        R"("store":{"path":"/var/lib/musiclink","seenEvents":128,"outbox":3,"problem":null},)"
        R"("rooms":[{"roomId":"!music:example.org","alias":"#music:example.org","mode":"active",)"
        R"("effectiveMode":"shadow","membership":"join","state":"forbidden","queue":2,)"
        R"("backoffUntil":1785499400000,"sent":4,"shadowed":5,"failed":6,)"
        R"("lastError":"M_FORBIDDEN","catchingUp":700}],)"
        R"("resolvers":[{"type":"catalog","state":"limited","requests":8,"failures":9,"outlets":[)"
        R"({"name":"deezer","state":"open","requests":10,"failures":11,"requestsPerMinute":2.5,)"
        R"("waiting":12,"allowedAgain":1785499260000}]}],)"
        R"("replies":[{"roomId":"!music:example.org","eventId":"$event","at":1785499199000,)"
        R"("posted":true,"content":{"body":"a","formatted_body":"<strong>a</strong>"},)"
        R"("leftOut":[{"by":"deezer","title":"b","artist":"c","url":"https://d","reasons":"e"}]}],)"
        R"("loops":[{"roomId":"!music:example.org","link":"https://www.deezer.com/track/1",)"
        R"("since":1785499198000,"until":1785585600000,"stopped":3}],)"
        R"("parity":{"same":13,"differs":1,"onlyTheirs":14,"onlyOurs":15,"cases":[)"
        R"({"kind":"differs","roomId":"!music:example.org","eventId":"$one","at":1785499200000,)"
        R"("ours":["https://a"],"theirs":["https://b"]}]}})");
}

TEST_CASE("what there is none of is null") {
  auto status = good_status();
  status.sync.last_success.reset();
  status.rooms.front().room_id.clear();
  const auto document = parsed(status_json(status));
  const auto root = document.root();
  const auto room = root["rooms"].at(0);
  for (const auto nothing : {root["config"]["lastError"], root["sync"]["lastSuccess"],
                             root["sync"]["problem"], root["parity"], room["roomId"],
                             room["backoffUntil"], room["lastError"], room["catchingUp"]})
    CHECK(nothing.is_null());
}

TEST_CASE("each state has the contract's word for it") {
  const auto words = [](const auto& table) {
    std::string text;
    for (const auto& each : table)
      text.append(to_key(each.value)).append(" ");
    return text;
  };
  CHECK(words(sync_phases) == "starting syncing backoff unauthorized stopped ");
  CHECK(words(room_states) == "ok encrypted forbidden upgraded notJoined ");
  CHECK(words(resolver_states) == "ok limited open ");
}

TEST_CASE("a status that is written is read back as it was") {
  for (const auto& status : {full_status(), good_status(), service_status{}}) {
    const auto text = status_json(status);
    const auto read = status_of_json(text);
    REQUIRE(read);
    CHECK(status_json(*read) == text);
  }
}

TEST_CASE("a status of another version is read if it keeps the contract") {
  const std::string minimal =
      R"({"version":"9","mode":"shadow","config":{"generation":1,"loadedAt":0,"lastError":null},)"
      R"("sync":{"state":"starting","lastSuccess":null},"later":{},)"
      R"("store":{"path":"","seenEvents":0,"outbox":0},"rooms":[],"resolvers":[]})";
  const auto read = status_of_json(minimal);
  REQUIRE(read);
  CHECK(read->version == "9");
  CHECK(read->sync.state == sync_phase::starting);
}

TEST_CASE("whatever is not a status reads as nothing") {
  for (const std::string_view text :
       {"", "null", "[]", "{}", "no json", "{\"version\":1}", "\xff", "{\"rooms\":[[]]}"})
    CHECK_FALSE(status_of_json(text));
  const auto good = status_json(full_status());
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK_FALSE(status_of_json(std::string_view(good).substr(0, length)));
  for (const auto& [old, bad] : {std::pair{"\"syncing\"", "\"napping\""},
                                 {"\"queue\":2", "\"queue\":-2"},
                                 {"\"queue\":2", "\"queue\":\"2\""},
                                 {"\"roomId\":", "\"room\":"},
                                 {"\"forbidden\"", "\"haunted\""}}) {
    auto text = good;
    text.replace(text.find(old), std::string_view(old).size(), bad);
    CHECK_FALSE(status_of_json(text));
  }
}

TEST_CASE("a reply whose content is no JSON does not spoil the status") {
  auto status = good_status();
  status.replies = {{"!r", "$e", noon, false, "{\"body"}};
  CHECK(parsed(status_json(status)).root()["replies"].at(0)["content"].is_null());
}
