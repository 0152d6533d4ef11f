#pragma once

#include "store/codec.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What the tables hold, and its bytes; keys.hpp has their keys. Private to store/.
namespace musiclink::store {

struct seen_record {
  unix_ms until = 0;
};

struct job_record {
  link_event event;
  std::uint32_t attempts = 0;
  unix_ms first_claimed_at = 0;
};

/// What an edit or a redaction of the trigger needs to know of our reply.
struct reply_record {
  std::string room_id;
  std::string event_id; ///< of the reply
  std::uint32_t revision = 0;
  unix_ms at = 0;
  std::vector<link> links;
};

struct link_record {
  std::string canonical;
  cached_answer cached;
};

struct journal_record {
  journal_entry entry;
  unix_ms until = 0;
};

struct filter_record {
  std::string id;
  std::string json;
};

void write(encoder& out, const seen_record& value);
void write(encoder& out, const job_record& value);
void write(encoder& out, const reply_record& value);
void write(encoder& out, const link_record& value);
void write(encoder& out, const journal_record& value);
void write(encoder& out, const room_record& value);
void write(encoder& out, const filter_record& value);
void write(encoder& out, const std::string& value);
void write(encoder& out, std::uint64_t value);
void write(encoder& out, service_mode value);

void read(decoder& in, seen_record& value);
void read(decoder& in, job_record& value);
void read(decoder& in, reply_record& value);
void read(decoder& in, link_record& value);
void read(decoder& in, journal_record& value);
void read(decoder& in, room_record& value);
void read(decoder& in, filter_record& value);
void read(decoder& in, std::string& value);
void read(decoder& in, std::uint64_t& value);
void read(decoder& in, service_mode& value);

} // namespace musiclink::store
