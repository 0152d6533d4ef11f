#include "actors/syncer/filter.hpp"

#include <vector>

namespace musiclink {

std::string filter_of(const reading_list& reading) {
  return matrix::filter_json(
      std::vector<std::string>(reading.room_ids.begin(), reading.room_ids.end()));
}

std::string filter_key(const account_session& session, const std::string& filter) {
  return session.as.base_url + ' ' + session.user_id + ' ' + filter;
}

bool must_be_inline(const matrix::failure& why, bool again) {
  // A 401 speaks of the token, or is a proxy's: no word about the filter.
  return why.kind != matrix::failure_kind::unauthorized && why.status != 401 &&
         why.kind != matrix::failure_kind::limited && why.status != 0 &&
         (again || (why.status >= 400 && why.status < 500));
}

} // namespace musiclink
