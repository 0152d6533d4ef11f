#include "core/status/status.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

namespace {

service_status ready() {
  service_status status;
  status.sync.state = sync_phase::syncing;
  return status;
}

} // namespace

TEST_CASE("the service is ready while pages come, rooms are read and the store is written") {
  CHECK(why_not_ready(ready()).empty());
  auto told = ready();
  told.sync.problem = "the clocks are apart";
  CHECK(why_not_ready(told).empty()); // it works all the same
}

TEST_CASE("where sync does not work the service is not ready, and says why") {
  for (const auto phase :
       {sync_phase::starting, sync_phase::backoff, sync_phase::unauthorized, sync_phase::stopped}) {
    auto status = ready();
    status.sync.state = phase;
    CHECK(why_not_ready(status) == to_key(phase));
    status.sync.problem = "HTTP 502";
    CHECK(why_not_ready(status) == std::string(to_key(phase)) + ": HTTP 502");
  }
}

TEST_CASE("a service that reads nothing more, or cannot write, is not ready") {
  auto stalled = ready();
  stalled.sync.stalled = true;
  stalled.sync.problem = "too many jobs wait";
  CHECK(why_not_ready(stalled) == "stalled: too many jobs wait");
  auto full = ready();
  full.store.problem = "the disk is full";
  CHECK(why_not_ready(full) == "store: the disk is full");
}
