#include "store/tables.hpp"

#include <algorithm>
#include <concepts>

namespace musiclink::store {

any_table::any_table(tables& in, const row& what) : about(what), in_(in) {
  in.all.push_back(this);
}

// Defined here, where alone the rows are made, so that not every source compiles every decoder.

template<class Key, class Record>
table<Key, Record>::table(tables& in, const row& what) : any_table(in, what) {
}

template<class Key, class Record>
std::optional<any_table::claim> table<Key, Record>::read(std::string_view value) const {
  const auto record = decode(value);
  if (!record)
    return std::nullopt;
  claim result;
  if constexpr (requires {
                  { key_of(*record) } -> std::convertible_to<key>;
                })
    result.key = Key::bytes(key_of(*record));
  if constexpr (requires { until_of(*record); })
    result.until = until_of(*record);
  return result;
}

tables::tables() = default;

std::unique_ptr<const tables> tables::open(lmdb::transaction& txn) {
  auto opened = std::make_unique<tables>();
  if (!opened->meta.open(txn))
    return nullptr;
  for (auto* one : opened->all)
    one->open(txn);
  return opened;
}

const any_table* tables::expiring(std::uint8_t number) const noexcept {
  const auto found = std::ranges::find_if(
      all, [number](const any_table* one) { return one->about.expiry == number; });
  return number != 0 && found != all.end() ? *found : nullptr;
}

} // namespace musiclink::store
