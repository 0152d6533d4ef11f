#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

namespace musiclink::store {

TEST_CASE("an answer is kept until its time, over restarts") {
  const temporary_directory directory;
  const auto kept = an_answer("Song", 5000);
  store::open(directory.path(), access::exclusive).cache("https://x/1", kept);
  auto store = store::open(directory.path(), access::exclusive);
  const auto found = store.cached("https://x/1", 4999);
  REQUIRE(found);
  CHECK(found->value == kept.value);
  CHECK(found->at == kept.at);
  CHECK(found->until == kept.until);
  CHECK_FALSE(store.cached("https://x/1", 5000));
  CHECK_FALSE(store.cached("https://x/2", 0));
}

TEST_CASE("a newer answer replaces the older one and its time") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  store.cache("https://x/1", an_answer("Old", 5000));
  store.cache("https://x/1", an_answer("New", 9000));
  CHECK(records(store, "links") == 1);
  CHECK(store.prune(6000, 10) == 0);
  CHECK(store.cached("https://x/1", 6000)->value.found.title == "New");
  store.cache("https://x/1", an_answer("Newest", 7000));
  CHECK(store.prune(7000, 10) == 1);
  CHECK(records(store, "links") == 0);
  CHECK(store.verify().empty());
}

TEST_CASE("links longer than a key are kept apart") {
  const temporary_directory directory;
  auto store = store::open(directory.path(), access::exclusive);
  const std::string base = "https://x/" + std::string(20000, 'a');
  store.cache(base + "1", an_answer("One", 5000));
  store.cache(base + "2", an_answer("Two", 5000));
  store.cache("", an_answer("None", 5000));
  CHECK(store.cached(base + "1", 1)->value.found.title == "One");
  CHECK(store.cached(base + "2", 1)->value.found.title == "Two");
  CHECK(store.cached("", 1)->value.found.title == "None");
  CHECK_FALSE(store.cached(base, 1));
}

} // namespace musiclink::store
