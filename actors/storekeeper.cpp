#include "actors/storekeeper.hpp"

#include "actors/conduct.hpp"
#include "actors/crash_points.hpp"

#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = storekeeper_impl::stateful_pointer<storekeeper_state>;

constexpr std::chrono::minutes prune_interval{1};
constexpr std::size_t prune_budget = 1000;
constexpr std::chrono::seconds full_disk_retry{1};
constexpr const char* full_disk =
    "the disk of the state store is full: the service stands still until there is room";

/// Puts an operation with the others that wait. The first of a group sends the
/// order to commit, which arrives behind all that is in the mailbox already.
void add(self_pointer self, storekeeper_state::operation what) {
  auto& gathered = self->state.gathered;
  if (gathered.empty())
    self->send(self, commit_group{});
  gathered.push_back(std::move(what));
}

/// `stored` is called with the answer when the work is on disk, before it is given.
template<class Answer, class Work>
caf::result<Answer> gather(
    self_pointer self, std::string_view name, Work work,
    std::function<void(const Answer&)> stored = [](const Answer&) {}) {
  auto promise = self->make_response_promise<Answer>();
  auto answer = std::make_shared<Answer>();
  add(self, {
                name,
                // A group is run again when the map had to grow, hence the assignment.
                [answer, work = std::move(work)](store::store& keep) { *answer = work(keep); },
                [answer, promise, stored = std::move(stored)]() mutable {
                  stored(*answer);
                  promise.deliver(std::move(*answer));
                },
            });
  return promise;
}

void reach_all(const surroundings& around, const std::vector<storekeeper_state::operation>& group,
               const char* when) {
  if (around.reached)
    for (const auto& one : group)
      around.reached(std::string(one.name) + when);
}

/// A full disk is survived by waiting: those who asked wait too, so nothing is
/// read or sent that could not be written down.
void wait_for_room(self_pointer self, const store::no_room& why) {
  if (!std::exchange(self->state.full, true))
    log::error(full_disk, {{"reason", why.what()}});
  self->delayed_send(self, full_disk_retry, commit_again{});
}

void commit(self_pointer self) {
  auto& state = self->state;
  auto group = std::exchange(state.gathered, {});
  if (group.empty())
    return;
  reach_all(state.around, group, ".before");
  try {
    state.keep->group([&] {
      for (auto& one : group)
        one.apply(*state.keep);
    });
  } catch (const store::no_room& why) {
    state.gathered = std::move(group);
    return wait_for_room(self, why);
  }
  state.around.meters->outbox(state.keep->count_owed());
  if (std::exchange(state.full, false))
    log::info("state store writable again");
  reach_all(state.around, group, ".after");
  for (auto& one : group)
    one.answer();
}

/// Removal goes in small steps; where a step was full, the next follows at once
/// behind the requests that came meanwhile.
void prune(self_pointer self) {
  std::size_t removed = 0;
  try {
    removed = self->state.keep->prune(self->state.around.now(), prune_budget);
  } catch (const store::no_room&) {
    // Said by the next commit, if the disk is still full then.
  }
  if (removed == prune_budget)
    self->send(self, prune_some{});
  else
    self->delayed_send(self, prune_interval, prune_some{});
}

/// The latest replies that a report shows.
constexpr std::size_t most_shown = 20;

void show(storekeeper_state& state, const store::conclusion& end) {
  state.replies.push_front({end.key.room_id, end.trigger, end.now,
                            end.outcome != job_outcome::shadowed, end.content, end.left_out});
  if (state.replies.size() > most_shown)
    state.replies.pop_back();
}

/// A reply in the journal got more entries, and is still one reply.
void show_completed(storekeeper_state& state, const store::conclusion& end) {
  for (auto& one : state.replies)
    if (one.room_id == end.key.room_id && one.event_id == end.trigger) {
      one.content = end.content;
      one.left_out = end.left_out;
    }
}

void count_end(self_pointer self, const store::conclusion& end) {
  auto& state = self->state;
  if (end.replaces_entry)
    return show_completed(state, end);
  auto& tally = state.tallies[end.key.room_id];
  state.around.meters->reply(end.outcome);
  switch (end.outcome) {
  case job_outcome::sent:
    ++tally.sent;
    return show(state, end);
  case job_outcome::shadowed:
    ++tally.shadowed;
    return show(state, end);
  case job_outcome::failed:
    ++tally.failed;
    tally.last_error = end.reason;
    return;
  case job_outcome::edited:
  case job_outcome::redacted:
  case job_outcome::skipped:
    return;
  }
}

