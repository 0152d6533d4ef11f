#include "actors/configurator.hpp"

#include "actors/conduct.hpp"
#include "core/config/changes.hpp"

#include <caf/actor_cast.hpp>
#include <caf/send.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace musiclink {

namespace {

using self_pointer = configurator_impl::stateful_pointer<configurator_state>;

void on_saved(configurator_state& state) {
  if (--state.unsaved != 0)
    return;
  for (auto& promise : std::exchange(state.ending, {}))
    promise.deliver(drained{});
}

/// Says what was done only when it is on disk: whoever reads the line may pull the
/// plug.
void save(self_pointer self, const char* what) {
  const auto& state = self->state;
  self->request(state.storekeeper, store_deadline, save_mode{state.mode, state.values->values.mode})
      .then(
          [self, what, mode = std::string(to_key(state.mode))](const saved&) {
            log::info(what, {{"mode", mode}});
            on_saved(self->state);
          },
          on_broken(self, "save_mode"));
}

/// Told first and stored then: SIGUSR1 takes effect at once, and what the others store because of
/// it (since when a room is active) is with the storekeeper before the switch is.
void tell(self_pointer self, const char* what) {
  auto& state = self->state;
  state.around.meters->mode(state.mode);
  ++state.unsaved;
  auto open = std::make_shared<std::size_t>(state.clients.size());
  for (const auto& client : state.clients)
    self->request(client, actor_deadline, settings_changed{state.values, state.mode})
        .then(
            [self, what, open] {
              if (--*open == 0)
                save(self, what);
            },
            on_broken(self, "settings_changed"));
}

void load_again(self_pointer self);

void start(self_pointer self) {
  self->request(self->state.storekeeper, store_deadline, load_sync_state{})
      .then(
          [self](const store::sync_state& stored) {
            auto& state = self->state;
            bool file_unchanged = stored.loaded_mode == state.values->values.mode;
            state.mode = file_unchanged && stored.mode ? *stored.mode : state.values->values.mode;
            state.mode = state.ordered.value_or(state.mode);
            state.started = true;
            tell(self, "musiclink starts");
            if (std::exchange(state.reload_ordered, false))
              load_again(self);
          },
          on_broken(self, "load_sync_state"));
}

void turn(self_pointer self, service_mode mode) {
  if (!self->state.started) {
    self->state.ordered = mode;
    return;
  }
  self->state.mode = mode;
  self->state.switched = true;
  tell(self, "the switch was set");
}

/// What was chosen at the start and stays until a restart. Says what was kept, for
/// people.
std::string keep_fixed(const config& old, config& fresh) {
  std::string kept;
  auto keep = [&kept](const char* key, const std::string& was, std::string& is) {
    if (was == is)
      return;
    log::warn("this change needs a restart; the rest of the reload is applied", {{"key", key}});
    kept += (kept.empty() ? "" : "\n") + std::string(key) + ": a change needs a restart";
    is = was;
  };
  keep("matrix.server", old.matrix.server, fresh.matrix.server);
  keep("matrix.userId", old.matrix.user_id, fresh.matrix.user_id);
  keep("matrix.stateStorePath", old.matrix.state_store_path, fresh.matrix.state_store_path);
  keep("admin.listen", old.admin_listen, fresh.admin_listen);
  return kept;
}

std::string place_of(const config_problem& problem) {
  if (!problem.line)
    return problem.pointer.empty() ? "/" : problem.pointer;
  return "line " + std::to_string(*problem.line) + ", column " +
         std::to_string(problem.column.value_or(1));
}

void refuse(self_pointer self, const std::vector<config_problem>& problems) {
  auto& error = self->state.told.last_error;
  error.clear();
  for (const auto& one : problems) {
    log::error("reload refused, the running configuration stays",
               {{"at", place_of(one)}, {"problem", one.message}});
    error += (error.empty() ? "" : "\n") + place_of(one) + ": " + one.message;
  }
  self->state.around.meters->reload("refused");
}

void report_changes(const config& old, const config& fresh) {
  for (const auto& change : changes(old, fresh))
    log::info("reload: " + change);
}

void apply(self_pointer self, settings fresh) {
  auto& state = self->state;
  state.told.last_error = keep_fixed(state.values->values, fresh.values);
  report_changes(state.values->values, fresh.values);
  // A switch that was set after the reload was ordered is the operator's latest act.
  if (fresh.values.mode != state.values->values.mode && !state.switched)
    state.mode = fresh.values.mode;
  state.values = std::make_shared<const settings>(std::move(fresh));
  ++state.told.generation;
  state.told.loaded_at = state.around.now();
  state.around.meters->reload("ok");
  log::configure(state.values->values.log.level, state.values->values.log.json);
  tell(self, "configuration reloaded");
}

/// The files are read elsewhere, and nobody waits for them: a switch that is set meanwhile, and the
/// end, take effect at once.
void load_again(self_pointer self) {
  auto& state = self->state;
  // Before the start the switch would be told, and saved, as what it is not.
  if (!state.started || state.loading) {
    state.reload_ordered = true;
    return;
  }
  state.loading = true;
  state.switched = false;
  // A weak address: a reader that is held up must not keep the actor alive.
  state.load([to = self->address()](loaded_settings what) {
    if (auto configurator = caf::actor_cast<caf::actor>(to))
      caf::anon_send(configurator, settings_read{std::move(what)});
  });
}

void on_read(self_pointer self, const loaded_settings& loaded) {
  auto& state = self->state;
  state.loading = false;
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded))
    refuse(self, *problems);
  else
    apply(self, *std::get<settings_ptr>(loaded));
  if (std::exchange(state.reload_ordered, false))
    load_again(self);
}

} // namespace

configurator_impl::behavior_type configurator(self_pointer self, storekeeper_actor storekeeper,
                                              std::vector<settings_client> clients,
                                              settings_ptr values, settings_loader load,
                                              surroundings around) {
  report_exceptions(self, "configurator");
  auto& state = self->state;
  state.storekeeper = std::move(storekeeper);
  state.clients = std::move(clients);
  state.values = std::move(values);
  state.load = std::move(load);
  state.around = std::move(around);
  state.told.loaded_at = state.around.now();
  start(self);
  return {
      [self](const reload&) { load_again(self); },
      [self](const settings_read& what) { on_read(self, what.what); },
      [self](const switch_mode& what) { turn(self, what.mode); },
      [self](const drain&) -> caf::result<drained> {
        auto& now = self->state;
        if (now.started && now.unsaved == 0)
          return drained{};
        auto promise = self->make_response_promise<drained>();
        now.ending.push_back(promise);
        return promise;
      },
      [self](const report&) {
        return config_report{self->state.mode, self->state.told, self->state.values->values.shadow};
      },
  };
}

} // namespace musiclink
