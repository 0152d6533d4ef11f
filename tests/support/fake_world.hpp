#pragma once

#include "core/model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace musiclink::test {

/// An event of a fake room. What tests ask about its content is picked out when
/// it is stored.
struct fake_event {
  std::string event_id;
  std::string type = "m.room.message";
  std::string room_id;
  std::string sender;
  std::optional<std::string> state_key;
  unix_ms at = 0;             ///< origin_server_ts; 0: when it is stored
  std::string content = "{}"; ///< JSON
  std::string redacts;        ///< of an m.room.redaction
  std::string device_id;      ///< of the device that sent it, with
  std::string transaction_id; ///< this transaction id
  std::string redacted_by;
  std::size_t position = 0; ///< in the stream of all rooms, from 1

  std::string msgtype;
  std::string body;
  std::string new_body; ///< of m.new_content
  std::string membership;
  std::string rel_type;
  std::string related_to; ///< m.relates_to.event_id
  std::string in_reply_to;
};

/// An access token and whose it is. Without a device id it is like the tokens
/// that Synapse's admin interface makes.
struct fake_account {
  std::string user_id;
  std::string device_id;
  std::string token;
};

struct fake_room_setup {
  std::string name = {};                ///< the alias is #name:server; empty: none
  std::vector<std::string> joined = {}; ///< the first is the creator
  bool encrypted = false;
  bool is_public = true;      ///< else only who is invited can join
  std::string version = "10"; ///< from 12 on the id holds no server name
};

/// A request as it came in, for tests that ask what was asked. The path is
/// decoded, the query is not.
struct fake_request {
  std::string method;
  std::string path;
  std::string query = {};
};

/// What a homeserver knows: accounts, rooms and one stream of all their events.
/// A plain value without lock, clock or network of its own; what a test does to
/// it is what people and administrators of the homeserver would do.
class fake_world {
public:
  explicit fake_world(std::string server_name, wall_clock clock);

  const std::string& server_name() const noexcept { return server_name_; }

  // -- accounts ---------------------------------------------------------------
  fake_account add_user(const std::string& localpart, bool with_device = true);
  void revoke(const std::string& token) { accounts_.erase(token); }
  const fake_account* account_of(const std::string& token) const;

  // -- rooms ------------------------------------------------------------------
  std::string add_room(const fake_room_setup& how);
  bool knows(const std::string& room_id) const { return rooms_.contains(room_id); }
  void set_alias(const std::string& alias, const std::string& room_id);
  std::optional<std::string> room_of_alias(const std::string& alias) const;
  void set_membership(const std::string& room_id, const std::string& user_id,
                      const std::string& membership, const std::string& by);
  void invite(const std::string& room_id, const std::string& by, const std::string& user_id) {
    set_membership(room_id, user_id, "invite", by);
  }
  /// "join", "invite", "leave", "ban"; "leave" also of who was never there.
  std::string membership(const std::string& room_id, const std::string& user_id) const;
  bool may_join(const std::string& room_id, const std::string& user_id) const;
  std::vector<std::string> rooms_of(const std::string& user_id,
                                    const std::string& membership) const;
  std::string set_state(const std::string& room_id, const std::string& sender,
                        const std::string& type, const std::string& key, std::string content);
  const fake_event* state(const std::string& room_id, const std::string& type,
                          const std::string& key) const;
  std::vector<const fake_event*> states(const std::string& room_id) const;
  void encrypt(const std::string& room_id);
  /// From now on sends of that user in that room answer 403.
  void silence(const std::string& room_id, const std::string& user_id);
  bool may_send(const std::string& room_id, const std::string& user_id) const;

  // -- events -----------------------------------------------------------------
  /// Stores an event as it is and gives its id; position, id and time are filled in.
  std::string append(fake_event event);
  /// Gives an event its id and time, but lets nobody see it until it is delivered:
  /// so events come in another order than they were made, as over federation.
  std::string prepare(fake_event event);
  void deliver(const std::string& event_id);
  std::string post(const std::string& room_id, const std::string& sender, std::string_view body);
  std::string post_content(const std::string& room_id, const std::string& sender,
                           std::string content);
  /// Stores a redaction and empties the event that it names. Fields of the
  /// redaction itself as in `append`.
  std::string redact(fake_event redaction);
  /// Lets the stream bring an event once more, as homeservers sometimes do.
  void repeat(const std::string& event_id);
  const fake_event* event(const std::string& event_id) const;
  const std::vector<fake_event>& stream() const noexcept { return stream_; }
  /// Positions of a room's events, ascending.
  const std::vector<std::size_t>& timeline(const std::string& room_id) const;
  const fake_event& at(std::size_t position) const { return stream_[position - 1]; }

  // -- sends ------------------------------------------------------------------
  /// The event that a device's send under that path made (client-server API,
  /// transaction identifiers), or nothing if it is the first.
  std::optional<std::string> sent_before(const fake_account& who, const std::string& path) const;
  void remember_sent(const fake_account& who, const std::string& path, std::string event_id);
  /// What a restart of Synapse does to tokens without a device.
  void forget_transactions() { transactions_.clear(); }

  // -- settings and what was asked ----------------------------------------------
  /// The most timeline events per room that a /sync brings, as Synapse's
  /// filter_timeline_limit: a small one makes timelines `limited`.
  std::size_t timeline_cap = 100;
  /// The most events that a page of /messages looks at, whether its filter lets
  /// them pass or not.
  std::size_t history_page = 1000;
  std::size_t gaps_shown = 0; ///< `limited` timelines of answers to a /sync with a token
  std::vector<fake_request> requests;
  std::map<std::string, std::string> filters; ///< by filter id

  /// How many requests came; `path` is a glob.
  std::size_t asked(std::string_view method, const std::string& path) const;

  // -- what a room shows --------------------------------------------------------
  /// Messages of one sender that are no edits and not redacted, in one room or
  /// in all.
  std::vector<fake_event> posts(const std::string& sender, const std::string& room_id = {}) const;
  /// Those of anybody that answer an event, by m.in_reply_to or by standing in
  /// a thread that it roots.
  std::vector<fake_event> replies_to(const std::string& event_id) const;
  /// What a sender did that the contract forbids (conf/CONTRACT.md 5.1, 5.8, 5.11),
  /// a line each: a reply in another room or thread than its trigger's, or to
  /// nothing that exists; a post in an encrypted room; an edit or redaction of
  /// what is no message of its own.
  std::vector<std::string> violations(const std::string& sender) const;

private:
  struct room {
    std::vector<std::size_t> timeline;
    std::map<std::pair<std::string, std::string>, std::size_t> state; ///< (type, key): position
  };

  std::string opaque_id();
  void identify(fake_event& event);
  const std::string& creator(const std::string& room_id) const;
  std::optional<std::string> violation(const fake_event& post) const;
  std::optional<std::string> violation_of_change(const fake_event& change) const;

  std::string server_name_;
  wall_clock clock_;
  std::uint64_t ids_made_ = 0;
  std::map<std::string, fake_account> accounts_; ///< by token
  std::map<std::string, room> rooms_;
  std::map<std::string, std::string> aliases_;
  std::set<std::pair<std::string, std::string>> silenced_;                  ///< (room, user)
  std::map<std::pair<std::string, std::string>, std::string> transactions_; ///< (device, path)
  std::vector<fake_event> stream_;
  std::map<std::string, std::size_t> by_id_; ///< event id: first position
  std::map<std::string, fake_event> prepared_;
};

} // namespace musiclink::test
