#pragma once

#include <string>
#include <string_view>

// Whether a text is a well-formed identifier (Matrix specification, appendix
// "Identifier grammar"). All are case-sensitive and at most 255 bytes long.
namespace musiclink::matrix {

/// A host name, IPv4 address or bracketed IPv6 address, with or without a port.
bool is_server_name(std::string_view text) noexcept;

/// "@local:server". Old accounts may hold any visible ASCII character but ':' in
/// their local part.
bool is_user_id(std::string_view text) noexcept;

/// "!opaque:server", or from room version 12 on "!opaque" (conf/CONTRACT.md 3).
bool is_room_id(std::string_view text) noexcept;

/// "#local:server".
bool is_room_alias(std::string_view text) noexcept;

/// The server name of a user id: what follows its first ':'; empty where there is
/// none.
std::string server_of(std::string_view user_id);

/// A port number from 0 to 65535, in digits.
bool is_port(std::string_view text) noexcept;

} // namespace musiclink::matrix
