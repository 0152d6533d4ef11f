#include "store/implementation.hpp"

namespace musiclink::store {

std::vector<budget_entry> store::budgets() {
  return impl_->read([&](lmdb::transaction& txn) {
    std::vector<budget_entry> entries;
    lmdb::cursor at = impl_->in.budgets.walk(txn);
    for (auto entry = at.first(); entry; entry = at.next())
      if (auto record = unpack<budget_entry>(entry->value))
        entries.push_back(std::move(*record));
    return entries;
  });
}

void store::save_budget(const budget_entry& what) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    const std::string key = by_text::bytes(what.outlet);
    if (const auto old = in.budgets.get_raw(txn, key))
      in.expiries.erase(txn, {old->until, expiring::budgets, key});
    in.budgets.put(txn, what.outlet, what);
    in.expiries.put(txn, {what.until, expiring::budgets, key}, {});
  });
}

} // namespace musiclink::store
