#pragma once

#include "actors/resolver/resolver.hpp"
#include "core/links/detect.hpp"
#include "tests/support/actor_fixture.hpp"

#include <caf/event_based_actor.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

namespace musiclink::test {

inline constexpr const char* deezer_track = "https://www.deezer.com/track/3135556";

/// What Deezer says of the track itself.
inline constexpr const char* source_facts =
    R"({"id":3135556,"title":"Harder, Better, Faster, Stronger",
  "isrc":"GBDUW0000059","duration":224,"link":"https://www.deezer.com/track/3135556",
  "artist":{"id":27,"name":"Daft Punk"},"contributors":[{"name":"Daft Punk"}],
  "album":{"title":"Discovery"},"type":"track"})";

inline constexpr const char* itunes_result = R"({"resultCount":1,"results":[{"wrapperType":"track",
  "kind":"song","artistName":"Daft Punk","trackName":"Harder, Better, Faster, Stronger",
  "collectionName":"Discovery","trackTimeMillis":224693,"trackId":697195787,
  "trackViewUrl":"https://music.apple.com/us/album/harder-better-faster-stronger/697194953?i=697195787"}]})";

inline std::string offer(const std::string& title, const std::string& artist) {
  return R"({"type":"song","title":")" + title + R"(","description":")" + artist +
         R"( - track - 2001","source":"deezer","links":[
           {"type":"spotify","url":"https://open.spotify.com/track/5W3cjX2J3tjhG8zb6u0qHn",
            "isVerified":true}]})";
}

/// A resolver with the whole chain, on a network that answers by part of the URL
/// and with 404 elsewhere.
struct chained : actor_fixture {
  chained() {
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      asked_at[host_of(request.url)].push_back(around.now());
      for (const auto& [part, answer] : answers)
        if (request.url.find(part) != std::string::npos)
          return answer;
      return json_answer(404, "{}");
    };
    around.reached = [this](std::string_view point) {
      if (point == "save_budget.after")
        ++budgets_saved;
    };
    keeper = spawn_storekeeper();
    network = own(net.spawn(system));
    under_test = own<resolver_actor>(system.spawn(resolver, network, keeper, around));
    resolver_settings idonthavespotify;
    idonthavespotify.url = "http://idhs";
    idonthavespotify.requests_per_minute = 5;
    resolver_settings catalog;
    catalog.type = resolver_type::catalog;
    chain = {idonthavespotify, catalog};
    configure();
  }

  static std::string host_of(const std::string& url) {
    auto from = url.find("//") + 2;
    return url.substr(from, url.find('/', from) - from);
  }

  void configure() {
    auto values = std::make_shared<settings>();
    values->values.resolvers = chain;
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  /// Asks as a room does for its reply.
  void ask_for(const std::string& url, const std::string& country = "US") {
    put(question_about(url, country));
    settle();
  }

  /// Asks as a room does that completes its reply: for the last word.
  void ask_patiently(const std::string& url) {
    auto what = question_about(url, "US");
    what.answer_within = std::chrono::minutes{15};
    put(what);
    settle();
  }

  static resolve question_about(const std::string& url, const std::string& country = "US") {
    resolve what;
    what.about = *classify(url);
    what.country = country;
    what.answer_within = std::chrono::seconds{5};
    return what;
  }

  /// Asks without letting anybody work on it.
  void put(const resolve& what) {
    system.spawn([this, what](caf::event_based_actor* self) {
      self->request(under_test, caf::infinite, what)
          .then([this](const resolved& is) { came.push_back(is); }, [](const caf::error&) {});
    });
  }

  /// What a kill and a new start of the process leave of the resolver: the store.
  void restart() {
    caf::anon_send_exit(under_test, caf::exit_reason::kill);
    settle();
    under_test = own<resolver_actor>(system.spawn(resolver, network, keeper, around));
    configure();
  }

  /// The services of the only answer.
  std::vector<service> found() {
    std::vector<service> services;
    REQUIRE(came.size() == 1);
    if (came[0].known)
      for (const auto& one : came[0].known->found.links)
        services.push_back(one.where);
    return services;
  }

  bool has(service where) {
    auto services = found();
    return std::ranges::find(services, where) != services.end();
  }

  /// The most requests to a host in any 60 seconds.
  std::size_t most_in_a_minute(const std::string& host) {
    const auto& times = asked_at[host];
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
      while (times[last] - times[first] >= 60000)
        ++first;
      most = std::max(most, last - first + 1);
    }
    return most;
  }

  std::vector<resolver_settings> chain;
  std::map<std::string, http_response> answers; ///< by part of the URL
  std::map<std::string, std::vector<unix_ms>> asked_at;
  unsigned budgets_saved = 0;
  storekeeper_actor keeper;
  http_actor network;
  resolver_actor under_test;
  std::vector<resolved> came;
};

inline http_response unreachable() {
  http_response gone;
  gone.error = transport_error::unreachable;
  return gone;
}

/// The network of a catalog that knows the track.
inline void let_catalog_know(chained& test) {
  test.answers["api.deezer.com/track/3135556"] = json_answer(200, source_facts);
  test.answers["itunes.apple.com/search"] = json_answer(200, itunes_result);
}

} // namespace musiclink::test
