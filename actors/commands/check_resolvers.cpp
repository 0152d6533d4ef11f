#include "actors/commands/check_online.hpp"

#include "actors/messages.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/http_engine.hpp"
#include "core/edge/version.hpp"
#include "core/links/detect.hpp"
#include "core/links/redirects.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/idonthavespotify.hpp"

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
  std::string url;      ///< that gave it
  std::string moved_to; ///< empty: it has not
};

reached reach_idonthavespotify(http_request question) {
  reached result;
  for (unsigned hops = 0;; ++hops) {
    result.answer = http_perform(question, user_agent());
    result.url = question.url;
    if (leads_to_itself(result.url, result.answer))
      return result;
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
  const auto [answer, url, moved_to] = reach_idonthavespotify(std::move(*question));
  if (!moved_to.empty() && answer.status >= 300 && answer.status < 400)
    return into.error(about,
                      "HTTP " + std::to_string(answer.status) + ": it has moved to " + moved_to,
                      "write " + moved_to + " as its url, if that is whom you want to ask",
                      exit_status::unavailable);
  if (!moved_to.empty())
    into.warning(about, "it has moved to " + moved_to,
                 "write that as its url, which saves a request for each link");
  auto read = idonthavespotify::read(answer, *song, url);
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

/// A question as the catalog asks it: what lies at the root of these hosts may lead anywhere.
/// Any item will do.
std::optional<catalog::question> sample_question(catalog::endpoint at) {
  const auto& asked = catalog::of(at);
  std::vector<catalog::question> questions;
  if (!asked.sample.empty())
    questions = asked.ask(*classify(asked.sample), "US");
  if (asked.search_relations != nullptr) {
    facts song;
    song.type = item_type::track;
    song.isrc = "GBDUW0000059";
    questions = asked.search_relations(song);
  }
  if (!questions.empty())
    return std::move(questions.front());
  return std::nullopt; // Bandcamp's are its artists' hosts
}

/// The answer with redirects followed as the service does, or why one of them is not.
std::variant<http_response, std::string> reach(http_request question) {
  for (unsigned hops = 0;; ++hops) {
    auto answer = http_perform(question, user_agent());
    auto led = redirect_of(question.url, answer, hops, redirects_of_catalog);
    if (!led)
      return answer;
    if (led->url.empty())
      return std::move(led->refusal);
    question.url = std::move(led->url);
  }
}

/// What it says of the item is not looked at.
std::string trouble_of(const http_response& answer) {
  if (answer.error != transport_error::none && answer.error != transport_error::too_large)
    return answer.error_text;
  return answer.status >= 500 ? "HTTP " + std::to_string(answer.status) : "";
}

void check_catalog(const resolver_settings& which, online_report& into) {
  std::vector<std::pair<std::string, std::future<std::variant<http_response, std::string>>>> asked;
  for (const auto& one : catalog::endpoints(which)) {
    const auto question = sample_question(one.at);
    if (!question)
      continue;
    auto request = catalog::request_for(*question, one);
    request.timeout = patience;
    request.max_body = enough_of_a_page;
    asked.emplace_back("catalog, " + std::string(to_key(one.at)),
                       std::async(std::launch::async, [request = std::move(request)]() mutable {
                         return reach(std::move(request));
                       }));
  }
  std::size_t silent = 0;
  for (auto& [about, answer] : asked) {
    const auto came = answer.get();
    if (const auto* elsewhere = std::get_if<std::string>(&came)) {
      ++silent;
      into.warning(about, *elsewhere,
                   "write its new address into endpoints, if that is whom you want to ask");
      continue;
    }
    const auto trouble = trouble_of(std::get<http_response>(came));
    if (trouble.empty()) {
      into.ok(about, "answers");
      continue;
    }
    ++silent;
    into.warning(about, "does not answer: " + trouble,
                 "look at the network; what it knows is left out of replies meanwhile");
  }
  if (silent > 0 && silent == asked.size())
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
