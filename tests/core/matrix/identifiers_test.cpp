#include "core/matrix/identifiers.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink::matrix;

TEST_CASE("server names are hosts or addresses, with or without a port") {
  for (const std::string_view good : {"example.org", "localhost:8008", "1.2.3.4", "1.2.3.4:80",
                                      "[::1]", "[2001:db8::1]:8448", "xn--bcher-kva.example"})
    CHECK_MESSAGE(is_server_name(good), good);
  for (const std::string_view bad :
       {"", ":80", "example.org:", "example.org:x", "example.org:70000", "exam ple.org", "a/b",
        "[::1", "[]", "[xyz]", "::1", "https://example.org", "a_b", "\xc3\xbc.org"})
    CHECK_FALSE_MESSAGE(is_server_name(bad), bad);
  CHECK_FALSE(is_server_name(std::string(256, 'a')));
}

TEST_CASE("user ids are @local:server") {
  for (const std::string_view good : {"@u:example.org", "@U-1=x/+:example.org:8448", "@u:[::1]"})
    CHECK_MESSAGE(is_user_id(good), good);
  for (const std::string_view bad : {"", "@", "u:example.org", "@:example.org", "@u", "@u:",
                                     "@u v:example.org", "@\xc3\xbc:example.org", "#u:example.org"})
    CHECK_FALSE_MESSAGE(is_user_id(bad), bad);
  CHECK_FALSE(is_user_id("@" + std::string(250, 'a') + ":b.org"));
}

TEST_CASE("a room id is opaque, with a server name or, since version 12, without") {
  for (const std::string_view good :
       {"!abc:example.org", "!AbC:example.org:8448", "!x",
        "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM", "!\xc3\xbc:example.org"})
    CHECK_MESSAGE(is_room_id(good), good);
  for (const std::string_view bad :
       {"", "!", "!:example.org", "abc:example.org", "!a b:example.org", "!abc:", "!abc:ex ample",
        "!abc\n", "#abc:example.org"})
    CHECK_FALSE_MESSAGE(is_room_id(bad), bad);
  CHECK(is_room_id("!" + std::string(254, 'a')));
  CHECK_FALSE(is_room_id("!" + std::string(255, 'a')));
}

TEST_CASE("an alias is #local:server") {
  CHECK(is_room_alias("#music:example.org"));
  CHECK(is_room_alias("#m\xc3\xbcsik:example.org"));
  for (const std::string_view bad : {"", "#", "#music", "#:example.org", "music:example.org",
                                     "#a b:example.org", "!music:example.org"})
    CHECK_FALSE_MESSAGE(is_room_alias(bad), bad);
}

TEST_CASE("a port has at most 16 bits") {
  CHECK(is_port("0"));
  CHECK(is_port("65535"));
  for (const std::string_view bad : {"", "65536", "-1", "+1", "8x", " 8"})
    CHECK_FALSE_MESSAGE(is_port(bad), bad);
}

TEST_CASE("the server of a user is what follows the first colon") {
  CHECK(server_of("@u:example.org") == "example.org");
  CHECK(server_of("@u:example.org:8448") == "example.org:8448");
  CHECK(server_of("@u:[::1]:80") == "[::1]:80");
  CHECK(server_of("@u").empty());
  CHECK(server_of("@u:").empty());
  CHECK(server_of("").empty());
}
