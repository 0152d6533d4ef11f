#include "store/tables.hpp"

#include <array>

namespace musiclink::store {

std::optional<tables> tables::open(lmdb::transaction& txn) {
  constexpr std::array<const char*, count> names{
      "meta",    "seen",    "expiry",      "jobs",      "replies",   "links",  "journal",
      "rooms",   "gaps",    "ahead",       "failures",  "compared",  "theirs", "activity",
      "budgets", "waiting", "completions", "reply_ids", "exchanges", "fuses",  "early"};
  std::array<std::optional<lmdb::table_id>, count> ids{};
  for (std::size_t at = 0; at < names.size(); ++at)
    ids[at] = txn.open_table(names[at]);
  if (!ids[0])
    return std::nullopt;
  return tables{meta_table(*ids[0]),
                table<by_text, seen_record>(ids[1]),
                table<by_expiry, presence>(ids[2]),
                table<by_job, job_record>(ids[3]),
                table<by_text, reply_record>(ids[4]),
                table<by_text, link_record>(ids[5]),
                table<by_moment, journal_record>(ids[6]),
                table<by_text, room_record>(ids[7]),
                table<by_job, gap_record>(ids[8]),
                table<by_ahead, ahead_record>(ids[9]),
                table<by_moment, failure_record>(ids[10]),
                table<by_text, compared_record>(ids[11]),
                table<by_text, theirs_record>(ids[12]),
                table<by_text, room_activity>(ids[13]),
                table<by_text, budget_entry>(ids[14]),
                table<by_event, job_record>(ids[15]),
                table<by_event, completion_record>(ids[16]),
                table<by_text, std::string>(ids[17]),
                table<by_text, exchange_record>(ids[18]),
                table<by_text, fuse_record>(ids[19]),
                table<by_ahead, early_record>(ids[20])};
}

} // namespace musiclink::store
