#include "core/matrix/sync_page.hpp"

#include "core/matrix/event_reader.hpp"

#include <optional>
#include <utility>

namespace musiclink::matrix {
namespace {

class sync_reader final : public event_reader {
public:
  using room_predicate = std::function<bool(std::string_view)>;

  sync_reader(std::string_view user_id, const room_predicate& wanted,
              const room_predicate& is_member)
      : user_id_(user_id), wanted_(wanted), is_member_(is_member) {}

  /// One whose bytes had to be mended is none: it is given back as it was.
  bool has_next_batch() const {
    constexpr std::size_t most_bytes = 16 * 1024; // it goes into a URL
    constexpr std::string_view mended = "\xef\xbf\xbd";
    return !next_batch_.empty() && next_batch_.size() <= most_bytes &&
           next_batch_.find(mended) == std::string_view::npos;
  }

  sync_page take_page() {
    page_.next_batch = next_batch_;
    return std::move(page_);
  }

private:
  // -- event_reader -----------------------------------------------------------

  void expect_around_events(std::string_view name) override {
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
      expect_boolean(name, "limited", room_.limited);
      expect_string(name, "prev_batch", prev_batch_);
      return expect_events(name, "events");
    case node::state:
    case node::invite_state:
      return expect_events(name, "events");
    default:
      return;
    }
  }

  void begin_around_events(node what) override {
    if (what == node::joined) {
      room_ = {};
      prev_batch_ = {};
      member_ = is_member_ && is_member_(room_id_);
      met_self_ = false;
      before_join_.reset();
    } else if (what == node::invited) {
      inviter_ = {};
      predecessor_ = {};
    }
  }

  void end_around_events(node ended) override {
    if (ended == node::joined)
      take_joined_room();
    else if (ended == node::invited)
      page_.invited.push_back({std::string(room_id_), identifier_or_empty(inviter_),
                               identifier_or_empty(predecessor_)});
    else if (ended == node::left)
      page_.left.push_back({std::string(room_id_)});
  }

  void take_event(const event_fields& event, node section) override {
    if (section == node::timeline)
      take_newer_event(event);
    else if (section == node::state)
      take_state_event(event, room_);
    else if (event.type == "m.room.member" && event.state_key == user_id_)
      inviter_ = event.sender;
    else if (event.type == "m.room.create")
      predecessor_ = event.predecessor;
  }

  // ---------------------------------------------------------------------------

  void expect_room(std::string_view room_id, node kind) {
    room_id_ = room_id;
    expect_object(kind);
  }

  void take_newer_event(const event_fields& event) {
    take_timeline_event(event, room_);
    take_what_is_said(event, user_id_, room_);
    if (event.type == "m.room.member" && event.state_key == user_id_)
      take_own_member(event);
  }

  void take_own_member(const event_fields& event) {
    if (is_join_of(user_id_, event, member_)) {
      room_.joined_here = true;
      drop_what_was_said(room_, said_in(room_));
    } else if (!met_self_ && is_join_of(user_id_, event, false)) {
      before_join_ = said_in(room_); // it is one if the room is new: its state may stand behind
    }
    met_self_ = true;
    member_ = event.membership == "join";
  }

  void take_joined_room() {
    if (room_.events.total() == 0 && !room_.limited && !room_.encrypted &&
        room_.replacement_room.empty())
      return;
    if (room_.is_new && before_join_ && !room_.joined_here) {
      room_.joined_here = true;
      drop_what_was_said(room_, *before_join_);
    }
    room_.room_id = room_id_;
    room_.prev_batch = prev_batch_;
    page_.joined.push_back(std::move(room_));
  }

  const std::string_view user_id_;
  const room_predicate& wanted_;
  const room_predicate& is_member_;

  std::string_view next_batch_;
  std::string_view room_id_;
  std::string_view prev_batch_;
  std::string_view inviter_;
  std::string_view predecessor_;
  bool member_ = false;   ///< of the room being read, at this point of its timeline
  bool met_self_ = false; ///< its timeline has had a member event of ours
  std::optional<said_so_far>
      before_join_; ///< what was said before the first, if that may be a join
  joined_room room_;
  sync_page page_;
};

} // namespace

std::variant<sync_page, std::string>
decode_sync(std::string& body, std::string_view user_id,
            const std::function<bool(std::string_view room_id)>& wanted,
            const std::function<bool(std::string_view room_id)>& is_member) {
  sync_reader reader(user_id, wanted, is_member);
  if (auto error = read_in_place(body, reader))
    return std::move(*error);
  if (!reader.has_next_batch())
    return "no next_batch, or one that cannot be given back";
  return reader.take_page();
}

} // namespace musiclink::matrix
