#include "core/matrix/sync_page.hpp"

#include "core/matrix/sync_event.hpp"

#include <array>
#include <cassert>
#include <utility>

namespace musiclink::matrix {
namespace {

/// The objects and arrays of the answer that are read. All others are skipped.
enum class node : std::uint8_t {
  nothing, ///< outside of the answer, or not to be read
  root,
  rooms,
  join,
  invite,
  leave,
  joined, ///< one room of `join`
  invited,
  left,
  timeline,
  state, ///< state or state_after
  invite_state,
  events, ///< the one array among them
  event,
  content,
  relates_to,
  in_reply_to,
  new_content,
  unsigned_data,
  prev_content,
};

class sync_reader final : public json::handler {
public:
  sync_reader(std::string_view user_id, const std::function<bool(std::string_view)>& wanted)
      : user_id_(user_id), wanted_(wanted) {}

  bool has_next_batch() const { return !next_batch_.empty(); }

  sync_page take_page() {
    page_.next_batch = next_batch_;
    return std::move(page_);
  }

  // -- json::handler: a value goes where the key before it said --------------

  bool on_null() override { return true; }
  bool on_number(double) override { return true; }

  bool on_boolean(bool truth) override {
    if (skipped_ == 0 && next_.boolean != nullptr)
      *next_.boolean = truth;
    return true;
  }

  bool on_integer(std::int64_t number) override {
    if (skipped_ == 0 && next_.integer != nullptr)
      *next_.integer = number;
    return true;
  }

  bool on_string(std::string_view text) override {
    if (skipped_ == 0 && next_.string != nullptr)
      *next_.string = text;
    return true;
  }

  bool on_key(std::string_view name) override {
    if (skipped_ == 0) {
      next_ = {};
      expect_member(name);
    }
    return true;
  }

  bool on_begin_object() override {
    begin(here() == node::events ? node::event : next_.object);
    return true;
  }

  bool on_begin_array() override {
    begin(next_.array);
    return true;
  }

  bool on_end_object() override {
    end();
    return true;
  }

  bool on_end_array() override {
    end();
    return true;
  }

private:
  /// Where the next value goes, by its type; of any other type it is passed over.
  struct destination {
    std::string_view* string = nullptr;
    std::int64_t* integer = nullptr;
    bool* boolean = nullptr;
    node object = node::nothing;
    node array = node::nothing;
  };

  // -- nesting ----------------------------------------------------------------

  node here() const { return path_[depth_]; }

  void begin(node what) {
    if (skipped_ != 0 || what == node::nothing) {
      ++skipped_;
      return;
    }
    if (what == node::event) {
      event_ = {};
    } else if (what == node::events) {
      section_ = here();
    } else if (what == node::joined) {
      room_ = {};
      prev_batch_ = {};
    } else if (what == node::invited) {
      inviter_ = {};
    }
    assert(depth_ + 1 < path_.size());
    path_[++depth_] = what;
    next_ = {};
  }

  void end() {
    if (skipped_ != 0) {
      --skipped_;
      return;
    }
    const node ended = path_[depth_--];
    next_ = {};
    if (ended == node::event)
      take_event();
    else if (ended == node::joined)
      take_joined_room();
    else if (ended == node::invited)
      page_.invited.push_back({std::string(room_id_), identifier_or_empty(inviter_)});
    else if (ended == node::left)
      page_.left.push_back({std::string(room_id_)});
  }

  // -- what the members of each object are ------------------------------------

  void expect_member(std::string_view name) {
    switch (here()) {
    case node::event:
      return expect_in_event(name);
    case node::content:
      return expect_in_content(name);
    case node::new_content:
      return expect_text(name, event_.new_content);
    case node::relates_to:
      return expect_in_relation(name);
    case node::in_reply_to:
      return expect_string(name, "event_id", event_.in_reply_to);
    case node::unsigned_data:
      expect_string(name, "transaction_id", event_.transaction_id);
      return expect_object(name, "prev_content", node::prev_content);
    case node::prev_content:
      return expect_string(name, "membership", event_.prev_membership);
    default:
      return expect_around_events(name);
    }
  }

