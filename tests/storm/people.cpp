#include "tests/storm/people.hpp"

#include "core/json/json.hpp"
#include "core/matrix/requests.hpp"
#include "tests/support/shown_replies.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

namespace musiclink::storm {

using test::fake_event;
using test::fake_world;

namespace {

using kind = act::kind;

constexpr std::size_t usual_timeline = 100;
constexpr std::uint64_t first_unscripted_song = 1'000'000; // no script gets there

std::string text_with(const std::vector<std::uint64_t>& songs) {
  std::string text = "listen to this:";
  for (const std::uint64_t song : songs)
    text += ' ' + test::songs::link(song);
  return text;
}

void write_text(json::writer& out, std::string_view body) {
  out.key("msgtype").string("m.text").key("body").string(body);
}

std::string edit_of(const std::string& event_id, const std::string& text) {
  json::writer out;
  out.begin_object();
  write_text(out, "* " + text);
  out.key("m.new_content").begin_object();
  write_text(out, text);
  out.end_object();
  out.key("m.relates_to").begin_object();
  out.key("rel_type").string("m.replace").key("event_id").string(event_id);
  out.end_object().end_object();
  return std::string(out.text());
}

/// The songs of a reply, told by the links of a service that no trigger links.
std::set<std::uint64_t> songs_in(const std::string& body) {
  static const std::string probe = test::songs::link(0, "deezer"); // ends in its first id
  static const std::size_t digits = probe.size() - probe.rfind('/') - 1;
  static const std::string before = probe.substr(0, probe.size() - digits);
  static const std::uint64_t first = std::strtoull(probe.c_str() + before.size(), nullptr, 10);
  std::set<std::uint64_t> songs;
  for (std::size_t at = body.find(before); at != std::string::npos; at = body.find(before, at + 1))
    songs.insert(std::strtoull(body.c_str() + at + before.size(), nullptr, 10) - first);
  return songs;
}

std::string shown_songs(const std::set<std::uint64_t>& songs) {
  std::string text;
  for (const auto song : songs)
    text += (text.empty() ? "" : "+") + std::to_string(song);
  return text.empty() ? "none" : text;
}

/// The edits that complete a revision of a reply, by that reply and the transaction.
std::map<std::pair<std::string, std::string>, std::size_t> completions(const fake_world& world,
                                                                       const std::string& sender) {
  static const std::string any = matrix::completion_transaction_id("", 0);
  static const std::string prefix = any.substr(0, any.find('0'));
  std::map<std::pair<std::string, std::string>, std::size_t> found;
  std::set<std::string> counted; // an event that the stream brings twice is one
  for (const fake_event& event : world.stream())
    if (event.sender == sender && event.rel_type == "m.replace" &&
        event.transaction_id.starts_with(prefix) && counted.insert(event.event_id).second)
      ++found[{event.related_to, event.transaction_id}];
  return found;
}

} // namespace

std::size_t count_completions(const fake_world& world, const std::string& sender) {
  return completions(world, sender).size();
}

people::people(test::fake_homeserver& server, std::string bot, std::size_t rooms)
    : server_(server),
      bot_(std::move(bot)),
      person_(server.add_user("alice").user_id),
      other_person_(server.add_user("bob").user_id) {
  for (std::size_t room = 0; room < rooms; ++room) {
    rooms_.push_back(server_.add_room({.joined = {person_, other_person_, bot_}}));
    roots_.push_back(server_.post(rooms_.back(), person_, "what are you listening to?"));
  }
}

fake_event people::written(const act& what) {
  json::writer out;
  out.begin_object();
  write_text(out, text_with(what.songs));
  if (what.in_thread) {
    out.key("m.relates_to").begin_object();
    out.key("rel_type").string("m.thread").key("event_id").string(roots_[what.room]);
    out.end_object();
  }
  out.end_object();
  fake_event event;
  event.room_id = rooms_[what.room];
  event.sender = person_;
  event.content = out.text();
  return event;
}

void people::edit(const act& what) {
  message& which = named_by(what);
  const std::string content =
      edit_of(which.event_id, what.songs.empty() ? "never mind" : text_with(what.songs));
  const bool forged = what.what == kind::forge_edit;
  server_.post_content(rooms_[which.room], forged ? other_person_ : person_, content);
  if (!forged)
    which.songs = {what.songs.begin(), what.songs.end()};
}

void people::redact(const act& what) {
  message& which = named_by(what);
  fake_event redaction;
  redaction.room_id = rooms_[which.room];
  redaction.sender = person_;
  redaction.redacts = which.event_id;
  server_.with([&](fake_world& world) { world.redact(std::move(redaction)); });
  which.songs.clear();
}

void people::repeat_reply(const std::string& trigger) {
  server_.with([&](fake_world& world) {
    const auto replies = world.replies_to(trigger);
    if (replies.empty())
      return;
    world.repeat(replies.front().event_id);
    ++redeliveries_;
  });
}

void people::add_message(fake_world& world, const act& what) {
  fake_event event = written(what);
  const std::string id =
      what.what == kind::prepare ? world.prepare(std::move(event)) : world.append(std::move(event));
  messages_.push_back({id, what.room, {what.songs.begin(), what.songs.end()}});
}

people::message& people::named_by(const act& what) {
  return messages_[scripted_[what.message]];
}

void people::perform(const act& what) {
  switch (what.what) {
  case kind::link:
  case kind::prepare:
    scripted_.push_back(messages_.size());
    return server_.with([&](fake_world& world) { add_message(world, what); });
  case kind::deliver:
    return server_.with([&](auto& world) { world.deliver(named_by(what).event_id); });
  case kind::chat:
    server_.post(rooms_[what.room], other_person_, "and what do you think of it?");
    return;
  case kind::edit:
  case kind::forge_edit:
    return edit(what);
  case kind::redact:
    return redact(what);
  case kind::repeat:
    server_.with([&](auto& world) { world.repeat(named_by(what).event_id); });
    ++redeliveries_;
    return;
  case kind::repeat_reply:
    return repeat_reply(named_by(what).event_id);
  case kind::narrow:
    return server_.with([&](auto& world) { world.timeline_cap = what.count; });
  case kind::widen:
    return server_.with([](auto& world) { world.timeline_cap = usual_timeline; });
  case kind::restart_server:
    server_.restart();
    ++server_restarts_;
    return;
  }
}

void people::post_at_once(std::span<const std::size_t> rooms) {
  server_.with([&](fake_world& world) {
    for (const std::size_t room : rooms) {
      act unscripted;
      unscripted.what = kind::link;
      unscripted.room = room;
      unscripted.songs = {first_unscripted_song + messages_.size()};
      add_message(world, unscripted);
    }
  });
}

void people::post_in_each_room() {
  std::vector<std::size_t> all(rooms_.size());
  std::iota(all.begin(), all.end(), 0);
  post_at_once(all);
}

verdict people::judge(const fake_world& world) const {
  auto shown = test::shown_replies(world, bot_);
  verdict found;
  for (const message& which : messages_) {
    const auto replies = shown.extract(which.event_id);
    const std::string name = which.event_id + " in " + rooms_[which.room];
    if (replies.empty() && !which.songs.empty())
      found.missing.push_back(name);
    else if (!replies.empty() && replies.mapped().size() > 1)
      found.doubled.push_back(name);
    else if (!replies.empty() && songs_in(replies.mapped().front().body) != which.songs)
      found.wrong.push_back(name + ", reply " + replies.mapped().front().event_id + ", songs " +
                            shown_songs(songs_in(replies.mapped().front().body)) + " and not " +
                            shown_songs(which.songs));
  }
  for (const auto& [which, times] : completions(world, bot_))
    if (times > 1)
      found.doubled.push_back("the completion of " + which.first);
  for (const auto& [trigger, replies] : shown)
    found.wrong.push_back("a reply to " + trigger + ", which is no link event");
  return found;
}

bool people::wait_until_right(milliseconds patience) {
  const auto wrongs = [this](const fake_world& world) {
    const verdict now = judge(world);
    return now.missing.size() + now.doubled.size() + now.wrong.size();
  };
  for (;;) {
    const std::size_t before = server_.with(wrongs);
    if (before == 0)
      return true;
    const auto is_better = [&](const fake_world& world) { return wrongs(world) < before; };
    if (!server_.wait_for(is_better, patience))
      return false;
  }
}

} // namespace musiclink::storm
