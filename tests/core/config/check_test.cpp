#include "core/config/draft.hpp"
#include "tests/core/config/support.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace musiclink;
using test::problems;
using test::with_matrix;
using test::with_rooms;
using test::with_root;

namespace {

using lines = std::vector<std::string>;

bool has_line(const lines& all, std::string_view start) {
  return std::any_of(all.begin(), all.end(),
                     [start](const auto& line) { return line.starts_with(start); });
}

/// The one problem of a configuration.
std::string problem(std::string_view text) {
  const auto all = problems(text);
  CAPTURE(text);
  REQUIRE(all.size() == 1);
  return all.front();
}

std::vector<config_problem> refused(std::string_view text,
                                    std::optional<std::string_view> environment_token = {}) {
  auto found = draft_config(text, environment_token).problems;
  REQUIRE_FALSE(found.empty());
  return found;
}

} // namespace

TEST_CASE("a syntax error has line and column") {
  const auto found = refused("{\n  // a comment\n  \"mode\" \"shadow\"\n}");
  REQUIRE(found.size() == 1);
  CHECK(found[0].pointer.empty());
  CHECK(found[0].line == 3u);
  CHECK(found[0].column == 10u);
  CHECK_FALSE(found[0].message.empty());
}

TEST_CASE("every fault of a broken file is named at once, with its pointer") {
  const auto all = problems(R"({
    "mode": "on",
    "matrix": {
      "servr": "https://matrix.example.org", "userId": "musiclink", "syncTimeoutMs": 0,
      "rooms": ["abc", {"room": "!a:b", "mode": "loud", "via": ["x y"]}, "!a:b", {"rom": "!c:d"}]
    },
    "roomDefaults": {"reply": {"services": ["spotify", "napstr", "spotify"], "msgtype": "m.emote",
                               "maxLinks": "4"}, "country": "U1", "ignoreUsers": ["bot"]},
    "resolvers": [{"type": "odesli"}, {"type": "catalog", "endpoints": {"deezer": "ftp://x"}},
                  {"type": "google"}],
    "cache": {"ttlHours": -1}, "dedup": 7,
    "outbound": {"initialBackoffMs": 10, "maxBackoffMs": 5},
    "shadow": {"compareWith": ["matterbridge"]}, "admin": {"listen": "9110"}, "logs": {}
  })");
  for (const std::string_view start : {
           "/mode: must be one of \"shadow\", \"active\"",
           "/matrix/server: \"server\" is missing: the homeserver",
           "/matrix/servr: unknown key \"servr\"; did you mean \"server\"?",
           "/matrix/userId: must be a user id",
           "/matrix/syncTimeoutMs: must be a whole number from 1 to 600000",
           "/matrix/accessToken: no access token is given",
           "/matrix/rooms/0: must be a room id",
           "/matrix/rooms/1/mode: must be one of \"off\", \"shadow\", \"active\"",
           "/matrix/rooms/1/via/0: must be a server name",
           "/matrix/rooms/2: this room is already listed at /matrix/rooms/1",
           "/matrix/rooms/3/rom: unknown key \"rom\"; did you mean \"room\"?",
           "/matrix/rooms/3/room: \"room\" is missing",
           "/roomDefaults/reply/services/1: must be one of \"spotify\", \"appleMusic\"",
           "/roomDefaults/reply/services/2: is the same as entry 0",
           "/roomDefaults/reply/msgtype: must be one of \"m.notice\", \"m.text\"",
           "/roomDefaults/reply/maxLinks: must be a whole number from 1 to 1000",
           "/roomDefaults/country: must be a two-letter country code",
           "/roomDefaults/ignoreUsers/0: must be a glob over user ids",
           "/resolvers/0/type: \"odesli\" cannot be used: that API was closed on 2026-07-31",
           "/resolvers/1/endpoints/deezer: must be an http or https base URL",
           "/resolvers/2/type: must be one of \"idonthavespotify\", \"catalog\"",
           "/cache/ttlHours: must be a whole number from 0 to 87600",
           "/dedup: must be an object",
           "/outbound/initialBackoffMs: initialBackoffMs must not be above maxBackoffMs",
           "/shadow/compareWith/0: must be a user id",
           "/admin/listen: must be host:port",
           "/logs: unknown key \"logs\"; did you mean \"log\"?",
       })
    CHECK_MESSAGE(has_line(all, start), start);
  CHECK(all.size() == 27);
}

TEST_CASE("a document that is no object, or holds nothing, says what is needed") {
  CHECK(problem("[]") == ": must be an object");
  CHECK(problem("{}") == "/matrix: \"matrix\" is missing: the account and its rooms");
  CHECK(problem(R"({"matrix": 1})") == "/matrix: must be an object");
}