  void expect_around_events(std::string_view name) {
    switch (here()) {
    case node::root:
      expect_string(name, "next_batch", next_batch_);
      return expect_object(name, "rooms", node::rooms);
    case node::rooms:
      expect_object(name, "join", node::join);
      expect_object(name, "invite", node::invite);
      return expect_object(name, "leave", node::leave);
    case node::join:
      return expect_room(name, is_identifier(name) && wanted_(name) ? node::joined : node::nothing);
    case node::invite:
      return expect_room(name, is_identifier(name) ? node::invited : node::nothing);
    case node::leave:
      return expect_room(name, is_identifier(name) && wanted_(name) ? node::left : node::nothing);
    case node::joined:
      expect_object(name, "timeline", node::timeline);
      expect_object(name, "state", node::state);
      return expect_object(name, "state_after", node::state);
    case node::invited:
      return expect_object(name, "invite_state", node::invite_state);
    case node::timeline:
      if (name == "limited")
        next_.boolean = &room_.limited;
      expect_string(name, "prev_batch", prev_batch_);
      [[fallthrough]];
    case node::state:
    case node::invite_state:
      if (name == "events")
        next_.array = node::events;
      return;
    default:
      return;
    }
  }

  void expect_in_event(std::string_view name) {
    expect_string(name, "type", event_.type);
    expect_string(name, "event_id", event_.event_id);
    expect_string(name, "sender", event_.sender);
    expect_string(name, "state_key", event_.state_key);
    if (name == "origin_server_ts")
      next_.integer = &event_.origin_server_ts;
    expect_object(name, "content", node::content);
    expect_object(name, "unsigned", node::unsigned_data);
    // Where older homeservers have it.
    expect_object(name, "prev_content", node::prev_content);
  }

  void expect_in_content(std::string_view name) {
    expect_text(name, event_.content);
    expect_string(name, "membership", event_.membership);
    expect_string(name, "replacement_room", event_.replacement_room);
    expect_object(name, "m.relates_to", node::relates_to);
    expect_object(name, "m.new_content", node::new_content);
  }

  void expect_text(std::string_view name, text_fields& text) {
    expect_string(name, "msgtype", text.msgtype);
    expect_string(name, "body", text.body);
    expect_string(name, "format", text.format);
    expect_string(name, "formatted_body", text.formatted_body);
  }

  void expect_in_relation(std::string_view name) {
    expect_string(name, "rel_type", event_.rel_type);
    expect_string(name, "event_id", event_.related_id);
    expect_object(name, "m.in_reply_to", node::in_reply_to);
  }

  void expect_room(std::string_view room_id, node kind) {
    room_id_ = room_id;
    next_.object = kind;
  }

  void expect_string(std::string_view name, std::string_view wanted, std::string_view& to) {
    if (name == wanted)
      next_.string = &to;
  }

  void expect_object(std::string_view name, std::string_view wanted, node kind) {
    if (name == wanted)
      next_.object = kind;
  }

  // -- what is kept -------------------------------------------------------------

  void take_event() {
    if (section_ == node::timeline)
      take_timeline_event(event_, user_id_, room_);
    else if (section_ == node::state)
      take_state_event(event_, room_);
    else if (event_.type == "m.room.member" && event_.state_key == user_id_)
      inviter_ = event_.sender;
  }

  void take_joined_room() {
    if (room_.events == 0 && !room_.limited && !room_.encrypted && room_.replacement_room.empty())
      return;
    room_.room_id = room_id_;
    room_.prev_batch = prev_batch_;
    page_.joined.push_back(std::move(room_));
  }

  const std::string_view user_id_;
  const std::function<bool(std::string_view)>& wanted_;

  std::array<node, 16> path_{node::nothing}; ///< open nodes, outermost first; a tree ten deep
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0; ///< open containers that are not read
  destination next_{
      .string = nullptr, .integer = nullptr, .boolean = nullptr, .object = node::root};

  std::string_view next_batch_;
  std::string_view room_id_;
  std::string_view prev_batch_;
  std::string_view inviter_;
  node section_ = node::nothing; ///< timeline, state or invite_state: whose events are read
  event_fields event_;
  joined_room room_;
  sync_page page_;
};

} // namespace

std::variant<sync_page, std::string>
decode_sync(std::string& body, std::string_view user_id,
            const std::function<bool(std::string_view room_id)>& wanted) {
  sync_reader reader(user_id, wanted);
  if (const auto error = json::parse_in_place(body, reader))
    return "not JSON at byte " + std::to_string(error->offset) + ": " + error->message;
  if (!reader.has_next_batch())
    return "no next_batch";
  return reader.take_page();
}

} // namespace musiclink::matrix
