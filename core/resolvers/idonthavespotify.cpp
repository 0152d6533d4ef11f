#include "core/resolvers/idonthavespotify.hpp"

#include "core/json/json.hpp"
#include "core/links/redirects.hpp"
#include "core/resolvers/idonthavespotify_credits.hpp"
#include "core/resolvers/offered_link.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace musiclink::idonthavespotify {
namespace {

constexpr std::string_view api_path = "/api/search";
constexpr std::size_t most_answer_bytes = 1024 * 1024;
constexpr std::size_t most_error_characters = 200;

struct adapter {
  std::string_view name; ///< as the API spells it
  service where;
};

/// What is asked for: every service that a reply shows by default, for the
/// answer is kept per link and serves all rooms.
constexpr std::array<adapter, 8> adapters{{{"spotify", service::spotify},
                                           {"appleMusic", service::apple_music},
                                           {"youTube", service::youtube},
                                           {"deezer", service::deezer},
                                           {"soundCloud", service::soundcloud},
                                           {"tidal", service::tidal},
                                           {"qobuz", service::qobuz},
                                           {"bandcamp", service::bandcamp}}};

bool is_slug(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
  });
}

bool is_one_of(item_type type, std::initializer_list<item_type> types) {
  return std::ranges::find(types, type) != types.end();
}

// Below, for each service: the form in which its items are asked for, or nothing.
// What is accepted is upstream's ALLOWED_LINKS_REGEX (core/resolvers/UPSTREAMS.md 2).

std::optional<std::string> spotify_form(const link& about) {
  if (!is_one_of(about.type, {item_type::track, item_type::album, item_type::playlist,
                              item_type::artist, item_type::episode, item_type::show}))
    return std::nullopt;
  return about.canonical;
}

/// Playlists would be answered as albums and channels as videos, and albums under
/// "browse" are not understood.
std::optional<std::string> youtube_form(const link& about) {
  const bool album =
      about.type == item_type::album && about.id && about.id->starts_with("OLAK5uy_");
  if (!album && !is_one_of(about.type, {item_type::video, item_type::track}))
    return std::nullopt;
  return about.canonical;
}

/// The song's own id stands in the path as well, for upstream keeps its answers
/// by that, and two songs of one album would get the same (core/resolvers/UPSTREAMS.md 3). A music
/// video would be taken for an album.
std::optional<std::string> apple_form(const link& about) {
  if (!about.id || !is_one_of(about.type, {item_type::track, item_type::album, item_type::playlist,
                                           item_type::artist}))
    return std::nullopt;
  if (about.type == item_type::track)
    return "https://music.apple.com/us/song/x/" + *about.id + "?i=" + *about.id;
  return "https://music.apple.com/us/" + std::string(to_key(about.type)) + "/x/" + *about.id;
}

/// Upstream has no kind for episodes and shows.
std::optional<std::string> deezer_form(const link& about) {
  if (!is_one_of(about.type,
                 {item_type::track, item_type::album, item_type::playlist, item_type::artist}))
    return std::nullopt;
  return about.canonical;
}

/// Tracks only, and of these none with a third segment: that is a secret token.
std::optional<std::string> soundcloud_form(const link& about) {
  constexpr std::string_view host = "https://soundcloud.com/";
  const std::string_view canonical = about.canonical;
  if (about.type != item_type::track || !canonical.starts_with(host))
    return std::nullopt;
  const auto path = split_first(canonical.substr(host.size()), "/");
  if (!is_slug(path.before) || !is_slug(path.after))
    return std::nullopt;
  return about.canonical;
}

std::optional<std::string> tidal_form(const link& about) {
  if (!about.id || !is_one_of(about.type, {item_type::track, item_type::album, item_type::artist,
                                           item_type::video}))
    return std::nullopt;
  return "https://tidal.com/browse/" + std::string(to_key(about.type)) + "/" + *about.id;
}

