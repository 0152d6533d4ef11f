#pragma once

#include "core/json/explain.hpp"

#include <vector>

namespace musiclink::json {

/// All that is wrong with a document by a JSON Schema (draft-07), in words for
/// people; empty for a document that is valid. The walk of
/// core/json/explain.hpp finds the words; the validator has the last word, so
/// that a rule of the schema which the walk does not know is never passed over.
std::vector<schema_problem> schema_problems(value schema, value document);

} // namespace musiclink::json
