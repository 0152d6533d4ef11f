#pragma once

#include "core/config.hpp"
#include "core/matrix/sync_page.hpp"
#include "core/work.hpp"

#include <string_view>
#include <vector>

namespace musiclink::matrix {

/// The link events of a page: messages that hold a link that counts and that may
/// be answered at all. Not answered (CONTRACT.md section 5.6): our own events,
/// m.notice, edits as if they were new. Whom a room ignores, it decides itself.
/// `user_id` is our own; `now` is when the page was taken.
std::vector<link_event> link_events(const sync_page& page, std::string_view user_id, unix_ms now);

} // namespace musiclink::matrix
