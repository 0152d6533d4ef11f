#pragma once

#include "core/json/json.hpp"
#include "tests/support/fake_world.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace musiclink::test {

/// Which events of a room a client wants: a RoomEventFilter of the client-server
/// API, of which are read `limit`, `types`, `not_types` (with wildcards),
/// `senders` and `not_senders`.
class event_filter {
public:
  event_filter() = default;
  explicit event_filter(json::value from);

  bool passes(const fake_event& event) const;
  std::optional<std::size_t> limit;

private:
  std::optional<std::vector<std::string>> types_;
  std::optional<std::vector<std::string>> senders_;
  std::vector<std::string> not_types_;
  std::vector<std::string> not_senders_;
};

/// The strings of an array; nothing for what is none.
std::optional<std::vector<std::string>> strings_of(json::value array);

} // namespace musiclink::test
