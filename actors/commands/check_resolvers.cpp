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

/// One question, for its budget is small; nothing cheaper would show that it works.
void check_idonthavespotify(const resolver_settings& which, online_report& into) {
  const auto about = "resolver " + which.url;
  auto song = classify(well_known_song);
  auto question = song ? idonthavespotify::question(*song, which) : std::nullopt;
  if (!question)
    return;
  auto read = idonthavespotify::read(http_perform(std::move(*question), user_agent()), *song);
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
