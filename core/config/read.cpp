#include "core/config/read.hpp"

#include "core/config/keys.hpp"
#include "core/matrix/login.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {
namespace {

constexpr std::string_view public_idonthavespotify = "https://idonthavespotify.sjdonado.com";

void read(json::value from, bool& into) {
  into = from.boolean().value_or(into);
}

void read(json::value from, double& into) {
  into = from.number().value_or(into);
}

void read(json::value from, unsigned& into) {
  if (const auto number = from.integer(); number && std::in_range<unsigned>(*number))
    into = static_cast<unsigned>(*number);
}

void read(json::value from, std::string& into) {
  into = from.string_or(into);
}

void read(json::value from, std::optional<std::string>& into) {
  if (const auto text = from.string())
    into = *text;
}

template<class Rep, class Period>
void read(json::value from, std::chrono::duration<Rep, Period>& into) {
  if (const auto number = from.integer())
    into = std::chrono::duration<Rep, Period>(*number);
}

void read(json::value from, std::vector<std::string>& into) {
  if (!from.is_array())
    return;
  into.clear();
  for (std::size_t i = 0; i < from.size(); ++i)
    into.emplace_back(from.at(i).string_or(""));
}

void read(json::value from, std::vector<service>& into) {
  if (!from.is_array())
    return;
  into.clear();
  for (std::size_t i = 0; i < from.size(); ++i)
    if (const auto where = service_from_key(from.at(i).string_or("")))
      into.push_back(*where);
}

template<class Enum, std::size_t N>
void read(json::value from, const named<Enum> (&table)[N], Enum& into) {
  into = value_in(table, from.string_or("")).value_or(into);
}

/// A base URL without '/' at its end, so that paths can be appended; or a name, or "off".
void read_url(json::value from, std::string& into) {
  read(from, into);
  into = matrix::base_url_in(into).value_or(into);
}

void read(json::value from, reply_settings& into) {
  read(from["style"], reply_styles, into.style);
  read(from["msgtype"], into.msgtype);
  read(from["services"], into.services);
  read(from["linkPreviews"], into.link_previews);
  read(from["maxLinks"], into.max_links);
  read(from["answerWithinMs"], into.answer_within);
  read(from["completeWithinMs"], into.complete_within);
}

/// Country codes are written in any case and sent in upper case.
void read_country(json::value from, std::string& into) {
  read(from, into);
  std::ranges::transform(into, into.begin(), to_upper);
}

void read(json::value from, room_settings& into) {
  read(from["mode"], room_modes, into.mode);
  read(from["reply"], into.reply);
  read(from["youtube"], youtube_policies, into.youtube);
  read_country(from["country"], into.country);
  read(from["ignoreUsers"], into.ignore_users);
  read(from["maxEventAgeMs"], into.max_event_age);
}

/// Begins with the settings of all rooms, so that only what is written for this
/// one is replaced.
allowed_room read_room(json::value from, const room_settings& defaults) {
  allowed_room room{.room = {}, .via = {}, .settings = defaults};
  read(from, room.room);
  read(from["room"], room.room);
  read(from["via"], room.via);
  read(from, room.settings);
  return room;
}

void read(json::value from, const room_settings& defaults, matrix_settings& into) {
  read(from["enabled"], into.enabled);
  read_url(from["server"], into.server);
  read(from["userId"], into.user_id);
  read(from["accessTokenFile"], into.access_token_file);
  read(from["accessToken"], into.access_token);
  read(from["stateStorePath"], into.state_store_path);
  read(from["followUpgrades"], into.follow_upgrades);
  read(from["syncTimeoutMs"], into.sync_timeout);
  for (std::size_t i = 0; i < from["rooms"].size(); ++i)
    into.rooms.push_back(read_room(from["rooms"].at(i), defaults));
}

resolver_endpoint& endpoint_named(std::string_view name, std::vector<resolver_endpoint>& in) {
  const auto found = std::find_if(in.begin(), in.end(),
                                  [name](const auto& endpoint) { return endpoint.name == name; });
  if (found != in.end())
    return *found;
  return in.emplace_back(resolver_endpoint{std::string(name), {}, {}});
}

/// What is replaced of catalog's endpoints. One number for `requestsPerMinute` is every endpoint's.
void read(json::value from, std::vector<resolver_endpoint>& into) {
  const auto urls = from["endpoints"];
  for (std::size_t i = 0; i < urls.size(); ++i)
    read_url(urls.member_at(i), endpoint_named(urls.name_at(i), into).url);
  const auto rates = from["requestsPerMinute"];
  for (std::size_t i = 0; i < rates.size(); ++i)
    endpoint_named(rates.name_at(i), into).requests_per_minute = rates.member_at(i).number();
  if (const auto rate = rates.number())
    endpoint_named(every_endpoint, into).requests_per_minute = rate;
}

resolver_settings read_resolver(json::value from) {
  resolver_settings resolver;
  read(from["type"], resolver_types, resolver.type);
  read(from["timeoutMs"], resolver.timeout);
  if (resolver.type == resolver_type::idonthavespotify) {
    resolver.url = public_idonthavespotify;
    read_url(from["url"], resolver.url);
    read(from["requestsPerMinute"], resolver.requests_per_minute);
  }
  if (resolver.type == resolver_type::catalog)
    read(from, resolver.endpoints);
  return resolver;
}

std::vector<resolver_settings> read_resolvers(json::value from) {
  if (!from.is_array())
    return {{.type = resolver_type::idonthavespotify,
             .url = std::string(public_idonthavespotify),
             .endpoints = {}},
            {.type = resolver_type::catalog, .url = {}, .endpoints = {}}};
  std::vector<resolver_settings> resolvers;
  for (std::size_t i = 0; i < from.size(); ++i)
    resolvers.push_back(read_resolver(from.at(i)));
  return resolvers;
}

void read(json::value from, outbound_settings& into) {
  read(from["maxAttempts"], into.max_attempts);
  read(from["initialBackoffMs"], into.initial_backoff);
  read(from["maxBackoffMs"], into.max_backoff);
  read(from["drainTimeoutMs"], into.drain_timeout);
}

void read(json::value from, shadow_settings& into) {
  read(from["compareWith"], into.compare_with);
  read(from["windowMs"], into.window);
  read(from["keepHours"], into.keep);
}

} // namespace

config read_config(json::value root) {
  config settings;
  read(root["roomDefaults"], settings.room_defaults);
  read(root["mode"], service_modes, settings.mode);
  read(root["matrix"], settings.room_defaults, settings.matrix);
  settings.resolvers = read_resolvers(root["resolvers"]);
  read(root["cache"]["ttlHours"], settings.cache.ttl);
  read(root["cache"]["negativeTtlMinutes"], settings.cache.negative_ttl);
  read(root["dedup"]["ttlHours"], settings.dedup_ttl);
  read(root["outbound"], settings.outbound);
  read(root["shadow"], settings.shadow);
  read(root["admin"]["listen"], settings.admin_listen);
  read(root["admin"]["hosts"], settings.admin_hosts);
  read(root["log"]["level"], settings.log.level);
  settings.log.json = root["log"]["format"].string() == "json";
  return settings;
}

} // namespace musiclink
