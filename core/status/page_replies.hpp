#pragma once

#include "core/status/page_writer.hpp"
#include "core/status/status.hpp"

#include <string>
#include <string_view>

// What the status page shows of replies.

namespace musiclink {

void write_replies(page_writer& out, const service_status& status);
void write_parity(page_writer& out, const service_status& status);

/// The fragment as the few tags that our replies are made of: <strong>, <br> and
/// <a> with a target that may be posted (core/text/escape.hpp), which opens apart
/// and is told nothing. All other markup goes, of scripts and styles their text too; what is open
/// is closed. Safe to stand in a page whatever comes in.
std::string reply_html(std::string_view fragment);

} // namespace musiclink
