#include "store/gaps.hpp"
#include "store/implementation.hpp"

#include <limits>

namespace musiclink::store {

namespace {

/// Bytes as people can read them: what is not printable ASCII as \xNN.
std::string printable(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    const auto number = static_cast<std::uint8_t>(byte);
    if (number >= 0x20 && number < 0x7f && byte != '\\') {
      text += byte;
      continue;
    }
    text += "\\x";
    text += digits[number >> 4];
    text += digits[number & 15];
  }
  return text;
}

/// Collects what is wrong while it goes through the tables.
class inspection {
public:
  inspection(const tables& in, lmdb::transaction& txn) : in_(in), txn_(txn) {}

  std::vector<damage> run() && {
    inspect_meta();
    inspect_expiring();
    inspect_jobs();
    inspect_unfinished();
    inspect_gaps();
    inspect("rooms", in_.rooms, [](std::string_view key, const room_record& record) {
      return key == by_text::bytes(record.room_id) ? "" : "is of another room than its key";
    });
    inspect("activity", in_.activity, [](std::string_view key, const room_activity& record) {
      return key == by_text::bytes(record.room_id) ? "" : "is of another room than its key";
    });
    inspect_expiries();
    return std::move(found_);
  }

private:
  void report(std::string_view table, std::string_view key, std::string what) {
    found_.push_back({std::string(table), printable(key), std::move(what)});
  }

  /// Decodes every record; `judge(key, record)` says what else is wrong, or "".
  template<class Table, class Judge>
  void inspect(std::string_view name, const Table& table, Judge judge) {
    lmdb::cursor at = table.walk(txn_);
    for (auto entry = at.first(); entry; entry = at.next()) {
      const auto record = table.decode(entry->value);
      const std::string_view what = record ? judge(entry->key, *record) : "cannot be read back";
      if (!what.empty())
        report(name, entry->key, std::string(what));
    }
  }

  template<class Value>
  void inspect_value(std::string_view name) {
    try {
      in_.meta.get<Value>(txn_, name);
    } catch (const lmdb::failure& problem) {
      if (!problem.damage())
        throw;
      report("meta", name, "cannot be read back");
    }
  }

  void inspect_meta() {
    meta::for_each([this]<class Value>(std::string_view name, std::type_identity<Value>) {
      inspect_value<Value>(name);
    });
  }

  bool expires(expiring kind, unix_ms when, std::string_view key) {
    return in_.expiries.contains(txn_, {when, kind, std::string(key)});
  }

  void inspect_expiring() {
    inspect("seen", in_.seen, [this](std::string_view key, const seen_record& record) {
      return expires(expiring::seen, record.until, key) ? "" : "would never be removed";
    });
    inspect("journal", in_.journal, [this](std::string_view key, const journal_record& record) {
      return expires(expiring::journal, record.until, key) ? "" : "would never be removed";
    });
    inspect("links", in_.links, [this](std::string_view key, const link_record& record) {
      if (key != by_text::bytes(record.canonical))
        return "is of another link than its key";
      return expires(expiring::links, record.cached.until, key) ? "" : "would never be removed";
    });
    inspect("replies", in_.replies, [this](std::string_view key, const reply_record& record) {
      // Version 1.0 knew a reply by the trigger's id alone.
      if (key != by_text::bytes(event_name(record.said.room_id, record.trigger)) &&
          key != by_text::bytes(record.trigger))
        return "answers another event than its key";
      return expires(expiring::replies, record.until, key) ? "" : "would never be removed";
    });
    inspect("failures", in_.failures, [this](std::string_view key, const failure_record& record) {
      return expires(expiring::failures, record.until, key) ? "" : "would never be removed";
    });
    inspect("compared", in_.compared, [this](std::string_view key, const compared_record& record) {
      if (key != by_text::bytes(record.what.event_id))
        return "is of another event than its key";
      return expires(expiring::compared, record.until, key) ? "" : "would never be removed";
    });
    inspect("theirs", in_.theirs, [this](std::string_view key, const theirs_record& record) {
      if (key != by_text::bytes(record.what.event_id))
        return "is of another event than its key";
      return expires(expiring::theirs, record.until, key) ? "" : "would never be removed";
    });
    inspect("budgets", in_.budgets, [this](std::string_view key, const budget_entry& record) {
      if (key != by_text::bytes(record.outlet))
        return "is of another outlet than its key";
      return expires(expiring::budgets, record.until, key) ? "" : "would never be removed";
    });
    inspect(
        "exchanges", in_.exchanges, [this](std::string_view key, const exchange_record& record) {
          if (key != by_text::bytes(record.key))
            return "is of another link than its key";
          return expires(expiring::exchanges, record.until, key) ? "" : "would never be removed";
        });
    inspect("fuses", in_.fuses, [this](std::string_view key, const fuse_record& record) {
      if (key != by_text::bytes(record.key))
        return "is of another link than its key";
      return expires(expiring::fuses, record.what.until, key) ? "" : "would never be removed";
    });
    inspect("reply_ids", in_.reply_ids, [this](std::string_view key, const std::string& name) {
      const auto reply = in_.replies.get(txn_, name);
      return reply && key == by_text::bytes(reply->said.event_id) ? "" : "leads to no reply";
    });
    inspect("early", in_.early, [this](std::string_view key, const early_record& record) {
      if (key != by_ahead::bytes(record.key))
        return "is of another event than its key";
      return expires(expiring::early, record.until, key) ? "" : "would never be removed";
    });
  }

