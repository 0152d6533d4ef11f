#include "core/config/draft.hpp"
#include "tests/core/config/support.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace std::chrono_literals;
using test::parsed;
using test::with_rooms;
using test::with_root;

TEST_CASE("what is not written has the defaults of conf/CONTRACT.md 3") {
  const auto settings = parsed(with_root(""));
  CHECK(settings.mode == service_mode::shadow);

  CHECK(settings.matrix.enabled);
  CHECK(settings.matrix.server == "https://matrix.example.org");
  CHECK(settings.matrix.user_id == "@musiclink:example.org");
  CHECK(settings.matrix.state_store_path == "./musiclink-state");
  CHECK(settings.matrix.follow_upgrades);
  CHECK(settings.matrix.sync_timeout == 30000ms);
  CHECK(settings.matrix.access_token_file == "/run/secrets/musiclink_token");
  CHECK_FALSE(settings.matrix.access_token);

  REQUIRE(settings.matrix.rooms.size() == 1);
  const auto& room = settings.matrix.rooms.front();
  CHECK(room.room == "!abc:example.org");
  CHECK(room.via.empty());
  CHECK(room.settings.mode == room_mode::active);
  CHECK(room.settings.reply.style == reply_style::automatic);
  CHECK(room.settings.reply.msgtype == "m.notice");
  CHECK(room.settings.reply.services ==
        std::vector{service::spotify, service::apple_music, service::youtube, service::deezer,
                    service::soundcloud, service::tidal, service::qobuz, service::bandcamp});
  CHECK_FALSE(room.settings.reply.link_previews);
  CHECK(room.settings.reply.max_links == 4);
  CHECK(room.settings.reply.answer_within == 5s);
  CHECK(room.settings.reply.complete_within == 15min);
  CHECK(room.settings.youtube == youtube_policy::music);
  CHECK(room.settings.country == "US");
  CHECK(room.settings.ignore_users.empty());
  CHECK(room.settings.max_event_age == 3600000ms);

  CHECK(settings.cache.ttl == 720h);
  CHECK(settings.cache.negative_ttl == 60min);
  CHECK(settings.dedup_ttl == 168h);
  CHECK(settings.outbound.max_attempts == 10);
  CHECK(settings.outbound.initial_backoff == 500ms);
  CHECK(settings.outbound.max_backoff == 300000ms);
  CHECK(settings.outbound.drain_timeout == 5000ms);
  CHECK(settings.shadow.compare_with.empty());
  CHECK(settings.shadow.window == 60000ms);
  CHECK(settings.shadow.keep == 336h);
  CHECK(settings.admin_listen == "127.0.0.1:9110");
  CHECK(settings.admin_hosts.empty());
  CHECK(settings.log.level == "info");
  CHECK_FALSE(settings.log.json);
}

TEST_CASE("without resolvers, idonthavespotify is asked and then the catalog") {
  const auto resolvers = parsed(with_root("")).resolvers;
  REQUIRE(resolvers.size() == 2);
  CHECK(resolvers[0].type == resolver_type::idonthavespotify);
  CHECK(resolvers[0].url == "https://idonthavespotify.sjdonado.com");
  CHECK(resolvers[0].requests_per_minute == 5.0);
  CHECK(resolvers[0].timeout == 10000ms);
  CHECK(resolvers[1].type == resolver_type::catalog);
  CHECK(resolvers[1].timeout == 10000ms);
  CHECK(resolvers[1].endpoints.empty());
  CHECK(parsed(with_root(R"("resolvers":[{"type":"idonthavespotify"},{"type":"catalog"}])"))
            .resolvers == resolvers);
}

TEST_CASE("resolvers keep their order and their own settings") {
  const auto resolvers = parsed(with_root(R"("resolvers": [
    {"type": "songlink-page"},
    {"type": "idonthavespotify", "url": "http://idhs_1:3000/base/", "requestsPerMinute": 0.5, "timeoutMs": 1},
    {"type": "catalog", "timeoutMs": 2, "endpoints": {"deezer": "http://127.0.0.1:1/"},
     "requestsPerMinute": {"itunes": 20, "deezer": 30.5}}])"))
                             .resolvers;
  REQUIRE(resolvers.size() == 3);
  CHECK(resolvers[0].type == resolver_type::songlink_page);
  CHECK(resolvers[1].url == "http://idhs_1:3000/base");
  CHECK(resolvers[1].requests_per_minute == 0.5);
  CHECK(resolvers[1].timeout == 1ms);
  CHECK(resolvers[2].timeout == 2ms);
  CHECK(resolvers[2].endpoints ==
        std::vector<resolver_endpoint>{{"deezer", "http://127.0.0.1:1", 30.5}, {"itunes", "", 20}});
}

