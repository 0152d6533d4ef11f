#include "actors/commands/check_online.hpp"

#include "actors/messages.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/http_engine.hpp"
#include "core/edge/version.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/login.hpp"
#include "core/matrix/requests.hpp"
#include "core/matrix/survey.hpp"

#include <map>
#include <optional>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

const std::string look_at_server = "look at matrix.server and the network";

http_response ask(http_request what) {
  return http_perform(std::move(what), user_agent());
}

std::optional<std::string> find_homeserver(const std::string& server, online_report& into) {
  if (auto base_url = matrix::base_url_in(server)) {
    into.ok("discovery", "not needed: " + *base_url + " is a base URL");
    return base_url;
  }
  auto found = matrix::discover(server, ask);
  if (const auto* why = std::get_if<matrix::failure>(&found)) {
    into.error("discovery", server + ": " + why->text,
               "look at https://" + server +
                   "/.well-known/matrix/client, or write the base URL as matrix.server",
               exit_status::unavailable);
    return std::nullopt;
  }
  into.ok("discovery", server + " is served by " + std::get<std::string>(found));
  return std::get<std::string>(std::move(found));
}

void check_tls(const std::string& base_url, online_report& into) {
  if (base_url.starts_with("https://"))
    into.ok("TLS", "the homeserver's certificate is good");
  else if (matrix::is_in_clear_text(base_url))
    into.warning("TLS", "not used: the access token travels in clear text",
                 "write an https:// URL as matrix.server");
  else
    into.ok("TLS", "not used, and not needed on this machine");
}

bool check_homeserver(const std::string& base_url, online_report& into) {
  auto answer = ask(matrix::versions(base_url));
  if (answer.error == transport_error::tls) {
    into.error("TLS", answer.error_text,
               "the homeserver needs a certificate that is valid for its name, and whose issuer is "
               "trusted on this machine",
               exit_status::unavailable);
    return false;
  }
  if (auto why = matrix::failure_of(answer)) {
    const auto moved_to = matrix::moved_base_url(answer);
    into.error("homeserver", base_url + ": " + why->text,
               moved_to ? "write " + *moved_to + " as matrix.server, or where .well-known names " +
                              base_url
                        : look_at_server,
               exit_status::unavailable);
    return false;
  }
  check_tls(base_url, into);
  auto newest = matrix::newest_version_of(answer);
  if (!newest) {
    into.error("homeserver", base_url + " answers, but not as a Matrix homeserver", look_at_server,
               exit_status::unavailable);
    return false;
  }
  into.ok("homeserver", base_url + " speaks Matrix up to " + *newest);
  return true;
}

/// Whether the token is good for asking about rooms.
bool check_token(const matrix::session& as, const settings& values, online_report& into) {
  auto answer = ask(matrix::whoami(as));
  auto why = matrix::failure_of(answer);
  if (why && why->kind == matrix::failure_kind::unauthorized) {
    if (!values.token.refresh_token.empty())
      into.warning("token", "refused (" + why->text + "), and can be renewed",
                   "nothing, if musiclink did not run lately: it renews the token when it starts");
    else
      into.error("token", "refused: " + why->text,
                 "make a new one with musiclink login, where the configuration has it",
                 exit_status::token_refused);
    return false;
  }
  auto who = why ? std::nullopt : matrix::identity_of(answer);
  if (!who) {
    into.error("token", why ? why->text : "the answer names no user", "try again later",
               exit_status::unavailable);
    return false;
  }
  if (who->user_id != values.values.matrix.user_id) {
    into.error("token",
               "it belongs to " + who->user_id + ", not to " + values.values.matrix.user_id,
               "set matrix.userId, or use a token of that user", exit_status::config_invalid);
    return false;
  }
  into.ok("token", "belongs to " + who->user_id);
  if (who->device_id.empty())
    into.warning("device",
                 "the token has none: the homeserver cannot recognise a repeated send for long",
                 "use a token from musiclink login");
  else
    into.ok("device", who->device_id);
  return true;
}

