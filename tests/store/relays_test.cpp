#include "core/json/json.hpp"
#include "core/links/wording.hpp"
#include "core/matrix/link_events.hpp"
#include "core/reply/reply.hpp"
#include "core/text/link_scan.hpp"
#include "tests/store/fixture.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Promise 6 against relays: what one link of a person leads to in two rooms between which a relay
// re-posts everything. The rooms, the relay, the clock and the resolver are played; what is read,
// stored and said is ours.

namespace musiclink::store {

namespace {

constexpr unix_ms an_hour = 60 * 60 * 1000;
constexpr unix_ms far_too_long = 24 * an_hour;
constexpr std::size_t far_too_many = 60;

const std::string spotify = "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC";
const std::string deezer = "https://www.deezer.com/track/3135556";
const std::string apple = "https://music.apple.com/us/album/1440857781?i=1440857795";
const std::string other_song = "https://open.spotify.com/track/7ouMYWpwJ422jRcDASZB7P";
const std::string short_spotify = "https://spotify.link/AbCdEfGhIj";
const std::string short_deezer = "https://link.deezer.com/s/30abcDEF";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

struct said {
  std::string room;
  std::string sender;
  std::string nick;
  std::string body;
  std::optional<std::string> html{};
  std::string msgtype = "m.text";
};

/// What a relay makes of a message: bodies of what it posts.
using habit = std::function<std::vector<std::string>(const said&)>;

struct named_habit {
  const char* name;
  habit how;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char c : text)
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  return lines;
}

std::string wrapped(const std::string& text, std::size_t width) {
  std::string result;
  std::size_t column = 0;
  for (const auto& line : lines_of(text))
    for (const auto& word : lines_of(replaced(line, " ", "\n"))) {
      const bool breaks = column > 0 && column + word.size() > width;
      if (!result.empty())
        result += breaks ? '\n' : ' ';
      column = (breaks ? 0 : column + 1) + word.size();
      result += word;
    }
  return result;
}

std::string bare_urls(const std::string& text) {
  std::string urls;
  link_scanner scanner(text);
  while (const auto url = scanner.next())
    urls.append(urls.empty() ? "" : "\n").append(*url);
  return urls.empty() ? text : urls;
}

/// Tags gone, targets kept, as relays to plain text do.
std::string stripped(const said& what) {
  auto text = what.html.value_or(what.body);
  text = replaced(replaced(text, "<strong>", ""), "</strong>", "");
  text = replaced(replaced(text, "<br>", "\n"), "</a>", ")");
  text = replaced(replaced(text, "<a href=\"", "("), "\">", " ");
  return replaced(text, "&amp;", "&");
}

std::string in_markdown(const said& what) {
  std::string text;
  for (const auto& line : lines_of(what.body)) {
    const auto colon = line.find(": https://");
    text += colon == std::string::npos
                ? "**" + line + "**\n"
                : "[" + line.substr(0, colon) + "](" + line.substr(colon + 2) + ")\n";
  }
  return text;
}

habit by_body(std::function<std::string(const said&)> change) {
  return [change = std::move(change)](const said& what) {
    return std::vector<std::string>{change(what)};
  };
}

std::string prefixed(const said& what) {
  return "<" + what.nick + "> " + what.body;
}

const named_habit keeping_text[] = {
    {"as it is", by_body([](const said& what) { return what.body; })},
    {"prefixed", by_body(prefixed)},
    {"prefixed in bold",
     by_body([](const said& what) { return "**" + what.nick + " via telegram**: " + what.body; })},
    {"quoted lines", by_body([](const said& what) {
       return what.nick + " said:\n> " + replaced(what.body, "\n", "\n> ");
     })},
    {"HTML stripped", by_body(stripped)},
    {"Markdown", by_body(in_markdown)},
    {"tracking parameters", by_body([](const said& what) {
       return replaced(
           replaced(prefixed(what), "/track/3135556", "/track/3135556?utm_source=relay"),
           "4uLU6hMCjMI75M1A2tKUQC", "4uLU6hMCjMI75M1A2tKUQC?si=0123456789abcdef");
     })},
    {"http", by_body([](const said& what) { return replaced(prefixed(what), "https:", "http:"); })},
    {"other hosts", by_body([](const said& what) {
       return replaced(replaced(prefixed(what), "//www.deezer.com/", "//m.deezer.com/en/"),
                       "//open.spotify.com/", "//play.spotify.com/");
     })},
    {"short links", by_body([](const said& what) {
       return replaced(replaced(prefixed(what), deezer, short_deezer), spotify, short_spotify);
     })},
    {"wrapped anew", by_body([](const said& what) { return wrapped(prefixed(what), 24); })},
    {"one line", by_body([](const said& what) { return wrapped(prefixed(what), 10000); })},
    {"a message a line",
     [](const said& what) {
       std::vector<std::string> lines;
       for (const auto& line : lines_of(what.body))
         if (!line.empty())
           lines.push_back("<" + what.nick + "> " + line);
       return lines;
     }},
};

const named_habit bare{"bare URLs", by_body([](const said& what) { return bare_urls(what.body); })};

/// Two rooms, people, a relay and a musiclink.
class two_rooms {
public:
  explicit two_rooms(habit how, std::vector<service> services = {service::spotify, service::deezer})
      : keep_(store::open(directory_.path(), access::exclusive)), habit_(std::move(how)) {
    settings.reply.services = std::move(services);
  }

