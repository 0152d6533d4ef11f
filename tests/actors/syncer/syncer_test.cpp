#include "tests/actors/syncer/syncing.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

TEST_CASE("the first sync ever only takes a position: nothing from before it is answered") {
  syncing test;
  test.answer(200, page("t1", "!room:hs", message("$old", song)));
  CHECK(test.heard.positioned == 1);
  CHECK(test.stored_token() == "t1");
  CHECK(test.heard.work.empty());
}

TEST_CASE("a page is committed, its token with its jobs, before the next is asked for") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  CHECK(test.stored_token() == "t2");
  CHECK(test.heard.work == std::vector<std::string>{"!room:hs"});
  CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
  auto claimed = test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 9, 1});
  REQUIRE(claimed.jobs.size() == 1);
  CHECK(claimed.jobs[0].event.event_id == "$1");
}

TEST_CASE("an event that comes again makes no second job") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.answer(200, page("t3", "!room:hs", message("$1", song)));
  auto claimed = test.ask<store::claim_result>(test.keeper, claim_jobs{"!room:hs", 0, 9, 1});
  CHECK(claimed.jobs.size() == 1);
}

TEST_CASE("rooms that are not on the reading list are not read") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!other:hs", message("$1", song)));
  CHECK(test.heard.work.empty());
}

TEST_CASE("the filter is uploaded once for a list, and anew for another") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song))); // without news there are pauses
  test.answer(200, page("t3", "!room:hs", message("$2", song)));
  CHECK(test.net.count("/filter") == 1);
  test.read({"!other:hs", "!room:hs"});
  test.answer(200, page("t4"));
  CHECK(test.net.count("/filter") == 2);
}

TEST_CASE("where filters cannot be uploaded the filter goes with each sync") {
  syncing test;
  test.filter = json_answer(404, R"({"errcode":"M_UNRECOGNIZED"})");
  test.position();
  CHECK(test.net.requests.back().url.find("filter=%7B") != std::string::npos);
  CHECK(test.net.requests.back().url.find("since=t1") != std::string::npos);
}

TEST_CASE("a sync that fails is repeated with the same token, later and later") {
  syncing test;
  test.position();
  auto asked = test.net.requests.size();
  test.answer(502, "<html>bad gateway</html>");
  CHECK(test.net.requests.size() == asked);
  test.pass(std::chrono::seconds{1});
  CHECK(test.net.requests.size() == asked + 1);
  CHECK(test.net.requests.back().url.find("since=t1") != std::string::npos);
  CHECK(test.stored_token() == "t1");
}

TEST_CASE("an answer that is not what /sync promises moves nothing") {
  for (const auto* body :
       {"", "[]", "{}", "{\"next_batch\":7}", "{\"next_batch\":\"t2\"", "nonsense"}) {
    CAPTURE(body);
    syncing test;
    test.position();
    test.answer(200, body);
    CHECK(test.stored_token() == "t1");
    test.pass(std::chrono::seconds{1});
    test.answer(200, page("t2"));
    CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
  }
}

TEST_CASE("pages without work touch the disk now and then, and lose nothing") {
  syncing test;
  test.position();
  test.answer(200, page("t2"));
  test.answer(200, page("t3"));
  CHECK(test.stored_token() == "t1");
  test.answer(200, page("t4", "!room:hs", message("$1", song)));
  CHECK(test.stored_token() == "t4");
  test.pass(std::chrono::seconds{10});
  test.answer(200, page("t5"));
  CHECK(test.stored_token() == "t5");
}

TEST_CASE("a refused token ends syncing until there is another session") {
  syncing test;
  test.position();
  test.answer(401, R"({"errcode":"M_UNKNOWN_TOKEN"})");
  CHECK(test.heard.refused.size() == 1);
  auto asked = test.net.requests.size();
  test.pass(std::chrono::hours{1});
  CHECK(test.net.requests.size() == asked);
  test.open_session();
  CHECK(test.net.requests.size() == asked + 1);
}

