#include "core/services/page.hpp"

#include "core/services/shapes.hpp"
#include "core/text/ascii.hpp"
#include "core/text/link_scan.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

namespace musiclink::services {
namespace {

bool is_dot_segment(std::string_view segment) {
  const auto decoded = segment.size() > 6 ? std::string{} : percent_decoded(segment);
  return decoded == "." || decoded == "..";
}

/// A word up to where the text around the link begins, without the punctuation
/// of that text.
std::string_view before_text(std::string_view word) noexcept {
  const auto end = std::ranges::find_if_not(word, is_ascii);
  if (end == word.end())
    return word;
  return without_trailing_punctuation(word.substr(0, static_cast<std::size_t>(end - word.begin())));
}

std::string https(std::initializer_list<std::string_view> parts) {
  std::string result = "https://";
  for (const auto part : parts)
    result += part;
  return result;
}

} // namespace

std::optional<segments> segments::of(std::string_view path, char separator) {
  segments result;
  if (path.starts_with(separator))
    path.remove_prefix(1);
  while (!path.empty()) {
    const auto end = std::min(path.find(separator), path.size());
    const auto segment = path.substr(0, end);
    if (segment.empty() || is_dot_segment(segment) || result.end_ == most)
      return std::nullopt;
    result.all_[result.end_++] = segment;
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return result;
}

bool segments::take(std::string_view word) noexcept {
  if (empty() || (*this)[0] != word)
    return false;
  drop_first();
  return true;
}

bool segments::take_if(bool (*shape)(std::string_view)) noexcept {
  if (empty() || !shape((*this)[0]))
    return false;
  drop_first();
  return true;
}

void segments::take_artist_view() noexcept {
  if (size() > 3 && (*this)[size() - 2] == "discography")
    drop_last();
  if (size() > 2 && is_artist_view(back()))
    drop_last();
}

void segments::end_at_text() noexcept {
  for (auto i = begin_; i < end_; ++i) {
    const auto ascii = before_text(all_[i]);
    if (ascii.size() == all_[i].size())
      continue;
    all_[i] = ascii;
    end_ = ascii.empty() ? i : i + 1;
  }
}

std::string segments::joined() const {
  std::string result;
  for (std::size_t i = 0; i < size(); ++i)
    result.append("/").append(with_encoded_non_ascii((*this)[i]));
  return result;
}

std::optional<std::string> identity_parameter(const page& at, std::string_view name) {
  const auto written = query_parameter(at.query, name);
  if (!written || written->empty())
    return std::nullopt;
  return percent_decoded(before_text(*written));
}

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept {
  return std::ranges::find(words, word) != words.end();
}

bool is_any_of(item_type type, std::initializer_list<item_type> types) noexcept {
  return std::ranges::find(types, type) != types.end();
}

bool is_any_of_ignoring_case(std::string_view word,
                             std::initializer_list<std::string_view> words) noexcept {
  return std::ranges::any_of(
      words, [word](std::string_view each) { return equals_ignoring_case(word, each); });
}

bool is_name_under(std::string_view host, std::string_view dot_domain) noexcept {
  if (!host.ends_with(dot_domain))
    return false;
  host.remove_suffix(dot_domain.size());
  const auto is_label_character = [](char c) { return is_alphanumeric(c) || c == '-'; };
  return consists_of(host, is_label_character) && !host.starts_with('-') && !host.ends_with('-') &&
         !host.starts_with("xn--");
}

link item(service where, item_type type, std::string_view id,
          std::initializer_list<std::string_view> canonical) {
  return {where, type, std::string(id), https(canonical)};
}

link path_item(service where, item_type type, std::initializer_list<std::string_view> canonical) {
  return {where, type, std::nullopt, https(canonical)};
}

std::optional<std::string> canonical_of(const link& item, std::initializer_list<item_type> types) {
  return is_any_of(item.type, types) ? std::optional(item.canonical) : std::nullopt;
}

credits joined_credits(std::string_view title, std::string_view text) noexcept {
  if (text.size() > title.size() + 1 && text.starts_with(title) && text[title.size()] == ' ')
    return {title, text.substr(title.size() + 1)};
  return {title};
}

std::optional<link> short_link(service where, const page& at) {
  auto path = at.path;
  path.end_at_text();
  if (path.size() != 1 || !is_code(path[0]))
    return std::nullopt;
  return path_item(where, item_type::short_code, {at.host, "/", path[0]});
}

} // namespace musiclink::services
