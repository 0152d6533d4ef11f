#pragma once

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace musiclink {

/// A tag, as far as anybody reads it. Views point into the fragment.
struct tag {
  std::string_view name;
  bool is_end = false;
  std::optional<std::string_view> href;
  std::optional<std::string_view> property;
  std::optional<std::string_view> metadata_name; ///< the attribute `name`
  std::optional<std::string_view> content;
  std::optional<std::string_view> type;

  /// Where the value of that attribute belongs, if it is one that is read.
  std::optional<std::string_view>* attribute(std::string_view called) {
    const std::pair<std::string_view, std::optional<std::string_view>*> read[] = {
        {"href", &href},       {"property", &property}, {"name", &metadata_name},
        {"content", &content}, {"type", &type},
    };
    for (const auto& [known, place] : read)
      if (equals_ignoring_case(called, known))
        return place;
    return nullptr;
  }
};

/// Reads the markup of a fragment as the HTML standard's tokenizer does (section
/// 13.2.5), as far as it decides where text and attributes begin and end.
class tag_reader {
public:
  explicit tag_reader(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }

  /// The text up to the next markup.
  std::string_view take_text() {
    const auto begin = at_;
    while (!at_end() && !is_markup())
      at_ = std::min(text_.find('<', at_ + 1), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  /// Takes the markup that stands here; nothing for a comment or a broken tag.
  std::optional<tag> take_markup() {
    const auto after = text_.substr(at_ + 1);
    if (after.starts_with("!--"))
      return skip_comment();
    if (after.starts_with('!') || after.starts_with('?'))
      return skip_past(">");
    tag result;
    result.is_end = after.starts_with('/');
    at_ += result.is_end ? 2 : 1;
    if (at_end() || !is_letter(text_[at_]))
      return skip_past(">");
    result.name = take_until(" \t\n\r\f/>");
    while (take_attribute(result))
      ;
    if (at_end())
      return std::nullopt;
    ++at_;
    return result;
  }

  /// The raw text of an element, up to where it ends.
  std::string_view take_raw_text(std::string_view name) {
    const auto begin = at_;
    while (!at_end()) {
      at_ = std::min(text_.find("</", at_), text_.size());
      if (equals_ignoring_case(text_.substr(std::min(at_ + 2, text_.size()), name.size()), name))
        break;
      at_ = std::min(at_ + 2, text_.size());
    }
    return text_.substr(begin, at_ - begin);
  }

private:
  static constexpr std::string_view white_space = " \t\n\r\f";

  /// Whether markup begins here; the sign in "a < b" does not begin any.
  bool is_markup() const {
    const auto two = text_.substr(at_, 2);
    return two.size() == 2 && two[0] == '<' &&
           (is_letter(two[1]) || std::string_view("/!?").find(two[1]) != std::string_view::npos);
  }

  std::optional<tag> skip_past(std::string_view end) {
    const auto found = text_.find(end, at_);
    at_ = found == std::string_view::npos ? text_.size() : found + end.size();
    return std::nullopt;
  }

  std::optional<tag> skip_comment() {
    at_ += std::string_view("<!--").size();
    if (text_.substr(at_).starts_with('>') || text_.substr(at_).starts_with("->"))
      return skip_past(">");
    return skip_past("-->");
  }

  std::string_view take_until(std::string_view ends, std::size_t skip = 0) {
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(ends, at_ + skip), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  void skip_white_space() {
    at_ = std::min(text_.find_first_not_of(white_space, at_), text_.size());
  }

  /// Whether there was one before the tag's end; the first of a name is kept.
  bool take_attribute(tag& of) {
    at_ = std::min(text_.find_first_not_of(" \t\n\r\f/", at_), text_.size());
    if (at_end() || text_[at_] == '>')
      return false;
    const auto name = take_until(" \t\n\r\f/>=", 1); // a leading '=' is part of the name
    skip_white_space();
    std::string_view value;
    if (!at_end() && text_[at_] == '=') {
      ++at_;
      skip_white_space();
      value = take_value();
    }
    if (auto* const place = of.attribute(name); place != nullptr && !*place)
      *place = value;
    return true;
  }

  std::string_view take_value() {
    if (at_end() || (text_[at_] != '"' && text_[at_] != '\''))
      return take_until(" \t\n\r\f>");
    const auto quote = text_.substr(at_++, 1);
    const auto value = take_until(quote);
    at_ = std::min(at_ + 1, text_.size());
    return value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace musiclink
