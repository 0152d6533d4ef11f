#include "core/resolvers/idonthavespotify.hpp"

#include "core/json/json.hpp"
#include "core/links/redirects.hpp"
#include "core/resolvers/offered_link.hpp"
#include "core/services/table.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace musiclink::idonthavespotify {
namespace {

constexpr std::string_view api_path = "/api/search";
constexpr std::size_t most_answer_bytes = 1024 * 1024;
constexpr std::size_t most_error_characters = 200;

std::string_view adapter_of(service where) noexcept {
  return services::of(where).idonthavespotify.adapter;
}

/// Whether links of that service are wanted about an item of the service `source`.
bool is_wanted(service where, service source) noexcept {
  return !adapter_of(where).empty() && where != source;
}

std::optional<std::string> accepted_form(const link& about) {
  const auto form = services::of(about.where).idonthavespotify.form;
  return form != nullptr ? form(about) : std::nullopt;
}

std::string request_body(std::string_view asked, service source) {
  json::writer out;
  out.begin_object().key("link").string(asked).key("adapters").begin_array();
  for (const auto where : all_services())
    if (is_wanted(where, family_of(source)))
      out.string(adapter_of(where));
  out.end_array().end_object();
  return std::string(out.text());
}

item_type type_of(std::string_view name, const link& about) {
  constexpr std::array<std::pair<std::string_view, item_type>, 6> names{
      {{"song", item_type::track},
       {"album", item_type::album},
       {"playlist", item_type::playlist},
       {"artist", item_type::artist},
       {"podcast", item_type::episode},
       {"show", item_type::show}}};
  const auto* const found =
      std::ranges::find(names, name, &std::pair<std::string_view, item_type>::first);
  return found == names.end() ? about.type : found->second;
}

/// What the answer's `links` bring: one link per wanted service, the first.
/// `answered` are the wanted services that were looked at, found or not.
struct offers {
  std::vector<song_link> links;
  std::vector<service> answered;
};

bool is_known(const std::vector<song_link>& links, service where) {
  return std::ranges::find(links, where, &song_link::where) != links.end();
}

/// Whether a link is of the kind that was asked about: an album is no answer to a
/// song. A question about a video means its song, and YouTube has albums as lists.
bool is_of_kind(const link& offered, const link& about) {
  const auto kind = [](item_type type) {
    return type == item_type::video ? item_type::track : type;
  };
  const bool list_of_album = family_of(offered.where) == service::youtube &&
                             about.type == item_type::album && offered.type == item_type::playlist;
  return kind(offered.type) == kind(about.type) || list_of_album;
}

/// Whatever is neither absent nor false marks a link.
bool is_marked(const json::value& not_available) {
  return not_available.exists() && !not_available.is_null() &&
         not_available.boolean().value_or(true);
}

offers read_offers(const json::value& list, const link& about) {
  const auto source = family_of(about.where);
  offers result;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto item = list.at(i);
    const auto type = item["type"].string_or({});
    const auto found = std::ranges::find_if(all_services(), [&](service where) {
      return is_wanted(where, source) && adapter_of(where) == type;
    });
    if (found == all_services().end())
      continue;
    const auto where = *found;
    if (std::ranges::find(result.answered, where) == result.answered.end())
      result.answered.push_back(where);
    auto known = offered_link_at(item["url"].string_or({}));
    if (is_marked(item["notAvailable"]) || is_known(result.links, where) || !known ||
        family_of(known->item.where) != where || !is_of_kind(known->item, about))
      continue;
    result.links.push_back({where, std::move(known->url)});
  }
  return result;
}

trouble nonsense(std::string_view what) {
  return {trouble::kind::transient, "the answer is " + std::string(what), std::nullopt};
}

std::variant<answer, trouble> read_answer(const http_response& response, const link& about) {
  const auto document = json::parsed(response.body);
  if (!document)
    return nonsense("not JSON");
  const auto root = document->root();
  const auto title = root["title"].string();
  if (!title || !root["links"].is_array())
    return nonsense("not of the expected shape");
  const auto source = family_of(about.where);
  auto offered = read_offers(root["links"], about);
  const auto type = type_of(root["type"].string_or({}), about);
  auto named = services::read_credits(source, type, *title, root["description"].string_or({}));
  // A YouTube title in other scripts comes back empty (core/resolvers/UPSTREAMS.md 3), and what was
  // found for an empty title is anything.
  if (offered.links.empty() || one_line(*title, 1).empty() || named.title.empty())
    return answer{};
  const auto wanted = std::ranges::count_if(
      all_services(), [source](service where) { return is_wanted(where, source); });
  const auto how =
      std::ssize(offered.answered) >= wanted ? completeness::found : completeness::partial;
  return answer{how,
                {type, std::move(named.title), std::move(named.artist), std::move(offered.links)}};
}

std::optional<std::chrono::seconds> told_to_wait(const http_response& response,
                                                 const json::value& body) {
  auto longest = response.retry_after;
  const auto seconds = body["retryAfter"].number();
  constexpr double most = 24 * 60 * 60;
  if (seconds && *seconds >= 0) {
    const std::chrono::seconds told{static_cast<long>(std::ceil(std::min(*seconds, most)))};
    longest = std::max(longest.value_or(told), told);
  }
  return longest;
}

trouble::kind kind_of(long status) {
  if (status == 429)
    return trouble::kind::limited;
  if (status == 400 || status == 422)
    return trouble::kind::refused;
  if (status == 500)
    return trouble::kind::unclear; // not found, or trouble (core/resolvers/UPSTREAMS.md 1)
  return trouble::kind::transient; // of others none speaks about the link
}

trouble read_refusal(const http_response& response, std::string_view asked) {
  const auto document = json::parsed(response.body);
  const auto body = document ? document->root() : json::value{};
  auto text = "HTTP " + std::to_string(response.status);
  if (leads_to_itself(asked, response))
    text += ": it leads to itself, in a loop";
  else if (const auto base_url = moved_to(response))
    text += ": it has moved to " + *base_url;
  const auto said = one_line(body["error"].string_or({}), most_error_characters);
  if (!said.empty())
    text += ": " + said;
  return {kind_of(response.status), std::move(text), told_to_wait(response, body)};
}

} // namespace

bool offers(service where) noexcept {
  return !adapter_of(where).empty();
}

std::optional<http_request> question(const link& about, const resolver_settings& settings) {
  const auto asked = accepted_form(about);
  if (!asked)
    return std::nullopt;
  http_request result;
  result.method = "POST";
  result.url = without_trailing_slashes(settings.url).append(api_path).append("?v=1");
  result.headers = {"Content-Type: application/json", "Accept: application/json"};
  result.body = request_body(*asked, about.where);
  result.timeout = settings.timeout;
  result.max_body = most_answer_bytes;
  return result;
}

std::optional<http_request> question_moved(const http_request& asked, const http_response& response,
                                           unsigned hops) {
  const auto where = redirect_of(asked.url, response, hops, redirects_of_resolvers);
  if (!where || where->url.empty())
    return std::nullopt;
  auto again = asked;
  again.url = where->url;
  return again;
}

std::optional<std::string> moved_to(const http_response& response) {
  return moved_base_url(response, api_path);
}

std::variant<answer, trouble> read(const http_response& response, const link& about,
                                   std::string_view asked) {
  if (response.status == 0)
    return trouble{trouble::kind::transient, response.error_text, std::nullopt};
  if (response.status == 200)
    return read_answer(response, about);
  return read_refusal(response, asked);
}

} // namespace musiclink::idonthavespotify