/// What is never answered is told here, where it is true: on disk.
void tell_of_loops(self_pointer self, const store::refrained& what) {
  for (const auto& echo : what.echoes)
    log::info("no reply: our own words came back under another name",
              {{"room", echo.room_id}, {"event", echo.event_id}});
  for (const auto& fuse : what.blown)
    log::warn("an exchange about a song fed itself and was stopped: another bot or a relay repeats "
              "our replies; put its user into ignoreUsers",
              {{"room", fuse.room_id}, {"link", fuse.link}});
  self->state.around.meters->loops(what.echoes.size(), what.stopped);
}

/// Said once for a flood: until a page brings the room work and lets nothing go.
void count_let_go(self_pointer self, const std::string& room_id, std::size_t count) {
  auto& state = self->state;
  if (count == 0) {
    state.flooded.erase(room_id);
    return;
  }
  state.around.meters->backlog_dropped(count);
  auto& tally = state.tallies[room_id];
  tally.failed += count;
  tally.last_error = "too many links wait: the oldest are not answered";
  for (std::size_t i = 0; i < count; ++i)
    state.around.meters->reply(job_outcome::failed);
  if (state.flooded.insert(room_id).second)
    log::error("too many links wait in a room: its oldest are not answered",
               {{"room", room_id}, {"most", std::to_string(store::most_jobs_of_room)}});
}

void count_page(self_pointer self, const store::page_result& page) {
  for (const auto& room_id : page.rooms) {
    const auto found = page.let_go.find(room_id);
    count_let_go(self, room_id, found == page.let_go.end() ? 0 : found->second);
  }
}

/// Reads only, so it need not wait for a disk that is full.
store_report report_of(self_pointer self) {
  auto& state = self->state;
  auto& keep = *state.keep;
  store_report made;
  made.now = {state.path, keep.count_seen(), keep.count_owed(), state.full ? full_disk : ""};
  made.rooms = state.tallies;
  for (const auto& [room_id, queue] : keep.queues())
    made.rooms[room_id].queue = queue;
  for (const auto& gap : keep.gaps())
    made.rooms[gap.room_id].catching_up = gap.events;
  made.replies.assign(state.replies.begin(), state.replies.end());
  for (const auto& fuse : keep.blown_fuses(state.around.now()))
    made.loops.push_back({fuse.room_id, fuse.link, fuse.since, fuse.until, fuse.stopped});
  return made;
}

} // namespace

