#include "core/json/schema.hpp"
#include "tests/support/parsed.hpp"

#include <doctest/doctest.h>

using namespace musiclink;
using namespace musiclink::test;
using json::schema_problem;

namespace {

std::vector<schema_problem> problems(std::string_view schema, std::string_view document) {
  const auto rules = parsed(std::string(schema));
  const auto text = parsed(std::string(document));
  return json::schema_problems(rules.root(), text.root());
}

/// The one message about a document that has one problem, at its root.
std::string message(std::string_view schema, std::string_view document) {
  const auto found = problems(schema, document);
  REQUIRE(found.size() == 1);
  CHECK(found.front().pointer.empty());
  return found.front().message;
}

constexpr std::string_view animals = R"({
  "type": "object", "additionalProperties": false, "required": ["name"],
  "properties": {
    "name": {"type": "string", "title": "what it is called"},
    "legs": {"type": "integer", "minimum": 0},
    "a/b~c": {"type": "boolean"},
    "friends": {"type": "array", "uniqueItems": true, "items": {"type": "string"}},
    "house": {"$ref": "#/definitions/house"}
  },
  "definitions": {"house": {"oneOf": [
    {"type": "string"},
    {"type": "object", "additionalProperties": false, "required": ["kind"],
     "properties": {"kind": {"const": "kennel"}, "colour": {"enum": ["red", "blue"]}}},
    {"type": "object", "additionalProperties": false, "required": ["kind"],
     "properties": {"kind": {"const": "nest"}, "height": {"type": "number"}}}
  ]}}
})";

} // namespace

TEST_CASE("a message says what the value must be") {
  CHECK(message(R"({"type":"object"})", "[]") == "must be an object");
  CHECK(message(R"({"type":"array"})", "{}") == "must be a list");
  CHECK(message(R"({"type":"array","minItems":1})", "[]") == "must be a list that is not empty");
  CHECK(message(R"({"type":"boolean"})", "1") == "must be true or false");
  CHECK(message(R"({"type":"string"})", "null") == "must be text");
  CHECK(message(R"({"type":"string","minLength":1})", "\"\"") == "must be text that is not empty");
  CHECK(message(R"({"type":"string","minLength":2,"maxLength":2})", "\"\u00fc\"") ==
        "must be text of 2 characters");
  CHECK(message(R"({"type":"integer"})", "1.5") == "must be a whole number");
  CHECK(message(R"({"type":"integer","minimum":1})", "0") ==
        "must be a whole number of at least 1");
  CHECK(message(R"({"type":"integer","minimum":1,"maximum":50})", "51") ==
        "must be a whole number from 1 to 50");
  CHECK(message(R"({"type":"number","exclusiveMinimum":0,"maximum":9})", "0") ==
        "must be a number above 0 and at most 9");
  CHECK(message(R"({"enum":["a","b"]})", "\"c\"") == R"(must be one of "a", "b")");
  CHECK(message(R"({"const":"a"})", "1") == R"(must be "a")");
  CHECK(message(R"({"oneOf":[{"type":"number"},{"type":"object"}]})", "true") ==
        "must be a number or an object");
}

TEST_CASE("every problem is told at once, each at its place") {
  CHECK(problems(animals,
                 R"({"legs":-1,"friends":["x",2,"x"],"house":{"kind":"nest","height":"1"}})") ==
        std::vector<schema_problem>{
            {"/name", R"("name" is missing: what it is called)"},
            {"/legs", "must be a whole number of at least 0"},
            {"/friends/1", "must be text"},
            {"/friends/2", "is the same as entry 0 (counted from 0); keep one of them"},
            {"/house/height", "must be a number"},
        });
}

TEST_CASE("an unknown key leads to the known one") {
  CHECK(problems(animals, R"({"name":"x","leg":4})") ==
        std::vector<schema_problem>{{"/leg", R"(unknown key "leg"; did you mean "legs"?)"}});
  CHECK(problems(animals, R"({"name":"x","house":{"kind":"nest","colour":"red"}})") ==
        std::vector<schema_problem>{
            {"/house/colour", R"(unknown key "colour"; known here: "kind", "height")"}});
}

TEST_CASE("of several shapes the one that is meant is explained") {
  CHECK(problems(animals, R"({"name":"x","house":"cave"})").empty());
  CHECK(problems(animals, R"({"name":"x","house":{"kind":"kennel","colour":"green"}})") ==
        std::vector<schema_problem>{{"/house/colour", R"(must be one of "red", "blue")"}});
  CHECK(problems(animals, R"({"name":"x","house":{"kind":"cave"}})") ==
        std::vector<schema_problem>{{"/house/kind", R"(must be one of "kennel", "nest")"}});
  CHECK(problems(animals, R"({"name":"x","house":{}})") ==
        std::vector<schema_problem>{{"/house/kind", R"("kind" is missing)"}});
  CHECK(problems(animals, R"({"name":"x","house":7})") ==
        std::vector<schema_problem>{{"/house", "must be text or an object"}});
}

TEST_CASE("a repeated key is a problem, although JSON allows it") {
  CHECK(problems(animals, R"({"name":"x","legs":1,"legs":2})") ==
        std::vector<schema_problem>{{"/legs", "this key is given twice; keep one of them"}});
}

TEST_CASE("pointers escape what has a meaning in them") {
  CHECK(problems(animals, R"({"name":"x","a/b~c":1})").front().pointer == "/a~1b~0c");
}

TEST_CASE("a condition chooses what else is asked for") {
  constexpr std::string_view schema = R"({"type":"object","properties":{"on":{"type":"boolean"}},
    "if":{"required":["on"],"properties":{"on":{"const":false}}},"then":{},
    "else":{"required":["where"]}})";
  CHECK(problems(schema, R"({"on":false})").empty());
  CHECK(problems(schema, R"({"on":true})").size() == 1);
  CHECK(problems(schema, "{}").front().pointer == "/where");
}

TEST_CASE("a rule that the walk does not know is not passed over") {
  CHECK(problems(R"({"type":"integer","multipleOf":2})", "3").size() == 1);
  const auto nested =
      problems(R"({"properties":{"a":{"items":{"multipleOf":2}}}})", R"({"a":[2,3]})");
  REQUIRE_FALSE(nested.empty());
  CHECK(nested.front().pointer == "/a/1");
}

TEST_CASE("deep documents cost no stack") {
  const auto deep = std::string(500'000, '[') + std::string(500'000, ']');
  CHECK(message(R"({"type":"object"})", deep) == "must be an object");
}
