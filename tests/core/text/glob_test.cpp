#include "core/text/glob.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace musiclink;

namespace {

bool matches(const char* glob, std::string_view user_id) {
  const std::vector<std::string> globs{glob};
  return matches_any(globs, user_id);
}

} // namespace

TEST_CASE("a glob without wildcards is the user id itself") {
  CHECK(matches("@bot:example.org", "@bot:example.org"));
  CHECK_FALSE(matches("@bot:example.org", "@bot:example.org.evil"));
  CHECK_FALSE(matches("@bot:example.org", "@Bot:example.org"));
  CHECK_FALSE(matches("bot:example.org", "@bot:example.org"));
}

TEST_CASE("a star stands for any text, a question mark for one byte") {
  CHECK(matches("@slackbot:*", "@slackbot:example.org"));
  CHECK(matches("@*:example.org", "@:example.org"));
  CHECK(matches("@slack_*_U?:example.*", "@slack_team_a_U1:example.org"));
  CHECK(matches("*", ""));
  CHECK(matches("***", "@a:b"));
  CHECK(matches("@a:b*", "@a:b"));
  CHECK(matches("*ab*ab", "abaabab"));
  CHECK_FALSE(matches("@?:b", "@:b"));
  CHECK_FALSE(matches("*ab*ab", "ab"));
  CHECK_FALSE(matches("@slackbot:*", "@slackbot2:example.org"));
  CHECK_FALSE(matches("", "@a:b"));
}

TEST_CASE("any of several globs is enough, none matches nothing") {
  const std::vector<std::string> globs{"@a:*", "@b:*"};
  CHECK(matches_any(globs, "@b:c"));
  CHECK_FALSE(matches_any(globs, "@c:c"));
  CHECK_FALSE(matches_any({}, "@a:b"));
}

TEST_CASE("a hostile glob ends soon") {
  std::string glob;
  for (int i = 0; i < 200; ++i)
    glob += "*a";
  const std::vector<std::string> globs{glob + "b"};
  CHECK_FALSE(matches_any(globs, std::string(5000, 'a')));
}
