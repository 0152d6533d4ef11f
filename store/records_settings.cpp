#include "store/records.hpp"

namespace musiclink::store {

namespace {

/// What a room's state said. musiclink 1.0.0 wrote 1 for that, and for what a single
/// member had sent as well, so that 1 proves nothing: the state is asked again.
constexpr std::uint8_t not_encrypted = 0;
constexpr std::uint8_t said_to_be_encrypted = 1;
constexpr std::uint8_t encrypted_by_state = 2;

bool read_encrypted(decoder& in) {
  const auto mark = in.byte();
  if (mark != not_encrypted && mark != said_to_be_encrypted && mark != encrypted_by_state)
    in.fail();
  return mark == encrypted_by_state;
}

} // namespace

void write(encoder& out, const room_record& value) {
  out.text(value.room_id);
  out.text(value.alias);
  out.byte(value.encrypted ? encrypted_by_state : not_encrypted);
  out.text(value.successor);
  out.text(value.refused);
}

void read(decoder& in, room_record& value) {
  value.room_id = in.text();
  value.alias = in.text();
  value.encrypted = read_encrypted(in);
  value.successor = in.text();
  value.refused = in.text();
}

void write(encoder& out, const room_activity& value) {
  out.text(value.room_id);
  out.byte(value.active);
  out.time(value.since);
}

void read(decoder& in, room_activity& value) {
  value.room_id = in.text();
  value.active = in.boolean();
  value.since = in.time();
}

void write(encoder& out, const filter_record& value) {
  out.text(value.id);
  out.text(value.json);
}

void read(decoder& in, filter_record& value) {
  value.id = in.text();
  value.json = in.text();
}

void write(encoder& out, const std::string& value) {
  out.text(value);
}

void read(decoder& in, std::string& value) {
  value = in.text();
}

void write(encoder& out, std::uint64_t value) {
  out.number64(value);
}

void read(decoder& in, std::uint64_t& value) {
  value = in.number64();
}

void write(encoder& out, service_mode value) {
  out.byte(value == service_mode::active);
}

void read(decoder& in, service_mode& value) {
  value = in.boolean() ? service_mode::active : service_mode::shadow;
}

} // namespace musiclink::store
