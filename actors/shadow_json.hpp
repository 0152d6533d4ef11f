#pragma once

#include "core/parity/parity.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

namespace musiclink {

/// What `musiclink shadow --json` and /api/shadow answer (conf/CONTRACT.md 8). `older`
/// is in it only where there is another page.
std::string shadow_json(const store::journal_page& journal, const parity_report& parity);

} // namespace musiclink
