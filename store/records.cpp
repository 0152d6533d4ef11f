#include "store/records.hpp"

#include <array>

namespace musiclink::store {

namespace {

void write(encoder& out, const link& value) {
  out.text(to_key(value.where));
  out.text(to_key(value.type));
  out.byte(value.id.has_value());
  out.text(value.id.value_or(""));
  out.text(value.canonical);
}

service read_service(decoder& in) {
  const auto where = service_from_key(in.text());
  if (!where)
    in.fail();
  return where.value_or(service{});
}

item_type read_type(decoder& in) {
  const auto type = item_type_from_key(in.text());
  if (!type)
    in.fail();
  return type.value_or(item_type::unknown);
}

void read(decoder& in, link& value) {
  value.where = read_service(in);
  value.type = read_type(in);
  const bool has_id = in.boolean();
  std::string id = in.text();
  if (has_id)
    value.id = std::move(id);
  value.canonical = in.text();
}

void write(encoder& out, const song_link& value) {
  out.text(to_key(value.where));
  out.text(value.url);
}

void read(decoder& in, song_link& value) {
  value.where = read_service(in);
  value.url = in.text();
}

// The templates below do not find what is declared behind them.
void write(encoder& out, const resolved_link& value);
void read(decoder& in, resolved_link& value);
void write(encoder& out, const budget_record::batch& value);
void read(decoder& in, budget_record::batch& value);

template<class T>
void write_list(encoder& out, const std::vector<T>& values) {
  out.number32(static_cast<std::uint32_t>(values.size()));
  for (const auto& value : values)
    write(out, value);
}

/// Makes no room in advance: the count may be anything.
template<class T>
void read_list(decoder& in, std::vector<T>& values) {
  const auto count = in.number32();
  for (std::uint32_t at = 0; at < count && in.good(); ++at)
    read(in, values.emplace_back());
}

void write(encoder& out, const song& value) {
  out.text(to_key(value.type));
  out.text(value.title);
  out.text(value.artist);
  write_list(out, value.links);
  out.byte(value.known_music);
}

void read(decoder& in, song& value) {
  value.type = read_type(in);
  value.title = in.text();
  value.artist = in.text();
  read_list(in, value.links);
  value.known_music = in.boolean();
}

void write(encoder& out, const resolved_link& value) {
  write(out, value.source);
  write(out, value.found);
}

void read(decoder& in, resolved_link& value) {
  read(in, value.source);
  read(in, value.found);
}

void write(encoder& out, const budget_record::batch& value) {
  out.time(value.at);
  out.number64(value.count);
}

void read(decoder& in, budget_record::batch& value) {
  value.at = in.time();
  value.count = in.number64();
}

void write(encoder& out, const link_event& value) {
  out.text(value.room_id);
  out.text(value.event_id);
  out.text(value.sender);
  out.time(value.origin_server_ts);
  out.time(value.received_at);
  out.text(value.thread_root);
  write_list(out, value.links);
}

void read(decoder& in, link_event& value) {
  value.room_id = in.text();
  value.event_id = in.text();
  value.sender = in.text();
  value.origin_server_ts = in.time();
  value.received_at = in.time();
  value.thread_root = in.text();
  read_list(in, value.links);
}

std::uint8_t number_of(completeness how) {
  switch (how) {
  case completeness::found:
    return 0;
  case completeness::partial:
    return 1;
  case completeness::not_found:
    break;
  }
  return 2;
}

completeness read_completeness(decoder& in) {
  constexpr std::array known{completeness::found, completeness::partial, completeness::not_found};
  const auto number = in.byte();
  if (number < known.size())
    return known[number];
  in.fail();
  return completeness::not_found;
}

std::uint8_t number_of(our_state ours) {
  switch (ours) {
  case our_state::pending:
    return 0;
  case our_state::said:
    return 1;
  case our_state::silent:
    return 2;
  case our_state::left_out:
    break;
  }
  return 3;
}

our_state read_our_state(decoder& in) {
  constexpr std::array known{our_state::pending, our_state::said, our_state::silent,
                             our_state::left_out};
  const auto number = in.byte();
  if (number < known.size())
    return known[number];
  in.fail();
  return our_state::left_out;
}

} // namespace

void write(encoder& out, const seen_record& value) {
  out.time(value.until);
  out.number64(value.arrival);
}

void read(decoder& in, seen_record& value) {
  value.until = in.time();
  value.arrival = in.number64();
}

/// A job is a plain one, amends or completes. The first two are all that 1.0 knows.
std::uint8_t kind_of(const job_record& value) {
  constexpr std::uint8_t completes = 2;
  return value.completes ? completes : std::uint8_t{value.amends};
}

void read_kind(decoder& in, job_record& value) {
  constexpr std::uint8_t highest = 2;
  const auto kind = in.byte();
  if (kind > highest)
    in.fail();
  value.amends = kind == 1;
  value.completes = kind == 2;
}

void write(encoder& out, const job_record& value) {
  out.byte(kind_of(value));
  out.number32(value.attempts);
  out.number32(value.crashes);
  out.time(value.first_claimed_at);
  out.number64(value.life);
  write(out, value.event);
}

void read(decoder& in, job_record& value) {
  read_kind(in, value);
  value.attempts = in.number32();
  value.crashes = in.number32();
  value.first_claimed_at = in.time();
  value.life = in.number64();
  read(in, value.event);
}

void write(encoder& out, const reply_record& value) {
  out.text(value.trigger);
  out.text(value.sender);
  out.text(value.said.room_id);
  out.text(value.said.event_id);
  out.number32(value.said.revision);
  out.time(value.until);
  write_list(out, value.said.links);
  out.byte(value.said.removed);
}

void read(decoder& in, reply_record& value) {
  value.trigger = in.text();
  value.sender = in.text();
  value.said.room_id = in.text();
  value.said.event_id = in.text();
  value.said.revision = in.number32();
  value.until = in.time();
  read_list(in, value.said.links);
  value.said.removed = !in.at_end() && in.boolean(); // version 1.0.0 did not write it
}

void write(encoder& out, const gap_record& value) {
  out.text(value.what.room_id);
  out.number64(value.what.id);
  out.byte(value.what.kind == gap_kind::catch_up);
  out.text(value.what.from);
  out.text(value.what.to);
  out.number64(value.what.pages);
  out.number64(value.what.events);
  out.time(value.what.opened_at);
  out.number64(value.next_arrival);
  out.number64(value.own_replies);
}

void read(decoder& in, gap_record& value) {
  value.what.room_id = in.text();
  value.what.id = in.number64();
  value.what.kind = in.boolean() ? gap_kind::catch_up : gap_kind::limited;
  value.what.from = in.text();
  value.what.to = in.text();
  value.what.pages = in.number64();
  value.what.events = in.number64();
  value.what.opened_at = in.time();
  value.next_arrival = in.number64();
  value.own_replies = in.number64();
}

void write(encoder& out, const ahead_record& value) {
  out.text(value.key.room_id);
  out.text(value.key.event_id);
  out.text(value.key.sender);
  out.byte(value.changed);
  out.time(value.at);
  out.number32(value.edits);
  write_list(out, value.links);
  out.byte(value.amended);
}

void read(decoder& in, ahead_record& value) {
  value.key.room_id = in.text();
  value.key.event_id = in.text();
  value.key.sender = in.text();
  value.changed = in.boolean();
  value.at = in.time();
  value.edits = in.number32();
  read_list(in, value.links);
  value.amended = in.at_end() ? value.edits != 0 : in.boolean();
}

void write(encoder& out, const early_record& value) {
  out.text(value.key.room_id);
  out.text(value.key.event_id);
  out.text(value.key.sender);
  out.time(value.at);
  out.time(value.until);
  write_list(out, value.links);
}

void read(decoder& in, early_record& value) {
  value.key.room_id = in.text();
  value.key.event_id = in.text();
  value.key.sender = in.text();
  value.at = in.time();
  value.until = in.time();
  read_list(in, value.links);
}

void write(encoder& out, const failure_record& value) {
  out.text(value.entry.room_id);
  out.text(value.entry.event_id);
  out.time(value.entry.at);
  out.text(value.entry.reason);
  out.time(value.until);
}

void read(decoder& in, failure_record& value) {
  value.entry.room_id = in.text();
  value.entry.event_id = in.text();
  value.entry.at = in.time();
  value.entry.reason = in.text();
  value.until = in.time();
}

void write(encoder& out, const link_record& value) {
  out.text(value.canonical);
  out.time(value.cached.at);
  out.time(value.cached.until);
  out.byte(number_of(value.cached.value.how));
  write(out, value.cached.value.found);
}

void read(decoder& in, link_record& value) {
  value.canonical = in.text();
  value.cached.at = in.time();
  value.cached.until = in.time();
  value.cached.value.how = read_completeness(in);
  read(in, value.cached.value.found);
}

void write(encoder& out, const journal_record& value) {
  out.text(value.entry.room_id);
  out.text(value.entry.event_id);
  out.time(value.entry.at);
  out.text(value.entry.content);
  out.time(value.until);
}

void read(decoder& in, journal_record& value) {
  value.entry.room_id = in.text();
  value.entry.event_id = in.text();
  value.entry.at = in.time();
  value.entry.content = in.text();
  value.until = in.time();
}

void write(encoder& out, const completion_record& value) {
  write(out, value.what.event);
  out.text(value.what.said.body);
  write_list(out, value.what.said.known);
  out.time(value.what.within.count());
  out.time(value.what.deadline);
  out.byte(value.what.journaled);
  out.time(value.journal.at);
  out.number64(value.journal.arrival);
  out.byte(value.resumed);
  out.time(value.until);
}

void read(decoder& in, completion_record& value) {
  read(in, value.what.event);
  value.what.said.body = in.text();
  read_list(in, value.what.said.known);
  value.what.within = milliseconds(in.time());
  value.what.deadline = in.time();
  value.what.journaled = in.boolean();
  value.journal.at = in.time();
  value.journal.arrival = in.number64();
  value.resumed = in.boolean();
  value.until = in.time();
}

void write(encoder& out, const compared_record& value) {
  out.text(value.what.room_id);
  out.text(value.what.event_id);
  out.time(value.what.at);
  write_list(out, value.what.links);
  out.byte(number_of(value.what.ours));
  write_list(out, value.what.said);
  out.time(value.until);
}

void read(decoder& in, compared_record& value) {
  value.what.room_id = in.text();
  value.what.event_id = in.text();
  value.what.at = in.time();
  read_list(in, value.what.links);
  value.what.ours = read_our_state(in);
  read_list(in, value.what.said);
  value.until = in.time();
}

void write(encoder& out, const theirs_record& value) {
  out.text(value.what.room_id);
  out.text(value.what.event_id);
  out.text(value.what.sender);
  out.time(value.what.at);
  out.text(value.what.answers);
  write_list(out, value.what.links);
  out.byte(value.what.edit);
  out.time(value.edited_at);
  out.time(value.until);
}

void read(decoder& in, theirs_record& value) {
  value.what.room_id = in.text();
  value.what.event_id = in.text();
  value.what.sender = in.text();
  value.what.at = in.time();
  value.what.answers = in.text();
  read_list(in, value.what.links);
  value.what.edit = in.boolean();
  value.edited_at = in.time();
  value.until = in.time();
}

void write(encoder& out, const budget_entry& value) {
  out.text(value.outlet);
  out.time(value.until);
  out.time(value.record.told_at);
  out.time(value.record.held_until);
  write_list(out, value.record.taken);
}

void read(decoder& in, budget_entry& value) {
  value.outlet = in.text();
  value.until = in.time();
  value.record.told_at = in.time();
  value.record.held_until = in.time();
  read_list(in, value.record.taken);
}

} // namespace musiclink::store
