#include "core/text/html.hpp"

#include "core/text/tags.hpp"
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
