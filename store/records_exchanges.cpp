#include "store/records.hpp"

namespace musiclink::store {

namespace {

void write(encoder& out, const exchange::entry& value) {
  out.time(value.at);
  out.text(value.room_id);
  out.text(value.event_id);
  out.text(value.sender);
  out.byte(value.ours);
  out.byte(value.echoing);
  out.time(value.answered_at);
}

void read(decoder& in, exchange::entry& value) {
  value.at = in.time();
  value.room_id = in.text();
  value.event_id = in.text();
  value.sender = in.text();
  value.ours = in.boolean();
  value.echoing = in.boolean();
  value.answered_at = in.time();
}

} // namespace

void write(encoder& out, const exchange_record& value) {
  out.text(value.key);
  out.text(value.headline);
  out.number32(static_cast<std::uint32_t>(value.said.entries.size()));
  for (const auto& entry : value.said.entries)
    write(out, entry);
  out.time(value.until);
}

void read(decoder& in, exchange_record& value) {
  value.key = in.text();
  value.headline = in.text();
  const auto count = in.number32();
  for (std::uint32_t at = 0; at < count && in.good(); ++at)
    read(in, value.said.entries.emplace_back());
  value.until = in.time();
}

void write(encoder& out, const fuse_record& value) {
  out.text(value.key);
  out.text(value.what.link);
  out.text(value.what.room_id);
  out.time(value.what.since);
  out.time(value.what.until);
  out.number64(value.what.stopped);
}

void read(decoder& in, fuse_record& value) {
  value.key = in.text();
  value.what.link = in.text();
  value.what.room_id = in.text();
  value.what.since = in.time();
  value.what.until = in.time();
  value.what.stopped = in.number64();
}

} // namespace musiclink::store
