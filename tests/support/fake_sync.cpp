#include "tests/support/fake_sync.hpp"

#include "tests/support/fake_filter.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace musiclink::test {

namespace {

std::string token_at(std::size_t position) {
  return 's' + std::to_string(position);
}

struct sync_filter {
  event_filter timeline;
  std::size_t limit = 10; // Synapse's, where the filter names none
  std::optional<std::vector<std::string>> rooms;

  bool wants_room(const std::string& room_id) const {
    return !rooms || std::find(rooms->begin(), rooms->end(), room_id) != rooms->end();
  }
};

sync_filter parse_filter(const std::string& text, std::size_t cap) {
  sync_filter filter;
  const auto parsed = json::document::parse(text);
  if (const auto* document = std::get_if<json::document>(&parsed)) {
    const json::value room = document->root()["room"];
    filter.timeline = event_filter(room["timeline"]);
    filter.rooms = strings_of(room["rooms"]);
  }
  filter.limit = std::min(filter.timeline.limit.value_or(10), cap);
  return filter;
}

/// What /sync shows of one joined room.
struct room_view {
  std::vector<const fake_event*> timeline;
  std::vector<const fake_event*> state;
  std::size_t before = 0; ///< position of prev_batch
  bool limited = false;
};

room_view view_of(const fake_world& world, const std::string& room_id, std::size_t since,
                  const sync_filter& filter) {
  room_view view;
  const auto& positions = world.timeline(room_id);
  for (auto position = std::upper_bound(positions.begin(), positions.end(), since);
       position != positions.end(); ++position)
    if (filter.timeline.passes(world.at(*position)))
      view.timeline.push_back(&world.at(*position));
  if (view.timeline.size() > filter.limit) {
    view.timeline.erase(view.timeline.begin(),
                        view.timeline.end() - static_cast<std::ptrdiff_t>(filter.limit));
    view.limited = true;
  }
  view.before = view.timeline.empty() ? world.stream().size() : view.timeline.front()->position - 1;
  for (const fake_event* event : world.states(room_id))
    if (event->position > since && event->position <= view.before)
      view.state.push_back(event);
  return view;
}

void write_events(json::writer& out, const fake_world& world,
                  const std::vector<const fake_event*>& events, const fake_account& viewer) {
  out.begin_array();
  for (const fake_event* event : events)
    write_event(out, world, *event, viewer);
  out.end_array();
}

void write_joined(json::writer& out, const fake_world& world, const room_view& view,
                  const fake_account& viewer) {
  out.begin_object();
  out.key("timeline").begin_object().key("events");
  write_events(out, world, view.timeline, viewer);
  out.key("limited").boolean(view.limited);
  out.key("prev_batch").string(token_at(view.before)).end_object();
  out.key("state").begin_object().key("events");
  write_events(out, world, view.state, viewer);
  out.end_object();
  out.key("ephemeral").begin_object().key("events").begin_array().end_array().end_object();
  out.key("account_data").begin_object().key("events").begin_array().end_array().end_object();
  out.key("unread_notifications").begin_object().end_object();
  out.end_object();
}

bool write_joined_rooms(json::writer& out, const fake_world& world, const fake_account& viewer,
                        std::optional<std::size_t> since, const sync_filter& filter,
                        std::size_t& gaps) {
  bool news = false;
  out.key("join").begin_object();
  for (const std::string& room_id : world.rooms_of(viewer.user_id, "join")) {
    if (!filter.wants_room(room_id))
      continue;
    // A room that was joined since is shown as in a first sync.
    const auto joined_at = world.state(room_id, "m.room.member", viewer.user_id)->position;
    const bool known = since && joined_at <= *since;
    const room_view view = view_of(world, room_id, known ? *since : 0, filter);
    if (known && view.timeline.empty() && view.state.empty())
      continue;
    news = true;
    gaps += view.limited ? 1 : 0;
    out.key(room_id);
    write_joined(out, world, view, viewer);
  }
  out.end_object();
  return news;
}

void write_stripped(json::writer& out, const fake_event& event) {
  out.begin_object();
  out.key("type").string(event.type);
  out.key("sender").string(event.sender);
  out.key("state_key").string(*event.state_key);
  out.key("content").raw(event.content);
  out.end_object();
}

bool write_invites(json::writer& out, const fake_world& world, const fake_account& viewer,
                   std::size_t since) {
  bool news = false;
  out.key("invite").begin_object();
  for (const std::string& room_id : world.rooms_of(viewer.user_id, "invite")) {
    const fake_event* member = world.state(room_id, "m.room.member", viewer.user_id);
    if (member->position <= since)
      continue;
    news = true;
    out.key(room_id).begin_object().key("invite_state").begin_object().key("events").begin_array();
    for (const char* type : {"m.room.create", "m.room.join_rules", "m.room.encryption"})
      if (const fake_event* event = world.state(room_id, type, ""))
        write_stripped(out, *event);
    write_stripped(out, *member);
    out.end_array().end_object().end_object();
  }
  out.end_object();
  return news;
}

bool write_left(json::writer& out, const fake_world& world, const fake_account& viewer,
                std::optional<std::size_t> since, const sync_filter& filter) {
  bool news = false;
  out.key("leave").begin_object();
  for (const char* how : {"leave", "ban"})
    for (const std::string& room_id : world.rooms_of(viewer.user_id, how)) {
      const fake_event* member = world.state(room_id, "m.room.member", viewer.user_id);
      if (!since || member->position <= *since || !filter.wants_room(room_id))
        continue;
      news = true;
      room_view view;
      view.timeline = {member};
      view.before = member->position - 1;
      out.key(room_id);
      write_joined(out, world, view, viewer);
    }
  out.end_object();
  return news;
}

} // namespace

