#include "core/model/work.hpp"

namespace musiclink {

std::string_view to_key(job_outcome outcome) noexcept {
  switch (outcome) {
  case job_outcome::sent:
    return "sent";
  case job_outcome::edited:
    return "edited";
  case job_outcome::redacted:
    return "redacted";
  case job_outcome::shadowed:
    return "shadowed";
  case job_outcome::skipped:
    return "skipped";
  case job_outcome::failed:
    return "failed";
  }
  return "";
}

} // namespace musiclink
