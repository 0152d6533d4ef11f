#include "tests/support/fake_requests.hpp"

#include "core/json/json.hpp"
#include "tests/support/fake_faults.hpp"
#include "tests/support/fake_sync.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace musiclink::test {

namespace {

constexpr std::string_view client_prefix = "/_matrix/client/";

/// A request taken apart. `parts` are the decoded segments after the version.
struct call {
  fake_world& world;
  const http_query& query;
  const fake_account& who;
  std::vector<std::string> parts;
};

http_reply answer_with(std::string body) {
  http_reply reply;
  reply.body = std::move(body);
  return reply;
}

http_reply answer_member(std::string_view name, std::string_view text) {
  json::writer out;
  out.begin_object().key(name).string(text).end_object();
  return answer_with(std::string(out.text()));
}

http_reply forbidden(const std::string& text) {
  return error_reply(403, "M_FORBIDDEN", text);
}
http_reply not_found(const std::string& text) {
  return error_reply(404, "M_NOT_FOUND", text);
}

std::vector<std::string> segments(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.push_back(percent_decoded(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::size_t number_or(const std::optional<std::string>& text, std::size_t otherwise) {
  std::size_t number = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc())
    return otherwise;
  return number;
}

std::optional<std::size_t> position_in(const std::optional<std::string>& token) {
  return token ? position_of(*token) : std::nullopt;
}

const fake_account* account_of(const fake_world& world, const http_query& query) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view sent = query.header("Authorization");
  if (!sent.starts_with(scheme))
    return nullptr;
  return world.account_of(std::string(sent.substr(scheme.size())));
}

http_reply unauthorized(const http_query& query) {
  return query.header("Authorization").empty()
             ? error_reply(401, "M_MISSING_TOKEN", "Missing access token")
             : error_reply(401, "M_UNKNOWN_TOKEN", "Invalid access token passed.");
}

bool is_object(const std::string& text) {
  const auto parsed = json::document::parse(text);
  const auto* document = std::get_if<json::document>(&parsed);
  return document != nullptr && document->root().is_object();
}

std::string member_of_body(const call& what, std::string_view name) {
  const auto parsed = json::document::parse(what.query.body);
  const auto* document = std::get_if<json::document>(&parsed);
  return document == nullptr ? std::string() : std::string(document->root()[name].string_or(""));
}

// -- one function per endpoint ---------------------------------------------------

http_reply whoami(const call& what) {
  json::writer out;
  out.begin_object().key("user_id").string(what.who.user_id);
  if (!what.who.device_id.empty())
    out.key("device_id").string(what.who.device_id);
  out.key("is_guest").boolean(false).end_object();
  return answer_with(std::string(out.text()));
}

http_reply upload_filter(const call& what) {
  if (what.parts[1] != what.who.user_id)
    return forbidden("Cannot create filters for other users");
  if (!is_object(what.query.body))
    return error_reply(400, "M_BAD_JSON", "Content not JSON.");
  const std::string id = std::to_string(what.world.filters.size() + 1);
  what.world.filters[id] = what.query.body;
  return answer_member("filter_id", id);
}

http_reply joined_rooms(const call& what) {
  json::writer out;
  out.begin_object().key("joined_rooms").begin_array();
  for (const std::string& room : what.world.rooms_of(what.who.user_id, "join"))
    out.string(room);
  out.end_array().end_object();
  return answer_with(std::string(out.text()));
}

http_reply resolve_alias(const call& what) {
  const auto room = what.world.room_of_alias(what.parts[2]);
  if (!room)
    return not_found("Room alias " + what.parts[2] + " not found.");
  json::writer out;
  out.begin_object().key("room_id").string(*room);
  out.key("servers").begin_array().string(what.world.server_name()).end_array().end_object();
  return answer_with(std::string(out.text()));
}

http_reply join(const call& what) {
  // POST /join/{roomIdOrAlias} or POST /rooms/{roomId}/join
  const std::string& named = what.parts[1];
  const auto room = named.starts_with('#') ? what.world.room_of_alias(named) : std::optional(named);
  if (!room || !what.world.knows(*room))
    return not_found("No known servers");
  if (!what.world.may_join(*room, what.who.user_id))
    return forbidden("You are not invited to this room.");
  if (what.world.membership(*room, what.who.user_id) != "join")
    what.world.set_membership(*room, what.who.user_id, "join", what.who.user_id);
  return answer_member("room_id", *room);
}

http_reply leave(const call& what) {
  if (!what.world.knows(what.parts[1]))
    return not_found("Not a known room");
  if (what.world.membership(what.parts[1], what.who.user_id) != "leave")
    what.world.set_membership(what.parts[1], what.who.user_id, "leave", what.who.user_id);
  return answer_with("{}");
}

http_reply invite(const call& what) {
  if (what.world.membership(what.parts[1], what.who.user_id) != "join")
    return forbidden("You are not in the room");
  what.world.invite(what.parts[1], what.who.user_id, member_of_body(what, "user_id"));
  return answer_with("{}");
}

http_reply state(const call& what) {
  if (what.world.membership(what.parts[1], what.who.user_id) != "join")
    return forbidden("User not in room");
  const std::string key = what.parts.size() > 4 ? what.parts[4] : std::string();
  const fake_event* found = what.world.state(what.parts[1], what.parts[3], key);
  return found == nullptr ? not_found("Event not found.") : answer_with(found->content);
}

http_reply messages(const call& what) {
  if (what.world.membership(what.parts[1], what.who.user_id) != "join")
    return forbidden("User not in room");
  messages_query query;
  query.room_id = what.parts[1];
  query.backwards = parameter(what.query.query, "dir") != "f";
  query.from = position_in(parameter(what.query.query, "from"));
  query.to = position_in(parameter(what.query.query, "to"));
  query.filter_text = parameter(what.query.query, "filter").value_or("{}");
  query.limit = number_or(parameter(what.query.query, "limit"), 10);
  return answer_with(render_messages(what.world, what.who, query));
}

http_reply single_event(const call& what) {
  const fake_event* found = what.world.event(what.parts[3]);
  if (found == nullptr || found->room_id != what.parts[1] ||
      what.world.membership(what.parts[1], what.who.user_id) != "join")
    return not_found("Event not found.");
  json::writer out;
  write_event(out, what.world, *found, what.who);
  return answer_with(std::string(out.text()));
}

fake_event event_of(const call& what) {
  fake_event made;
  made.room_id = what.parts[1];
  made.sender = what.who.user_id;
  made.device_id = what.who.device_id;
  made.transaction_id = what.parts[4];
  return made;
}

/// PUT /rooms/{id}/send/{type}/{txnId} and /rooms/{id}/redact/{eventId}/{txnId}:
/// the same device, path and transaction id give the first event again.
http_reply send(const call& what) {
  if (const auto before = what.world.sent_before(what.who, what.query.path))
    return answer_member("event_id", *before);
  if (!what.world.may_send(what.parts[1], what.who.user_id))
    return forbidden("User " + what.who.user_id + " may not send in room " + what.parts[1]);
  if (!is_object(what.query.body))
    return error_reply(400, "M_NOT_JSON", "Content not JSON.");
  fake_event made = event_of(what);
  std::string id;
  if (what.parts[2] == "redact") {
    made.redacts = what.parts[3];
    id = what.world.redact(std::move(made));
  } else {
    made.type = what.parts[3];
    made.content = what.query.body;
    id = what.world.append(std::move(made));
  }
  what.world.remember_sent(what.who, what.query.path, id);
  return answer_member("event_id", id);
}

// -- where requests go -------------------------------------------------------------

struct route {
  std::string_view method;
  std::vector<std::string_view> parts; ///< "" stands for any one segment
  http_reply (*answer)(const call&);
};

const std::vector<route>& routes() {
  static const std::vector<route> all = {
      {"GET", {"account", "whoami"}, whoami},
      {"POST", {"user", "", "filter"}, upload_filter},
      {"GET", {"joined_rooms"}, joined_rooms},
      {"GET", {"directory", "room", ""}, resolve_alias},
      {"POST", {"join", ""}, join},
      {"POST", {"rooms", "", "join"}, join},
      {"POST", {"rooms", "", "leave"}, leave},
      {"POST", {"rooms", "", "forget"}, [](const call&) { return answer_with("{}"); }},
      {"POST", {"rooms", "", "invite"}, invite},
      {"GET", {"rooms", "", "state", ""}, state},
      {"GET", {"rooms", "", "state", "", ""}, state},
      {"GET", {"rooms", "", "messages"}, messages},
      {"GET", {"rooms", "", "event", ""}, single_event},
      {"PUT", {"rooms", "", "send", "", ""}, send},
      {"PUT", {"rooms", "", "redact", "", ""}, send},
  };
  return all;
}

bool fits(const route& candidate, const std::string& method,
          const std::vector<std::string>& parts) {
  return candidate.method == method &&
         std::equal(candidate.parts.begin(), candidate.parts.end(), parts.begin(), parts.end(),
                    [](std::string_view wanted, const std::string& is) {
                      return wanted.empty() || wanted == is;
                    });
}

/// The segments after /_matrix/client/{version}/; empty for other paths.
std::vector<std::string> parts_of(std::string_view path) {
  if (!path.starts_with(client_prefix))
    return {};
  path.remove_prefix(client_prefix.size());
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::vector<std::string>()
                                         : segments(path.substr(slash + 1));
}

/// /sync names an uploaded filter by its id or holds one itself.
std::string filter_text(const fake_world& world, const http_query& query) {
  const std::string named = parameter(query.query, "filter").value_or("{}");
  const auto uploaded = world.filters.find(named);
  return uploaded == world.filters.end() ? named : uploaded->second;
}

} // namespace

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 3, byte, 16).ptr ==
            text.data() + i + 3) {
      decoded += static_cast<char>(byte);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::optional<std::string> parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
      return percent_decoded(pair.substr(name.size() + 1));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  return std::nullopt;
}

