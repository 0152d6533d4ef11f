#include "actors/commands/check_online.hpp"

#include "actors/messages.hpp"
#include "core/exit_status.hpp"
#include "core/http_engine.hpp"
#include "core/links/detect.hpp"
#include "core/resolvers/catalog/endpoint.hpp"
#include "core/resolvers/idonthavespotify.hpp"
#include "core/version.hpp"

#include <future>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

/// A song that everybody knows.
constexpr const char* well_known_song = "https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc";
constexpr milliseconds patience{10000};
constexpr std::size_t enough_of_a_page = 64 * 1024;

/// The answer to a question, redirects followed as the service does; and where they led.
struct reached {
  http_response answer;
  std::string moved_to; ///< empty: it has not
};

reached reach_idonthavespotify(http_request question) {
  reached result;
  for (unsigned hops = 0;; ++hops) {
    result.answer = http_perform(question, user_agent());
    if (auto base_url = idonthavespotify::moved_to(result.answer))
      result.moved_to = std::move(*base_url);
    auto again = idonthavespotify::question_moved(question, result.answer, hops);
    if (!again)
      return result;
    question = std::move(*again);
  }
}

/// One question, for its budget is small; nothing cheaper would show that it works.
void check_idonthavespotify(const resolver_settings& which, online_report& into) {
  const auto about = "resolver " + which.url;
  auto song = classify(well_known_song);
  auto question = song ? idonthavespotify::question(*song, which) : std::nullopt;
  if (!question)
    return;
  const auto [answer, moved_to] = reach_idonthavespotify(std::move(*question));
  if (!moved_to.empty() && answer.status >= 300 && answer.status < 400)
    return into.error(about,
                      "HTTP " + std::to_string(answer.status) + ": it has moved to " + moved_to,
                      "write " + moved_to + " as its url, if that is whom you want to ask",
                      exit_status::unavailable);
  if (!moved_to.empty())
    into.warning(about, "it has moved to " + moved_to,
                 "write that as its url, which saves a request for each link");
  auto read = idonthavespotify::read(answer, *song);
  const auto* why = std::get_if<idonthavespotify::trouble>(&read);
  using kind = idonthavespotify::trouble::kind;
  if (!why)
    into.ok(about, "answers");
  else if (why->what == kind::limited)
    into.warning(about, "answers, but its budget is used up: " + why->text,
                 "lower its requestsPerMinute if that happens often");
  else if (why->what == kind::transient)
    into.error(about, "does not answer: " + why->text, "look at its url and the network",
               exit_status::unavailable);
  else
    into.warning(about, "answers, but has trouble with a well-known song: " + why->text,
                 "try again later; links that it does not know are asked of the next resolver");
}

/// Any answer will do: what it says of songs is found out by asking about songs.
std::string trouble_of(const http_response& answer) {
  if (answer.error != transport_error::none && answer.error != transport_error::too_large)
    return answer.error_text;
  return answer.status >= 500 ? "HTTP " + std::to_string(answer.status) : "";
}

void check_catalog(const resolver_settings& which, online_report& into) {
  std::vector<std::pair<std::string, std::future<http_response>>> asked;
  for (const auto& one : catalog::endpoints(which)) {
    if (one.url.empty())
      continue; // Bandcamp's are its artists' hosts
    http_request request;
    request.url = one.url + "/";
    request.timeout = patience;
    request.max_body = enough_of_a_page;
    asked.emplace_back("catalog, " + std::string(to_key(one.at)),
                       std::async(std::launch::async, [request = std::move(request)]() mutable {
                         return http_perform(std::move(request), user_agent());
                       }));
  }
  std::size_t silent = 0;
  for (auto& [about, answer] : asked) {
    auto trouble = trouble_of(answer.get());
    if (trouble.empty()) {
      into.ok(about, "answers");
      continue;
    }
    ++silent;
    into.warning(about, "does not answer: " + trouble,
                 "look at the network; what it knows is left out of replies meanwhile");
  }
  if (silent == asked.size())
    into.error("resolver catalog", "nobody whom it asks answers", "look at the network",
               exit_status::unavailable);
}

} // namespace

void check_resolvers(const settings& values, online_report& into) {
  for (const auto& one : values.values.resolvers) {
    switch (one.type) {
    case resolver_type::idonthavespotify:
      check_idonthavespotify(one, into);
      break;
    case resolver_type::catalog:
      check_catalog(one, into);
      break;
    case resolver_type::songlink_page:
      into.ok("resolver songlink-page", "needs no request");
      break;
    }
  }
}

} // namespace musiclink::commands