  room_settings settings;
  unix_ms delay = 500;
  bool ghosts = false; ///< the relay has a user for each nick and room
  bool restarts = false;
  std::map<std::string, std::size_t> answers; ///< by room

  /// A person posts; what it leads to is awaited. Says how many answers there were.
  std::size_t post(const std::string& room, const std::string& body,
                   const std::string& sender = "@alice:hs") {
    const auto before = count();
    waiting_.push_back({room, sender, "alice", body, {}, "m.text"});
    while (!waiting_.empty() && count() - before < far_too_many) {
      const auto next = std::move(waiting_.front());
      waiting_.pop_front();
      hear(next);
    }
    waiting_.clear();
    return count() - before;
  }

  void pass(unix_ms time) { now_ += time; }
  std::size_t count() const {
    std::size_t sum = 0;
    for (const auto& [room, number] : answers)
      sum += number;
    return sum;
  }
  store& keep() { return keep_; }
  std::vector<blown_fuse> told; ///< in results of pages
  std::size_t stopped = 0;

private:
  static bool is_relay(const std::string& sender) { return sender.starts_with("@relay"); }

  void hear(const said& what) {
    now_ += is_relay(what.sender) ? delay : 100;
    if (what.sender != "@musiclink:hs")
      take(what);
    if (!is_relay(what.sender))
      relay(what);
    answer(what.room);
  }

  /// Everything is re-posted in the other room.
  void relay(const said& what) {
    const std::string other = what.room == "!a:hs" ? "!b:hs" : "!a:hs";
    const auto sender = ghosts ? "@relay-" + what.nick + (other == "!a:hs" ? "-a:hs" : "-b:hs")
                               : std::string("@relay:hs");
    for (auto& body : habit_(what))
      waiting_.push_back({other, sender, "", std::move(body), {}, "m.text"});
  }

  void take(const said& what) {
    matrix::joined_room room;
    room.room_id = what.room;
    auto& message = room.messages.emplace_back();
    message.event_id = "$" + std::to_string(++events_);
    message.sender = what.sender;
    message.origin_server_ts = now_;
    message.msgtype = what.msgtype;
    message.body = what.body;
    message.formatted_body = what.html;
    matrix::page_work work;
    matrix::add_work(room, now_, {}, work);
    page made;
    made.since = since_;
    made.next_batch = since_ = "s" + std::to_string(events_);
    made.events = std::move(work.events);
    made.now = now_;
    made.seen_until = now_ + 1000 * an_hour;
    const auto result = keep_.commit_page(made);
    told.insert(told.end(), result.loops.blown.begin(), result.loops.blown.end());
    stopped += result.loops.stopped;
    if (restarts)
      restart();
  }

  /// As after a kill: what is not on disk is gone.
  void restart() {
    keep_ = store::open(other_.path(), access::exclusive); // lets go of the lock
    keep_ = store::open(directory_.path(), access::exclusive);
  }

  static std::optional<song> find(const link& what) {
    if (what.canonical == other_song)
      return song{item_type::track,
                  "Get Lucky",
                  "Daft Punk",
                  {{service::deezer, "https://www.deezer.com/track/67238735"}}};
    song found{item_type::track, "Harder, Better (Live)", "Daft Punk", {}};
    const std::pair<service, const std::string*> all[] = {
        {service::spotify, &spotify}, {service::deezer, &deezer}, {service::apple_music, &apple}};
    const std::string* known[] = {&spotify, &deezer, &apple, &short_spotify, &short_deezer};
    for (const auto* one : known)
      if (*one == what.canonical) {
        for (const auto& [where, url] : all)
          if (where != what.where)
            found.links.push_back({where, *url});
        return found;
      }
    return std::nullopt;
  }