  /// The last arrival given; where that is damaged, which is reported with meta,
  /// no arrival is too high.
  std::uint64_t last_arrival() {
    try {
      return in_.meta.get<std::uint64_t>(txn_, meta::arrival).value_or(0);
    } catch (const lmdb::failure& problem) {
      if (!problem.damage())
        throw;
      return std::numeric_limits<std::uint64_t>::max();
    }
  }

  void inspect_gaps() {
    inspect("gaps", in_.gaps, [last = last_arrival()](auto key, const gap_record& record) {
      const gap& what = record.what;
      if (key != by_job::bytes({what.room_id, what.id}))
        return "is of another room than its key";
      const auto end = what.id + (gap_block - 1);
      return end <= last && record.next_arrival <= end ? "" : "has an arrival that was never given";
    });
    inspect("ahead", in_.ahead, [this](std::string_view key, const ahead_record& record) {
      if (key != by_ahead::bytes(record.key))
        return "is of another event than its key";
      return has_gap(in_, txn_, record.key.room_id) ? "" : "would never be removed";
    });
  }

  void inspect_jobs() {
    inspect("jobs", in_.jobs,
            [last = last_arrival()](std::string_view key, const job_record& record) {
              const auto arrival = by_job::arrival(key);
              if (!arrival || key != by_job::bytes({record.event.room_id, *arrival}))
                return "is of another room than its key";
              return *arrival <= last ? "" : "has an arrival that was never given";
            });
  }

  void inspect_unfinished() {
    inspect("waiting", in_.waiting, [](std::string_view key, const job_record& record) {
      return key == by_event::bytes({record.event.room_id, record.event.event_id})
                 ? ""
                 : "is of another event than its key";
    });
    inspect("completions", in_.completions,
            [this](std::string_view key, const completion_record& record) {
              const link_event& event = record.what.event;
              if (key != by_event::bytes({event.room_id, event.event_id}))
                return "is of another event than its key";
              return expires(expiring::completions, record.until, key) ? ""
                                                                       : "would never be removed";
            });
  }

  bool leads_somewhere(const expiry& entry) {
    switch (entry.kind) {
    case expiring::seen:
      return in_.seen.get_raw(txn_, entry.target).has_value();
    case expiring::journal:
      return in_.journal.get_raw(txn_, entry.target).has_value();
    case expiring::links:
      return in_.links.get_raw(txn_, entry.target).has_value();
    case expiring::replies:
      return in_.replies.get_raw(txn_, entry.target).has_value();
    case expiring::failures:
      return in_.failures.get_raw(txn_, entry.target).has_value();
    case expiring::compared:
      return in_.compared.get_raw(txn_, entry.target).has_value();
    case expiring::theirs:
      return in_.theirs.get_raw(txn_, entry.target).has_value();
    case expiring::completions:
      return in_.completions.get_raw(txn_, entry.target).has_value();
    case expiring::budgets:
      return in_.budgets.get_raw(txn_, entry.target).has_value();
    case expiring::exchanges:
      return in_.exchanges.get_raw(txn_, entry.target).has_value();
    case expiring::fuses:
      return in_.fuses.get_raw(txn_, entry.target).has_value();
    case expiring::early:
      return in_.early.get_raw(txn_, entry.target).has_value();
    }
    return false;
  }

  void inspect_expiries() {
    inspect("expiry", in_.expiries, [this](std::string_view key, const presence&) {
      const auto entry = by_expiry::parse(key);
      if (!entry)
        return "has a key that cannot be read";
      return leads_somewhere(*entry) ? "" : "leads to no good record";
    });
  }

  const tables& in_;
  lmdb::transaction& txn_;
  std::vector<damage> found_;
};

} // namespace

std::vector<damage> store::verify() {
  return impl_->read([this](lmdb::transaction& txn) { return inspection(impl_->in, txn).run(); });
}

} // namespace musiclink::store
