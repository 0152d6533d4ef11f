#pragma once

#include <string_view>

struct sockaddr;

namespace musiclink {

/// Whether an IPv4 or IPv6 address belongs to the public internet: not loopback,
/// private, link-local (where clouds keep their metadata), shared by carriers,
/// multicast, reserved or for documentation, nor such an IPv4 address in one of
/// IPv6's disguises (mapped, NAT64, 6to4). Any other family is not public.
bool is_public_address(const sockaddr& address) noexcept;

/// The same of an address as text; false for what is none.
bool is_public_address(std::string_view text) noexcept;

/// Whether an address as text, without brackets, leads to this machine alone: 127.0.0.0/8, ::1, and
/// the former as IPv6 maps it, however they are written.
bool is_loopback_address(std::string_view text) noexcept;

} // namespace musiclink
