#include "tests/support/fake_filter.hpp"

#include "core/text/glob.hpp"

#include <algorithm>

namespace musiclink::test {

std::optional<std::vector<std::string>> strings_of(json::value array) {
  if (!array.is_array())
    return std::nullopt;
  std::vector<std::string> found;
  for (std::size_t i = 0; i < array.size(); ++i)
    found.emplace_back(array.at(i).string_or(""));
  return found;
}

event_filter::event_filter(json::value from)
    : types_(strings_of(from["types"])),
      senders_(strings_of(from["senders"])),
      not_types_(strings_of(from["not_types"]).value_or(std::vector<std::string>())),
      not_senders_(strings_of(from["not_senders"]).value_or(std::vector<std::string>())) {
  if (const auto number = from["limit"].integer())
    limit = static_cast<std::size_t>(std::max<std::int64_t>(1, *number));
}

bool event_filter::passes(const fake_event& event) const {
  const auto names = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  return (!types_ || matches_any(*types_, event.type)) && !matches_any(not_types_, event.type) &&
         (!senders_ || names(*senders_, event.sender)) && !names(not_senders_, event.sender);
}

} // namespace musiclink::test
