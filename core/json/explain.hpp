#pragma once

#include "core/json/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace musiclink::json {

/// One place where a document is not what its schema asks for. `pointer` is a
/// JSON pointer (RFC 6901). `message` is for people and never holds a value of
/// the document, only names of keys.
struct schema_problem {
  std::string pointer;
  std::string message;

  bool operator==(const schema_problem&) const = default;
};

/// The pointer of a member, or of an element, of what `parent` points to.
std::string pointer_to(std::string_view parent, std::string_view name);
std::string pointer_to(std::string_view parent, std::size_t index);

/// Says in words for people all that is wrong with a document, in its order, by
/// walking it along its schema. Knows the words of JSON Schema draft-07 that
/// conf/musiclink.schema.json uses; of a `oneOf` it expects that the branches
/// differ in type or in a member that is a constant. A repeated key is a problem,
/// too.
std::vector<schema_problem> explain(value schema, value document);

} // namespace musiclink::json
