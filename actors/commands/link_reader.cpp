#include "actors/commands/link_reader.hpp"

#include "actors/conduct.hpp"

#include <utility>

namespace musiclink {

namespace {

using self_pointer = link_memory_actor::stateful_pointer<link_reader_state>;

/// A store that cannot be read is no reason to give no answer.
template<class Answer, class Work>
Answer read(self_pointer self, Work work) {
  auto& keep = self->state.keep;
  if (!keep)
    return {};
  try {
    return work(*keep);
  } catch (const store::unusable& why) {
    log::warn("store not readable: going on without it", {{"reason", why.what()}});
    keep.reset();
    return {};
  }
}

} // namespace

link_memory_actor::behavior_type link_reader(self_pointer self, std::optional<store::store> keep,
                                             bool asks_anew) {
  report_exceptions(self, "link_reader");
  self->state.keep = std::move(keep);
  self->state.asks_anew = asks_anew;
  return {
      [self](const look_up_link& what) {
        if (self->state.asks_anew)
          return looked_up{};
        return read<looked_up>(
            self, [&](auto& from) { return looked_up{from.cached(what.canonical, what.now)}; });
      },
      [](const remember_link&) { return saved{}; },
      [self](const load_budgets&) {
        return read<known_budgets>(self, [](auto& from) { return known_budgets{from.budgets()}; });
      },
      [](const save_budget&) { return saved{}; },
  };
}

} // namespace musiclink
