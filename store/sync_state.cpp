#include "store/implementation.hpp"

#include <string>

namespace musiclink::store {

sync_state store::load_sync_state() {
  return impl_->read([this](lmdb::transaction& txn) {
    const meta_table& meta = impl_->in.meta;
    auto filter = meta.filter.get(txn).value_or(filter_record{});
    return sync_state{meta.since.get(txn).value_or(""), std::move(filter.id),
                      std::move(filter.json), meta.mode.get(txn), meta.loaded_mode.get(txn)};
  });
}

void store::save_filter(std::string_view filter_id, std::string_view filter_json) {
  impl_->write([&](lmdb::transaction& txn) {
    impl_->in.meta.filter.put(txn, {std::string(filter_id), std::string(filter_json)});
  });
}

void store::save_mode(service_mode mode, std::optional<service_mode> loaded_mode) {
  impl_->write([&](lmdb::transaction& txn) {
    impl_->in.meta.mode.put(txn, mode);
    if (loaded_mode)
      impl_->in.meta.loaded_mode.put(txn, *loaded_mode);
  });
}

std::vector<room_record> store::load_rooms() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.rooms.all(txn); });
}

void store::save_room(const room_record& what) {
  impl_->write([&](lmdb::transaction& txn) { impl_->in.rooms.put(txn, what.room_id, what); });
}

std::vector<room_activity> store::load_activity() {
  return impl_->read([this](lmdb::transaction& txn) { return impl_->in.activity.all(txn); });
}

void store::save_activity(const room_activity& what) {
  impl_->write([&](lmdb::transaction& txn) { impl_->in.activity.put(txn, what.room_id, what); });
}

} // namespace musiclink::store
