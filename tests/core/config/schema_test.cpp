#include "core/config/schema.hpp"
#include "core/json/schema.hpp"
#include "core/resolvers/catalog/endpoint.hpp"
#include "tests/core/config/support.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>

// That the schema, the reader and the struct of the configuration say the same.
using namespace musiclink;
using test::parsed;

namespace {

const json::document& schema() {
  static const auto parsed_schema =
      std::get<json::document>(json::document::parse(std::string(config_schema())));
  return parsed_schema;
}

json::value resolved(json::value at) {
  constexpr std::string_view prefix = "#/definitions/";
  const auto reference = at["$ref"].string_or("");
  return reference.empty() ? at : schema().root()["definitions"][reference.substr(prefix.size())];
}

/// Keys of nested objects, outermost first.
using path = std::vector<std::string>;

std::string shown(const path& keys) {
  std::string text;
  for (const auto& key : keys)
    text += '/' + key;
  return text;
}

/// Calls `use` for every key below an object's schema that holds no object itself.
void for_each_key(json::value object, const path& keys,
                  const std::function<void(const path&, json::value)>& use) {
  const auto properties = object["properties"];
  for (std::size_t i = 0; i < properties.size(); ++i) {
    auto inner = keys;
    inner.emplace_back(properties.name_at(i));
    const auto member = resolved(properties.member_at(i));
    if (member["type"].string() == "object")
      for_each_key(member, inner, use);
    else
      use(inner, member);
  }
}

/// `"a": {"b": value}`, a member of an object.
std::string nested(const path& keys, std::string_view value) {
  auto text = '"' + keys.back() + "\": " + std::string(value);
  for (auto key = keys.rbegin() + 1; key != keys.rend(); ++key)
    text = '"' + *key + "\": {" + text + '}';
  return text;
}

/// A good configuration in which this key has this value; other keys of `matrix`
/// as usual.
std::string with_key(const path& keys, std::string_view value) {
  std::map<std::string, std::string> account{{"server", "\"x.org\""},
                                             {"userId", "\"@u:x.org\""},
                                             {"accessTokenFile", "\"/token\""},
                                             {"rooms", "[\"!a:b\"]"}};
  const bool in_matrix = keys.front() == "matrix";
  if (in_matrix && keys.back() == "accessToken")
    account.erase("accessTokenFile");
  if (in_matrix)
    account[keys.back()] = value;
  std::string members;
  for (const auto& [name, text] : account)
    members += (members.empty() ? "\"" : ", \"") + name + "\": " + text;
  return "{\"matrix\": {" + members + "}" + (in_matrix ? "" : ", " + nested(keys, value)) + "}";
}

/// A valid value that is not the default, nor what with_key writes.
std::string other_value(const path& keys, json::value rule) {
  static const std::map<std::string, std::string> by_name{
      {"server", "\"y.org\""},
      {"userId", "\"@v:x.org\""},
      {"accessTokenFile", "\"/other\""},
      {"accessToken", "\"t\""},
      {"stateStorePath", "\"/state\""},
      {"rooms", "[\"!c:d\"]"},
      {"room", "\"!c:d\""},
      {"via", "[\"y.org\"]"},
      {"services", "[\"bandcamp\", \"spotify\"]"},
      {"country", "\"SE\""},
      {"ignoreUsers", "[\"@x:*\"]"},
      {"resolvers", "[{\"type\": \"songlink-page\"}]"},
      {"compareWith", "[\"@x:y\"]"},
      {"listen", "\"off\""},
      {"hosts", "[\"y.org\"]"},
      {"url", "\"http://y.org\""},
      {"requestsPerMinute", "17"},
      {"deezer", "\"http://y.org\""},
  };
  if (const auto known = by_name.find(keys.back()); known != by_name.end())
    return known->second;
  const auto usual = rule["default"];
  if (const auto truth = usual.boolean())
    return *truth ? "false" : "true";
  if (rule["enum"].exists())
    return rule["enum"].at(rule["enum"].at(0).text() == usual.text() ? 1 : 0).text();
  return std::to_string(usual.integer().value_or(0) + 1);
}

std::string file_text(const std::string& name) {
  std::ifstream file(MUSICLINK_CONF "/" + name);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

json::document document_of(std::string_view text) {
  return std::get<json::document>(json::document::parse(std::string(text), json::dialect::relaxed));
}

void check_document(std::string_view text) {
  const auto document = document_of(text);
  CHECK(json::explain(schema().root(), document.root()).empty());
  CHECK(json::schema_problems(schema().root(), document.root()).empty());
}

} // namespace

TEST_CASE("the schema of the build is that of conf") {
  CHECK(config_schema() == file_text("musiclink.schema.json"));
}

TEST_CASE("every key of the schema changes the configuration") {
  std::size_t keys_seen = 0;
  for_each_key(schema().root(), {}, [&](const path& keys, json::value rule) {
    if (keys.back() == "$schema")
      return;
    CAPTURE(shown(keys));
    const auto text = with_key(keys, other_value(keys, rule));
    check_document(text);
    CHECK(parsed(text) != parsed(with_key({"mode"}, "\"shadow\"")));
    ++keys_seen;
  });
  CHECK(keys_seen == 37);
}

TEST_CASE("every default of the schema is the default of the configuration") {
  for_each_key(schema().root(), {}, [&](const path& keys, json::value rule) {
    if (!rule["default"].exists())
      return;
    CAPTURE(shown(keys));
    const auto text = with_key(keys, rule["default"].text());
    check_document(text);
    CHECK(parsed(text) == parsed(with_key({"mode"}, "\"shadow\"")));
  });
}

TEST_CASE("every key of a room changes its settings, and the same keys are set for all rooms") {
  const auto room = resolved(schema().root()["definitions"]["room"])["oneOf"].at(1);
  const auto plain = parsed(test::with_rooms(R"({"room": "!a:b"})"));
  for_each_key(room, {}, [&](const path& keys, json::value rule) {
    CAPTURE(shown(keys));
    const auto member = nested(keys, other_value(keys, rule));
    const bool names_room = keys.back() == "room";
    const auto text = test::with_rooms((names_room ? "{" : "{\"room\": \"!a:b\", ") + member + "}");
    check_document(text);
    const auto own = parsed(text).matrix.rooms.front();
    CHECK(own != plain.matrix.rooms.front());
    if (names_room || keys.back() == "via")
      return;
    const auto all = parsed(test::with_rooms("\"!a:b\"", "\"roomDefaults\": {" + member + "}"));
    CHECK(all.matrix.rooms.front() == own);
  });
}

TEST_CASE("every key of a resolver changes its settings") {
  const auto shapes = schema().root()["definitions"]["resolver"]["oneOf"];
  REQUIRE(shapes.size() == 3);
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const auto type = "\"type\": " + shapes.at(i)["properties"]["type"]["const"].text();
    const auto plain = parsed(test::with_root("\"resolvers\": [{" + type + "}]"));
    for_each_key(shapes.at(i), {}, [&](const path& keys, json::value rule) {
      if (keys.back() == "type")
        return;
      CAPTURE(shown(keys));
      const auto value = keys.front() == "endpoints" ? "\"http://y.org\"" : other_value(keys, rule);
      const auto text =
          test::with_root("\"resolvers\": [{" + type + ", " + nested(keys, value) + "}]");
      check_document(text);
      CHECK(parsed(text) != plain);
    });
  }
}

