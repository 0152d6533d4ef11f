#include "core/matrix/event_reader.hpp"

#include "core/matrix/reply_mark.hpp"

#include <cassert>

namespace musiclink::matrix {

void event_reader::on_boolean(bool truth) {
  if (next_.boolean != nullptr)
    *next_.boolean = truth;
  else
    pass_over();
}

void event_reader::on_integer(std::int64_t number) {
  if (next_.integer != nullptr)
    *next_.integer = number;
  else
    pass_over();
}

/// Some senders write whole numbers with a fraction: times, above all.
void event_reader::on_number(double number) {
  constexpr double most = 9007199254740992; // 2^53
  if (number >= -most && number <= most)
    on_integer(static_cast<std::int64_t>(number));
  else
    pass_over();
}

void event_reader::on_string(std::string_view text) {
  if (next_.string != nullptr)
    *next_.string = text;
  else
    pass_over();
}

bool event_reader::on_key(std::string_view name) {
  next_ = {};
  expect_member(name);
  if (next_.string != nullptr)
    *next_.string = {}; // of repeated members the last counts, also where it is none
  return next_.exists();
}

bool event_reader::on_begin_object() {
  return begin(here() == node::events ? node::event : next_.object);
}

bool event_reader::on_begin_array() {
  return begin(next_.array);
}

void event_reader::expect_string(std::string_view name, std::string_view wanted,
                                 std::string_view& to) {
  if (name == wanted)
    next_.string = &to;
}

void event_reader::expect_integer(std::string_view name, std::string_view wanted,
                                  std::int64_t& to) {
  if (name == wanted)
    next_.integer = &to;
}

void event_reader::expect_boolean(std::string_view name, std::string_view wanted, bool& to) {
  if (name == wanted)
    next_.boolean = &to;
}

void event_reader::expect_object(std::string_view name, std::string_view wanted, node kind) {
  if (name == wanted)
    next_.object = kind;
}

void event_reader::expect_events(std::string_view name, std::string_view wanted) {
  if (name == wanted)
    next_.array = node::events;
}

bool event_reader::begin(node what) {
  if (what == node::nothing) {
    pass_over();
    return false;
  }
  if (what == node::event)
    event_ = {};
  else if (what == node::redacted_because)
    event_.is_redacted = true;
  else if (what == node::mark)
    event_.is_marked = true;
  else if (what <= node::events)
    begin_around_events(what);
  assert(depth_ + 1 < path_.size());
  path_[++depth_] = what;
  next_ = {};
  return true;
}

void event_reader::end() {
  const node ended = path_[depth_--];
  next_ = {};
  if (ended == node::event)
    take_event(event_, path_[depth_ - 1]);
  else if (ended <= node::events)
    end_around_events(ended);
}

/// A value is of another kind than the one that is read there.
void event_reader::pass_over() {
  if (here() == node::events) {
    event_ = {};
    event_.is_malformed = true;
    take_event(event_, path_[depth_ - 1]);
  } else if (next_.string != nullptr && here() >= node::event) {
    event_.is_malformed = true;
  }
}

void event_reader::expect_member(std::string_view name) {
  switch (here()) {
  case node::event:
    return expect_in_event(name);
  case node::content:
    return expect_in_content(name);
  case node::new_content:
    return expect_text(name, event_.new_content);
  case node::mark:
    expect_boolean(name, completes_key, event_.completes);
    return expect_string(name, "trigger", event_.answers);
  case node::relates_to:
    return expect_in_relation(name);
  case node::in_reply_to:
    return expect_string(name, "event_id", event_.in_reply_to);
  case node::unsigned_data:
    return expect_in_unsigned(name);
  case node::prev_content:
    return expect_string(name, "membership", event_.prev_membership);
  case node::predecessor:
    return expect_string(name, "room_id", event_.predecessor);
  case node::redacted_because:
    return; // that it is there is all
  default:
    return expect_around_events(name);
  }
}

void event_reader::expect_in_event(std::string_view name) {
  expect_string(name, "type", event_.type);
  expect_string(name, "event_id", event_.event_id);
  expect_string(name, "sender", event_.sender);
  expect_string(name, "state_key", event_.state_key);
  expect_string(name, "redacts", event_.outer_redacts);
  expect_integer(name, "origin_server_ts", event_.origin_server_ts);
  expect_object(name, "content", node::content);
  expect_object(name, "unsigned", node::unsigned_data);
  // Where older homeservers have it.
  expect_object(name, "prev_content", node::prev_content);
}

void event_reader::expect_in_content(std::string_view name) {
  expect_text(name, event_.content);
  expect_string(name, "membership", event_.membership);
  expect_string(name, "replacement_room", event_.replacement_room);
  expect_string(name, "redacts", event_.redacts);
  expect_mark(name);
  expect_object(name, "m.relates_to", node::relates_to);
  expect_object(name, "m.new_content", node::new_content);
  expect_object(name, "predecessor", node::predecessor);
}

/// Our replies say what they answer, in the mark or, before there was one, beside the text.
void event_reader::expect_mark(std::string_view name) {
  expect_object(name, mark_key, node::mark);
  expect_string(name, answers_key, event_.answers);
}

void event_reader::expect_text(std::string_view name, text_fields& text) {
  expect_string(name, "msgtype", text.msgtype);
  expect_string(name, "body", text.body);
  expect_string(name, "format", text.format);
  expect_string(name, "formatted_body", text.formatted_body);
}

void event_reader::expect_in_relation(std::string_view name) {
  expect_string(name, "rel_type", event_.rel_type);
  expect_string(name, "event_id", event_.related_id);
  expect_object(name, "m.in_reply_to", node::in_reply_to);
}

void event_reader::expect_in_unsigned(std::string_view name) {
  expect_string(name, "transaction_id", event_.transaction_id);
  expect_object(name, "redacted_because", node::redacted_because);
  expect_object(name, "prev_content", node::prev_content);
}

std::optional<std::string> read_in_place(std::string& body, event_reader& reader) {
  const auto error = json::parse_in_place(body, reader);
  if (!error)
    return std::nullopt;
  return "not JSON at byte " + std::to_string(error->offset) + ": " + error->message;
}

} // namespace musiclink::matrix