std::optional<std::size_t> position_of(std::string_view token) {
  std::size_t position = 0;
  if (!token.starts_with('s'))
    return std::nullopt;
  const auto [end, error] =
      std::from_chars(token.data() + 1, token.data() + token.size(), position);
  if (error != std::errc() || end != token.data() + token.size())
    return std::nullopt;
  return position;
}

void write_event(json::writer& out, const fake_world& world, const fake_event& event,
                 const fake_account& viewer) {
  out.begin_object();
  out.key("type").string(event.type);
  out.key("event_id").string(event.event_id);
  out.key("sender").string(event.sender);
  out.key("origin_server_ts").integer(event.at);
  if (event.state_key)
    out.key("state_key").string(*event.state_key);
  if (!event.redacts.empty())
    out.key("redacts").string(event.redacts);
  out.key("content").raw(event.content);
  out.key("unsigned").begin_object();
  out.key("age").integer(1);
  if (!event.transaction_id.empty() && event.device_id == viewer.device_id &&
      event.sender == viewer.user_id)
    out.key("transaction_id").string(event.transaction_id);
  if (const fake_event* redaction = world.event(event.redacted_by)) {
    out.key("redacted_because");
    write_event(out, world, *redaction, viewer);
  }
  out.end_object();
  out.end_object();
}

sync_answer render_sync(const fake_world& world, const fake_account& viewer,
                        std::optional<std::size_t> since, const std::string& filter_text) {
  const sync_filter filter = parse_filter(filter_text, world.timeline_cap);
  std::size_t gaps = 0;
  json::writer out;
  out.begin_object();
  out.key("next_batch").string(token_at(world.stream().size()));
  out.key("rooms").begin_object();
  const bool joined = write_joined_rooms(out, world, viewer, since, filter, gaps);
  const bool invited = write_invites(out, world, viewer, since.value_or(0));
  const bool left = write_left(out, world, viewer, since, filter);
  out.end_object();
  out.end_object();
  return {std::string(out.text()), !since || joined || invited || left, gaps};
}

std::string render_messages(const fake_world& world, const fake_account& viewer,
                            const messages_query& query) {
  std::vector<std::size_t> positions = world.timeline(query.room_id);
  if (query.backwards)
    std::reverse(positions.begin(), positions.end());
  const std::size_t newest = world.stream().size();
  const std::size_t from = query.from.value_or(query.backwards ? newest : 0);
  const std::size_t to = query.to.value_or(query.backwards ? 0 : newest);
  const auto outside = [&](std::size_t position) {
    return query.backwards ? position > from || position <= to : position <= from || position > to;
  };
  positions.erase(std::remove_if(positions.begin(), positions.end(), outside), positions.end());

  const auto parsed = json::document::parse(query.filter_text);
  const auto* document = std::get_if<json::document>(&parsed);
  const event_filter filter = document ? event_filter(document->root()) : event_filter();
  json::writer out;
  out.begin_object();
  out.key("start").string(token_at(from));
  out.key("chunk").begin_array();
  std::size_t read = 0;
  for (std::size_t shown = 0;
       read < positions.size() && read < world.history_page && shown < query.limit; ++read) {
    const fake_event& event = world.at(positions[read]);
    if (!filter.passes(event))
      continue;
    write_event(out, world, event, viewer);
    ++shown;
  }
  out.end_array();
  if (read < positions.size())
    out.key("end").string(
        token_at(query.backwards ? positions[read - 1] - 1 : positions[read - 1]));
  out.end_object();
  return std::string(out.text());
}

} // namespace musiclink::test
