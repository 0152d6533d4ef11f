#include "core/edge/public_address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace musiclink {
namespace {

using ipv6_bytes = std::array<std::uint8_t, 16>;

struct ipv4_block {
  std::uint32_t prefix;
  unsigned length;
};

// IANA's special-purpose registry, and what lies above it: multicast and reserved.
constexpr ipv4_block not_public[] = {
    {0x00000000, 8},  // this network
    {0x0a000000, 8},  // private
    {0x64400000, 10}, // shared by carriers
    {0x7f000000, 8},  // loopback
    {0xa9fe0000, 16}, // link-local
    {0xac100000, 12}, // private
    {0xc0000000, 24}, // protocol assignments
    {0xc0000200, 24}, // documentation
    {0xc0586300, 24}, // 6to4 relays
    {0xc0a80000, 16}, // private
    {0xc6120000, 15}, // benchmarks
    {0xc6336400, 24}, // documentation
    {0xcb007100, 24}, // documentation
    {0xe0000000, 3},  // multicast and reserved
};

bool is_public_ipv4(std::uint32_t address) noexcept {
  return std::ranges::none_of(not_public, [address](const ipv4_block& block) {
    return (address ^ block.prefix) >> (32 - block.length) == 0;
  });
}

std::uint32_t ipv4_at(const ipv6_bytes& bytes, std::size_t at) noexcept {
  return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
         std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

bool begins_with(const ipv6_bytes& bytes, std::initializer_list<std::uint8_t> prefix) noexcept {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool is_mapped_ipv4(const ipv6_bytes& bytes) noexcept {
  return begins_with(bytes, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff});
}

bool is_loopback_ipv4(std::uint32_t address) noexcept {
  return address >> 24 == 127;
}

/// Only 2000::/3 is given out of IPv6, and NAT64's own prefix leads to IPv4.
bool is_public_ipv6(const ipv6_bytes& bytes) noexcept {
  if (begins_with(bytes, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))
    return is_public_ipv4(ipv4_at(bytes, 12));
  if (is_mapped_ipv4(bytes))
    return is_public_ipv4(ipv4_at(bytes, 12));
  if (begins_with(bytes, {0x20, 0x02})) // 6to4
    return is_public_ipv4(ipv4_at(bytes, 2));
  const bool is_special = begins_with(bytes, {0x20, 0x01, 0x0d, 0xb8}) ||       // documentation
                          (begins_with(bytes, {0x20, 0x01}) && bytes[2] < 2) || // protocols, Teredo
                          begins_with(bytes, {0x3f, 0xff});                     // documentation
  return (bytes[0] & 0xe0) == 0x20 && !is_special;
}

/// What inet_pton reads, which wants a zero byte behind the text.
template<int Family, class Address>
bool read_address(std::string_view text, Address& to) noexcept {
  char copy[INET6_ADDRSTRLEN] = {};
  if (text.size() >= sizeof copy)
    return false;
  std::ranges::copy(text, copy);
  return inet_pton(Family, copy, &to) == 1;
}

std::optional<std::uint32_t> ipv4_of(std::string_view text) noexcept {
  in_addr address{};
  return read_address<AF_INET>(text, address) ? std::optional(ntohl(address.s_addr)) : std::nullopt;
}

std::optional<ipv6_bytes> ipv6_of(std::string_view text) noexcept {
  ipv6_bytes address{};
  return read_address<AF_INET6>(text, address) ? std::optional(address) : std::nullopt;
}

} // namespace

bool is_public_address(const sockaddr& address) noexcept {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return is_public_ipv4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    ipv6_bytes bytes{};
    std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
    return is_public_ipv6(bytes);
  }
  return false;
}

bool is_public_address(std::string_view text) noexcept {
  if (const auto ipv4 = ipv4_of(text))
    return is_public_ipv4(*ipv4);
  const auto ipv6 = ipv6_of(text);
  return ipv6 && is_public_ipv6(*ipv6);
}

bool is_loopback_address(std::string_view text) noexcept {
  if (const auto ipv4 = ipv4_of(text))
    return is_loopback_ipv4(*ipv4);
  const auto ipv6 = ipv6_of(text);
  if (!ipv6)
    return false;
  return is_mapped_ipv4(*ipv6)
             ? is_loopback_ipv4(ipv4_at(*ipv6, 12))
             : *ipv6 == ipv6_bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
}

} // namespace musiclink