TEST_CASE("invites and departures are told") {
  syncing test;
  test.position();
  test.answer(200, R"({"next_batch":"t2","rooms":{"invite":{"!new:hs":{"invite_state":{"events":[
    {"type":"m.room.member","state_key":"@bot:hs","sender":"@alice:hs",
     "content":{"membership":"invite"}}]}}}}})");
  REQUIRE(test.heard.news.size() == 1);
  REQUIRE(test.heard.news[0].invites.size() == 1);
  CHECK(test.heard.news[0].invites[0].room_id == "!new:hs");
  CHECK(test.heard.news[0].invites[0].inviter == "@alice:hs");
}

TEST_CASE("after a restart reading goes on from the stored token") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.start();
  CHECK(test.heard.positioned == 2);
  CHECK(test.net.requests.back().url.find("since=t2") != std::string::npos);
}

TEST_CASE("only while sync works does it wait for events: whether it does is known at once") {
  syncing test;
  const auto asked_with = [&](const char* timeout) {
    return test.net.requests.back().url.find(timeout) != std::string::npos;
  };
  test.position();
  CHECK(asked_with("timeout=30000"));
  test.answer(502, "<html>bad gateway</html>");
  test.pass(std::chrono::seconds{1});
  CHECK(asked_with("timeout=0"));
  test.answer(200, page("t2"));
  CHECK(asked_with("timeout=30000"));
  test.start();
  CHECK(asked_with("timeout=0"));
}

namespace {

std::string edit(const std::string& of, const std::string& body) {
  return R"({"type":"m.room.message","event_id":"$edit)" + of.substr(1) +
         R"(","sender":"@alice:hs","origin_server_ts":2,"content":{"msgtype":"m.text","body":"*",)" +
         R"("m.new_content":{"msgtype":"m.text","body":")" + body +
         R"("},"m.relates_to":{"rel_type":"m.replace","event_id":")" + of + R"("}}})";
}

std::string own_reply_to(const std::string& trigger) {
  return R"({"type":"m.room.message","event_id":"$mine","sender":"@bot:hs","origin_server_ts":2,)"
         R"("content":{"msgtype":"m.notice","body":"x","io.musiclink":{"v":1,"trigger":")" +
         trigger + R"("},"m.relates_to":{"m.in_reply_to":{"event_id":")" + trigger + R"("}}}})";
}

constexpr const char* other_song = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC";

} // namespace

TEST_CASE("an edit changes the job that nobody has begun, and withdraws one that somebody has") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.answer(200, page("t3", "!room:hs", edit("$1", other_song)));
  CHECK(test.heard.withdrawn.empty());
  auto jobs = test.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].event.links[0].canonical == other_song);

  test.answer(200, page("t4", "!room:hs", edit("$1", song)));
  REQUIRE(test.heard.withdrawn.size() == 1);
  CHECK(test.heard.withdrawn[0].event_id == "$1");
}

TEST_CASE("our own reply that comes back is told, and settles the job on disk with the next page") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs", message("$1", song)));
  test.answer(200, page("t3", "!room:hs", own_reply_to("$1")));
  REQUIRE(test.heard.own.size() == 1);
  CHECK(test.heard.own[0].trigger == "$1");
  CHECK(test.stored_token() == "t2");
  test.answer(200, page("t4", "!room:hs", message("$2", song)));
  CHECK(test.stored_token() == "t4");
  auto jobs = test.claim();
  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].event.event_id == "$2");
}

TEST_CASE("power levels that change are told to those who send") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs",
                        R"({"type":"m.room.power_levels","state_key":"","event_id":"$p",)"
                        R"("sender":"@admin:far","content":{}})"));
  CHECK(test.heard.rights == std::vector<std::string>{"!room:hs"});
  CHECK(test.heard.news.empty());
}

