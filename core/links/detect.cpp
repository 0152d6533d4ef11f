#include "core/links/detect.hpp"

#include "core/json/json.hpp"
#include "core/links/text.hpp"
#include "core/services/table.hpp"
#include "core/text/html.hpp"
#include "core/text/link_scan.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <span>
#include <unordered_set>
#include <utility>
#include <variant>

namespace musiclink {
namespace {

/// More than any reply of ours holds: what a message may make us keep has a bound.
constexpr std::size_t most_links = 300;

constexpr auto npos = std::string_view::npos;

/// Whether a link begins with the colon at `colon`; what stands before it does
/// not matter here.
bool may_begin_link(std::string_view text, std::size_t colon) noexcept {
  const auto before = text.substr(0, colon);
  const auto ends_with = [before](std::string_view scheme) {
    return before.size() >= scheme.size() &&
           equals_ignoring_case(before.substr(before.size() - scheme.size()), scheme);
  };
  if (text.substr(colon + 1, 2) == "//")
    return ends_with("http") || ends_with("https");
  return ends_with("spotify");
}

/// Whether HTML can hide a part of "http://" or "spotify:" behind the '&': any
/// numeric reference can, and of the named ones those of ':' and '/'.
bool may_hide_link(std::string_view text, std::size_t ampersand) noexcept {
  const auto reference = text.substr(ampersand + 1);
  return reference.starts_with('#') || reference.starts_with("colon;") ||
         reference.starts_with("sol;");
}

/// The length of a reference to the ampersand itself, behind its own; 0: none begins here.
std::size_t ampersand_length(std::string_view text) noexcept {
  for (const std::string_view name : {"amp;", "#38;", "#038;", "#x26;"})
    if (equals_ignoring_case(text.substr(0, name.size()), name))
      return name.size();
  return 0;
}

/// A URL of a plain body as it was meant: bridges leave the &amp; of HTML in its query, where
/// "amp;i" is nobody's parameter (core/links/RULES.md 2).
std::string with_plain_ampersands(std::string_view url) {
  auto rest = url.substr(std::min(url.find_first_of("?#"), url.size()));
  std::string result(url.substr(0, url.size() - rest.size()));
  while (!rest.empty() && rest.front() != '#') {
    const char c = rest.front();
    result += c;
    rest.remove_prefix(1);
    while (c == '&' && ampersand_length(rest) > 0) // once, or escaped again and again
      rest.remove_prefix(ampersand_length(rest));
  }
  return result.append(rest);
}

/// The links in order of first appearance, each canonical form once.
class collector {
public:
  /// Answers whether it was a link.
  bool add(std::optional<link> found) {
    if (!found)
      return false;
    if (seen_.insert(found->canonical).second)
      links_.push_back(std::move(*found));
    return true;
  }

  void add_all_in_html(std::string_view text) {
    link_scanner scanner(text);
    while (const auto url = scanner.next())
      add(services::classify(*url));
  }

  void add_all_in_body(std::string_view text) {
    link_scanner scanner(text);
    while (const auto url = scanner.next())
      add(services::classify(with_plain_ampersands(*url)));
  }

  std::vector<link> take() && { return std::move(links_); }

private:
  std::vector<link> links_;
  std::unordered_set<std::string> seen_;
};

/// An href is a link where it begins. Its last characters count as they are,
/// unless only without the punctuation of a sentence it is a link.
void add_href(std::string_view href, collector& to) {
  href.remove_prefix(std::min(href.find_first_not_of(" \t\r\n\f"), href.size()));
  const auto url = href.substr(0, link_extent(href));
  if (!to.add(services::classify(url)))
    to.add(services::classify(without_trailing_punctuation(url)));
}

void add_html(std::string_view html, collector& to) {
  for (const auto& [is_href, raw] : html_pieces(html)) {
    if (!may_hold_link(raw))
      continue;
    const auto text = without_references(raw);
    if (is_href)
      add_href(text, to);
    else
      to.add_all_in_html(text);
  }
}

} // namespace

bool may_hold_link(std::string_view text) noexcept {
  for (auto colon = text.find(':'); colon != npos; colon = text.find(':', colon + 1))
    if (may_begin_link(text, colon))
      return true;
  for (auto sign = text.find('&'); sign != npos; sign = text.find('&', sign + 1))
    if (may_hide_link(text, sign))
      return true;
  return false;
}

std::vector<link> detect(std::string_view body, std::optional<std::string_view> formatted_body) {
  if (!may_hold_link(body) && !may_hold_link(formatted_body.value_or("")))
    return {};
  collector found;
  if (formatted_body && shows_anything(*formatted_body))
    add_html(*formatted_body, found);
  else
    for (const auto text : readable_text(body))
      found.add_all_in_body(text);
  return std::move(found).take();
}

std::optional<link> classify(std::string_view url) {
  if (link_extent(url) != url.size())
    return std::nullopt;
  return services::classify(url);
}

std::vector<std::string> canonical_forms(const std::vector<link>& links) {
  std::vector<std::string> result;
  for (const auto& one : std::span(links).first(std::min(links.size(), most_links)))
    result.push_back(one.canonical);
  return result;
}

std::vector<std::string> links_in_content(std::string_view content) {
  const auto document = json::parsed(std::string(content));
  if (!document)
    return {};
  const auto root = document->root();
  return canonical_forms(detect(root["body"].string_or(""), root["formatted_body"].string()));
}

} // namespace musiclink
