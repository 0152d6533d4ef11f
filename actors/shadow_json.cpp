#include "actors/shadow_json.hpp"

#include "core/resolvers/facts_json.hpp"

namespace musiclink {

namespace {

/// Replies, or events to which there is none.
void write_entries(json::writer& out, const std::vector<store::journal_entry>& entries,
                   bool replies) {
  out.key(replies ? "entries" : "silent").begin_array();
  for (const auto& one : entries) {
    if (one.content.empty() == replies)
      continue;
    out.begin_object();
    out.key("roomId").string(one.room_id);
    out.key("eventId").string(one.event_id);
    out.key("at").integer(one.at);
    if (replies)
      out.key("content").raw(one.content);
    out.key("leftOut");
    write(out, one.left_out);
    out.end_object();
  }
  out.end_array();
}

void write_links(json::writer& out, const char* whose, const std::vector<std::string>& links) {
  out.key(whose).begin_array();
  for (const auto& one : links)
    out.string(one);
  out.end_array();
}

void write_case(json::writer& out, const parity_case& what) {
  out.begin_object();
  out.key("kind").string(to_key(what.kind));
  out.key("roomId").string(what.room_id);
  out.key("eventId").string(what.event_id);
  out.key("at").integer(what.at);
  write_links(out, "ours", what.ours);
  write_links(out, "theirs", what.theirs);
  out.end_object();
}

void write_parity(json::writer& out, const parity_report& parity) {
  const auto count = [&](parity_kind kind, std::size_t number) {
    out.key(to_key(kind)).integer(static_cast<std::int64_t>(number));
  };
  out.key("parity").begin_object();
  count(parity_kind::same, parity.same);
  count(parity_kind::differs, parity.differs);
  count(parity_kind::only_theirs, parity.only_theirs);
  count(parity_kind::only_ours, parity.only_ours);
  out.key("cases").begin_array();
  for (const auto& one : parity.cases)
    write_case(out, one);
  out.end_array().end_object();
}

} // namespace

std::string shadow_json(const store::journal_page& journal, const parity_report& parity) {
  json::writer out;
  out.begin_object();
  write_entries(out, journal.entries, true);
  write_entries(out, journal.entries, false);
  write_parity(out, parity);
  if (!journal.older.empty())
    out.key("older").string(journal.older);
  out.end_object();
  return std::string(out.text());
}

} // namespace musiclink
