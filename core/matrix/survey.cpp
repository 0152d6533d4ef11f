#include "core/matrix/survey.hpp"

#include "core/json/json.hpp"
#include "core/matrix/power.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace musiclink::matrix {
namespace {

constexpr std::array<std::string_view, 5> state_types{"m.room.power_levels", "m.room.encryption",
                                                      "m.room.tombstone", "m.bridge",
                                                      "uk.half-shot.bridge"};
constexpr std::size_t max_name_characters = 40;

std::string filter_json_of(std::span<const std::string> room_ids) {
  json::writer out;
  auto nothing_of = [&out](std::string_view section) {
    out.key(section).begin_object().key("not_types").begin_array().string("*").end_array();
    out.end_object();
  };
  out.begin_object();
  nothing_of("presence");
  nothing_of("account_data");
  out.key("room").begin_object().key("rooms").begin_array();
  for (const auto& room_id : room_ids)
    out.string(room_id);
  out.end_array();
  nothing_of("ephemeral");
  nothing_of("account_data");
  out.key("timeline").begin_object().key("limit").integer(1);
  out.key("not_types").begin_array().string("*").end_array().end_object();
  out.key("state").begin_object().key("types").begin_array();
  for (const auto type : state_types)
    out.string(type);
  out.end_array().end_object();
  out.end_object().end_object();
  return std::string(out.text());
}

/// What is known of a room once all of its state events were seen.
struct state_events {
  json::value power_levels;
  surveyed_room room;
};

/// A bridge that is gone leaves an empty content behind.
void take_bridge(json::value content, std::vector<std::string>& bridges) {
  const auto protocol = content["protocol"];
  auto name = one_line(protocol["displayname"].string_or(protocol["id"].string_or("")),
                       max_name_characters);
  if (name.empty() && content["bridgebot"].string())
    name = "another network";
  // Most bridges send both of the types.
  if (!name.empty() && std::ranges::find(bridges, name) == bridges.end())
    bridges.push_back(std::move(name));
}

void take(json::value event, state_events& into) {
  const auto type = event["type"].string_or("");
  const auto content = event["content"];
  if (type == "m.bridge" || type == "uk.half-shot.bridge")
    return take_bridge(content, into.room.bridges);
  if (!event["state_key"].string_or("none").empty())
    return;
  if (type == "m.room.power_levels")
    into.power_levels = content;
  else if (type == "m.room.encryption")
    into.room.encrypted = true;
  else if (type == "m.room.tombstone")
    into.room.successor = one_line(content["replacement_room"].string_or(""), 255);
}

/// `state_after` where the homeserver knows it, else `state`, which with an empty
/// timeline is the same.
surveyed_room joined_room_of(json::value update, std::string_view user_id) {
  state_events seen;
  for (const auto section : {"state", "state_after"}) {
    const auto events = update[section]["events"];
    for (std::size_t i = 0; i < events.size(); ++i)
      take(events.at(i), seen);
  }
  seen.room.joined = true;
  seen.room.may_send = may_send(seen.power_levels, user_id, "m.room.message");
  seen.room.may_redact = may_send(seen.power_levels, user_id, "m.room.redaction");
  return std::move(seen.room);
}

} // namespace

http_request survey(const session& as, std::span<const std::string> room_ids) {
  sync_query query;
  // An inline filter: nothing is left behind on the homeserver.
  query.filter_id = filter_json_of(room_ids);
  return sync(as, query);
}

std::optional<std::map<std::string, surveyed_room>> survey_of(const http_response& answer,
                                                              std::string_view user_id) {
  const auto document = json::parsed(answer.body);
  if (!document || !document->root()["next_batch"].string())
    return std::nullopt;
  const auto rooms = document->root()["rooms"];
  std::map<std::string, surveyed_room> result;
  const auto invited = rooms["invite"];
  for (std::size_t i = 0; i < invited.size(); ++i)
    result.emplace(invited.name_at(i), surveyed_room{});
  const auto joined = rooms["join"];
  for (std::size_t i = 0; i < joined.size(); ++i)
    result.insert_or_assign(std::string(joined.name_at(i)),
                            joined_room_of(joined.member_at(i), user_id));
  return result;
}

bool names_privileged_creator(const http_response& create_event_answer, std::string_view user_id) {
  const auto document = json::parsed(create_event_answer.body);
  return document && is_privileged_creator(document->root(), user_id);
}

std::optional<room_outline> outline_of(const http_response& answer) {
  const auto document = json::parsed(answer.body);
  if (!document || !document->root()["room_id"].string())
    return std::nullopt;
  const auto root = document->root();
  return room_outline{root["join_rule"].string_or("public") == "public",
                      !root["encryption"].string_or("").empty() ||
                          !root["im.nheko.summary.encryption"].string_or("").empty()};
}

} // namespace musiclink::matrix
