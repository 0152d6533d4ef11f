#pragma once

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

/// A piece with its character references replaced, once.
std::string without_references(std::string_view raw);

} // namespace musiclink
