#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace musiclink::bench {

/// How much happens in how many rooms. Everything else follows from it: the same
/// load is the same events, byte for byte but for their time.
struct load {
  std::size_t rooms = 200;
  std::size_t events = 100000;
  double links_per_event = 0.02; ///< share of events with a music link
};

struct event {
  std::size_t room = 0;
  bool has_link = false; ///< a different song each
  std::string json;      ///< as it stands in a timeline
};

std::string room_id(std::size_t number);
std::string event_id(std::size_t number);
/// The number of an event id of ours; `events` or more for what is none.
std::size_t event_number(const std::string& id);

/// The events of a load, spread over its rooms: conversations of people, with
/// replies, threads, HTML, plain links, reactions and joins among them.
std::vector<event> make_events(const load& how);

/// A /sync answer with some of those events: [first, last), and the token after
/// them. Tokens are "s" and the number of events before.
std::string render_page(const std::vector<event>& events, std::size_t first, std::size_t last);

/// The answer to a first /sync: all rooms with a little state, no events.
std::string render_first_page(std::size_t rooms);

} // namespace musiclink::bench