TEST_CASE("a repeated key is told once") {
  CHECK(problem(with_matrix(R"("enabled": true, "enabled": true)")) ==
        "/matrix/enabled: this key is given twice; keep one of them");
}

TEST_CASE("the access token comes from exactly one place") {
  CHECK(problem(with_matrix(R"("accessToken": "syt_secret")"))
            .starts_with("/matrix/accessToken: more than one access token is given, by accessToken "
                         "and accessTokenFile;"));
  const auto found = refused(with_root(""), "syt_secret");
  REQUIRE(found.size() == 1);
  CHECK(found[0].pointer == "/matrix/accessToken");
  CHECK(found[0].message.find("accessTokenFile and $MUSICLINK_ACCESS_TOKEN") != std::string::npos);
}

TEST_CASE("no message holds the token, whatever is wrong with it or near it") {
  for (const std::string_view token :
       {R"("accessToken": ["syt_secret"])", R"("accessToken": {"syt": "syt_secret"})",
        R"("accessToken": "syt_secret", "accessToken": "syt_secret")",
        R"("accessToken": "syt_secret", "accessTokenFile": 5)", R"("accesToken": "syt_secret")",
        R"("server": "https://u:syt_secret@example.org")", R"("accessToken": "syt_secret)"}) {
    const auto text = "{\"mode\": \"x\", \"matrix\": {" + std::string(token) + "}}";
    const auto found = refused(text, "syt_secret");
    CHECK_FALSE(found.empty());
    for (const auto& problem : found) {
      CHECK(problem.message.find("syt_secret") == std::string::npos);
      CHECK(problem.pointer.find("syt_secret") == std::string::npos);
    }
  }
}

TEST_CASE("odesli is refused with the reason") {
  CHECK(problem(with_root(R"("resolvers": [{"type": "odesli", "url": "https://api.song.link"}])"))
            .find("that API was closed on 2026-07-31") != std::string::npos);
}

TEST_CASE("a server is a base URL or a server name") {
  const auto text = [](std::string_view server) {
    return R"({"matrix": {"userId": "@u:x.org", "accessToken": "t", "rooms": [], "server": ")" +
           std::string(server) + "\"}}";
  };
  for (const auto good :
       {"https://matrix.example.org", "http://127.0.0.1:8008/", "http://[::1]:80",
        "https://example.org/base", "http://synapse_1:8008", "example.org",
        "HTTPS://matrix.example.org", "Http://127.0.0.1:8008", "example.org:8448", "localhost"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad :
       {"ftp://example.org", "https://", "https:///x", "https://u:p@example.org",
        "https://example.org?x=1", "https://example.org/#x", "exam ple.org", "https://exa mple.org",
        "example.org/path", "@u:example.org", "https://x:y"})
    CHECK_MESSAGE(has_line(problems(text(bad)), "/matrix/server: must be the homeserver's"), bad);
}

TEST_CASE("a server with a path of the API in it is told to leave that out") {
  for (const std::string_view bad :
       {"https://matrix.example.org/_matrix", "https://matrix.example.org/_matrix/",
        "https://matrix.example.org/_matrix/client",
        "https://matrix.example.org/_matrix/client/v3/",
        "https://example.org/base/_matrix/client/versions", "example.org/_matrix",
        "https://example.org/.well-known/matrix/client", "https://example.org/_synapse/client",
        "https://example.org/_MATRIX", "https://example.org/%5Fmatrix/client",
        "https://example.org/_matrixes/_matrix"}) {
    const auto text =
        R"({"matrix": {"userId": "@u:x.org", "accessToken": "t", "rooms": [], "server": ")" +
        std::string(bad) + "\"}}";
    CAPTURE(bad);
    CHECK(problem(text).starts_with("/matrix/server: must be the base URL alone"));
  }
  CHECK(problems(R"({"matrix": {"userId": "@u:x.org", "accessToken": "t", "rooms": [],
      "server": "https://example.org/_matrixes"}})")
            .empty());
}

TEST_CASE("a resolver's address with the path of its API in it is told to leave that out") {
  const auto text = [](std::string_view url) {
    return with_root(R"("resolvers": [{"type": "idonthavespotify", "url": ")" + std::string(url) +
                     "\"}]");
  };
  for (const auto good : {"https://music.example.org", "http://api:3000", "http://api",
                          "https://example.org/music", "https://example.org/apis"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad : {"https://music.example.org/api/search", "https://example.org/api/search/",
                         "https://music.example.org/api", "https://music.example.org/API/Search",
                         "https://music.example.org/base/%61pi/"})
    CHECK_MESSAGE(has_line(problems(text(bad)), "/resolvers/0/url: must be the base URL alone"),
                  bad);
}

