#include "core/json/json.hpp"
#include "core/links/detect.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

using namespace musiclink;

namespace {

std::optional<std::string> optional_string(json::value from) {
  const auto text = from.string();
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

musiclink::link expected_link(json::value from) {
  return {service_from_key(from["service"].string_or("")).value(),
          item_type_from_key(from["type"].string_or("")).value(), optional_string(from["id"]),
          std::string(from["canonical"].string_or(""))};
}

std::string text_of(const std::vector<musiclink::link>& links) {
  std::string text;
  for (const auto& each : links)
    text.append("\n  ")
        .append(to_key(each.where))
        .append(" ")
        .append(to_key(each.type))
        .append(" ")
        .append(each.id.value_or("-"))
        .append(" ")
        .append(each.canonical);
  return text;
}

template<class Check>
void for_each_case(Check check) {
  std::ifstream lines(MUSICLINK_CORPUS);
  std::size_t cases = 0;
  for (std::string line; std::getline(lines, line); ++cases) {
    const auto parsed = json::document::parse(line);
    const auto* document = std::get_if<json::document>(&parsed);
    REQUIRE(document);
    check(document->root());
  }
  CHECK(cases == 714);
}

} // namespace

TEST_CASE("every case of the corpus is detected as it is labelled") {
  for_each_case([](json::value of) {
    std::vector<musiclink::link> expected;
    for (std::size_t i = 0; i < of["expect"].size(); ++i)
      expected.push_back(expected_link(of["expect"].at(i)));
    const auto html = of["formatted_body"].string();
    const auto got = detect(of["body"].string_or(""), html);
    INFO(of["case"].string_or("?"), ": ", of["why"].string_or(""));
    INFO("got:", text_of(got), "\nexpected:", text_of(expected));
    CHECK(got == expected);
    CHECK((expected.empty() || may_hold_link(html.value_or(of["body"].string_or("")))));
  });
}

TEST_CASE("every canonical form of the corpus is its own canonical form") {
  for_each_case([](json::value of) {
    for (std::size_t i = 0; i < of["expect"].size(); ++i) {
      const auto expected = expected_link(of["expect"].at(i));
      INFO(of["case"].string_or("?"), ": ", expected.canonical);
      CHECK(classify(expected.canonical) == expected);
    }
  });
}
