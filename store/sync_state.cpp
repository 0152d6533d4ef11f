#include "store/implementation.hpp"

#include <string>

namespace musiclink::store {

sync_state store::load_sync_state() {
  return impl_->read([this](lmdb::transaction& txn) {
    const meta_table& values = impl_->in.meta;
    auto filter = values.get<filter_record>(txn, meta::filter).value_or(filter_record{});
    return sync_state{values.get<std::string>(txn, meta::since).value_or(""), std::move(filter.id),
                      std::move(filter.json), values.get<service_mode>(txn, meta::mode),
                      values.get<service_mode>(txn, meta::loaded_mode)};
  });
}

void store::save_filter(std::string_view filter_id, std::string_view filter_json) {
  impl_->write([&](lmdb::transaction& txn) {
    impl_->in.meta.put(txn, meta::filter,
                       filter_record{std::string(filter_id), std::string(filter_json)});
  });
}

void store::save_mode(service_mode mode, std::optional<service_mode> loaded_mode) {
  impl_->write([&](lmdb::transaction& txn) {
    impl_->in.meta.put(txn, meta::mode, mode);
    if (loaded_mode)
      impl_->in.meta.put(txn, meta::loaded_mode, *loaded_mode);
  });
}

std::vector<room_record> store::load_rooms() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::vector<room_record> rooms;
    lmdb::cursor at = impl_->in.rooms.walk(txn);
    for (auto entry = at.first(); entry; entry = at.next())
      if (auto room = unpack<room_record>(entry->value))
        rooms.push_back(std::move(*room));
    return rooms;
  });
}

void store::save_room(const room_record& what) {
  impl_->write([&](lmdb::transaction& txn) { impl_->in.rooms.put(txn, what.room_id, what); });
}

std::vector<room_activity> store::load_activity() {
  return impl_->read([this](lmdb::transaction& txn) {
    std::vector<room_activity> rooms;
    lmdb::cursor at = impl_->in.activity.walk(txn);
    for (auto entry = at.first(); entry; entry = at.next())
      if (auto room = unpack<room_activity>(entry->value))
        rooms.push_back(std::move(*room));
    return rooms;
  });
}

void store::save_activity(const room_activity& what) {
  impl_->write([&](lmdb::transaction& txn) { impl_->in.activity.put(txn, what.room_id, what); });
}

} // namespace musiclink::store
