#pragma once

#include "tests/actors/resolver/resolving.hpp"

#include <string>
#include <utility>
#include <vector>

namespace musiclink::test {

/// Songs are numbers; every service that is asked knows them. Each answers after a while
/// of its own in virtual time.
struct timed : actor_fixture {
  struct told {
    std::string url;
    milliseconds after{0};
    resolved what;

    bool has(service where) const {
      return what.known && std::ranges::find(what.known->found.links, where, &song_link::where) !=
                               what.known->found.links.end();
    }
  };

  /// What a host answers, and after which time.
  struct host {
    http_response answer;
    milliseconds after{100};
  };

  timed() {
    keeper = spawn_storekeeper();
    network = own(spawn_network());
    under_test = own<resolver_actor>(system.spawn(resolver, network, keeper, around));
    resolver_settings idonthavespotify;
    idonthavespotify.url = "http://idhs";
    resolver_settings catalog;
    catalog.type = resolver_type::catalog;
    chain = {idonthavespotify, catalog};
    configure();
  }

  void configure() {
    auto values = std::make_shared<settings>();
    values->values.resolvers = chain;
    caf::anon_send(under_test, settings_changed{values, service_mode::active});
    settle();
  }

  void restart() {
    caf::anon_send_exit(under_test, caf::exit_reason::kill);
    settle();
    under_test = own<resolver_actor>(system.spawn(resolver, network, keeper, around));
    configure();
  }

  /// Spotify's link of a song.
  static std::string link_of(int number) {
    auto digits = std::to_string(number);
    return "https://open.spotify.com/track/" + std::string(22 - digits.size(), '0') + digits;
  }

  void ask_for(const std::string& url, const std::string& room, const std::string& member = "@a",
               milliseconds within = std::chrono::seconds{5}) {
    resolve what;
    what.about = *classify(url);
    what.answer_within = within;
    what.room_id = room;
    what.member = member;
    const auto begun = around.steady();
    system.spawn([this, what, url, begun](caf::event_based_actor* self) {
      self->request(under_test, caf::infinite, what)
          .then(
              [this, url, begun](const resolved& is) {
                came.push_back({url, around.steady() - begun, is});
              },
              [](const caf::error&) {});
    });
  }

  /// The answer to the only one who asked about that link.
  const told& answer_to(const std::string& url) {
    const auto found = std::ranges::find(came, url, &told::url);
    REQUIRE_MESSAGE(found != came.end(), url);
    return *found;
  }

  /// How long `percent` of the answers took at most.
  milliseconds percentile(unsigned percent) const {
    std::vector<milliseconds> all;
    for (const auto& each : came)
      all.push_back(each.after);
    std::ranges::sort(all);
    return all.empty() ? milliseconds{0} : all[(all.size() * percent - 1) / 100];
  }

  std::vector<resolver_settings> chain;
  std::map<std::string, host> hosts; ///< that do not answer as they should
  std::map<std::string, std::vector<unix_ms>> asked_at;
  storekeeper_actor keeper;
  http_actor network;
  resolver_actor under_test;
  std::vector<told> came;

private:
  /// The number after that word, or nothing.
  static std::string number_after(const std::string& text, const std::string& word) {
    auto from = text.find(word);
    if (from == std::string::npos)
      return "";
    from += word.size();
    const auto number = text.substr(from, text.find_first_not_of("0123456789", from) - from);
    const auto first = number.find_first_not_of('0');
    return first == std::string::npos ? "" : number.substr(first);
  }

  static std::string deezer_item(const std::string& number) {
    return R"({"id":)" + number + R"(,"title":"Song )" + number +
           R"(","duration":200,"type":"track","artist":{"id":27,"name":"Somebody"}})";
  }

  static http_response known_at(const http_request& request) {
    const auto& url = request.url;
    const auto host = chained::host_of(url);
    if (host == "open.spotify.com")
      if (const auto n = number_after(url, "track/"); !n.empty())
        return json_answer(200, R"(<html><head><meta property="og:title" content="Song )" + n +
                                    R"("/><meta property="og:description" )"
                                    R"(content="Somebody · Album · Song · 2000"/>)"
                                    R"(<meta name="music:duration" content="200"/></head></html>)");
    if (host == "api.deezer.com") {
      if (const auto n = number_after(url, "/track/"); !n.empty())
        return json_answer(200, deezer_item(n));
      if (const auto n = number_after(url, "Song%20"); !n.empty())
        return json_answer(200, R"({"data":[)" + deezer_item(n) + "]}");
    }
    if (host == "itunes.apple.com")
      if (const auto n = number_after(url, "Song%20"); !n.empty())
        return json_answer(200,
                           R"({"resultCount":1,"results":[{"wrapperType":"track","kind":"song",)"
                           R"("artistName":"Somebody","trackName":"Song )" +
                               n +
                               R"(","trackTimeMillis":200000,"trackViewUrl":)"
                               R"("https://music.apple.com/us/album/song/9?i=)" +
                               n + R"("}]})");
    if (host == "idhs")
      if (const auto n = number_after(request.body, "track/"); !n.empty())
        return json_answer(200, R"({"type":"song","title":"Song )" + n +
                                    R"(","description":"Somebody · Album · Song · 2000","links":[)"
                                    R"({"type":"deezer","url":"https://www.deezer.com/track/)" +
                                    n + R"("},{"type":"tidal","url":"https://tidal.com/track/)" +
                                    n + R"("}]})");
    return json_answer(404, "{}");
  }

  http_actor spawn_network() {
    using impl = http_actor::extend<caf::reacts_to<std::uint64_t>>;
    return system.spawn([this](impl::pointer self) -> impl::behavior_type {
      return {
          [this, self](const perform& what) -> caf::result<http_response> {
            const auto name = chained::host_of(what.request.url);
            asked_at[name].push_back(around.now());
            const auto other = hosts.find(name);
            auto [answer, after] =
                other == hosts.end() ? host{known_at(what.request)} : other->second;
            if (after > what.request.timeout) {
              answer = {};
              answer.error = transport_error::timed_out;
              after = what.request.timeout;
            }
            auto promise = self->make_response_promise<http_response>();
            waiting_.emplace(++last_, std::pair{promise, std::move(answer)});
            self->delayed_send(self, after, last_);
            return promise;
          },
          [](const abandon&) {},
          [this](std::uint64_t number) {
            auto one = std::move(waiting_.extract(number).mapped());
            one.first.deliver(std::move(one.second));
          },
      };
    });
  }

  std::map<std::uint64_t, std::pair<caf::typed_response_promise<http_response>, http_response>>
      waiting_;
  std::uint64_t last_ = 0;
};

} // namespace musiclink::test
