#pragma once

#include "actors/reports.hpp"
#include "core/config/config.hpp"
#include "core/edge/token_file.hpp"
#include "core/limits/pace.hpp"
#include "core/matrix/requests.hpp"
#include "core/model/http.hpp"
#include "core/model/song.hpp"
#include "core/model/work.hpp"
#include "core/parity/parity.hpp"
#include "core/resolvers/trail.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What actors say to one another: plain values. Imperative for a request,
// participle for its reply, noun for a fact. What can go wrong in the world is
// data in the reply; a caf::error only means "that actor is gone or late".

namespace musiclink {

// -- http -----------------------------------------------------------------------

/// Request; answered by http_response. A `tag` other than 0 makes it possible to
/// end the request early.
struct perform {
  http_request request;
  std::uint64_t tag = 0;
};

/// Ends the request of that tag, which is then answered as `cancelled`.
struct abandon {
  std::uint64_t tag = 0;
};

// -- storekeeper ----------------------------------------------------------------

struct load_sync_state {};
struct save_filter {
  std::string filter_id;
  std::string filter_json;
};
struct save_mode {
  service_mode mode = service_mode::shadow;
  std::optional<service_mode> loaded_mode;
};
/// A change that has no other answer is on disk.
struct saved {};

struct commit_page {
  store::page page;
};

struct commit_gap {
  store::gap_page page;
};
struct list_gaps {};
struct open_gaps {
  std::vector<store::gap> gaps;
};

struct list_backlog {};
/// The rooms that have jobs.
struct backlog {
  std::vector<std::string> rooms;
};

struct claim_jobs {
  std::string room_id;
  std::uint64_t after_arrival = 0;
  std::size_t max = 1;
  unix_ms now = 0;
};

struct count_backlog {};
/// How many jobs are in the store.
struct backlog_size {
  std::size_t jobs = 0;
};

struct conclude {
  store::conclusion what;
};

/// Before a reply leaves: what it says is to be completed.
struct plan_completion {
  job_key key;
  partial_reply said;
  milliseconds within{0}; ///< after the reply
  unix_ms now = 0;
};
struct planned {
  bool done = false; ///< false: its event has a newer job
};

/// The completion of the reply to an event, and that reply.
struct find_completion {
  std::string room_id;
  std::string trigger;
};
struct found_completion {
  std::optional<store::completion> known;
  std::optional<store::reply> reply;
};

/// Takes a job of which nothing is known yet out of the queue.
struct park_job {
  job_key key;
};
struct parked {
  bool done = false; ///< false: its event has a newer job
};

/// Events of a room that were parked, or whose replies are to be completed.
struct list_unfinished {
  std::string room_id;
  store::unfinished_cursor from;
  std::size_t max = 1; ///< of each kind
};

/// Makes a job of such an event, if it is still there.
struct resume_event {
  std::string room_id;
  std::string event_id;
  bool completes = false;
  unix_ms now = 0;
};

/// A reply or an edit that is about to be sent.
struct remember_said {
  store::utterance what;
};

struct find_reply {
  std::string trigger;
  std::string room_id;
};
struct found_reply {
  std::optional<store::reply> known;
};

struct look_up_link {
  std::string canonical;
  unix_ms now = 0;
};
struct looked_up {
  std::optional<store::cached_answer> entry;
};
struct remember_link {
  std::string canonical;
  store::cached_answer entry;
};

/// Some of the shadow journal and the parity report, from `since` on.
struct list_shadow {
  unix_ms since = 0;
  shadow_settings how;
  std::size_t most = 0; ///< entries, the newest
  std::string before{}; ///< the `older` of another page
};
struct shadow_listing {
  store::journal_page journal;
  parity_report parity;
};

/// The parity report over all that is kept; answered by it.
struct count_parity {
  shadow_settings how;
};

struct load_budgets {};
struct known_budgets {
  std::vector<store::budget_entry> entries;
};
struct save_budget {
  store::budget_entry entry;
};

struct load_rooms {};
struct known_rooms {
  std::vector<store::room_record> rooms;
};
struct save_room {
  store::room_record record;
};

struct load_activity {};
struct known_activity {
  std::vector<store::room_activity> rooms;
};
struct save_activity {
  store::room_activity now;
};

// -- settings and session -------------------------------------------------------

/// One valid configuration with what goes with it; shared, never changed.
struct settings {
  config values;
  access_token token{}; ///< as it was when the configuration was loaded; secret
};
using settings_ptr = std::shared_ptr<const settings>;

/// Fact: this configuration and this switch are in force from now on.
struct settings_changed {
  settings_ptr now;
  service_mode mode = service_mode::shadow;
};

/// An account on a homeserver that was asked and knows us.
struct account_session {
  matrix::session as;
  std::string user_id;
  std::string device_id;
};
using session_ptr = std::shared_ptr<const account_session>;

/// Fact: requests are made with this session from now on.
struct session_opened {
  session_ptr session;
};

/// Fact: the homeserver refused this token.
struct token_refused {
  std::string access_token; ///< secret; tells an old refusal from a new one
  std::string reason{};
};

/// Orders of the operator.
struct switch_mode {
  service_mode mode = service_mode::shadow;
};
struct reload {};

// -- sync -----------------------------------------------------------------------

/// What is to be read: events of these rooms only.
struct reading_list {
  std::set<std::string, std::less<>> room_ids;
  /// Those that we were in when our rooms were last listed: if a position is taken then,
  /// of these the recent history is not known.
  std::set<std::string, std::less<>> members;