TEST_CASE("a value of the wrong kind is refused at every key, in words of ours") {
  for_each_key(schema().root(), {}, [&](const path& keys, json::value) {
    CAPTURE(shown(keys));
    if (keys.back() == "$schema")
      return;
    for (const std::string_view wrong : {"null", "[[]]", "{\"x\": 1}", "-1.5"}) {
      const auto text = with_key(keys, wrong);
      const auto document = document_of(text);
      const auto ours = json::explain(schema().root(), document.root());
      CHECK_FALSE(ours.empty());
      CHECK(ours.front().pointer.starts_with(shown(keys)));
      CHECK_FALSE(test::problems(text).empty());
    }
  });
}

TEST_CASE("the services that can be listed are those that replies show, in their order") {
  const auto listed =
      schema().root()["definitions"]["reply"]["properties"]["services"]["items"]["enum"];
  std::string shown;
  for (const auto where : all_services())
    if (role_of(where) == service_role::by_default || role_of(where) == service_role::if_configured)
      shown.append(shown.empty() ? "[\"" : "\",\"").append(to_key(where));
  CHECK(listed.text() == shown + "\"]");
}

TEST_CASE("the endpoints that can be replaced and limited are those of the catalog") {
  const auto properties = schema().root()["definitions"]["resolver"]["oneOf"].at(1)["properties"];
  const auto urls = properties["endpoints"]["properties"];
  const auto rates = properties["requestsPerMinute"]["oneOf"].at(1)["properties"];
  const auto all = catalog::endpoints({});
  REQUIRE(urls.size() == all.size());
  REQUIRE(rates.size() == all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(urls.name_at(i) == to_key(all[i].at));
    CHECK(rates.name_at(i) == to_key(all[i].at));
  }
}

TEST_CASE("the example is a good configuration in shadow") {
  const auto example = parsed(file_text("musiclink.example.json"));
  CHECK(example.mode == service_mode::shadow);
  CHECK(example.matrix.rooms.size() == 1);
  CHECK(example.resolvers == parsed(test::with_root("")).resolvers);
}
