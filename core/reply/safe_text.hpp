#pragma once

#include <string>
#include <string_view>

namespace musiclink {

/// A title or a name from outside as one line that is text and nothing else: clients turn whatever
/// looks like an address into a link, and a title may be made to look like one. Reads as it was
/// written: what would become a link, or a mention, gets a zero-width space.
std::string safe_text(std::string_view text);

} // namespace musiclink