  void answer(const std::string& room) {
    for (const auto& job : keep_.claim(room, 0, 16, now_).jobs) {
      const auto& event = job.event;
      std::vector<resolved_link> known;
      for (const auto& one : event.links)
        if (auto found = find(one))
          known.push_back({one, std::move(*found)});
      conclusion end;
      end.key = job.key;
      end.now = now_;
      auto composed = compose(event.links, known, settings);
      if (const auto* text = std::get_if<reply_text>(&composed)) {
        end.outcome = job_outcome::sent;
        end.reply_event_id = "$reply" + std::to_string(++events_);
        end.links = event.links;
        const auto content = reply_content(*text, event, settings.reply);
        keep_.remember({room, event.event_id, event.sender, event.links, spoken_in(content), now_});
        ++answers[room];
        waiting_.push_back(
            {room, "@musiclink:hs", "musiclink", text->body, text->html, settings.reply.msgtype});
      }
      keep_.finish(end);
    }
  }

  temporary_directory directory_;
  temporary_directory other_;
  store keep_;
  habit habit_;
  std::deque<said> waiting_;
  unix_ms now_ = 1'800'000'000'000;
  std::string since_;
  int events_ = 0;
};

const std::vector<std::vector<service>> few_and_many{
    {service::spotify, service::deezer}, {service::spotify, service::deezer, service::apple_music}};

} // namespace

TEST_CASE("one link leads to two answers at most, whatever a relay does to messages") {
  for (const auto& how : keeping_text)
    for (const auto& services : few_and_many)
      for (const char* msgtype : {"m.notice", "m.text"})
        for (const bool ghosts : {false, true})
          for (const auto& link : ghosts ? std::vector{spotify, deezer} : std::vector{deezer}) {
            CAPTURE(std::string(how.name));
            CAPTURE(services.size());
            CAPTURE(ghosts);
            CAPTURE(link);
            two_rooms world(how.how, services);
            world.settings.reply.msgtype = msgtype;
            world.ghosts = ghosts;
            CHECK(world.post("!a:hs", "listen: " + link) <= 2);
            CHECK(world.answers["!a:hs"] == 1);
            CHECK(world.keep().verify().empty());
          }
}

TEST_CASE("also if the relay takes its time, and over restarts") {
  for (const auto& how : keeping_text)
    for (const unix_ms delay : {unix_ms{10}, an_hour, 20 * an_hour}) {
      CAPTURE(std::string(how.name));
      CAPTURE(delay);
      two_rooms world(how.how);
      world.delay = delay;
      world.restarts = true;
      CHECK(world.post("!a:hs", spotify) <= 2);
    }
}

TEST_CASE("a relay that leaves nothing but the URL is stopped by the fuse after two answers") {
  for (const auto& services : few_and_many)
    for (const unix_ms delay : {unix_ms{10}, an_hour}) {
      CAPTURE(services.size());
      CAPTURE(delay);
      two_rooms world(bare.how, services);
      world.delay = delay;
      world.restarts = true;
      CHECK(world.post("!a:hs", "listen: " + spotify) <= 2);
    }
}

TEST_CASE("with a user for each nick and room, the fuse needs a few answers more") {
  two_rooms world(bare.how);
  world.ghosts = true;
  const auto count = world.post("!a:hs", spotify);
  CAPTURE(count);
  CHECK(count <= 6);
  CHECK(world.stopped > 0);
}

TEST_CASE("the fuse is told once, and burns for that song only") {
  two_rooms world(bare.how);
  world.post("!a:hs", spotify);
  world.post("!a:hs", spotify);
  REQUIRE_FALSE(world.told.empty());
  CHECK(world.told.size() == 1);
  CHECK(world.told[0].link == deezer);
  const auto healed = world.told[0].until;
  CHECK(world.keep().blown_fuses(world.told[0].since).at(0).stopped == world.stopped);
  CHECK(world.post("!a:hs", other_song) >= 1);
  CHECK(world.told.back().link != world.told.front().link);
  CHECK(world.keep().blown_fuses(healed + far_too_long).empty());
}

TEST_CASE("people go on while the fuse burns") {
  two_rooms world(bare.how);
  world.post("!a:hs", spotify);
  for (int person = 0; person < 20; ++person) {
    const auto number = std::to_string(person);
    CHECK(world.post("!room" + number + ":hs", spotify, "@person" + number + ":hs") >= 1);
  }
}

TEST_CASE("without a relay everybody is answered") {
  two_rooms world([](const said&) { return std::vector<std::string>(); });
  for (int person = 0; person < 20; ++person) {
    const auto number = std::to_string(person);
    const auto& link = person % 2 == 0 ? spotify : deezer;
    CHECK(world.post("!room" + number + ":hs", link, "@person" + number + ":hs") == 1);
  }
  CHECK(world.post("!room:hs", spotify) == 1);
  world.pass(an_hour);
  CHECK(world.post("!room:hs", spotify) == 1);
  CHECK(world.stopped == 0);
}

} // namespace musiclink::store
