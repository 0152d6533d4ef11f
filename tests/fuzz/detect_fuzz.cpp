// libFuzzer: any bytes as body and as formatted_body. Promised are no crash,
// canonical forms that are their own canonical form, and no link where
// `may_hold_link` said that there is none.

#include "core/links/detect.hpp"
#include "core/links/text.hpp"
#include "core/text/html.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>

using namespace musiclink;

namespace {

void require(bool holds, const char* promise, std::string_view about) {
  if (holds)
    return;
  std::cerr << promise << ": " << about << '\n';
  std::abort();
}

void check_links(const std::vector<link>& links, std::string_view text) {
  require(links.empty() || may_hold_link(text), "a link where none may be", text);
  for (const auto& each : links)
    require(classify(each.canonical) == each, "not its own canonical form", each.canonical);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_links(detect(text, std::nullopt), text);
  check_links(detect("", text), text);
  // What `detect` leaves unread where no link may be is read here.
  readable_text(text);
  for (const auto& piece : html_pieces(text))
    without_references(piece.raw);
  return 0;
}
