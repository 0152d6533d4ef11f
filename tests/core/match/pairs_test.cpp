#include "core/json/json.hpp"
#include "core/match/judge.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

namespace musiclink::test {
namespace {

facts facts_of(json::value from) {
  facts result;
  result.type = item_type_from_key(from["type"].string_or("track")).value();
  result.title = from["title"].string_or("");
  for (std::size_t i = 0; i < from["artists"].size(); ++i)
    result.artists.emplace_back(from["artists"].at(i).string_or(""));
  if (const auto duration = from["duration"].integer())
    result.duration = milliseconds(*duration);
  result.isrc = from["isrc"].string_or("");
  result.upc = from["upc"].string_or("");
  result.known_music = from["known_music"].boolean().value_or(false);
  return result;
}

/// How many pairs got each verdict.
using counts = std::array<unsigned, 3>;

template<class Check>
void for_each_pair(Check check) {
  std::ifstream lines(MUSICLINK_PAIRS);
  for (std::string line; std::getline(lines, line);) {
    const auto parsed = json::document::parse(line);
    const auto* document = std::get_if<json::document>(&parsed);
    REQUIRE(document);
    const auto pair = document->root();
    REQUIRE(pair["same"].boolean());
    INFO(line);
    check(facts_of(pair["source"]), facts_of(pair["candidate"]), pair);
  }
}

} // namespace

TEST_CASE("no wrong pair of the labelled set is sure, and few right ones are refused") {
  counts right{};
  counts wrong{};
  for_each_pair([&](const facts& source, const facts& candidate, json::value pair) {
    const bool same = *pair["same"].boolean();
    const auto found = judge(source, candidate);
    ++(same ? right : wrong).at(static_cast<std::size_t>(found));
    CHECK((same || found != verdict::sure));
    if (same && found != verdict::sure)
      std::printf("judge: refused: %s\n", std::string(pair["why"].string_or("?")).c_str());
  });
  const auto all_right = right[0] + right[1] + right[2];
  const auto all_wrong = wrong[0] + wrong[1] + wrong[2];
  const auto refused = right[1] + right[2];
  std::printf("judge: %u right pairs: %u accepted, %u refused (%.1f %%); "
              "%u wrong pairs: %u accepted, %u refused\n",
              all_right, right[0], refused, 100.0 * refused / all_right, all_wrong, wrong[0],
              wrong[1] + wrong[2]);
  CHECK(all_right + all_wrong >= 220);
  CHECK(refused * 20 < all_right);
}

TEST_CASE("a version word that only one side has is never sure") {
  for_each_pair([](const facts& source, const facts& candidate, json::value) {
    const bool coded = !source.isrc.empty() || !source.upc.empty();
    // Of artists there are no versions.
    if (coded || source.type == item_type::artist || judge(source, candidate) != verdict::sure)
      return;
    constexpr std::pair<const char*, const char*> versions[]{{" (Live)", "Live"},
                                                             {" live", "Live"},
                                                             {" (現場)", "Live"},
                                                             {" - Remix", "ix"},
                                                             {" (ремикс)", "ix"},
                                                             {" [Karaoke]", "Karaoke"},
                                                             {" karaoke", "Karaoke"},
                                                             {" (Radio Edit)", "Edit"},
                                                             {" - Acoustic", "Acoustic"},
                                                             {" (Pt. 7)", "Pt. 7"},
                                                             {" (Cover)", "cover"},
                                                             {" - Sped Up", "Sped Up"},
                                                             {" (Demo)", "Demo"},

                                                             {" (Instrumental)", "Instrumental"},
                                                             {" - X's Version", "Version"}};
    for (const auto& [suffix, word] : versions) {
      // What both sides have is no difference.
      if (source.title.find(word) != std::string::npos)
        continue;
      auto other = candidate;
      other.title += suffix;
      INFO(other.title);
      CHECK(judge(source, other) != verdict::sure);
    }
  });
}

TEST_CASE("noise on one side changes no verdict to sure or from it") {
  for_each_pair([](const facts& source, const facts& candidate, json::value) {
    if (source.type == item_type::artist)
      return;
    for (const auto* noise : {" (Remastered 2011)", " [Explicit]", " (Deluxe Edition)"}) {
      auto other = candidate;
      other.title += noise;
      INFO(other.title);
      CHECK((judge(source, other) == verdict::sure) == (judge(source, candidate) == verdict::sure));
    }
  });
}

TEST_CASE("the order of a pair does not matter") {
  for_each_pair([](const facts& source, const facts& candidate, json::value) {
    CHECK(judge(source, candidate) == judge(candidate, source));
  });
}

TEST_CASE("what is compared with itself is never different") {
  for_each_pair([](const facts& source, const facts& candidate, json::value) {
    CHECK(judge(source, source) != verdict::different);
    CHECK(judge(candidate, candidate) != verdict::different);
  });
}

} // namespace musiclink::test
