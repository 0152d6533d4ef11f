#pragma once

#include "core/status/status.hpp"

#include <string>
#include <vector>

namespace musiclink {

/// The page for people (conf/CONTRACT.md 9): complete as it is, without any
/// other file; with JavaScript it also keeps itself up to date. It changes
/// nothing. Whatever a status holds is text in it, never markup.
std::string status_page(const service_status& status);

/// Whole header lines that the page is to be served with: above all the policy
/// that lets run nothing but its own style and script.
std::vector<std::string> status_page_headers();

} // namespace musiclink
