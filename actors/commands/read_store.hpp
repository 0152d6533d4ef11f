#pragma once

#include "core/config/config.hpp"
#include "store/store.hpp"

#include <functional>
#include <string>

namespace musiclink::commands {

/// Opens the store of that configuration beside a service that may be running,
/// lets `work` read it and gives the exit status; what is wrong with either goes
/// to stderr.
int read_store(const std::string& config_path,
               const std::function<int(const config& values, store::store& keep)>& work);

} // namespace musiclink::commands
