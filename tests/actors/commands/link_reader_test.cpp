#include "actors/commands/link_reader.hpp"

#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

#include <optional>

namespace musiclink::test {

namespace {

store::cached_answer an_answer() {
  return {{completeness::found, {item_type::track, "A Song", "Somebody", {}}}, 1000, 5000};
}

/// On disk: an answer to https://x/1, and the budget of somebody.
class store_with_an_answer {
public:
  store_with_an_answer() {
    auto keep = store::store::open(directory_.path(), store::access::exclusive);
    keep.cache("https://x/1", an_answer());
    keep.save_budget({"somebody", {{{1000, 5}}, 0, 0}, 61000});
  }

  std::optional<store::store> open() const {
    return store::store::open(directory_.path(), store::access::read_only);
  }

private:
  temporary_directory directory_;
};

} // namespace

TEST_CASE("a reader knows what the store holds, and keeps nothing of its own") {
  actor_fixture test;
  const store_with_an_answer kept;
  auto reader = test.own<link_memory_actor>(test.system.spawn(link_reader, kept.open(), false));
  CHECK(test.ask<looked_up>(reader, look_up_link{"https://x/1", 2000}).entry->value ==
        an_answer().value);
  CHECK(test.ask<known_budgets>(reader, load_budgets{}).entries.size() == 1);
  test.ask<saved>(reader, remember_link{"https://x/2", an_answer()});
  test.ask<saved>(reader, save_budget{{"another", {}, 61000}});
  CHECK_FALSE(test.ask<looked_up>(reader, look_up_link{"https://x/2", 2000}).entry);
  CHECK(test.ask<known_budgets>(reader, load_budgets{}).entries.size() == 1);
}

TEST_CASE("a reader that asks anew knows budgets, and no answers") {
  actor_fixture test;
  const store_with_an_answer kept;
  auto reader = test.own<link_memory_actor>(test.system.spawn(link_reader, kept.open(), true));
  CHECK_FALSE(test.ask<looked_up>(reader, look_up_link{"https://x/1", 2000}).entry);
  CHECK(test.ask<known_budgets>(reader, load_budgets{}).entries.size() == 1);
}

TEST_CASE("where there is no store, nothing is known") {
  actor_fixture test;
  auto reader = test.own<link_memory_actor>(
      test.system.spawn(link_reader, std::optional<store::store>(), false));
  CHECK_FALSE(test.ask<looked_up>(reader, look_up_link{"https://x/1", 2000}).entry);
  CHECK(test.ask<known_budgets>(reader, load_budgets{}).entries.empty());
}

} // namespace musiclink::test
