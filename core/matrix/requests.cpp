#include "core/matrix/requests.hpp"

#include "core/json/json.hpp"
#include "core/limits/backoff.hpp"
#include "core/text/url.hpp"

#include <array>
#include <utility>

namespace musiclink::matrix {
namespace {

constexpr std::string_view api = "/_matrix/client/v3";

// What a long poll may take beyond its own timeout. After a downtime a homeserver may take minutes
// to put the first page together.
constexpr milliseconds sync_margin{30000};
constexpr milliseconds longest_patience{600000};
// The first sync is no poll: the homeserver puts together the whole state first.
constexpr milliseconds first_sync_timeout{120000};
// A join over federation asks other homeservers and takes its time.
constexpr milliseconds join_timeout{60000};
// Before it answers, a homeserver may fetch history that it lacks from others.
constexpr milliseconds history_timeout{60000};
// Bounded by rooms * timeline limit * 64 KiB; only hostile answers come near.
constexpr std::size_t max_events_body = 128 * 1024 * 1024;
constexpr std::size_t max_well_known_body = 64 * 1024;

// Fixed for ever, as is all of a transaction id: see reply_transaction_id.
constexpr std::string_view reply_prefix = "ml1.";

// What of a room's timeline is read.
constexpr std::array<std::string_view, 7> timeline_types{
    "m.room.message", "m.room.encrypted",    "m.room.encryption", "m.room.tombstone",
    "m.room.member",  "m.room.power_levels", "m.room.redaction"};

std::string room_path(std::string_view room_id, std::string_view what) {
  return "/rooms/" + percent_encoded(room_id) + "/" + std::string(what);
}

http_request get(const session& as, std::string_view path) {
  http_request request;
  request.url = as.base_url;
  request.url.append(api).append(path);
  request.headers = {"Authorization: Bearer " + as.access_token};
  request.secret = as.access_token;
  return request;
}

http_request with_json(std::string method, const session& as, std::string_view path,
                       std::string body) {
  auto request = get(as, path);
  request.method = std::move(method);
  request.headers.emplace_back("Content-Type: application/json");
  request.body = std::move(body);
  return request;
}

/// The host alone: the well-known file is never asked for at the port of a server name
/// (client-server API, Well-known URIs). The brackets of an IPv6 literal belong to the host.
std::string_view host_of(std::string_view server_name) {
  const auto colon =
      server_name.find(':', server_name.starts_with('[') ? server_name.find(']') : 0);
  return server_name.substr(0, colon);
}

void write_strings(json::writer& out, std::string_view key, std::span<const std::string_view> all) {
  out.key(key).begin_array();
  for (const auto one : all)
    out.string(one);
  out.end_array();
}

void write_nothing_of(json::writer& out, std::string_view section) {
  constexpr std::array<std::string_view, 1> every_type{"*"};
  out.key(section).begin_object();
  write_strings(out, "not_types", every_type);
  out.end_object();
}

/// A RoomEventFilter for /messages.
std::string history_filter_json(std::string_view only_sender) {
  json::writer out;
  out.begin_object();
  if (only_sender.empty()) {
    write_strings(out, "types", timeline_types);
  } else {
    constexpr std::array<std::string_view, 1> messages{"m.room.message"};
    const std::array<std::string_view, 1> sender{only_sender};
    write_strings(out, "types", messages);
    write_strings(out, "senders", sender);
  }
  out.end_object();
  return std::string(out.text());
}

// Proxies like to decode a '%' in a path ('/' occurs in the event ids of room version 3).
constexpr char mark = '~';

} // namespace

http_request well_known(std::string_view server_name) {
  http_request request;
  request.url = "https://" + std::string(host_of(server_name)) + "/.well-known/matrix/client";
  request.max_body = max_well_known_body;
  return request;
}

http_request versions(std::string_view base_url) {
  http_request request;
  request.url = std::string(base_url) + "/_matrix/client/versions";
  return request;
}

http_request whoami(const session& as) {
  return get(as, "/account/whoami");
}

http_request upload_filter(const session& as, std::string_view user_id,
                           std::string_view filter_json) {
  return with_json("POST", as, "/user/" + percent_encoded(user_id) + "/filter",
                   std::string(filter_json));
}

http_request sync(const session& as, const sync_query& what) {
  // Offline: a service is nobody's company. state_after (v1.16) is the state at the end of the
  // timeline; older servers ignore the parameter and send `state`, and both are read.
  std::string path = "/sync?set_presence=offline&use_state_after=true&timeout=" +
                     std::to_string(what.timeout.count());
  if (!what.filter_id.empty())
    path += "&filter=" + percent_encoded(what.filter_id);
  if (!what.since.empty())
    path += "&since=" + percent_encoded(what.since);
  auto request = get(as, path);
  request.timeout = what.timeout + doubled(what.since.empty() ? first_sync_timeout : sync_margin,
                                           what.slow + 1, longest_patience);
  request.max_body = max_events_body;
  return request;
}

http_request joined_rooms(const session& as) {
  return get(as, "/joined_rooms");
}

http_request resolve_alias(const session& as, std::string_view alias) {
  return get(as, "/directory/room/" + percent_encoded(alias));
}

http_request room_summary(const session& as, std::string_view room,
                          std::span<const std::string> via) {
  auto request = get(as, "");
  request.url = as.base_url + "/_matrix/client/v1/room_summary/" + percent_encoded(room);
  char separator = '?';
  for (const auto& server : via) {
    request.url.append(1, separator).append("via=").append(percent_encoded(server));
    separator = '&';
  }
  return request;
}

http_request join(const session& as, std::string_view room, std::span<const std::string> via) {
  std::string path = "/join/" + percent_encoded(room);
  char separator = '?';
  // `server_name` was the name before v1.12 (MSC4156).
  for (const std::string_view name : {"via=", "server_name="}) {
    for (const auto& server : via) {
      path += separator;
      path.append(name).append(percent_encoded(server));
      separator = '&';
    }
  }
  auto request = with_json("POST", as, path, "{}");
  request.timeout = join_timeout;
  return request;
}

http_request leave(const session& as, std::string_view room_id) {
  return with_json("POST", as, room_path(room_id, "leave"), "{}");
}

http_request state(const session& as, std::string_view room_id, std::string_view type,
                   std::string_view state_key) {
  auto path = room_path(room_id, "state/") + percent_encoded(type);
  if (!state_key.empty())
    path += "/" + percent_encoded(state_key);
  return get(as, path);
}

http_request create_event(const session& as, std::string_view room_id) {
  return get(as, room_path(room_id, "state/m.room.create?format=event"));
}

http_request send(const session& as, std::string_view room_id, std::string_view type,
                  std::string_view transaction_id, std::string content) {
  const auto path =
      room_path(room_id, "send/") + percent_encoded(type) + "/" + percent_encoded(transaction_id);
  return with_json("PUT", as, path, std::move(content));
}

http_request redact(const session& as, std::string_view room_id, std::string_view event_id,
                    std::string_view transaction_id) {
  const auto path = room_path(room_id, "redact/") + percent_encoded(event_id) + "/" +
                    percent_encoded(transaction_id);
  return with_json("PUT", as, path, "{}");
}

http_request history(const session& as, std::string_view room_id, const history_query& what) {
  auto path = room_path(room_id, "messages?dir=b");
  if (!what.from.empty())
    path += "&from=" + percent_encoded(what.from);
  if (!what.to.empty())
    path += "&to=" + percent_encoded(what.to);
  path += "&limit=" + std::to_string(what.limit) +
          "&filter=" + percent_encoded(history_filter_json(what.only_sender));
  auto request = get(as, path);
  request.timeout = doubled(history_timeout, what.slow + 1, longest_patience);
  request.max_body = max_events_body;
  return request;
}

std::string filter_json(std::span<const std::string> room_ids) {
  constexpr std::array<std::string_view, 4> state_types{"m.room.create", "m.room.encryption",
                                                        "m.room.tombstone", "m.room.power_levels"};
  json::writer out;
  out.begin_object();
  write_nothing_of(out, "presence");
  write_nothing_of(out, "account_data");
  out.key("room").begin_object();
  if (!room_ids.empty()) {
    out.key("rooms").begin_array();
    for (const auto& room_id : room_ids)
      out.string(room_id);
    out.end_array();
  }
  out.key("include_leave").boolean(false);
  write_nothing_of(out, "ephemeral");
  write_nothing_of(out, "account_data");
  out.key("timeline").begin_object().key("limit").integer(50);
  write_strings(out, "types", timeline_types);
  out.end_object();
  out.key("state").begin_object().key("lazy_load_members").boolean(true);
  write_strings(out, "types", state_types);
  out.end_object();
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

std::string reply_transaction_id(std::string_view event_id) {
  return std::string(reply_prefix) + percent_encoded(event_id, mark);
}

std::string edit_transaction_id(std::string_view event_id, std::uint32_t revision) {
  return "ml1e" + std::to_string(revision) + "." + percent_encoded(event_id, mark);
}

std::string redaction_transaction_id(std::string_view event_id, std::uint32_t revision) {
  return "ml1r" + std::to_string(revision) + "." + percent_encoded(event_id, mark);
}

std::string completion_transaction_id(std::string_view event_id, std::uint32_t revision) {
  return "ml1c" + std::to_string(revision) + "." + percent_encoded(event_id, mark);
}

bool is_own_transaction(std::string_view transaction_id) noexcept {
  return transaction_id.starts_with(reply_prefix) || transaction_id.starts_with("ml1e") ||
         transaction_id.starts_with("ml1r") || transaction_id.starts_with("ml1c");
}

std::optional<std::string> trigger_of(std::string_view transaction_id) {
  if (!transaction_id.starts_with(reply_prefix))
    return std::nullopt;
  auto event_id = percent_decoded(transaction_id.substr(reply_prefix.size()), mark);
  if (reply_transaction_id(event_id) != transaction_id)
    return std::nullopt; // not of our making
  return event_id;
}

} // namespace musiclink::matrix
