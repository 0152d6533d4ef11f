#include "core/model/work.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("an outcome is named as the metrics and the store name it") {
  CHECK(to_key(job_outcome::sent) == "sent");
  CHECK(to_key(job_outcome::edited) == "edited");
  CHECK(to_key(job_outcome::redacted) == "redacted");
  CHECK(to_key(job_outcome::shadowed) == "shadowed");
  CHECK(to_key(job_outcome::skipped) == "skipped");
  CHECK(to_key(job_outcome::failed) == "failed");
}