bool is_sync(const http_query& query) {
  return query.method == "GET" && parts_of(query.path) == std::vector<std::string>{"sync"};
}

http_reply answer(fake_world& world, const http_query& query, const std::string& base_url) {
  if (query.path == "/_matrix/client/versions")
    return answer_with(R"({"versions":["v1.1","v1.11","v1.16"],"unstable_features":{}})");
  if (query.path == "/.well-known/matrix/client")
    return answer_with(R"({"m.homeserver":{"base_url":")" + base_url + R"("}})");
  const std::vector<std::string> parts = parts_of(query.path);
  const auto found = std::find_if(routes().begin(), routes().end(), [&](const route& candidate) {
    return fits(candidate, query.method, parts);
  });
  if (found == routes().end())
    return error_reply(404, "M_UNRECOGNIZED", "Unrecognized request");
  const fake_account* who = account_of(world, query);
  return who == nullptr ? unauthorized(query) : found->answer({world, query, *who, parts});
}

sync_reply answer_sync(const fake_world& world, const http_query& query) {
  const fake_account* who = account_of(world, query);
  if (who == nullptr)
    return {unauthorized(query), false, 0};
  const auto since = parameter(query.query, "since");
  const auto position = position_in(since);
  if (since && !position)
    return {error_reply(400, "M_UNKNOWN", "Invalid stream token"), false, 0};
  sync_answer shown = render_sync(world, *who, position, filter_text(world, query));
  return {answer_with(std::move(shown.body)), !shown.has_news, since ? shown.gaps : 0};
}

} // namespace musiclink::test