TEST_CASE("a new name of ours does not hide what was said before it, whatever it leaves unsaid") {
  const std::string own =
      R"({"type":"m.room.member","state_key":"@bot:hs","event_id":"$m","sender":"@bot:hs",)"
      R"("origin_server_ts":1,"content":{"membership":"join","displayname":"x"}})";
  syncing test;
  SUBCASE("in a room that we were in from the start") {
    test.members = {"!room:hs"};
    test.read({"!room:hs"});
    test.position();
    test.answer(200, page("t2", "!room:hs", message("$1", song) + "," + own));
    CHECK(test.claim().size() == 1);
  }
  SUBCASE("in a room that a page before showed") {
    test.position();
    test.answer(200, page("t2", "!room:hs", own));
    test.answer(200, page("t3", "!room:hs", message("$1", song) + "," + own));
    CHECK(test.claim().size() == 1);
  }
  SUBCASE("but a join does") {
    test.position();
    test.answer(200, page("t2", "!room:hs", message("$1", song) + "," + own));
    CHECK(test.claim().empty());
  }
}

TEST_CASE("a member's encrypted event is told, and hides nothing") {
  syncing test;
  test.position();
  test.answer(200,
              page("t2", "!room:hs",
                   R"({"type":"m.room.encrypted","event_id":"$e","sender":"@u:hs","content":{}},)" +
                       message("$1", song)));
  CHECK(test.claim().size() == 1);
  REQUIRE(!test.heard.news.empty());
  CHECK(test.heard.news.back().said_encrypted == std::vector<std::string>{"!room:hs"});
  CHECK(test.heard.news.back().encrypted.empty());
}

TEST_CASE("a tombstone is told") {
  syncing test;
  test.position();
  test.answer(200, page("t2", "!room:hs",
                        R"({"type":"m.room.tombstone","state_key":"","event_id":"$t",)"
                        R"("sender":"@admin:far","content":{"replacement_room":"!next:far"}})"));
  REQUIRE(test.heard.news.size() == 1);
  REQUIRE(test.heard.news[0].upgrades.size() == 1);
  CHECK(test.heard.news[0].upgrades[0].room_id == "!room:hs");
  CHECK(test.heard.news[0].upgrades[0].replacement_room == "!next:far");
  CHECK(test.heard.news[0].upgrades[0].sender == "@admin:far");
}

namespace {

std::string said(const std::string& sender, const std::string& id, const std::string& content) {
  return R"({"type":"m.room.message","event_id":")" + id + R"(","sender":")" + sender +
         R"(","origin_server_ts":1800000000000,"content":{)" + content + "}}";
}

const std::string rival_reply =
    said("@old:hs", "$rival",
         R"("msgtype":"m.notice","body":"https://www.deezer.com/track/3135556",)"
         R"("m.relates_to":{"m.in_reply_to":{"event_id":"$1"}})");

} // namespace

TEST_CASE("what somebody who is compared says is on disk with its page, and is no work") {
  syncing test;
  test.compare_with({"@old:hs"});
  test.position();
  const auto asked =
      said("@alice:hs", "$1", R"("msgtype":"m.text","body":")" + std::string(song) + '"');
  test.answer(200, page("t2", "!room:hs", asked));
  test.answer(200, page("t3", "!room:hs", rival_reply));
  CHECK(test.stored_token() == "t3");
  const auto jobs = test.claim();
  REQUIRE(jobs.size() == 1);

  store::conclusion end;
  end.key = jobs[0].key;
  end.ours = our_answer{"$1", our_state::said, {"https://www.deezer.com/track/3135556"}};
  test.ask<saved>(test.keeper, conclude{end});
  CHECK(test.ask<shadow_listing>(test.keeper, list_shadow{0, {}}).parity.same == 1);
}

TEST_CASE("who is compared may change while the service runs") {
  syncing test;
  test.position();
  const auto rival_link =
      said("@old:hs", "$r", R"("msgtype":"m.text","body":")" + std::string(song) + '"');
  test.compare_with({"@old:hs"});
  test.answer(200, page("t2", "!room:hs", rival_link));
  CHECK(test.heard.work.empty());
  test.compare_with({});
  test.answer(200, page("t3", "!room:hs", rival_link));
  CHECK(test.heard.work == std::vector<std::string>{"!room:hs"});
}

} // namespace musiclink::test
