#include "core/match/judge.hpp"
#include "core/resolvers/facts_json.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace musiclink::test {
namespace {

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

/// How many right pairs of a table were refused, and how many wrong ones accepted.
struct figures {
  unsigned right = 0;
  unsigned refused = 0;
  unsigned wrong = 0;
  unsigned accepted = 0;

  void add(bool same, verdict found) {
    const bool sure = found == verdict::sure;
    ++(same ? right : wrong);
    refused += same && !sure ? 1 : 0;
    accepted += !same && sure ? 1 : 0;
  }
  /// Whether at most so many of a hundred right ones were refused.
  bool refuses_at_most(unsigned percent) const { return refused * 100 <= right * percent; }
};

void print(const char* name, const figures& of) {
  std::printf("judge: %s: %u right pairs, %u refused (%.1f %%); %u wrong pairs, %u accepted\n",
              name, of.right, of.refused, 100.0 * of.refused / of.right, of.wrong, of.accepted);
}

/// Kinds that only knowledge of the world decides: names in two scripts, new names.
bool needs_knowledge(json::value pair) {
  const auto kind = pair["kind"].string_or("");
  return kind == "script-other" || kind == "artist-alias";
}

struct table_figures {
  figures all;
  figures without_knowledge; ///< of the kinds that need none
  unsigned open = 0;         ///< right ones that have to be doubtful; in none of the figures
};

table_figures judge_table(const char* name, const char* table) {
  table_figures result;
  for_each_pair_of(table, [&](const facts& source, const facts& candidate, json::value pair) {
    const bool same = *pair["same"].boolean();
    const auto found = judge_with_reasons(source, candidate);
    if (pair["open"].boolean().value_or(false)) {
      CHECK(found.how == verdict::doubtful);
      ++result.open;
      return;
    }
    result.all.add(same, found.how);
    if (!needs_knowledge(pair))
      result.without_knowledge.add(same, found.how);
    CHECK((same || found.how != verdict::sure));
    CHECK(found.how == judge(candidate, source));
    if (found.how != verdict::sure)
      CHECK_FALSE(found.reasons.empty());
  });
  print(name, result.all);
  if (result.open != 0)
    std::printf(
        "judge: %s: %u more right pairs have to be doubtful; with them %u of %u are refused\n",
        name, result.open, result.all.refused + result.open, result.all.right + result.open);
  return result;
}

} // namespace

// "open" pairs are right, but by their words alone nobody can tell: a guest, a subtitle or
// a place that only one side names. They have to be doubtful, and count in no figure.
TEST_CASE("no wrong pair of the own table is sure, and under 1 % of the right ones are refused") {
  const auto found = judge_table("own table", MUSICLINK_PAIRS).all;
  CHECK(found.right + found.wrong >= 600);
  CHECK(found.accepted == 0);
  CHECK(found.refused * 100 < found.right);
}

TEST_CASE("no wrong pair of the given table is sure, and few right ones are refused") {
  const auto found = judge_table("given pairs", MUSICLINK_GIVEN_PAIRS);
  print("given pairs that need no knowledge", found.without_knowledge);
  CHECK(found.all.right + found.all.wrong == 500);
  CHECK(found.all.accepted == 0);
  CHECK(found.all.refuses_at_most(6));
  CHECK(found.without_knowledge.refuses_at_most(3));
}

// Written by somebody who did not look at how the judge answers.
TEST_CASE("no wrong pair of the second table is sure, and few right ones are refused") {
  const auto found = judge_table("second hand", MUSICLINK_SECOND_HAND);
  print("second hand that needs no knowledge", found.without_knowledge);
  CHECK(found.all.right + found.all.wrong >= 400);
  CHECK(found.all.accepted == 0);
  CHECK(found.all.refuses_at_most(6));
  CHECK(found.without_knowledge.refuses_at_most(3));
}

TEST_CASE("a version word that only one side has is never sure") {
  for_each_pair([](const facts& source, const facts& candidate, json::value) {
    const bool coded = !source.isrc.empty() || !source.upc.empty();
    // Of artists there are no versions.
    if (coded || source.type == item_type::artist || judge(source, candidate) != verdict::sure)
      return;
    constexpr std::pair<const char*, const char*> versions[]{
        {" (Live)", "Live"},          {" live", "Live"},
        {" (現場)", "Live"},          {" - Remix", "ix"},
        {" (ремикс)", "ix"},          {" [Karaoke]", "Karaoke"},
        {" karaoke", "Karaoke"},      {" (Radio Edit)", "Edit"},
        {" - Acoustic", "Acoustic"},  {" (Pt. 7)", "Pt. 7"},
        {" (Cover)", "cover"},        {" - Sped Up", "Sped Up"},
        {" (Demo)", "Demo"},          {" (Instrumental)", "Instrumental"},
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
