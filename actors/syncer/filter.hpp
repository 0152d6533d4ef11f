#pragma once

#include "actors/messages.hpp"
#include "core/matrix/answers.hpp"
#include "core/matrix/requests.hpp"

#include <string>

// The filter with which the syncer reads. Pure.

namespace musiclink {

/// The filter for these rooms, as JSON.
std::string filter_of(const reading_list& reading);

/// What a filter id belongs to: one account on one homeserver, and one filter.
std::string filter_key(const account_session& session, const std::string& filter);

/// Whether the homeserver does not take filters at all: a filter may also be
/// given in each sync (GET /sync, `filter`). Any answer that comes `again` says so.
bool must_be_inline(const matrix::failure& why, bool again);

} // namespace musiclink
