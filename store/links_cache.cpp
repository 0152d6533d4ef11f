#include "store/implementation.hpp"

namespace musiclink::store {

std::optional<cached_answer> store::cached(std::string_view canonical, unix_ms now) {
  return impl_->read([&](lmdb::transaction& txn) -> std::optional<cached_answer> {
    auto record = impl_->in.links.find(txn, canonical);
    if (!record || record->cached.until <= now)
      return std::nullopt;
    return std::move(record->cached);
  });
}

void store::cache(std::string_view canonical, const cached_answer& what) {
  impl_->write([&](lmdb::transaction& txn) {
    impl_->in.links.keep(txn, canonical, {std::string(canonical), what});
  });
}

} // namespace musiclink::store