TEST_CASE("one rate of catalog stands for each of its endpoints") {
  const auto resolvers =
      parsed(
          with_root(
              R"("resolvers": [{"type": "catalog", "requestsPerMinute": 7, "endpoints": {"tidal": "http://t"}}])"))
          .resolvers;
  CHECK(resolvers[0].endpoints ==
        std::vector<resolver_endpoint>{{"tidal", "http://t", std::nullopt},
                                       {std::string(every_endpoint), "", 7}});
}

TEST_CASE("every endpoint of catalog can be replaced, limited and switched off") {
  for (const std::string name : {"deezer", "itunes", "spotify", "youtube", "soundcloud", "bandcamp",
                                 "tidal", "qobuz", "musicbrainz"}) {
    const auto of = [&](const std::string& url) {
      return parsed(with_root(R"("resolvers": [{"type": "catalog", "endpoints": {")" + name +
                              R"(": ")" + url + R"("}, "requestsPerMinute": {")" + name +
                              R"(": 3}}])"))
          .resolvers[0]
          .endpoints;
    };
    CHECK(of("off") == std::vector<resolver_endpoint>{{name, "off", 3.0}});
    CHECK(of("http://x.org/") == std::vector<resolver_endpoint>{{name, "http://x.org", 3.0}});
  }
}

TEST_CASE("a room has the settings of all rooms, and its own over them, key by key") {
  const auto settings = parsed(with_rooms(
      R"("!a:b", "#c:d", {"room": "!e", "via": ["f.org", "g.org:8448"], "mode": "shadow",
          "reply": {"style": "standalone"}, "ignoreUsers": []})",
      R"("roomDefaults": {"mode": "off", "reply": {"msgtype": "m.text", "style": "thread",
          "maxLinks": 2, "services": ["tidal"], "linkPreviews": true,
          "answerWithinMs": 3, "completeWithinMs": 0}, "youtube": "never",
          "country": "de", "ignoreUsers": ["@*bot:*"], "maxEventAgeMs": 5})"));
  const auto& rooms = settings.matrix.rooms;
  REQUIRE(rooms.size() == 3);
  CHECK(rooms[0].settings.mode == room_mode::off);
  CHECK(rooms[0].settings.reply ==
        reply_settings{reply_style::thread, "m.text", {service::tidal}, true, 2, 3ms, 0ms});
  CHECK(rooms[0].settings.youtube == youtube_policy::never);
  CHECK(rooms[0].settings.country == "DE");
  CHECK(rooms[0].settings.ignore_users == std::vector<std::string>{"@*bot:*"});
  CHECK(rooms[0].settings.max_event_age == 5ms);
  CHECK(rooms[1].room == "#c:d");
  CHECK(rooms[1].settings == rooms[0].settings);

  auto expected = rooms[0].settings;
  expected.mode = room_mode::shadow;
  expected.reply.style = reply_style::standalone;
  expected.ignore_users.clear();
  CHECK(rooms[2].settings == expected);
  CHECK(rooms[2].room == "!e");
  CHECK(rooms[2].via == std::vector<std::string>{"f.org", "g.org:8448"});
}

TEST_CASE("a whole number may be written like any other number") {
  const auto settings =
      parsed(with_root(R"("outbound": {"maxAttempts": 1e1, "drainTimeoutMs": 30.0},
      "cache": {"ttlHours": 0.2e1})"));
  CHECK(settings.outbound.max_attempts == 10);
  CHECK(settings.outbound.drain_timeout == 30ms);
  CHECK(settings.cache.ttl == 2h);
}

TEST_CASE("room ids are opaque and keep their case") {
  const auto settings =
      parsed(with_rooms(R"("!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", "!Ab:c", "!aB:c")"));
  CHECK(settings.matrix.rooms[0].room == "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM");
  CHECK(settings.matrix.rooms[1].room == "!Ab:c");
  CHECK(settings.matrix.rooms[2].room == "!aB:c");
}

TEST_CASE("comments and trailing commas are welcome") {
  const auto settings = parsed("// first\n{\"matrix\": {\"server\": \"example.org\", /* two */\n"
                               "\"userId\": \"@u:example.org\", \"accessToken\": \"t\",\n"
                               "\"rooms\": [\"!a:b\",],}, \"mode\": \"active\",}\n// last");
  CHECK(settings.mode == service_mode::active);
  CHECK(settings.matrix.server == "example.org");
  CHECK(settings.matrix.access_token == "t");
}

TEST_CASE("the environment alone may hold the token") {
  const auto draft = draft_config(
      R"({"matrix": {"server": "x.org", "userId": "@u:x.org", "rooms": []}})", "token");
  CHECK(draft.problems.empty());
  CHECK_FALSE(draft.settings.matrix.access_token);
  CHECK_FALSE(draft.settings.matrix.access_token_file);
}

TEST_CASE("an empty variable of the environment is none") {
  CHECK(draft_config(with_root(""), "").problems.empty());
}

TEST_CASE("without Matrix nothing of it is needed") {
  const auto settings = parsed(R"({"matrix": {"enabled": false}})");
  CHECK_FALSE(settings.matrix.enabled);
  CHECK(settings.matrix.rooms.empty());
  CHECK(settings.resolvers.size() == 2);
}

TEST_CASE("the modes have keys") {
  CHECK(to_key(service_mode::shadow) == "shadow");
  CHECK(to_key(service_mode::active) == "active");
  CHECK(to_key(room_mode::off) == "off");
  CHECK(to_key(room_mode::shadow) == "shadow");
  CHECK(to_key(room_mode::active) == "active");
  CHECK(to_key(resolver_type::songlink_page) == "songlink-page");
}
