#include "core/text/html.hpp"

#include "core/text/ascii.hpp"
#include "core/text/escape.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"
#include "core/text/utf8.hpp"

#include <gumbo.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

namespace musiclink {
namespace {

// Gumbo's tree costs time and memory with the product of open elements and tags,
// and its destruction recurses; a message of 64 KiB can ask for gigabytes. Only
// hrefs and flat text are wanted here, so tags are read without a tree, and gumbo
// lends what is hard to get right: the character references.

constexpr std::string_view white_space = " \t\n\r\f";

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

/// How deep the reader is inside what is not read (core/links/RULES.md 1).
class hiding_elements {
public:
  bool hide() const {
    return std::ranges::any_of(depths_, [](auto depth) { return depth > 0; });
  }

  void pass(const tag& by) {
    for (std::size_t i = 0; i < names.size(); ++i)
      if (equals_ignoring_case(by.name, names[i])) {
        if (!by.is_end)
          ++depths_[i];
        else if (depths_[i] > 0)
          --depths_[i];
      }
  }

private:
  static constexpr std::array<std::string_view, 3> names = {"mx-reply", "code", "pre"};
  std::array<std::size_t, names.size()> depths_{};
};

/// Writes what may stand in a reply. One <strong> and one <a> can be open, a
/// link only inside the other.
class reply_tags {
public:
  void text(std::string_view raw) { out_ += html_escaped(without_references(raw)); }

  void pass(const tag& what) {
    if (equals_ignoring_case(what.name, "br") && !what.is_end)
      out_ += "<br>";
    else if (equals_ignoring_case(what.name, "strong"))
      set_strong(!what.is_end);
    else if (equals_ignoring_case(what.name, "a"))
      set_link(what);
  }

  std::string take() && {
    close(link_, "</a>");
    close(strong_, "</strong>");
    return std::move(out_);
  }

private:
  void set_strong(bool on) {
    if (on == strong_)
      return;
    close(link_, "</a>");
    if (on)
      out_ += "<strong>";
    else
      close(strong_, "</strong>");
    strong_ = on;
  }

  void set_link(const tag& what) {
    close(link_, "</a>");
    const auto url =
        what.is_end || !what.href ? std::nullopt : postable_url(without_references(*what.href));
    if (!url)
      return;
    out_.append("<a href=\"").append(html_escaped(*url));
    out_.append("\" target=\"_blank\" rel=\"noopener noreferrer\">");
    link_ = true;
  }

  void close(bool& open, std::string_view end) {
    if (std::exchange(open, false))
      out_ += end;
  }

