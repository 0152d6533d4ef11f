#pragma once

#include "core/config/config.hpp"
#include "core/json/json.hpp"

namespace musiclink {

/// The settings of a document, over the defaults. What the schema refuses is
/// left at its default here.
config read_config(json::value root);

} // namespace musiclink
