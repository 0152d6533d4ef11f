#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// A stretch of text that an HTML fragment shows, or the target of one of its
/// links; `raw` still has its character references and points into the fragment.
struct html_piece {
  bool is_href = false;
  std::string_view raw;
};

/// The text and the link targets of a fragment, in document order. Not among
/// them: what stands in <mx-reply>, <code>, <pre>, <script>, <style> and
/// comments, and the text inside <a>. Any bytes are accepted; time and memory
/// grow with the length of the fragment and with nothing else.
std::vector<html_piece> html_pieces(std::string_view fragment);

/// Whether a client shows anything of a fragment: text that can be seen, or a link to the web
/// around whatever. Images are none: they are shown as their `body` says. <mx-reply> is left out,
/// as clients do.
bool shows_anything(std::string_view fragment);

/// What a page says of itself for machines. Views point into the page and still
/// have their character references, except that script text has none.
struct html_metadata {
  struct property {
    std::string_view name; ///< of a <meta>: its `property`, or else its `name`
    std::string_view content;
  };
  std::optional<std::string_view> title; ///< the text of the first <title>
  std::vector<property> properties;      ///< at most 200, in document order
  std::vector<std::string_view>
      ld_json; ///< texts of <script type="application/ld+json">, at most 8

  /// The content of the first property of that name, references replaced; empty
  /// if there is none.
  std::string text_of(std::string_view name) const;
};

/// Reads the metadata of a whole page, wherever in it they stand. Any bytes are
/// accepted; time grows with the length of the page and with nothing else.
html_metadata read_html_metadata(std::string_view page);

/// A piece with its character references replaced, once.
std::string without_references(std::string_view raw);

} // namespace musiclink