/// The id of a room of the allowlist; nothing where its alias leads nowhere.
std::optional<std::string> find_room(const matrix::session& as, const allowed_room& allowed,
                                     online_report& into) {
  if (!allowed.room.starts_with('#'))
    return allowed.room;
  auto answer = ask(matrix::resolve_alias(as, allowed.room));
  auto why = matrix::failure_of(answer);
  auto room_id = why ? std::nullopt : matrix::room_id_of(answer);
  if (room_id)
    return room_id;
  bool final = why && why->kind == matrix::failure_kind::permanent;
  into.error("room " + allowed.room,
             "the alias leads to no room: " + (why ? why->text : "the answer names none"),
             final ? "correct the alias, or write the room's id" : "try again later",
             final ? exit_status::config_invalid : exit_status::unavailable);
  return std::nullopt;
}

/// A room that we are neither in nor invited to: whether we could come in.
void check_from_outside(const matrix::session& as, const allowed_room& allowed,
                        const std::string& room_id, const std::string& user_id,
                        online_report& into) {
  const auto about = "room " + allowed.room;
  auto answer = ask(matrix::room_summary(as, room_id, allowed.via));
  auto why = matrix::failure_of(answer);
  auto outline = why ? std::nullopt : matrix::outline_of(answer);
  if (why && why->errcode == "M_UNRECOGNIZED")
    into.warning(about, "not joined, and the homeserver cannot tell whether it may be",
                 "invite " + user_id + " unless anybody may join");
  else if (why && why->kind != matrix::failure_kind::permanent)
    into.error(about, "not joined, not invited, and not shown: " + why->text, "try again later",
               exit_status::unavailable);
  else if (!outline)
    into.error(about,
               "not joined, not invited, and not reachable: " +
                   (why ? why->text : "the answer describes no room"),
               "invite " + user_id + "; correct the id; or name servers of the room in \"via\"",
               exit_status::config_invalid);
  else if (outline->encrypted)
    into.error(about, "encrypted: musiclink neither reads nor posts there",
               "use a room without encryption (it cannot be switched off again)",
               exit_status::config_invalid);
  else if (!outline->anybody_may_join)
    into.error(about, "not joined, and not everybody may join", "invite " + user_id,
               exit_status::config_invalid);
  else
    into.ok(about, "not joined yet; musiclink joins when it starts");
}

/// Asked only where the power levels would not do.
void count_creators(const matrix::session& as, const std::string& room_id,
                    const std::string& user_id, matrix::surveyed_room& found) {
  if ((found.may_send && found.may_redact) || found.encrypted)
    return;
  if (matrix::names_privileged_creator(ask(matrix::create_event(as, room_id)), user_id))
    found.may_send = found.may_redact = true;
}

void check_rooms(const matrix::session& as, const config& values, online_report& into) {
  std::vector<std::pair<const allowed_room*, std::string>> found;
  std::vector<std::string> room_ids;
  for (const auto& allowed : values.matrix.rooms)
    if (auto room_id = find_room(as, allowed, into)) {
      room_ids.push_back(*room_id);
      found.emplace_back(&allowed, std::move(*room_id));
    }
  if (found.empty())
    return;
  auto answer = ask(matrix::survey(as, room_ids));
  auto why = matrix::failure_of(answer);
  auto known = why ? std::nullopt : matrix::survey_of(answer, values.matrix.user_id);
  if (!known)
    return into.error("rooms", why ? why->text : "the answer to sync cannot be read",
                      "try again later", exit_status::unavailable);
  for (const auto& [allowed, room_id] : found) {
    auto entry = known->find(room_id);
    if (entry == known->end()) {
      check_from_outside(as, *allowed, room_id, values.matrix.user_id, into);
      continue;
    }
    count_creators(as, room_id, values.matrix.user_id, entry->second);
    for (const auto& one : check_room(*allowed, entry->second, values.matrix))
      into.say("room " + allowed->room, one, exit_status::config_invalid);
  }
}

} // namespace

void check_account(const settings& values, online_report& into) {
  auto base_url = find_homeserver(values.values.matrix.server, into);
  if (!base_url || !check_homeserver(*base_url, into))
    return;
  matrix::session as{*base_url, values.token.value};
  if (check_token(as, values, into))
    check_rooms(as, values.values, into);
}

} // namespace musiclink::commands
