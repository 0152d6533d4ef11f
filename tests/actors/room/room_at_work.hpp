#pragma once

#include "actors/room/room.hpp"
#include "core/links/detect.hpp"
#include "tests/support/actor_fixture.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace musiclink::test {

/// A room on a real store, with a resolver and a sender that wait for the test.
struct room_at_work : actor_fixture {
  room_at_work() {
    brief.room_id = "!room:hs";
    brief.effective = room_mode::active;
    keeper = spawn_storekeeper();
  }

  void start() {
    // The test answers by message: a promise may only be touched by its actor.
    using impl = resolver_actor::extend<caf::reacts_to<std::string, resolved>>;
    finder = own(system.spawn([this](impl::pointer self) -> impl::behavior_type {
      return {[](const settings_changed&) {}, [](const report&) { return resolver_report{}; },
              [this, self](const resolve& what) -> caf::result<resolved> {
                questions.push_back(what);
                auto promise = self->make_response_promise<resolved>();
                asked.emplace(what.about.canonical, promise);
                return promise;
              },
              [this](const std::string& canonical, const resolved& what) {
                auto [from, to] = asked.equal_range(canonical);
                for (auto one = from; one != to; ++one)
                  one->second.deliver(what);
                asked.erase(canonical);
              }};
    }));
    auto poster = own(system.spawn([this](sender_actor::pointer) -> sender_actor::behavior_type {
      return {[](const session_opened&) {},
              [](const brief_changed&) {},
              [](const sender_client&) {},
              [this](const post& what) { posted.push_back(what); },
              [this](const recall& what) {
                recalls.push_back(what.arrival);
                return recalled{can_recall};
              },
              [](const own_seen&) {},
              [](const drain&) { return drained{}; },
              [](const retire&) {}};
    }));
    registry = own(system.spawn([this](room_client::pointer) -> room_client::behavior_type {
      return {[this](const room_emptied& what) { emptied = what.call; }};
    }));
    poster_ = poster;
    begin_life();
  }

  /// A room takes over what is in the store; the one before it, if there was one, ends
  /// as in a kill.
  void begin_life() {
    if (under_test)
      caf::anon_send_exit(under_test, caf::exit_reason::kill);
    settle();
    asked.clear();
    under_test = own<room_actor>(system.spawn(room, keeper, finder, poster_, registry,
                                              std::make_shared<const room_brief>(brief), around));
    look();
  }

  /// Puts link events into the store as a page would.
  void arrive(std::vector<link_event> events) {
    store::page page;
    page.since = token;
    page.next_batch = token = "t" + std::to_string(++pages);
    page.now = around.now();
    page.seen_until = page.now + 1000000000;
    page.events = std::move(events);
    page.theirs = theirs;
    page.compare_until = page.seen_until;
    ask<store::page_result>(keeper, commit_page{page});
  }

  /// As `arrive`, for an event that was edited or redacted.
  store::page_result change(trigger_change what) {
    store::page page;
    page.since = token;
    page.next_batch = token = "t" + std::to_string(++pages);
    page.now = around.now();
    page.changes = {std::move(what)};
    return ask<store::page_result>(keeper, commit_page{page});
  }

  void withdraw(const std::string& event_id) {
    caf::anon_send(under_test, withdrawn{event_id});
    settle();
  }

  void look() {
    caf::anon_send(under_test, look_for_work{++calls});
    settle();
  }

  /// Lets the resolver know a link as this title, on Deezer.
  void know(const link& about, const std::string& title) {
    answer known;
    known.how = completeness::found;
    known.found.type = item_type::track;
    known.found.title = title;
    known.found.links = {
        {service::deezer, "https://www.deezer.com/track/" + std::to_string(++deezer_id)}};
    reply(about, {known, {}});
  }

  /// Lets the resolver answer with these services; not final: the question goes on.
  void tell(const link& about, const std::string& title, const std::vector<service>& where,
            bool final) {
    answer known;
    known.how = final ? completeness::found : completeness::partial;
    known.found.type = item_type::track;
    known.found.title = title;
    known.left_out = left_out;
    for (const auto one : where)
      known.found.links.push_back(
          {one, "https://" + std::string(to_key(one)) + ".example.org/" + title});
    reply(about, {known, {}, final});
  }

  /// Nothing is known yet, and the question goes on.
  void tell_nothing_yet(const link& about) { reply(about, {std::nullopt, "no answer yet", false}); }

  /// What the sender does when the homeserver has accepted a post, or shadow keeps it.
  /// `is_found`: what an earlier life had sent was found in the room.
  void end(const post& what, job_outcome outcome, bool is_found = false) {
    conclude_post(what, outcome, is_found);
    tell_ended(what);
  }

  void conclude_post(const post& what, job_outcome outcome, bool is_found = false) {
    store::conclusion end;
    end.key = what.work.key;
    end.trigger = what.work.event.event_id;
    end.outcome = outcome;
    end.reply_event_id = "$reply";
    end.content = what.content;
    end.links = what.work.event.links;
    end.now = around.now();
    end.keep_until = end.now + 1000000000;
    end.says_all = what.says_all && !is_found;
    end.left_out = what.left_out;
    ask<saved>(keeper, conclude{end});
  }

  void tell_ended(const post& what) {
    caf::anon_send(under_test, job_ended{what.work.key.arrival});
    settle();
  }

  void reply(const link& about, const resolved& what) {
    caf::anon_send(finder, about.canonical, what);
    settle();
  }

  /// Nothing is left to do for the room.
  bool is_over() { return asked.empty() && emptied == calls && owed() == 0; }

  std::size_t owed() { return ask<backlog>(keeper, list_backlog{}).rooms.size(); }

  room_brief brief;
  storekeeper_actor keeper;
  resolver_actor::extend<caf::reacts_to<std::string, resolved>> finder;
  room_actor under_test;
  sender_actor poster_;
  room_client registry;
  std::multimap<std::string, caf::typed_response_promise<resolved>> asked;
  std::vector<resolve> questions;         ///< all of them
  std::vector<rejected_offer> left_out{}; ///< of each answer that is told
  std::vector<post> posted;
  std::vector<std::uint64_t> recalls;
  bool can_recall = true;
  std::vector<their_answer> theirs; ///< in every page
  std::uint64_t emptied = 0;
  std::uint64_t calls = 0;
  int pages = 0;
  int deezer_id = 100;
  std::string token;
};

inline link track(int number) {
  auto id = std::to_string(number);
  return *classify("https://open.spotify.com/track/" + std::string(22 - id.size(), '0') + id);
}

inline link_event event(const actor_fixture& in, int number, std::vector<link> links) {
  link_event made;
  made.room_id = "!room:hs";
  made.event_id = "$" + std::to_string(number);
  made.sender = "@alice:hs";
  made.origin_server_ts = in.around.now();
  made.links = std::move(links);
  return made;
}

} // namespace musiclink::test
