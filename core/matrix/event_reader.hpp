#pragma once

#include "core/json/stream.hpp"
#include "core/matrix/room_event.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::matrix {

/// The objects and arrays of an answer that are read. All others are skipped.
enum class node : std::uint8_t {
  nothing, ///< outside of the answer, or not to be read
  root,
  // around the events of /sync
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
  events, ///< the one array that is read
  // what is in it, the same in all answers
  event,
  content,
  relates_to,
  in_reply_to,
  new_content,
  mark,
  unsigned_data,
  redacted_because,
  prev_content,
  predecessor,
};

/// Reads the events of an answer in one streaming pass. What an answer has around its events, and
/// what becomes of them, the reader of that answer says.
class event_reader : public json::handler {
public:
  // -- json::handler: a value goes where the key before it said; what nothing waits for is skipped

  void on_null() final {}
  void on_number(double number) final;
  void on_boolean(bool truth) final;
  void on_integer(std::int64_t number) final;
  void on_string(std::string_view text) final;
  bool on_key(std::string_view name) final;
  bool on_begin_object() final;
  bool on_begin_array() final;
  void on_end_object() final { end(); }
  void on_end_array() final { end(); }

protected:
  /// The innermost open node.
  node here() const { return path_[depth_]; }

  // Where the value of the member `name` goes, if it is the one that is wanted. A value of another
  // kind is passed over; what cannot do without it is looked at in `take_event`.
  void expect_string(std::string_view name, std::string_view wanted, std::string_view& to);
  void expect_integer(std::string_view name, std::string_view wanted, std::int64_t& to);
  void expect_boolean(std::string_view name, std::string_view wanted, bool& to);
  void expect_object(std::string_view name, std::string_view wanted, node kind);
  void expect_events(std::string_view name, std::string_view wanted);
  /// The same for a member that is wanted under any name.
  void expect_object(node kind) { next_.object = kind; }

private:
  /// Called for each member of a node around the events.
  virtual void expect_around_events(std::string_view name) = 0;
  /// Called when a node around the events, or their array, begins and ends.
  virtual void begin_around_events(node) {}
  virtual void end_around_events(node) {}
  /// An event is whole. `section` is the node that holds the array.
  virtual void take_event(const event_fields& event, node section) = 0;

  struct destination {
    std::string_view* string = nullptr;
    std::int64_t* integer = nullptr;
    bool* boolean = nullptr;
    node object = node::nothing;
    node array = node::nothing;

    bool exists() const {
      return string || integer || boolean || object != node::nothing || array != node::nothing;
    }
  };

  bool begin(node what);
  void end();
  void pass_over();
  void expect_member(std::string_view name);
  void expect_in_event(std::string_view name);
  void expect_in_content(std::string_view name);
  void expect_text(std::string_view name, text_fields& text);
  void expect_mark(std::string_view name);
  void expect_in_relation(std::string_view name);
  void expect_in_unsigned(std::string_view name);

  std::array<node, 16> path_{node::nothing}; ///< open nodes, outermost first; a tree ten deep
  std::size_t depth_ = 0;
  destination next_{
      .string = nullptr, .integer = nullptr, .boolean = nullptr, .object = node::root};
  event_fields event_;
};

/// Reads an answer in place. If it is not JSON: an error that says where, and does not quote it.
std::optional<std::string> read_in_place(std::string& body, event_reader& reader);

} // namespace musiclink::matrix
