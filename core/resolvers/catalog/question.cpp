#include "core/resolvers/catalog/question.hpp"

#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/offered_link.hpp"
#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_characters = 300;

std::string status_text(const http_response& response) {
  return "HTTP " + std::to_string(response.status);
}

trouble no_answer(const http_response& response) {
  const bool useless = response.error == transport_error::invalid_request ||
                       response.error == transport_error::too_large;
  return {useless ? trouble::kind::refused : trouble::kind::transient, response.error_text,
          std::nullopt};
}

bool is_limit(long status, endpoint at) {
  return status == 429 || status == of(at).limit_status;
}

/// Whether the status is the endpoint's word about the item: not there.
bool says_not_there(long status, endpoint at) {
  return status == 400 || status == 404 || status == 410 || status == 451 ||
         std::ranges::count(of(at).absent_statuses, status) > 0;
}

bool is_noise(std::string_view in_brackets) {
  constexpr std::array<std::string_view, 16> words{
      "official", "video", "audio", "lyric", "lyrics", "visualizer", "visualiser", "mv",
      "m/v",      "hd",    "hq",    "4k",    "feat.",  "feat",       "ft.",        "featuring"};
  while (!in_brackets.empty()) {
    const auto next = split_first(in_brackets, " ");
    if (std::ranges::any_of(words,
                            [&](auto word) { return equals_ignoring_case(word, next.before); }))
      return true;
    in_brackets = next.after;
  }
  return false;
}

} // namespace

http_request request_for(const question& asked, const endpoint_settings& endpoint) {
  http_request result;
  // Titles come in the language asked for.
  result.headers = {"Accept: application/json, text/html;q=0.9", "Accept-Language: en"};
  if (endpoint.url.empty()) {
    result.url = "https://" + asked.host + asked.path;
  } else {
    result.url = endpoint.url + asked.path;
    if (!asked.host.empty())
      result.headers.push_back("Host: " + asked.host);
  }
  return result;
}

findings read_answer(const http_response& response, const question& asked, const link& about) {
  using kind = trouble::kind;
  if (response.status == 0)
    return no_answer(response);
  if (response.status == 200)
    return asked.read(response.body, about);
  if (is_limit(response.status, asked.to))
    return trouble{kind::limited, status_text(response), response.retry_after};
  if (says_not_there(response.status, asked.to))
    return std::vector<candidate>{};
  const bool may_pass = response.status >= 500 || response.status == 408;
  return trouble{may_pass ? kind::transient : kind::refused, status_text(response),
                 response.retry_after};
}

std::optional<page> page_at(std::string_view url) {
  auto found = offered_link_at(url);
  if (!found)
    return std::nullopt;
  return page{std::move(found->item), std::move(found->url)};
}

std::string plain(std::string_view text) {
  return one_line(text, most_characters);
}

std::vector<std::string> names(std::string_view name) {
  auto text = plain(name);
  if (text.empty())
    return {};
  return {std::move(text)};
}

std::string isrc_of(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '-')
      continue;
    if (!is_alphanumeric(c))
      return {};
    result += to_upper(c);
  }
  return result.size() == 12 ? result : std::string{};
}

album_kind album_kind_of(std::string_view word) {
  struct row {
    std::string_view word;
    album_kind kind;
  };
  constexpr std::array<row, 9> rows{{{"single", album_kind::single},
                                     {"SingleRelease", album_kind::single},
                                     {"ep", album_kind::ep},
                                     {"EPRelease", album_kind::ep},
                                     {"album", album_kind::album},
                                     {"AlbumRelease", album_kind::album},
                                     {"compilation", album_kind::compilation},
                                     {"CompilationAlbum", album_kind::compilation},
                                     {"compile", album_kind::compilation}}};
  const auto path = split_last(word, "/");
  const auto last = path.found ? path.after : word;
  const auto* const found = std::ranges::find_if(
      rows, [last](const row& each) { return equals_ignoring_case(each.word, last); });
  return found == rows.end() ? album_kind::unknown : found->kind;
}

std::optional<int> year_of(std::string_view date) {
  constexpr int first = 1880;
  constexpr int last = 2200;
  while (!date.empty()) {
    const auto end = std::ranges::find_if_not(date, is_digit) - date.begin();
    if (end == 4) {
      const auto digit = [&](std::size_t at) { return date[at] - '0'; };
      const auto year = ((digit(0) * 10 + digit(1)) * 10 + digit(2)) * 10 + digit(3);
      if (year >= first && year <= last)
        return year;
    }
    date.remove_prefix(std::min<std::size_t>(std::max<std::ptrdiff_t>(end, 1), date.size()));
  }
  return std::nullopt;
}

std::optional<unsigned> track_count(std::optional<std::int64_t> number) {
  constexpr std::int64_t most = 10000;
  if (!number || *number < 1 || *number > most)
    return std::nullopt;
  return static_cast<unsigned>(*number);
}

trouble nonsense(std::string_view what) {
  return {trouble::kind::transient, "the answer is " + std::string(what), std::nullopt};
}

std::optional<credited> split_at_dash(std::string_view text) {
  for (const std::string_view dash : {" - ", " \xe2\x80\x93 ", " \xe2\x80\x94 "}) {
    const auto found = split_first(text, dash);
    if (found.found && !found.before.empty() && !found.after.empty())
      return credited{found.before, found.after};
  }
  return std::nullopt;
}

std::string search_words(std::string_view title, brackets how) {
  std::string result;
  // Behind a bar uploaders name the album, behind a hash sign whatever is in fashion.
  for (const std::string_view mark : {" | ", " #"})
    if (const auto parts = split_first(title, mark);
        parts.before.find_first_not_of(' ') != std::string_view::npos)
      title = parts.before;
  while (!title.empty()) {
    const auto open = std::min(title.find_first_of("(["), title.size());
    result += title.substr(0, open);
    title.remove_prefix(open);
    if (title.empty())
      break;
    const auto close = title.find(title[0] == '(' ? ')' : ']');
    const auto inside = title.substr(1, close == std::string_view::npos ? close : close - 1);
    if (how == brackets::drop_noise && !is_noise(inside))
      result.append(" ").append(inside).append(" ");
    title.remove_prefix(std::min(inside.size() + 2, title.size()));
  }
  std::ranges::replace(result, '"', ' ');
  return plain(result);
}

} // namespace musiclink::catalog
