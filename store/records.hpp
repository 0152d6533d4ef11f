#pragma once

#include "core/limits/exchange.hpp"
#include "store/codec.hpp"
#include "store/keys.hpp"
#include "store/outcomes.hpp"
#include "store/pages.hpp"
#include "store/state.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What the tables hold, and its bytes; keys.hpp has their keys. Private to store/.
///
/// The fields stand in the order of their bytes. A new one is added with `io.later` at the end, so
/// that what older versions wrote can be read.
namespace musiclink::store {

// What records are made of.

void fields(auto& io, is<service_mode> auto& of) {
  io.one_of(of, {service_mode::shadow, service_mode::active});
}

void fields(auto& io, is<link> auto& of) {
  io.named(of.where, service_from_key);
  io.named(of.type, item_type_from_key);
  io(of.id, of.canonical);
}

void fields(auto& io, is<song_link> auto& of) {
  io.named(of.where, service_from_key);
  io(of.url);
}

void fields(auto& io, is<song> auto& of) {
  io.named(of.type, item_type_from_key);
  io(of.title, of.artist, of.links, of.known_music);
}

void fields(auto& io, is<resolved_link> auto& of) {
  io(of.source, of.found);
}

void fields(auto& io, is<rejected_offer> auto& of) {
  io(of.by, of.title, of.artist, of.url, of.reasons);
}

void fields(auto& io, is<link_event> auto& of) {
  io(of.room_id, of.event_id, of.sender, of.origin_server_ts, of.received_at, of.thread_root,
     of.links);
}

void fields(auto& io, is<budget_record::batch> auto& of) {
  io(of.at, of.count);
}

void fields(auto& io, is<exchange::entry> auto& of) {
  io(of.at, of.room_id, of.event_id, of.sender, of.ours, of.echoing, of.answered_at);
}

void fields(auto& io, is<moment> auto& of) {
  io(of.at, of.arrival);
}

void fields(auto& io, is<ahead_key> auto& of) {
  io(of.room_id, of.event_id, of.sender);
}

// Records, each with its fields.

/// A record that says nothing but that its key is there.
struct presence {};

void fields(auto&, is<presence> auto&) {
}

struct filter_record {
  std::string id;
  std::string json;
};

void fields(auto& io, is<filter_record> auto& of) {
  io(of.id, of.json);
}

struct seen_record {
  unix_ms until = 0;
  std::uint64_t arrival = 0; ///< of the newest job of the event, which may be gone; 0: none
};

void fields(auto& io, is<seen_record> auto& of) {
  io(of.until, of.arrival);
}

struct job_record {
  link_event event;
  bool amends = false;
  bool completes = false;
  std::uint32_t attempts = 0;
  std::uint32_t crashes = 0;
  unix_ms first_claimed_at = 0;
  std::uint64_t life = 0; ///< in which it was claimed last; 0: never
};

void fields(auto& io, is<job_record> auto& of) {
  io.at_most_one(of.amends, of.completes); // version 1.0 knows no other job than the first two
  io(of.attempts, of.crashes, of.first_claimed_at, of.life, of.event);
}

/// What an edit or a redaction of the trigger needs to know of our reply.
struct reply_record {
  std::string trigger;
  std::string sender; ///< of the trigger; empty: it was not met yet, only the reply
  reply said;
  unix_ms until = 0;
};

void fields(auto& io, is<reply_record> auto& of) {
  io(of.trigger, of.sender, of.said.room_id, of.said.event_id, of.said.revision, of.until,
     of.said.links);
  io.later(of.said.removed, false);
}

struct gap_record {
  gap what;
  std::uint64_t next_arrival = 0; ///< for the next job found: falling, as pages go backwards
  std::uint64_t own_replies = 0;  ///< met so far
};

void fields(auto& io, is<gap_record> auto& of) {
  io(of.what.room_id, of.what.id);
  io.one_of(of.what.kind, {gap_kind::limited, gap_kind::catch_up});
  io(of.what.from, of.what.to, of.what.pages, of.what.events, of.what.opened_at, of.next_arrival,
     of.own_replies);
}

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

void fields(auto& io, is<ahead_record> auto& of) {
  io(of.key, of.changed, of.at, of.edits, of.links);
  io.later(of.amended, of.edits != 0);
}

/// A change that came before its event: the links that the event has since.
struct early_record {
  ahead_key key;
  unix_ms at = 0; ///< of the change
  std::vector<link> links;
  unix_ms until = 0;
};

void fields(auto& io, is<early_record> auto& of) {
  io(of.key, of.at, of.until, of.links);
}

struct failure_record {
  failure_entry entry;
  unix_ms until = 0;
};

void fields(auto& io, is<failure_record> auto& of) {
  io(of.entry.room_id, of.entry.event_id, of.entry.at, of.entry.reason, of.until);
}

struct link_record {
  std::string canonical;
  cached_answer cached;
};

void fields(auto& io, is<link_record> auto& of) {
  io(of.canonical, of.cached.at, of.cached.until);
  io.one_of(of.cached.value.how,
            {completeness::found, completeness::partial, completeness::not_found});
  io(of.cached.value.found);
  io.later_list(of.cached.value.left_out);
}

struct journal_record {
  journal_entry entry;
  unix_ms until = 0;
};

void fields(auto& io, is<journal_record> auto& of) {
  io(of.entry.room_id, of.entry.event_id, of.entry.at, of.entry.content, of.until);
  io.later_list(of.entry.left_out);
}

struct completion_record {
  completion what;
  moment journal;       ///< its entry, where that is what is completed
  bool resumed = false; ///< there is a job for it
  unix_ms until = 0;
};

void fields(auto& io, is<completion_record> auto& of) {
  io(of.what.event, of.what.said.body, of.what.said.known, of.what.within, of.what.deadline,
     of.what.journaled, of.journal, of.resumed, of.until);
}

/// A link event that takes part in the parity report.
struct compared_record {
  compared_event what;
  unix_ms until = 0;
};

void fields(auto& io, is<compared_record> auto& of) {
  io(of.what.room_id, of.what.event_id, of.what.at, of.what.links);
  io.one_of(of.what.ours,
            {our_state::pending, our_state::said, our_state::silent, our_state::left_out});
  io(of.what.said, of.until);
}

/// A message of somebody who is compared.
struct theirs_record {
  their_answer what;     ///< `edit`: only edits of it were met yet
  unix_ms edited_at = 0; ///< when its newest edit was sent
  unix_ms until = 0;
};

void fields(auto& io, is<theirs_record> auto& of) {
  io(of.what.room_id, of.what.event_id, of.what.sender, of.what.at, of.what.answers, of.what.links,
     of.what.edit, of.edited_at, of.until);
}

/// What was said about a link lately, or, without entries, that a reply of ours had this headline.
struct exchange_record {
  std::string key;
  std::string headline; ///< of our newest reply that held the link
  exchange said;
  unix_ms until = 0;
};

void fields(auto& io, is<exchange_record> auto& of) {
  io(of.key, of.headline, of.said.entries, of.until);
}

struct fuse_record {
  std::string key;
  blown_fuse what;
};

void fields(auto& io, is<fuse_record> auto& of) {
  io(of.key, of.what.link, of.what.room_id, of.what.since, of.what.until, of.what.stopped);
}

void fields(auto& io, is<budget_entry> auto& of) {
  io(of.outlet, of.until, of.record.told_at, of.record.held_until, of.record.taken);
}

void fields(auto& io, is<room_record> auto& of) {
  io(of.room_id, of.alias);
  // Version 1.0 wrote the first for what a single member had sent as well: it proves nothing.
  bool said_to_be_encrypted = false;
  io.at_most_one(said_to_be_encrypted, of.encrypted);
  io(of.successor, of.refused);
}

void fields(auto& io, is<room_activity> auto& of) {
  io(of.room_id, of.active, of.since);
}

// Under which key a record is kept, where it holds that itself.

inline event_key key_of(const link_event& of) {
  return {of.room_id, of.event_id};
}
inline event_key key_of(const job_record& of) {
  return key_of(of.event); // while it waits
}
inline event_key key_of(const completion_record& of) {
  return key_of(of.what.event);
}
inline job_key key_of(const gap_record& of) {
  return {of.what.room_id, of.what.id};
}
inline const ahead_key& key_of(const ahead_record& of) {
  return of.key;
}
inline const ahead_key& key_of(const early_record& of) {
  return of.key;
}
inline const std::string& key_of(const link_record& of) {
  return of.canonical;
}
inline const std::string& key_of(const compared_record& of) {
  return of.what.event_id;
}
inline const std::string& key_of(const theirs_record& of) {
  return of.what.event_id;
}
inline const std::string& key_of(const room_record& of) {
  return of.room_id;
}
inline const std::string& key_of(const room_activity& of) {
  return of.room_id;
}
inline const std::string& key_of(const budget_entry& of) {
  return of.outlet;
}
inline const std::string& key_of(const exchange_record& of) {
  return of.key;
}
inline const std::string& key_of(const fuse_record& of) {
  return of.key;
}

// When a record of a table that expires may go.

unix_ms until_of(const auto& record) requires requires {
  record.until;
}
{ return record.until; }
inline unix_ms until_of(const link_record& record) {
  return record.cached.until;
}
inline unix_ms until_of(const fuse_record& record) {
  return record.what.until;
}

} // namespace musiclink::store
