#include "core/json/schema.hpp"

// With exceptions valijson gives RAPIDJSON_ASSERT another meaning than it has in
// core/json/json.cpp: one program must not hold two versions of RapidJSON's inline
// functions. Its exceptions tell of broken schemas; ours is built in.
#undef VALIJSON_USE_EXCEPTIONS
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace musiclink::json {
namespace {

using valijson::adapters::RapidJsonAdapter;

/// The same value in the form that valijson knows.
rapidjson::Document converted(value from) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(from.text().c_str());
  return document;
}

/// valijson names a place as "<root>", "[matrix]", "[rooms]", "[0]".
std::string pointer_of(const std::vector<std::string>& context) {
  std::string pointer;
  for (std::size_t i = 1; i < context.size(); ++i)
    pointer = pointer_to(pointer, std::string_view(context[i]).substr(1, context[i].size() - 2));
  return pointer;
}

std::vector<schema_problem> verdict(value schema_value, value document_value) {
  const auto schema_document = converted(schema_value);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(RapidJsonAdapter(schema_document), schema);

  const auto document = converted(document_value);
  valijson::ValidationResults results;
  std::vector<schema_problem> problems;
  if (!valijson::Validator().validate(schema, RapidJsonAdapter(document), &results))
    for (const auto& error : results)
      problems.push_back({pointer_of(error.context), error.description});
  return problems;
}

} // namespace

std::vector<schema_problem> schema_problems(value schema, value document) {
  auto problems = explain(schema, document);
  return problems.empty() ? verdict(schema, document) : problems;
}

} // namespace musiclink::json
