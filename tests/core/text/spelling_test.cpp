#include "core/text/spelling.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace musiclink;

TEST_CASE("a typing error leads to the word that was meant") {
  const std::vector<std::string_view> words{"server", "userId", "rooms", "accessToken",
                                            "accessTokenFile"};
  CHECK(closest_word("servr", words) == "server");
  CHECK(closest_word("sevrer", words) == "server");
  CHECK(closest_word("Server", words) == "server");
  CHECK(closest_word("serverr", words) == "server");
  CHECK(closest_word("userid", words) == "userId");
  CHECK(closest_word("acessTokn", words) == "accessToken");
  CHECK(closest_word("accesTokenFile", words) == "accessTokenFile");
}

TEST_CASE("what is far from every word means none") {
  const std::vector<std::string_view> words{"server", "rooms"};
  CHECK_FALSE(closest_word("password", words));
  CHECK_FALSE(closest_word("", words));
  CHECK_FALSE(closest_word(std::string(100000, 's'), words));
  CHECK_FALSE(closest_word("server", {}));
}
