#include "core/match/judge.hpp"
#include "core/resolvers/facts_json.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <string>

namespace musiclink::test {
namespace {

/// How many pairs got each verdict.
using counts = std::array<unsigned, 3>;

template<class Check>
void for_each_pair_of(const char* table, Check check) {
  std::ifstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    const auto parsed = json::document::parse(line);
    const auto* document = std::get_if<json::document>(&parsed);
    REQUIRE(document);
    const auto pair = document->root();
    REQUIRE(pair["same"].boolean());
    INFO(line);
    const auto read = pair_from(pair);
    const auto* of = std::get_if<pair_of_facts>(&read);
    REQUIRE(of);
    check(of->source, of->candidate, pair);
  }
}

template<class Check>
void for_each_pair(Check check) {
  for_each_pair_of(MUSICLINK_PAIRS, check);
}

/// Counts verdicts and prints them; returns how many right ones were refused.
struct figures {
  unsigned right = 0;
  unsigned refused = 0;
  unsigned wrong = 0;
  unsigned accepted = 0;
};

figures judge_table(const char* name, const char* table) {
  counts right{};
  counts wrong{};
  for_each_pair_of(table, [&](const facts& source, const facts& candidate, json::value pair) {
    const bool same = *pair["same"].boolean();
    const auto found = judge(source, candidate);
    ++(same ? right : wrong).at(static_cast<std::size_t>(found));
    CHECK((same || found != verdict::sure));
    if (same && found != verdict::sure) {
      const auto why = judge_with_reasons(source, candidate);
      CHECK_FALSE(why.reasons.empty());
      std::printf("judge: %s refused: %s: %s\n", name,
                  std::string(pair["why"].string_or("?")).c_str(),
                  why.reasons.empty() ? "?" : to_text(why.reasons.front()).c_str());
    }
  });
  const figures found{right[0] + right[1] + right[2], right[1] + right[2],
                      wrong[0] + wrong[1] + wrong[2], wrong[0]};
  std::printf("judge: %s: %u right pairs, %u refused (%.1f %%); %u wrong pairs, %u accepted\n",
              name, found.right, found.refused, 100.0 * found.refused / found.right, found.wrong,
              found.accepted);
  return found;
}

} // namespace

TEST_CASE("no wrong pair of the own table is sure, and few right ones are refused") {
  const auto found = judge_table("own table", MUSICLINK_PAIRS);
  CHECK(found.right + found.wrong >= 600);
  CHECK(found.accepted == 0);
  CHECK(found.refused * 40 < found.right);
}

TEST_CASE("no wrong pair of the given table is sure, and few right ones are refused") {
  const auto found = judge_table("given pairs", MUSICLINK_GIVEN_PAIRS);
  CHECK(found.right + found.wrong == 500);
  CHECK(found.accepted == 0);
  CHECK(found.refused * 10 < found.right);
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