  std::string out_;
  bool strong_ = false;
  bool link_ = false;
};

/// Whether a text without references shows more than space.
bool is_visible(std::string_view text) {
  const auto valid = to_utf8(text);
  for (std::string_view rest = valid; !rest.empty();)
    if (!is_invisible(take_character(rest)))
      return true;
  return false;
}

/// Whether a link with nothing in it is worth a look: one to the web. Pills of people and rooms are
/// known by their text.
bool leads_to_the_web(std::string_view href) {
  const auto parts = split_first(href, "://");
  constexpr std::string_view pills = "matrix.to/";
  return (equals_ignoring_case(parts.before, "https") ||
          equals_ignoring_case(parts.before, "http")) &&
         !equals_ignoring_case(parts.after.substr(0, pills.size()), pills);
}

struct output_cleanup {
  void operator()(GumboOutput* output) const noexcept {
    gumbo_destroy_output(&kGumboDefaultOptions, output);
  }
};

/// The attribute of the fragment's only element.
std::string attribute_in(const GumboOutput& output, const char* name) {
  const GumboVector& of_html = output.root->v.element.children;
  const auto* body = static_cast<const GumboNode*>(of_html.data[of_html.length - 1]);
  const GumboVector& of_body = body->v.element.children;
  const auto* element = static_cast<const GumboNode*>(of_body.data[0]);
  return gumbo_get_attribute(&element->v.element.attributes, name)->value;
}

} // namespace

std::vector<html_piece> html_pieces(std::string_view fragment) {
  std::vector<html_piece> pieces;
  tag_reader reader(fragment);
  hiding_elements hiding;
  bool in_anchor = false;
  while (!reader.at_end()) {
    const auto text = reader.take_text();
    if (!text.empty() && !in_anchor && !hiding.hide())
      pieces.push_back({false, text});
    if (reader.at_end())
      break;
    const auto markup = reader.take_markup();
    if (!markup)
      continue;
    hiding.pass(*markup);
    if (equals_ignoring_case(markup->name, "a")) {
      in_anchor = !markup->is_end;
      if (in_anchor && markup->href && !hiding.hide())
        pieces.push_back({true, *markup->href});
    }
    for (const std::string_view raw : {"script", "style"})
      if (!markup->is_end && equals_ignoring_case(markup->name, raw))
        reader.take_raw_text(raw);
  }
  return pieces;
}

bool shows_anything(std::string_view fragment) {
  std::string encoded; // all text with references, so that it is decoded once
  std::size_t replies = 0;
  tag_reader reader(fragment);
  while (!reader.at_end()) {
    const auto text = reader.take_text();
    if (replies == 0) {
      const auto reference = std::min(text.find('&'), text.size());
      if (is_visible(text.substr(0, reference)))
        return true;
      encoded.append(text.substr(reference)).append(" ");
    }
    if (reader.at_end())
      break;
    const auto markup = reader.take_markup();
    if (!markup)
      continue;
    if (equals_ignoring_case(markup->name, "mx-reply"))
      replies = markup->is_end ? replies - std::min<std::size_t>(replies, 1) : replies + 1;
    if (replies == 0 && equals_ignoring_case(markup->name, "a") && !markup->is_end &&
        leads_to_the_web(markup->href.value_or("")))
      return true;
    for (const std::string_view raw : {"script", "style", "title", "textarea", "noscript"})
      if (!markup->is_end && equals_ignoring_case(markup->name, raw))
        reader.take_raw_text(raw);
  }
  return is_visible(without_references(encoded));
}

std::string reply_html(std::string_view fragment) {
  reply_tags result;
  tag_reader reader(fragment);
  while (!reader.at_end()) {
    result.text(reader.take_text());
    if (reader.at_end())
      break;
    const auto markup = reader.take_markup();
    if (!markup)
      continue;
    result.pass(*markup);
    for (const std::string_view raw : {"script", "style"})
      if (!markup->is_end && equals_ignoring_case(markup->name, raw))
        reader.take_raw_text(raw);
  }
  return std::move(result).take();
}

html_metadata read_html_metadata(std::string_view page) {
  constexpr std::size_t most_properties = 200;
  constexpr std::size_t most_scripts = 8;
  html_metadata result;
  tag_reader reader(page);
  while (!reader.at_end()) {
    reader.take_text();
    if (reader.at_end())
      break;
    const auto markup = reader.take_markup();
    if (!markup || markup->is_end)
      continue;
    const auto& name = markup->name;
    if (equals_ignoring_case(name, "meta")) {
      const auto called = markup->property ? markup->property : markup->metadata_name;
      if (called && markup->content && result.properties.size() < most_properties)
        result.properties.push_back({*called, *markup->content});
    } else if (equals_ignoring_case(name, "title")) {
      const auto text = reader.take_raw_text("title");
      if (!result.title)
        result.title = text;
    } else if (equals_ignoring_case(name, "script") || equals_ignoring_case(name, "style")) {
      const auto text = reader.take_raw_text(name);
      if (markup->type && equals_ignoring_case(*markup->type, "application/ld+json") &&
          result.ld_json.size() < most_scripts)
        result.ld_json.push_back(text);
    }
  }
  return result;
}

std::string html_metadata::text_of(std::string_view name) const {
  const auto found = std::ranges::find(properties, name, &property::name);
  return found == properties.end() ? std::string{} : without_references(found->content);
}

std::string without_references(std::string_view raw) {
  if (raw.find('&') == std::string_view::npos)
    return std::string(raw);
  // As an attribute, where "&copy=1" in a query stays what its author meant.
  std::string fragment = "<p title=\"";
  for (const char c : raw) {
    if (c == '"')
      fragment += "&quot;";
    else
      fragment += c == '\0' ? ' ' : c; // gumbo's strings end at a NUL
  }
  fragment += "\">";
  const std::unique_ptr<GumboOutput, output_cleanup> output(
      gumbo_parse_with_options(&kGumboDefaultOptions, fragment.data(), fragment.size()));
  return attribute_in(*output, "title");
}

} // namespace musiclink
