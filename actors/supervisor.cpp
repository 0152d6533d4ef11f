#include "actors/supervisor.hpp"

#include "actors/account/account.hpp"
#include "actors/backfill.hpp"
#include "actors/conduct.hpp"
#include "actors/http.hpp"
#include "actors/membership/membership.hpp"
#include "actors/pacer.hpp"
#include "actors/reporter.hpp"
#include "actors/resolver/resolver.hpp"
#include "actors/rooms.hpp"
#include "actors/storekeeper.hpp"
#include "actors/syncer/syncer.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/version.hpp"
#include "core/limits/backoff.hpp"

#include <caf/actor_cast.hpp>
#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include <utility>

namespace musiclink {

namespace {

using self_pointer = supervisor_impl::stateful_pointer<supervisor_state>;

constexpr unsigned most_failures = 6;
constexpr milliseconds first_delay{1000};
constexpr milliseconds longest_delay{60000};
/// A generation that ran this long did not die of what killed the one before.
constexpr std::chrono::minutes probation{10};

template<class Handle>
Handle adopt(self_pointer self, Handle child) {
  auto& state = self->state;
  state.alive.insert(child->address());
  state.children.push_back(caf::actor_cast<caf::actor>(child));
  return child;
}

/// Starts a generation: each is given those that it talks to, so that the order
/// of the start is the order of dependence.
void start_generation(self_pointer self, opened_store opened) {
  auto& state = self->state;
  const auto& how = state.how;
  auto keeper = adopt<storekeeper_actor>(self, self->spawn<caf::monitored + caf::detached>(
                                                   storekeeper, std::move(opened), how.around));
  state.storekeeper = keeper;
  auto net = adopt<http_actor>(self, self->spawn<caf::monitored>(http, how.http));
  auto who =
      adopt<account_actor>(self, self->spawn<caf::monitored>(account, net, how.token, how.around));
  auto finder =
      adopt<resolver_actor>(self, self->spawn<caf::monitored>(resolver, net, keeper, how.around));
  auto turns = adopt<pacer_actor>(self, self->spawn<caf::monitored>(pacer, how.around));
  state.rooms = adopt<rooms_actor>(
      self, self->spawn<caf::monitored>(rooms, net, keeper, finder, who, turns, how.around));
  auto history = adopt<backfill_actor>(
      self, self->spawn<caf::monitored>(backfill, net, keeper, state.rooms, who, how.around));
  auto standing = adopt<membership_actor>(
      self, self->spawn<caf::monitored>(membership, net, keeper,
                                        std::vector<standing_client>{state.rooms, history}, who,
                                        how.around));
  auto reader =
      adopt<syncer_actor>(self, self->spawn<caf::monitored>(syncer, net, keeper, state.rooms,
                                                            standing, history, who, how.around));
  self->send(standing, reading_client{reader});
  self->send(who, std::vector<session_client>{state.rooms, history, standing, reader});
  state.configurator = adopt<configurator_actor>(
      self,
      self->spawn<caf::monitored>(
          configurator, keeper,
          std::vector<settings_client>{who, finder, state.rooms, history, standing, reader, self},
          how.values, how.load, how.around));
  state.reporter = adopt<reporter_actor>(
      self,
      self->spawn<caf::monitored>(reporter,
                                  reporter_contacts{state.configurator, who, reader, standing,
                                                    history, state.rooms, keeper, finder, turns},
                                  how.around));
  // What an earlier generation was told outlives it, also where it came to no disk.
  if (state.mode)
    self->send(state.configurator, switch_mode{*state.mode});
  if (std::exchange(state.reload_ordered, false))
    self->send(state.configurator, reload{});
  self->delayed_send(self, probation, proved_itself{++state.generation});
}

/// The last to start is the first to stop: nobody talks to one who is gone.
void stop_generation(self_pointer self) {
  auto& state = self->state;
  for (auto child = state.children.rbegin(); child != state.children.rend(); ++child)
    caf::anon_send<caf::message_priority::high>(
        *child, caf::exit_msg{self->address(), caf::exit_reason::user_shutdown});
  state.children.clear();
  state.configurator = nullptr;
  state.rooms = nullptr;
  state.reporter = nullptr;
  state.storekeeper = nullptr;
}

void end(self_pointer self, int status) {
  self->state.how.around.end_process(status);
  self->quit();
}

void try_again(self_pointer self) {
  auto& state = self->state;
  if (++state.failures >= most_failures) {
    log::error("giving up: the service keeps failing; the reasons are in the lines above");
    return end(self, exit_status::unavailable);
  }
  auto delay = backoff(state.failures, first_delay, longest_delay, state.how.around.random());
  log::warn("restarting all actors", {{"inMs", std::to_string(delay.count())}});
  self->delayed_send(self, delay, start_all{});
}

void start(self_pointer self) {
  auto& state = self->state;
  if (state.ending)
    return;
  try {
    start_generation(self, state.how.open_store(state.failures != 0));
  } catch (const store::locked& error) {
    log::error(error.what());
    end(self, exit_status::store_locked);
  } catch (const store::unusable& error) {
    log::error(error.what());
    end(self, exit_status::store_unusable);
  }
}

void on_down(self_pointer self, const caf::down_msg& down) {
  auto& state = self->state;
  state.alive.erase(down.source);
  if (!state.children.empty()) {
    state.failed = true;
    stop_generation(self);
  }
  if (!state.alive.empty())
    return;
  if (state.ending)
    end(self, exit_status::done);
  else if (std::exchange(state.failed, false))
    try_again(self);
}

/// The configurator's answer comes behind every order that it was given: a
/// switch that was set just before is then on disk.
void on_sending_over(self_pointer self) {
  const auto& configurator = self->state.configurator;
  if (!configurator)
    return;
  self->request(configurator, actor_deadline, drain{})
      .then([self](const drained&) { self->send(self, drain_over{}); },
            [self](const caf::error&) { self->send(self, drain_over{}); });
}

void drain_and_end(self_pointer self) {
  auto& state = self->state;
  if (std::exchange(state.ending, true))
    return;
  if (state.alive.empty())
    return end(self, exit_status::done);
  if (!state.rooms)
    return; // being stopped already
  log::info("stopping: finishing what is on the wire");
  auto patience = state.how.values->values.outbound.drain_timeout;
  self->request(state.rooms, patience, drain{})
      .then([self](const drained&) { on_sending_over(self); },
            [self](const caf::error&) { on_sending_over(self); });
}

/// What can be said without the others.
service_status bare_status(const supervisor_state& state) {
  service_status made;
  made.version = version();
  made.now = state.how.around.now();
  made.mode = state.mode.value_or(state.how.values->values.mode);
  made.store.path = state.how.values->values.matrix.state_store_path;
  made.sync.state = state.ending ? sync_phase::stopped : sync_phase::starting;
  made.sync.problem = state.ending ? "the service is stopping" : "the service is starting";
  return made;
}

/// The process knows more than a generation: when it started, and that it ends.
status_ptr completed(const supervisor_state& state, service_status made) {
  made.started_at = state.started_at;
  if (state.ending) {
    made.sync.state = sync_phase::stopped;
    made.sync.problem = "the service is stopping";
  }
  return std::make_shared<const service_status>(std::move(made));
}

caf::result<status_ptr> answer_status(self_pointer self, const report_status& what) {
  auto& state = self->state;
  if (!state.reporter)
    return completed(state, bare_status(state));
  auto promise = self->make_response_promise<status_ptr>();
  self->request(state.reporter, actor_deadline, what)
      .then([self, promise](
                const status_ptr& made) mutable { promise.deliver(completed(self->state, *made)); },
            [self, promise](const caf::error&) mutable {
              promise.deliver(completed(self->state, bare_status(self->state)));
            });
  return promise;
}

caf::result<shadow_listing> answer_shadow(self_pointer self, const report_shadow& what) {
  const auto& state = self->state;
  if (!state.storekeeper)
    return caf::make_error(caf::sec::runtime_error, "the service is starting");
  return self->delegate(state.storekeeper,
                        list_shadow{state.how.around.now() - what.since.count(),
                                    state.how.values->values.shadow, what.most, what.before});
}

} // namespace

supervisor_impl::behavior_type supervisor(self_pointer self, plan how) {
  report_exceptions(self, "supervisor");
  self->state.how = std::move(how);
  self->state.started_at = self->state.how.around.now();
  self->set_down_handler([self](const caf::down_msg& down) { on_down(self, down); });
  self->set_exit_handler([self](const caf::exit_msg& order) {
    stop_generation(self);
    self->quit(order.reason);
  });
  self->send(self, start_all{});
  return {
      [self](const settings_changed& what) {
        self->state.how.values = what.now;
        self->state.mode = what.mode;
        if (self->state.how.on_settings)
          self->state.how.on_settings(what.now->values);
      },
      [self](const switch_mode& what) {
        self->state.mode = what.mode;
        if (self->state.configurator)
          self->send(self->state.configurator, what);
      },
      [self](const reload& what) {
        if (self->state.configurator)
          self->send(self->state.configurator, what);
        else
          self->state.reload_ordered = true;
      },
      [self](const report_status& what) { return answer_status(self, what); },
      [self](const report_shadow& what) { return answer_shadow(self, what); },
      [self](const drain&) { drain_and_end(self); },
      [self](const start_all&) { start(self); },
      [self](const proved_itself& what) {
        if (what.generation == self->state.generation)
          self->state.failures = 0;
      },
      [self](const drain_over&) {
        log::info("stopped");
        stop_generation(self);
      },
  };
}

} // namespace musiclink
