#include "core/edge/public_address.hpp"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/un.h>

namespace musiclink::test {

TEST_CASE("addresses of the internet are public") {
  for (const char* address :
       {"1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
        "192.167.255.255", "198.17.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
        "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2001:4860:4860::8888"}) {
    CAPTURE(address);
    CHECK(is_public_address(address));
  }
}

TEST_CASE("loopback, private, link-local, shared, multicast and reserved addresses are not") {
  for (const char* address : {"0.0.0.0",
                              "10.0.0.1",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.255",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.1",
                              "192.0.2.1",
                              "192.168.255.255",
                              "198.18.0.1",
                              "198.51.100.1",
                              "203.0.113.1",
                              "224.0.0.1",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::127.0.0.1",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "::ffff:10.0.0.1",
                              "64:ff9b::10.0.0.1",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:db8::1",
                              "2002:7f00:1::1",
                              "3fff::1",
                              "fc00::1",
                              "fd00:ec2::254",
                              "fe80::1",
                              "fec0::1",
                              "ff02::1"}) {
    CAPTURE(address);
    CHECK_FALSE(is_public_address(address));
  }
}

TEST_CASE("what is no address is not public") {
  for (const char* text :
       {"", "localhost", "8.8.8", "8.8.8.8.8", "0x08080808", "2606:4700::1111%eth0",
        "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"})
    CHECK_FALSE(is_public_address(text));
}

TEST_CASE("a socket's address is judged in its own form") {
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_addr.s_addr = htonl(0x08080808);
  CHECK(is_public_address(reinterpret_cast<const sockaddr&>(ipv4)));
  ipv4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK_FALSE(is_public_address(reinterpret_cast<const sockaddr&>(ipv4)));
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_addr = in6addr_loopback;
  CHECK_FALSE(is_public_address(reinterpret_cast<const sockaddr&>(ipv6)));
  ipv6.sin6_addr.s6_addr[0] = 0x26;
  CHECK(is_public_address(reinterpret_cast<const sockaddr&>(ipv6)));
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  CHECK_FALSE(is_public_address(reinterpret_cast<const sockaddr&>(local)));
}

TEST_CASE("loopback is this machine alone, however it is written") {
  for (const char* address : {"127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1",
                              "0000::0001", "::ffff:127.0.0.1", "::FFFF:7F00:1"})
    CHECK_MESSAGE(is_loopback_address(address), address);
  for (const char* address :
       {"126.0.0.1", "128.0.0.1", "0.0.0.0", "::", "::2", "::127.0.0.1", "::ffff:128.0.0.1",
        "127.0.0", "127.1", "127.0.0.1.", "0127.0.0.1", "[::1]", "::1%lo", "localhost", ""})
    CHECK_MESSAGE(!is_loopback_address(address), address);
}

} // namespace musiclink::test