std::optional<std::string> qobuz_form(const link& about) {
  if (!is_one_of(about.type, {item_type::track, item_type::album, item_type::artist}))
    return std::nullopt;
  return about.canonical;
}

std::optional<std::string> bandcamp_form(const link& about) {
  if (!is_one_of(about.type, {item_type::track, item_type::album, item_type::artist}))
    return std::nullopt;
  return about.canonical;
}

std::optional<std::string> pandora_form(const link& about) {
  if (!is_one_of(about.type, {item_type::track, item_type::album, item_type::artist}) ||
      !about.canonical.starts_with("https://www.pandora.com/artist/"))
    return std::nullopt;
  return about.canonical;
}

std::optional<std::string> accepted_form(const link& about) {
  switch (about.where) {
  case service::spotify:
    return spotify_form(about);
  case service::youtube:
  case service::youtube_music:
    return youtube_form(about);
  case service::apple_music:
    return apple_form(about);
  case service::deezer:
    return deezer_form(about);
  case service::soundcloud:
    return soundcloud_form(about);
  case service::tidal:
    return tidal_form(about);
  case service::qobuz:
    return qobuz_form(about);
  case service::bandcamp:
    return bandcamp_form(about);
  case service::pandora:
    return pandora_form(about);
  default:
    return std::nullopt;
  }
}

std::string request_body(std::string_view asked, service source) {
  json::writer out;
  out.begin_object().key("link").string(asked).key("adapters").begin_array();
  for (const auto& each : adapters)
    if (each.where != family_of(source))
      out.string(each.name);
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
/// song. Of a video it is the song that is looked for, and YouTube has albums as lists.
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
    const auto* const found = std::ranges::find(adapters, type, &adapter::name);
    if (found == adapters.end() || found->where == source)
      continue;
    if (std::ranges::find(result.answered, found->where) == result.answered.end())
      result.answered.push_back(found->where);
    auto known = offered_link_at(item["url"].string_or({}));
    if (is_marked(item["notAvailable"]) || is_known(result.links, found->where) || !known ||
        family_of(known->item.where) != found->where || !is_of_kind(known->item, about))
      continue;
    result.links.push_back({found->where, std::move(known->url)});
  }
  return result;
}

trouble nonsense(std::string_view what) {
  return {trouble::kind::transient, "the answer is " + std::string(what), std::nullopt};
}

std::variant<answer, trouble> read_answer(const http_response& response, const link& about) {
  auto parsed = json::document::parse(response.body);
  const auto* const document = std::get_if<json::document>(&parsed);
  if (document == nullptr)
    return nonsense("not JSON");
  const auto root = document->root();
  const auto title = root["title"].string();
  if (!title || !root["links"].is_array())
    return nonsense("not of the expected shape");
  const auto source = family_of(about.where);
  auto offered = read_offers(root["links"], about);
  const auto type = type_of(root["type"].string_or({}), about);
  auto named = read_credits(source, type, *title, root["description"].string_or({}));
  // A YouTube title in other scripts comes back empty (core/resolvers/UPSTREAMS.md 3), and what was
  // found for an empty title is anything.
  if (offered.links.empty() || one_line(*title, 1).empty() || named.title.empty())
    return answer{};
  const std::size_t wanted =
      adapters.size() - (std::ranges::count(adapters, source, &adapter::where));
  const auto how = offered.answered.size() >= wanted ? completeness::found : completeness::partial;
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
  const auto parsed = json::document::parse(response.body);
  const auto* const document = std::get_if<json::document>(&parsed);
  const auto body = document != nullptr ? document->root() : json::value{};
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
  return std::ranges::find(adapters, where, &adapter::where) != adapters.end();
}

std::optional<http_request> question(const link& about, const resolver_settings& settings) {
  const auto asked = accepted_form(about);
  if (!asked)
    return std::nullopt;
  http_request result;
  result.method = "POST";
  std::string_view base = settings.url;
  while (base.ends_with('/'))
    base.remove_suffix(1);
  result.url = std::string(base) + std::string(api_path) + "?v=1";
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
