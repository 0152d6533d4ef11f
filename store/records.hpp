#pragma once

#include "core/limits/exchange.hpp"
#include "store/codec.hpp"
#include "store/keys.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What the tables hold, and its bytes; keys.hpp has their keys. Private to store/.
namespace musiclink::store {

struct seen_record {
  unix_ms until = 0;
  std::uint64_t arrival = 0; ///< of the newest job of the event, which may be gone; 0: none
};

struct job_record {
  link_event event;
  bool amends = false;
  bool completes = false;
  std::uint32_t attempts = 0;
  std::uint32_t crashes = 0;
  unix_ms first_claimed_at = 0;
  std::uint64_t life = 0; ///< in which it was claimed last; 0: never
};

/// What an edit or a redaction of the trigger needs to know of our reply.
struct reply_record {
  std::string trigger;
  std::string sender; ///< of the trigger; empty: it was not met yet, only the reply
  reply said;
  unix_ms until = 0;
};

struct gap_record {
  gap what;
  std::uint64_t next_arrival = 0; ///< for the next job found: falling, as pages go backwards
  std::uint64_t own_replies = 0;  ///< met so far
};

/// What pages tell of an event that a gap may still hold: the links it has now,
/// or, of a reply of our own, how often it was edited, and whether for a change of its event.
struct ahead_record {
  ahead_key key;
  bool changed = false;
  unix_ms at = 0; ///< of the change
  std::vector<link> links;
  std::uint32_t edits = 0;
  bool amended = false;
};

/// A change that came before its event: the links that the event has since.
struct early_record {
  ahead_key key;
  unix_ms at = 0; ///< of the change
  std::vector<link> links;
  unix_ms until = 0;
};

struct failure_record {
  failure_entry entry;
  unix_ms until = 0;
};

struct link_record {
  std::string canonical;
  cached_answer cached;
};

struct journal_record {
  journal_entry entry;
  unix_ms until = 0;
};

struct completion_record {
  completion what;
  moment journal;       ///< its entry, where that is what is completed
  bool resumed = false; ///< there is a job for it
  unix_ms until = 0;
};

/// A link event that takes part in the parity report.
struct compared_record {
  compared_event what;
  unix_ms until = 0;
};

/// A message of somebody who is compared.
struct theirs_record {
  their_answer what;     ///< `edit`: only edits of it were met yet
  unix_ms edited_at = 0; ///< when its newest edit was sent
  unix_ms until = 0;
};

/// What was said about a link lately, or, without entries, that a reply of ours had this headline.
struct exchange_record {
  std::string key;
  std::string headline; ///< of our newest reply that held the link
  exchange said;
  unix_ms until = 0;
};

struct fuse_record {
  std::string key;
  blown_fuse what;
};

struct filter_record {
  std::string id;
  std::string json;
};

void write(encoder& out, const seen_record& value);
void write(encoder& out, const job_record& value);
void write(encoder& out, const reply_record& value);
void write(encoder& out, const gap_record& value);
void write(encoder& out, const ahead_record& value);
void write(encoder& out, const early_record& value);
void write(encoder& out, const failure_record& value);
void write(encoder& out, const link_record& value);
void write(encoder& out, const journal_record& value);
void write(encoder& out, const completion_record& value);
void write(encoder& out, const compared_record& value);
void write(encoder& out, const theirs_record& value);
void write(encoder& out, const room_record& value);
void write(encoder& out, const room_activity& value);
void write(encoder& out, const budget_entry& value);
void write(encoder& out, const exchange_record& value);
void write(encoder& out, const fuse_record& value);
void write(encoder& out, const filter_record& value);
void write(encoder& out, const std::string& value);
void write(encoder& out, std::uint64_t value);
void write(encoder& out, service_mode value);

void read(decoder& in, seen_record& value);
void read(decoder& in, job_record& value);
void read(decoder& in, reply_record& value);
void read(decoder& in, gap_record& value);
void read(decoder& in, ahead_record& value);
void read(decoder& in, early_record& value);
void read(decoder& in, failure_record& value);
void read(decoder& in, link_record& value);
void read(decoder& in, journal_record& value);
void read(decoder& in, completion_record& value);
void read(decoder& in, compared_record& value);
void read(decoder& in, theirs_record& value);
void read(decoder& in, room_record& value);
void read(decoder& in, room_activity& value);
void read(decoder& in, budget_entry& value);
void read(decoder& in, exchange_record& value);
void read(decoder& in, fuse_record& value);
void read(decoder& in, filter_record& value);
void read(decoder& in, std::string& value);
void read(decoder& in, std::uint64_t& value);
void read(decoder& in, service_mode& value);

} // namespace musiclink::store
