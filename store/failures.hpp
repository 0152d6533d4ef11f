#pragma once

#include "store/tables.hpp"

#include <string>

/// Replies that were given up, for people to see. Private to store/.
namespace musiclink::store {

/// Records that the job of that key was given up.
void keep_failure(const tables& in, lmdb::transaction& txn, const job_key& key,
                  const std::string& trigger, const std::string& reason, unix_ms now,
                  unix_ms keep_until);

} // namespace musiclink::store
