#pragma once

#include "core/edge/http_engine.hpp"
#include "core/json/json.hpp"
#include "tests/support/fake_homeserver.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

// For the tests of the fake homeserver itself: who speaks to it.

namespace musiclink::test {

/// An answer with its body parsed.
struct heard {
  long status = 0;
  std::string body;
  json::document parsed;

  json::value operator[](std::string_view name) const { return parsed.root()[name]; }
};

/// One account speaking plain HTTP to a fake homeserver.
class client {
public:
  client(const fake_homeserver& server, fake_account who)
      : base_(server.url()), who_(std::move(who)) {}

  http_response raw(const std::string& method, const std::string& path,
                    const std::string& body = {}) const {
    http_request request;
    request.method = method;
    request.url = base_ + path;
    request.headers = {"Authorization: Bearer " + who_.token};
    request.body = body;
    return http_perform(request, "test");
  }

  heard ask(const std::string& method, const std::string& path,
            const std::string& body = {}) const {
    http_response response = raw(method, path, body);
    auto parsed = json::document::parse(response.body);
    REQUIRE(std::holds_alternative<json::document>(parsed));
    return {response.status, response.body, std::get<json::document>(std::move(parsed))};
  }

  heard sync(const std::string& since, int timeout_ms = 0, const std::string& filter = {}) const {
    std::string path = "/_matrix/client/v3/sync?timeout=" + std::to_string(timeout_ms);
    if (!since.empty())
      path += "&since=" + since;
    if (!filter.empty())
      path += "&filter=" + filter;
    return ask("GET", path);
  }

  const std::string& id() const { return who_.user_id; }

private:
  std::string base_;
  fake_account who_;
};

/// A bot and a person who share a room.
struct shared_room {
  fake_homeserver server;
  client bot{server, server.add_user("bot")};
  client person{server, server.add_user("person")};
  std::string room = server.add_room(in_room());

  fake_room_setup in_room() const {
    fake_room_setup how;
    how.name = "music";
    how.joined = {person.id(), bot.id()};
    return how;
  }

  std::string send_path(const std::string& transaction) const {
    return "/_matrix/client/v3/rooms/" + room + "/send/m.room.message/" + transaction;
  }
};

inline std::string text(json::value of) {
  return std::string(of.string_or(""));
}

inline json::value timeline(const heard& sync, const std::string& room) {
  return sync["rooms"]["join"][room]["timeline"];
}

} // namespace musiclink::test