  bool operator==(const reading_list&) const = default;
};
using reading_list_ptr = std::shared_ptr<const reading_list>;

/// Fact: the syncer has a position, so that joins from now on are in its pages.
struct sync_positioned {};

/// Fact: the homeserver does not know the syncer's position any more, which takes a
/// new one once it knows again what rooms we are in.
struct position_lost {};

/// What a page said about our standing in rooms; only sent if there is something.
struct room_news {
  struct invite {
    std::string room_id;
    std::string inviter;
    std::string predecessor{}; ///< the room that it takes the place of, as the inviter says
  };
  /// An m.room.tombstone.
  struct upgrade {
    std::string room_id;
    std::string replacement_room;
    std::string sender;
  };
  std::vector<invite> invites;
  std::vector<upgrade> upgrades;
  std::vector<std::string> joined;
  std::vector<std::string> left;
  std::vector<std::string> encrypted;
  /// Some member sent an m.room.encrypted, which proves nothing.
  std::vector<std::string> said_encrypted{};
};

/// Fact: these rooms have jobs in the store.
struct work_arrived {
  std::vector<std::string> room_ids;
};

/// Fact: these events changed while their jobs were claimed; each has a new job.
struct triggers_changed {
  std::vector<store::withdrawal> which;
};

/// Fact: messages of our own came back, which proves that they were accepted.
struct own_seen {
  std::vector<own_reply> replies;
};

/// Fact: the store has gaps that are not known yet.
struct gaps_opened {};

/// Request: what is the newest event in the history of a quiet room? Rooms take turns.
struct look_back {
  std::set<std::string, std::less<>> lively; ///< rooms that are not quiet
};
struct looked_back {
  std::string room_id; ///< empty: no room is quiet
  unix_ms newest = 0;  ///< by the time of its server; 0: not known
};

// -- rooms ----------------------------------------------------------------------

/// Fact: how things stand with a room of the allowlist. Jobs are worked on only
/// while the state is `ok`; in an encrypted room they are put aside.
struct standing {
  std::string room_id;
  room_settings settings;
  room_state state = room_state::not_joined;
};

/// Fact from a sender: its next attempt waits that long from now.
struct held_back {
  std::string room_id;
  milliseconds wait{0};
  bool told = false; ///< by the homeserver, so that it binds a later sender, too
};

/// Fact from a sender: the homeserver does not let us send to that room.
struct send_forbidden {
  std::string room_id;
};

/// Fact: what we may do in these rooms may have changed.
struct rights_changed {
  std::vector<std::string> room_ids;
  bool seen = true; ///< false: it is only worth a try
};

/// Everything a room and its sender need to know to do their work.
struct room_brief {
  std::string room_id;
  room_settings settings;
  room_mode effective = room_mode::off;
  unix_ms active_since = 0; ///< what came or was said before is not posted; 0: it always was active
  std::string refusal;      ///< why no event of this room is answered now; empty: they are
  bool may_send = true;     ///< false: it was forbidden, and what is to be sent waits
  std::vector<std::string> compare_with; ///< users whose messages are never answered
  outbound_settings outbound;
  std::chrono::hours journal_keep{336};
};
using room_brief_ptr = std::shared_ptr<const room_brief>;

struct brief_changed {
  room_brief_ptr brief;
};

/// Fact to a room: there may be new jobs. Counted, so that a room that reports
/// itself empty is believed only if it has heard every call.
struct look_for_work {
  std::uint64_t call = 0;
};

/// Fact from a room: nothing is left of all that it was called for.
struct room_emptied {
  std::string room_id;
  std::uint64_t call = 0;
};

/// Order to end quietly.
struct retire {};

/// Fact to a room: that event changed, and has a new job.
struct withdrawn {
  std::string event_id;
};

enum class post_kind : std::uint8_t { reply, edit, redaction };

/// Something finished for the sender, in the order in which it is to be posted.
struct post {
  job work;
  post_kind kind = post_kind::reply;
  /// Event content, JSON. Empty for a redaction, and for a reply that is not to be posted, only
  /// looked for: an earlier life may have sent it.
  std::string content;
  std::string transaction_id;
  std::string reply_id;                   ///< our event that is edited or redacted
  bool says_all = false;                  ///< nothing is left to add to it later
  bool completes = false;                 ///< people have the reply already; this adds to it
  std::vector<rejected_offer> left_out{}; ///< for the shadow journal
};

/// Take that job back, if it cannot have been sent; answered by recalled.
struct recall {
  std::uint64_t arrival = 0;
};
struct recalled {
  bool done = false;
};

/// Fact: that job has reached its end and is out of the store.
struct job_ended {
  std::uint64_t arrival = 0;
};

/// Finish what is on the wire and begin nothing new; answered when that is so.
struct drain {};
struct drained {};

// -- pacer ----------------------------------------------------------------------

/// May this room send? Answered by your_turn, when its turn has come. `room` is a
/// number that no other room has: its sender's.
struct want_turn {
  std::uint64_t sender = 0; ///< who asks, by a number that no other has
  std::uint64_t room = 0;   ///< for which room: the same for all its senders, one after the other
  bool can_wait = false;    ///< behind all that cannot
};
struct your_turn {
  bool shared = false; ///< the account is limited: the pace is that of all rooms
};

/// Fact: what became of that sender's turn; it is also how a turn that is not
/// wanted any more is given back, whether it has come or not.
struct turn_ended {
  std::uint64_t sender = 0;
  turn_result how = turn_result::unused;
  std::optional<milliseconds> told; ///< with a refusal
  std::string reason{};             ///< why the account is held
};

// -- resolver -------------------------------------------------------------------

struct resolve {
  link about;
  std::string country = "US"; ///< the storefront that is asked
  /// How long to go on where nobody can be asked.
  milliseconds patience = std::chrono::minutes{25};
  /// Answered then at the latest, with what is sure by then.
  milliseconds answer_within = std::chrono::minutes{25};
  std::string room_id{}; ///< for whom it is asked: rooms, and members within a room, take turns
  std::string member{};
};
/// `known` is absent where nobody could be asked, or nothing is known yet; `text`
/// then says why.
struct resolved {
  std::optional<answer> known;
  std::string text;
  bool final = true;               ///< false: the question goes on; asking again may bring more
  std::vector<trail_step> trail{}; ///< how it came about; empty for what was in the cache
};

} // namespace musiclink