TEST_CASE("MusicBrainz's address with the path of its API in it is told to leave that out") {
  const auto text = [](std::string_view url) {
    return with_root(R"("resolvers": [{"type": "catalog", "endpoints": {"musicbrainz": ")" +
                     std::string(url) + "\"}}]");
  };
  for (const auto good : {"https://musicbrainz.org", "http://mb:5000/base", "off"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad :
       {"https://musicbrainz.org/ws/2", "https://musicbrainz.org/WS/2/", "http://mb:5000/ws"})
    CHECK_MESSAGE(has_line(problems(text(bad)),
                           "/resolvers/0/endpoints/musicbrainz: must be the base URL alone"),
                  bad);
}

TEST_CASE("the admin endpoint listens on a host and a port, or not at all") {
  const auto text = [](std::string_view listen) {
    return with_root(R"("admin": {"listen": ")" + std::string(listen) + "\"}");
  };
  for (const auto good : {"off", "127.0.0.1:9110", "0.0.0.0:0", "localhost:9110", "[::]:9110",
                          "[::1]:9110", "[2001:db8::7]:80"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad : {"on", "9110", ":9110", "127.0.0.1", "[::1]", "::1:9110", "[::1]:x",
                         "[]:9110", "127.0.0.1:x", "127.0.0.1:65536", "http://127.0.0.1:9110", "",
                         "music.example.org:9110", "localhost.example:9110"})
    CHECK_MESSAGE(has_line(problems(text(bad)), "/admin/listen: must be host:port"), bad);
}

TEST_CASE("the admin endpoint is asked by host names") {
  const auto text = [](std::string_view host) {
    return with_root(R"("admin": {"hosts": [")" + std::string(host) + "\"]}");
  };
  for (const auto good : {"music.example.org", "Music.example.org:8443", "music_bot:9110", "music",
                          "192.0.2.7", "[2001:db8::7]", "[2001:db8::7]:80"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad : {"", "https://music.example.org", "music.example.org/", "*.example.org",
                         "2001:db8::7", "music.example.org:x", "a b"})
    CHECK_MESSAGE(has_line(problems(text(bad)), "/admin/hosts/0: must be"), bad);
}

TEST_CASE("globs begin like a user id or with a wildcard") {
  const auto text = [](std::string_view glob) {
    return with_root(R"("roomDefaults": {"ignoreUsers": [")" + std::string(glob) + "\"]}");
  };
  for (const auto good : {"@slackbot:*", "*", "*bot*", "?x:example.org", "@u:example.org"})
    CHECK_MESSAGE(problems(text(good)).empty(), good);
  for (const auto bad : {"", "slackbot", "@a b", "!x"})
    CHECK_MESSAGE(has_line(problems(text(bad)), "/roomDefaults/ignoreUsers/0: must be"), bad);
}

TEST_CASE("a room's own settings are checked like those of all rooms") {
  const auto all = problems(with_rooms(
      R"({"room": "!a:b", "country": "U1", "ignoreUsers": ["x"], "reply": {"maxLinks": 0}},
         {"room": "!a:b"}, {"room": ""}, 5)"));
  CHECK(has_line(all, "/matrix/rooms/0/country: "));
  CHECK(has_line(all, "/matrix/rooms/0/ignoreUsers/0: "));
  CHECK(has_line(all, "/matrix/rooms/0/reply/maxLinks: "));
  CHECK(has_line(all, "/matrix/rooms/1/room: this room is already listed at /matrix/rooms/0"));
  CHECK(has_line(all, "/matrix/rooms/2/room: must be a room id"));
  CHECK(has_line(all, "/matrix/rooms/3: must be text that is not empty or an object"));
  CHECK(all.size() == 6);
}

TEST_CASE("a rate of catalog is a number, or one for each endpoint") {
  const auto text = [](std::string_view rate) {
    return with_root(R"("resolvers": [{"type": "catalog", "requestsPerMinute": )" +
                     std::string(rate) + "}]");
  };
  CHECK(problems(text(R"({"itunes": 1})")).empty());
  CHECK(problem(text("0")).starts_with("/resolvers/0/requestsPerMinute: must be a number above 0"));
  CHECK(problem(text(R"({"itune": 1})")).ends_with("did you mean \"itunes\"?"));
  CHECK(problem(text("\"5\"")).ends_with("must be a number above 0 or an object"));
}
