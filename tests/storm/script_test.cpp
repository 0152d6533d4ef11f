#include "tests/storm/script.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

using namespace musiclink;
using namespace musiclink::storm;

namespace {

using kind = act::kind;

std::vector<act> all_acts(const storm_plan& plan) {
  std::vector<act> all;
  for (const life& one : write_script(plan)) {
    all.insert(all.end(), one.before.begin(), one.before.end());
    all.insert(all.end(), one.during.begin(), one.during.end());
  }
  return all;
}

bool same(const std::vector<life>& left, const std::vector<life>& right) {
  const auto same_act = [](const act& one, const act& other) {
    return one.what == other.what && one.at == other.at && one.room == other.room &&
           one.message == other.message && one.songs == other.songs;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](const life& one, const life& other) {
                      return one.length == other.length &&
                             std::equal(one.before.begin(), one.before.end(), other.before.begin(),
                                        other.before.end(), same_act) &&
                             std::equal(one.during.begin(), one.during.end(), other.during.begin(),
                                        other.during.end(), same_act);
                    });
}

bool is_message(const act& what) {
  return what.what == kind::link || what.what == kind::prepare;
}

} // namespace

TEST_CASE("the script of a storm follows from its seed") {
  storm_plan other;
  other.seed = 2;
  CHECK(same(write_script({}), write_script({})));
  CHECK_FALSE(same(write_script({}), write_script(other)));
}

TEST_CASE("lives are as many and as long as planned") {
  storm_plan plan;
  plan.kills = 300;
  const auto script = write_script(plan);
  CHECK(script.size() == 300);
  CHECK(std::all_of(script.begin(), script.end(), [&](const life& one) {
    return one.length >= plan.shortest_life && one.length <= plan.longest_life;
  }));
}

TEST_CASE("messages are counted in their order, and only those that were delivered are changed") {
  std::size_t messages = 0;
  std::set<std::size_t> held_back;
  for (const act& what : all_acts({})) {
    if (is_message(what))
      CHECK(what.message == messages++);
    if (what.what == kind::prepare)
      held_back.insert(what.message);
    if (what.what == kind::deliver)
      CHECK(held_back.erase(what.message) == 1);
    if (what.what == kind::edit || what.what == kind::redact || what.what == kind::repeat) {
      CHECK(what.message < messages);
      CHECK_FALSE(held_back.contains(what.message));
    }
  }
  CHECK(held_back.empty());
}

TEST_CASE("a message that has lost its links is left alone, and songs are never repeated") {
  std::set<std::size_t> without_links;
  std::set<std::uint64_t> songs;
  for (const act& what : all_acts({})) {
    for (const std::uint64_t song : what.songs)
      CHECK(songs.insert(song).second);
    if (what.what != kind::edit && what.what != kind::redact && what.what != kind::forge_edit)
      continue;
    CHECK_FALSE(without_links.contains(what.message));
    if (what.songs.empty())
      without_links.insert(what.message);
  }
  CHECK_FALSE(without_links.empty());
}

TEST_CASE("every kind of act happens in a storm of the usual size") {
  std::set<kind> met;
  for (const act& what : all_acts({}))
    met.insert(what.what);
  CHECK(met.size() == static_cast<std::size_t>(kind::restart_server) + 1);
}
