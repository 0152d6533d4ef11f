#pragma once

#include "core/config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

// Configurations for tests.
namespace musiclink::test {

/// A good configuration with these rooms, and with these further members of the
/// whole.
std::string with_rooms(std::string_view rooms, std::string_view members = "");

/// A good configuration with one room, and with these further members.
std::string with_root(std::string_view members);

/// The same with these further members of `matrix`.
std::string with_matrix(std::string_view members);

/// A configuration that must be good.
config parsed(std::string_view text);

/// What is wrong with a configuration, as "pointer: message".
std::vector<std::string> problems(std::string_view text);

} // namespace musiclink::test
