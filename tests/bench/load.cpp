#include "tests/bench/load.hpp"

#include "core/json/json.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <map>
#include <random>
#include <string_view>

namespace musiclink::bench {

namespace {

constexpr std::size_t people = 40;
constexpr std::string_view server = "bench.test";

std::string number_of_width(std::size_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Writes the events of one load, one after the other.
class author {
public:
  explicit author(const load& how) : how_(how), sent_at_(now_ms()) {}

  event write(std::size_t number) {
    event made;
    made.room = random_() % how_.rooms;
    made.has_link = chance(how_.links_per_event);
    number_ = number;
    json::writer out;
    out.begin_object();
    out.key("content");
    if (!made.has_link && chance(0.06))
      write_reaction(out);
    else if (!made.has_link && chance(0.03))
      write_join(out);
    else
      write_message(out, made.has_link);
    out.key("event_id").string(event_id(number));
    out.key("origin_server_ts").integer(sent_at_);
    out.key("sender").string(person());
    out.key("type").string(type_);
    if (type_ == "m.room.member")
      out.key("state_key").string(person());
    out.key("unsigned").begin_object();
    out.key("age").integer(static_cast<std::int64_t>(random_() % 100000));
    out.key("membership").string("join").end_object();
    out.end_object();
    made.json = out.text();
    return made;
  }

private:
  bool chance(double share) { return static_cast<double>(random_() % 1000000) < share * 1000000; }

  std::string person() {
    return "@person" + std::to_string(number_ % people) + ':' + std::string(server);
  }

  std::string words() {
    static constexpr std::array<std::string_view, 24> some = {
        "the",  "and",   "maybe",  "tomorrow", "meeting", "really", "that",  "build",
        "song", "think", "deploy", "coffee",   "with",    "we",     "could", "résumé",
        "why",  "not",   "later",  "🎵",        "window",  "train",  "an",    "hour"};
    std::string text;
    for (std::size_t count = 4 + random_() % 30; count > 0; --count)
      text.append(some[random_() % some.size()]).append(" ");
    return text;
  }

  void write_reaction(json::writer& out) {
    type_ = "m.reaction";
    out.begin_object().key("m.relates_to").begin_object();
    out.key("event_id").string(event_id(number_ / 2));
    out.key("key").string("👍").key("rel_type").string("m.annotation");
    out.end_object().end_object();
  }

  void write_join(json::writer& out) {
    type_ = "m.room.member";
    out.begin_object().key("membership").string("join");
    out.key("displayname").string("Person " + std::to_string(number_ % people));
    out.key("avatar_url").string("mxc://bench.test/abcdefghijklmnopqrstuvwx").end_object();
  }

  void write_message(json::writer& out, bool with_link) {
    type_ = "m.room.message";
    std::string text = words();
    if (with_link)
      text += test::songs::link(number_) + "?si=0123456789abcdef";
    else if (chance(0.04))
      text += "https://example.org/articles/" + std::to_string(number_) + "?page=2";
    out.begin_object().key("msgtype").string("m.text").key("body").string(text);
    if (!with_link && chance(0.3)) {
      out.key("format").string("org.matrix.custom.html");
      out.key("formatted_body").string("<p>" + text + "<strong>" + words() + "</strong></p>");
    }
    out.key("m.mentions").begin_object().end_object();
    if (chance(0.15))
      write_relation(out);
    out.end_object();
  }

  void write_relation(json::writer& out) {
    out.key("m.relates_to").begin_object();
    out.key("m.in_reply_to").begin_object();
    out.key("event_id").string(event_id(number_ / 2)).end_object();
    if (chance(0.5)) {
      out.key("rel_type").string("m.thread").key("event_id").string(event_id(number_ / 3));
      out.key("is_falling_back").boolean(true);
    }
    out.end_object();
  }

  load how_;
  std::int64_t sent_at_;
  std::mt19937 random_; // the same events in every run
  std::size_t number_ = 0;
  std::string_view type_;
};

} // namespace

std::string room_id(std::size_t number) {
  return '!' + number_of_width(number, 18) + ':' + std::string(server);
}

std::string event_id(std::size_t number) {
  return '$' + number_of_width(number, 43);
}

std::size_t event_number(const std::string& id) {
  std::size_t number = 0;
  const char* end = id.data() + id.size();
  const bool ours = id.starts_with('$') && std::from_chars(id.data() + 1, end, number).ptr == end;
  return ours ? number : static_cast<std::size_t>(-1);
}

std::vector<event> make_events(const load& how) {
  author by(how);
  std::vector<event> events;
  events.reserve(how.events);
  for (std::size_t number = 0; number < how.events; ++number)
    events.push_back(by.write(number));
  return events;
}

std::string render_page(const std::vector<event>& events, std::size_t first, std::size_t last) {
  std::map<std::size_t, std::string> timelines;
  for (std::size_t i = first; i < last; ++i) {
    std::string& timeline = timelines[events[i].room];
    timeline.append(timeline.empty() ? "" : ",").append(events[i].json);
  }
  std::string page = R"({"next_batch":"s)" + std::to_string(last) + R"(","rooms":{"join":{)";
  for (const auto& [room, timeline] : timelines) {
    page.append(page.back() == '{' ? "\"" : ",\"").append(room_id(room));
    page.append(R"(":{"timeline":{"events":[)").append(timeline);
    page.append(R"(],"limited":false,"prev_batch":"s)").append(std::to_string(first));
    page.append(R"("},"state":{"events":[]},"account_data":{"events":[]},)");
    page.append(R"("ephemeral":{"events":[]},"unread_notifications":{},"summary":{}})");
  }
  return page + "}}}";
}

std::string render_first_page(std::size_t rooms) {
  std::string page = R"({"next_batch":"s0","rooms":{"join":{)";
  for (std::size_t room = 0; room < rooms; ++room) {
    page.append(room == 0 ? "\"" : ",\"").append(room_id(room));
    page.append(R"(":{"timeline":{"events":[],"limited":false,"prev_batch":"s0"},)");
    page.append(R"("state":{"events":[{"type":"m.room.create","state_key":"",)");
    page.append(R"("sender":"@person0:bench.test","event_id":")").append(event_id(room));
    page.append(R"(","origin_server_ts":1700000000000,"content":{"room_version":"10",)");
    page.append(R"("creator":"@person0:bench.test"}}]},"account_data":{"events":[]},)");
    page.append(R"("ephemeral":{"events":[]},"unread_notifications":{},"summary":{}})");
  }
  return page + "}}}";
}

} // namespace musiclink::bench
