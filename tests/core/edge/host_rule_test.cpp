#include "core/edge/host_rule.hpp"

#include <doctest/doctest.h>

namespace musiclink {

TEST_CASE("on loopback only loopback's own names and those of the list are answered") {
  for (const auto* listen : {"127.0.0.1", "127.1.2.3", "::1", "localhost", "0:0:0:0:0:0:0:1",
                             "::ffff:127.0.0.1", "::ffff:7f00:1"}) {
    CAPTURE(listen);
    const host_rule rule(listen, {"music.example.org", "ops.example.org:8443"});
    for (const auto* good :
         {"localhost", "LocalHost:9110", "127.0.0.1", "127.0.0.1:9110", "127.8.9.10:1", "[::1]",
          "[::1]:9110", "[0:0:0:0:0:0:0:1]:9110", "[::ffff:7f00:1]:9110", "music.example.org",
          "Music.Example.org:9110", "ops.example.org:8443", ""})
      CHECK_MESSAGE(rule.admits(good), good);
    for (const auto* bad : {"evil.example",
                            "evil.example:9110",
                            "localhost.evil.example",
                            "127.0.0.1.evil.example",
                            "evil.example:127.0.0.1",
                            "128.0.0.1",
                            "127.0.0",
                            "127.0.0.1.",
                            "127.0.0.256",
                            "0.0.0.0",
                            "[::2]:9110",
                            "[::1",
                            "[::1].evil.example",
                            "[::1]9110",
                            "[::ffff:192.0.2.7]",
                            "[",
                            "::1",
                            ":9110",
                            "192.0.2.7",
                            "ops.example.org",
                            "ops.example.org:80",
                            "music.example.org.evil",
                            "127.0.0.1@evil.example"})
      CHECK_MESSAGE(!rule.admits(bad), bad);
  }
}

TEST_CASE("elsewhere every name is answered, until there is a list") {
  for (const auto* listen : {"0.0.0.0", "::", "192.0.2.7", "2001:db8::1"}) {
    CAPTURE(listen);
    CHECK(host_rule(listen, {}).admits("anything.example"));
    const host_rule rule(listen, {"music.example.org"});
    CHECK(rule.admits("music.example.org:9110"));
    CHECK(rule.admits("127.0.0.1:9110"));
    CHECK(!rule.admits("anything.example"));
    CHECK(!rule.admits("192.0.2.7"));
  }
}

TEST_CASE("a name of the list may be an IPv6 address, in brackets as in the header") {
  const host_rule rule("::1", {"[2001:db8::7]", "[2001:db8::8]:8443"});
  CHECK(rule.admits("[2001:db8::7]"));
  CHECK(rule.admits("[2001:db8::7]:9110"));
  CHECK(rule.admits("[2001:DB8::8]:8443"));
  CHECK(!rule.admits("[2001:db8::8]:9110"));
  CHECK(!rule.admits("[2001:db8::9]:9110"));
}

} // namespace musiclink
