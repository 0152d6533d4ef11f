#pragma once

#include "core/parity.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

namespace musiclink {

/// What `musiclink shadow --json` and /api/shadow answer (CONTRACT.md section 8).
std::string shadow_json(const std::vector<store::journal_entry>& entries,
                        const parity_report& parity);

} // namespace musiclink
