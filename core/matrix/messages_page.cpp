#include "core/matrix/messages_page.hpp"

#include "core/matrix/event_reader.hpp"

#include <utility>

namespace musiclink::matrix {
namespace {

class messages_reader final : public event_reader {
public:
  messages_reader(std::string_view user_id, std::string_view room_id, bool member_before)
      : user_id_(user_id), member_before_(member_before) {
    page_.room.room_id = room_id;
  }

  bool has_chunk() const { return has_chunk_; }

  messages_page take_page() {
    page_.end = end_;
    page_.newest_ts = page_.room.newest_ts;
    return std::move(page_);
  }

private:
  void expect_around_events(std::string_view name) override {
    expect_string(name, "end", end_);
    expect_events(name, "chunk");
  }

  void end_around_events(node ended) override { has_chunk_ |= ended == node::events; }

  void take_event(const event_fields& event, node) override {
    auto& room = page_.room;
    take_timeline_event(event, room);
    if (!room.joined_here)
      take_what_is_said(event, user_id_, room);
    room.joined_here |= is_join_of(user_id_, event, member_before_);
  }

  const std::string_view user_id_;
  const bool member_before_;
  std::string_view end_;
  bool has_chunk_ = false;
  messages_page page_;
};

} // namespace

std::variant<messages_page, std::string> decode_messages(std::string& body,
                                                         std::string_view user_id,
                                                         std::string_view room_id,
                                                         bool member_before) {
  messages_reader reader(user_id, room_id, member_before);
  if (auto error = read_in_place(body, reader))
    return std::move(*error);
  if (!reader.has_chunk())
    return "no chunk";
  return reader.take_page();
}

} // namespace musiclink::matrix
