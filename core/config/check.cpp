#include "core/config/check.hpp"

#include "core/json/explain.hpp"
#include "core/matrix/identifiers.hpp"
#include "core/matrix/login.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>

namespace musiclink {
namespace {

using json::pointer_to;

bool is_plain_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// A host, with or without a port. Names of containers may hold what host names may not.
bool is_host(std::string_view text) {
  std::string name(text);
  std::ranges::replace(name, '_', '-');
  return matrix::is_server_name(name);
}

bool is_base_url(std::string_view text) {
  const auto [scheme, rest, has_scheme] = split_first(text, "://");
  if (!has_scheme ||
      (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https")))
    return false;
  return is_host(rest.substr(0, rest.find('/'))) && is_plain_ascii(rest) &&
         rest.find_first_of("?#@\"<>\\") == std::string_view::npos;
}

bool is_host_and_port(std::string_view text) {
  const auto bracket = text.rfind(']');
  const auto colon = text.rfind(':');
  return matrix::is_server_name(text) && colon != std::string_view::npos &&
         (bracket == std::string_view::npos || colon > bracket);
}

bool is_user_glob(std::string_view text) {
  return !text.empty() && text.size() <= 255 && is_plain_ascii(text) &&
         std::string_view("@*?").find(text.front()) != std::string_view::npos;
}

bool is_country(std::string_view text) {
  return text.size() == 2 && consists_of(text, is_letter);
}

bool is_server(std::string_view text) {
  return is_base_url(text) || matrix::is_server_name(text);
}

bool is_room(std::string_view text) {
  return matrix::is_room_id(text) || matrix::is_room_alias(text);
}

/// A name is nothing to listen on: it may lead to several addresses, and to others later.
bool is_listen_address(std::string_view text) {
  const auto is_numeric = [](char c) { return is_digit(c) || c == '.'; };
  const auto host = text.substr(0, text.find(':'));
  return text == "off" ||
         (is_host_and_port(text) &&
          (text.starts_with('[') || host == "localhost" || consists_of(host, is_numeric)));
}

bool is_endpoint(std::string_view text) {
  return text == "off" || is_base_url(text);
}

/// A rule about one text, and how to put it right.
struct rule {
  bool (*holds)(std::string_view);
  std::string_view remedy;
};

constexpr rule server_rule{is_server, "must be the homeserver's base URL, such as "
                                      "\"https://matrix.example.org\", or a server name, such as "
                                      "\"example.org\""};
bool is_without_api_path(std::string_view text) {
  return !matrix::has_api_path(text);
}

/// Whether a base URL ends in one of these paths.
bool ends_in_path(std::string_view url, std::initializer_list<std::string_view> paths) {
  const auto path = plain_path_of(url);
  return std::ranges::any_of(paths, [&](std::string_view each) { return path.ends_with(each); });
}

bool is_without_search_path(std::string_view url) {
  return !ends_in_path(url, {"/api", "/api/search"});
}

bool is_without_ws_path(std::string_view url) {
  return !ends_in_path(url, {"/ws", "/ws/2"});
}

constexpr rule server_path_rule{is_without_api_path,
                                "must be the base URL alone, such as "
                                "\"https://matrix.example.org\": leave out \"/_matrix\", "
                                "\"/.well-known\" and what follows"};
constexpr rule user_rule{matrix::is_user_id,
                         "must be a user id, such as \"@musiclink:example.org\""};
constexpr rule room_rule{is_room, "must be a room id, such as \"!abc:example.org\", or an alias, "
                                  "such as \"#music:example.org\""};
constexpr rule via_rule{matrix::is_server_name, "must be a server name, such as \"example.org\""};
constexpr rule glob_rule{is_user_glob, "must be a glob over user ids, such as \"@slackbot:*\""};
constexpr rule country_rule{is_country, "must be a two-letter country code, such as \"US\""};
constexpr rule url_rule{is_base_url,
                        "must be an http or https base URL without user name, query or fragment, "
                        "such as \"https://music.example.org\""};
constexpr rule endpoint_rule{is_endpoint,
                             "must be an http or https base URL without user name, query or "
                             "fragment, such as \"https://deezer.example.org\", or \"off\" for "
                             "an endpoint that is not to be asked"};
constexpr rule search_path_rule{is_without_search_path,
                                "must be the base URL alone, such as "
                                "\"https://music.example.org\": leave out \"/api/search\", "
                                "which is added to it"};
constexpr rule ws_path_rule{is_without_ws_path,
                            "must be the base URL alone, such as \"https://musicbrainz.org\": "
                            "leave out \"/ws/2\", which is added to it"};
constexpr rule listen_rule{is_listen_address,
                           "must be host:port with an address or localhost as the host, such as "
                           "\"127.0.0.1:9110\", \"0.0.0.0:9110\" or \"[::]:9110\", or \"off\""};
constexpr rule host_rule{is_host,
                         "must be a host name as it stands in the Host header of a "
                         "request, such as \"music.example.org\", without scheme and path"};

class check {
public:
  void whole(json::value root, std::optional<std::string_view> environment_token) {
    account(root["matrix"], environment_token);
    rooms(root["matrix"]["rooms"]);
    room_settings(root["roomDefaults"], "/roomDefaults");
    resolvers(root["resolvers"]);
    outbound(root["outbound"]);
    each(root["shadow"]["compareWith"], "/shadow/compareWith", user_rule);
    one(root["admin"]["listen"], "/admin/listen", listen_rule);
    each(root["admin"]["hosts"], "/admin/hosts", host_rule);
  }

  std::vector<config_problem> faults;

private:
  void report(std::string pointer, std::string_view message) {
    faults.push_back({std::move(pointer), std::string(message), {}, {}});
  }

  void one(json::value text, const std::string& pointer, const rule& rule) {
    if (text.string() && !rule.holds(*text.string()))
      report(pointer, rule.remedy);
  }

  /// A base URL without the path of its API: whichever rule is broken is told.
  void base_url(json::value text, const std::string& pointer, const rule& form, const rule& path) {
    one(text, pointer, path.holds(text.string_or("")) ? form : path);
  }

  void each(json::value list, const std::string& pointer, const rule& rule) {
    for (std::size_t i = 0; i < list.size(); ++i)
      one(list.at(i), pointer_to(pointer, i), rule);
  }

  void account(json::value account, std::optional<std::string_view> environment_token) {
    base_url(account["server"], "/matrix/server", server_rule, server_path_rule);
    one(account["userId"], "/matrix/userId", user_rule);
    if (account.is_object() && account["enabled"].boolean() != false)
      token_sources(account, environment_token);
  }

  /// An empty variable is one that is not set: compose files pass such.
  void token_sources(json::value account, std::optional<std::string_view> environment_token) {
    std::string given;
    int sources = 0;
    const auto count = [&](bool is_given, std::string_view name) {
      if (is_given)
        given += (sources++ == 0 ? "" : " and ") + std::string(name);
    };
    count(account["accessToken"].exists(), "accessToken");
    count(account["accessTokenFile"].exists(), "accessTokenFile");
    count(environment_token && !environment_token->empty(), "$MUSICLINK_ACCESS_TOKEN");
    if (sources == 0)
      report("/matrix/accessToken", "no access token is given: set accessTokenFile, accessToken or "
                                    "the environment variable MUSICLINK_ACCESS_TOKEN; \"musiclink "
                                    "login\" makes a token file");
    if (sources > 1)
      report("/matrix/accessToken",
             "more than one access token is given, by " + given + "; keep exactly one of them");
  }

  void rooms(json::value rooms) {
    std::map<std::string_view, std::size_t> first_of;
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      const auto pointer = pointer_to("/matrix/rooms", i);
      const bool is_plain = rooms.at(i).string().has_value();
      const auto name = is_plain ? rooms.at(i) : rooms.at(i)["room"];
      const auto name_pointer = is_plain ? pointer : pointer_to(pointer, "room");
      one(name, name_pointer, room_rule);
      if (const auto text = name.string())
        if (const auto [first, is_new] = first_of.emplace(*text, i); !is_new)
          report(name_pointer, "this room is already listed at " +
                                   pointer_to("/matrix/rooms", first->second) +
                                   "; keep one of them");
      each(rooms.at(i)["via"], pointer_to(pointer, "via"), via_rule);
      room_settings(rooms.at(i), pointer);
    }
  }

  void room_settings(json::value settings, const std::string& pointer) {
    one(settings["country"], pointer_to(pointer, "country"), country_rule);
    each(settings["ignoreUsers"], pointer_to(pointer, "ignoreUsers"), glob_rule);
  }

  void resolvers(json::value resolvers) {
    for (std::size_t i = 0; i < resolvers.size(); ++i) {
      const auto pointer = pointer_to("/resolvers", i);
      const auto resolver = resolvers.at(i);
      if (resolver["type"].string() == "odesli")
        report(pointer_to(pointer, "type"),
               "\"odesli\" cannot be used: that API was closed on 2026-07-31; use "
               "\"idonthavespotify\", \"catalog\" or \"songlink-page\"");
      base_url(resolver["url"], pointer_to(pointer, "url"), url_rule, search_path_rule);
      const auto endpoints = resolver["endpoints"];
      for (std::size_t j = 0; j < endpoints.size(); ++j) {
        const auto name = endpoints.name_at(j);
        base_url(endpoints.member_at(j), pointer_to(pointer_to(pointer, "endpoints"), name),
                 endpoint_rule, name == "musicbrainz" ? ws_path_rule : endpoint_rule);
      }
    }
  }

  void outbound(json::value outbound) {
    const outbound_settings defaults;
    const auto initial = outbound["initialBackoffMs"].integer();
    const auto maximum = outbound["maxBackoffMs"].integer();
    if (initial.value_or(defaults.initial_backoff.count()) >
        maximum.value_or(defaults.max_backoff.count()))
      report(initial ? "/outbound/initialBackoffMs" : "/outbound/maxBackoffMs",
             "initialBackoffMs must not be above maxBackoffMs");
  }
};

} // namespace

std::vector<config_problem> config_faults(json::value root,
                                          std::optional<std::string_view> environment_token) {
  check all;
  all.whole(root, environment_token);
  return std::move(all.faults);
}

} // namespace musiclink