storekeeper_impl::behavior_type storekeeper(self_pointer self, opened_store opened,
                                            surroundings around) {
  report_exceptions(self, "storekeeper");
  self->state.keep = std::move(opened.keep);
  self->state.path = std::move(opened.path);
  self->state.around = std::move(around);
  add(self,
      {"begin_life",
       [after_crash = opened.after_crash](store::store& keep) { keep.begin_life(after_crash); },
       [] {}});
  self->delayed_send(self, prune_interval, prune_some{});
  return {
      [self](const load_sync_state&) {
        return gather<store::sync_state>(self, "load_sync_state",
                                         [](auto& keep) { return keep.load_sync_state(); });
      },
      [self](const save_filter& what) {
        return gather<saved>(self, "save_filter", [what](auto& keep) {
          keep.save_filter(what.filter_id, what.filter_json);
          return saved{};
        });
      },
      [self](const save_mode& what) {
        return gather<saved>(self, "save_mode", [what](auto& keep) {
          keep.save_mode(what.mode, what.loaded_mode);
          return saved{};
        });
      },
      [self](commit_page& what) {
        return gather<store::page_result>(
            self, "commit_page",
            [page = std::move(what.page)](auto& keep) { return keep.commit_page(page); },
            [self](const store::page_result& done) {
              tell_of_loops(self, done.loops);
              count_page(self, done);
            });
      },
      [self](commit_gap& what) {
        auto room_id = what.page.room_id;
        return gather<store::gap_result>(
            self, "commit_gap",
            [page = std::move(what.page)](auto& keep) { return keep.commit_gap(page); },
            [self, room_id](const store::gap_result& done) {
              tell_of_loops(self, done.loops);
              if (done.let_go != 0)
                count_let_go(self, room_id, done.let_go);
            });
      },
      [self](const list_gaps&) {
        return gather<open_gaps>(self, "list_gaps",
                                 [](auto& keep) { return open_gaps{keep.gaps()}; });
      },
      [self](const list_backlog&) {
        return gather<backlog>(self, "list_backlog",
                               [](auto& keep) { return backlog{keep.rooms_with_jobs()}; });
      },
      [self](const count_backlog&) {
        return gather<backlog_size>(self, "count_backlog",
                                    [](auto& keep) { return backlog_size{keep.count_jobs()}; });
      },
      [self](const claim_jobs& what) {
        return gather<store::claim_result>(self, "claim_jobs", [what](auto& keep) {
          return keep.claim(what.room_id, what.after_arrival, what.max, what.now);
        });
      },
      [self](conclude& what) {
        auto end = std::make_shared<const store::conclusion>(std::move(what.what));
        return gather<saved>(
            self, "conclude",
            [end](auto& keep) {
              keep.finish(*end);
              return saved{};
            },
            [self, end](const saved&) { count_end(self, *end); });
      },
      [self](remember_said& what) {
        return gather<saved>(self, "remember_said", [said = std::move(what.what)](auto& keep) {
          keep.remember(said);
          return saved{};
        });
      },
      [self](const find_reply& what) {
        return gather<found_reply>(self, "find_reply", [what](auto& keep) {
          return found_reply{keep.find_reply(what.room_id, what.trigger)};
        });
      },
      [self](const plan_completion& what) {
        return gather<planned>(self, "plan_completion", [what](auto& keep) {
          return planned{keep.plan_completion(what.key, what.said, what.within, what.now)};
        });
      },
      [self](const find_completion& what) {
        return gather<found_completion>(self, "find_completion", [what](auto& keep) {
          return found_completion{keep.find_completion(what.room_id, what.trigger),
                                  keep.find_reply(what.room_id, what.trigger)};
        });
      },
      [self](const park_job& what) {
        return gather<parked>(self, "park_job",
                              [what](auto& keep) { return parked{keep.park(what.key)}; });
      },
      [self](const list_unfinished& what) {
        return gather<store::unfinished_result>(self, "list_unfinished", [what](auto& keep) {
          return keep.unfinished(what.room_id, what.from, what.max);
        });
      },
      [self](const resume_event& what) {
        return gather<saved>(self, "resume_event", [what](auto& keep) {
          keep.resume(what.room_id, what.event_id, what.completes, what.now);
          return saved{};
        });
      },
      [self](const look_up_link& what) {
        return gather<looked_up>(self, "look_up_link", [what](auto& keep) {
          return looked_up{keep.cached(what.canonical, what.now)};
        });
      },
      [self](remember_link& what) {
        return gather<saved>(self, "remember_link", [what = std::move(what)](auto& keep) {
          keep.cache(what.canonical, what.entry);
          return saved{};
        });
      },
      [self](const list_shadow& what) {
        auto& now = self->state;
        return shadow_listing{
            now.keep->newest_of_journal(what.since, what.most, what.before),
            parity_of(now.keep->compared(), what.how, what.since, now.around.now())};
      },
      [self](const load_budgets&) {
        return gather<known_budgets>(self, "load_budgets",
                                     [](auto& keep) { return known_budgets{keep.budgets()}; });
      },
      [self](save_budget& what) {
        return gather<saved>(self, "save_budget", [entry = std::move(what.entry)](auto& keep) {
          keep.save_budget(entry);
          return saved{};
        });
      },
      [self](const load_rooms&) {
        return gather<known_rooms>(self, "load_rooms",
                                   [](auto& keep) { return known_rooms{keep.load_rooms()}; });
      },
      [self](save_room& what) {
        return gather<saved>(self, "save_room", [record = std::move(what.record)](auto& keep) {
          keep.save_room(record);
          return saved{};
        });
      },
      [self](const load_activity&) {
        return gather<known_activity>(
            self, "load_activity", [](auto& keep) { return known_activity{keep.load_activity()}; });
      },
      [self](const save_activity& what) {
        return gather<saved>(self, "save_activity", [now = what.now](auto& keep) {
          keep.save_activity(now);
          return saved{};
        });
      },
      [self](const count_parity& what) {
        auto& now = self->state;
        return parity_of(now.keep->compared(), what.how, 0, now.around.now());
      },
      [self](const report&) { return report_of(self); },
      [self](const commit_group&) {
        if (!self->state.full)
          commit(self);
      },
      [self](const prune_some&) { prune(self); },
      [self](const commit_again&) { commit(self); },
  };
}

} // namespace musiclink
