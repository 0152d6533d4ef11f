#include "store/implementation.hpp"

namespace musiclink::store {

std::vector<budget_entry> store::budgets() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.budgets.all(txn); });
}

void store::save_budget(const budget_entry& what) {
  impl_->write([&](lmdb::transaction& txn) { impl_->in.budgets.keep(txn, what.outlet, what); });
}

} // namespace musiclink::store
