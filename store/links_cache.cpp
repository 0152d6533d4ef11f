#include "store/implementation.hpp"

namespace musiclink::store {

std::optional<cached_answer> store::cached(std::string_view canonical, unix_ms now) {
  return impl_->read([&](lmdb::transaction& txn) -> std::optional<cached_answer> {
    auto record = impl_->in.links.get(txn, canonical);
    // Long links have keys that can be made to meet, hence the comparison.
    if (!record || record->canonical != canonical || record->cached.until <= now)
      return std::nullopt;
    return std::move(record->cached);
  });
}

void store::cache(std::string_view canonical, const cached_answer& what) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const std::string key = by_text::bytes(canonical);
    if (const auto old = in.links.get_raw(txn, key))
      in.expiries.erase(txn, {old->cached.until, expiring::links, key});
    in.links.put(txn, canonical, {std::string(canonical), what});
    in.expiries.put(txn, {what.until, expiring::links, key}, {});
  });
}

} // namespace musiclink::store
