#include "store/exchanges.hpp"

#include "core/limits/exchange.hpp"
#include "core/links/wording.hpp"
#include "store/implementation.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::store {

namespace {

/// More are not told apart from somebody's list: nothing that we say holds so many songs.
constexpr std::size_t most_links = 32;
/// A flood of links makes no more records than that; links above are answered all the same.
constexpr std::size_t most_records = 200'000;
/// A record is kept longer only when that is worth it: its entry of `expiry` moves with it.
constexpr unix_ms renewal = unix_ms{60} * 60 * 1000;

/// Headlines are no links, so they cannot meet.
std::string headline_key(std::string_view headline) {
  return "words " + std::string(headline);
}

exchange_record record_of(const tables& in, lmdb::transaction& txn, const std::string& key) {
  return in.exchanges.find(txn, key).value_or(exchange_record{key, {}, {}, 0});
}

void keep(const tables& in, lmdb::transaction& txn, exchange_record what, unix_ms now) {
  const bool is_new = what.until == 0;
  if (is_new && in.exchanges.size(txn) >= most_records)
    return;
  if (now + exchange_memory - what.until <= renewal)
    return in.exchanges.put(txn, what.key, what);
  what.until = now + exchange_memory;
  in.exchanges.keep(txn, what.key, what);
}

std::vector<exchange_record> records_of(const tables& in, lmdb::transaction& txn,
                                        const std::vector<link>& links) {
  std::vector<exchange_record> records;
  for (const auto& one : links) {
    if (records.size() == most_links)
      break;
    records.push_back(record_of(in, txn, exchange_key(one)));
  }
  return records;
}

/// What a short link leads to is not known here: the words around it tell.
std::optional<std::string> headline_around(const tables& in, lmdb::transaction& txn,
                                           const wording& text) {
  for (const auto words : possible_headlines(text))
    if (in.exchanges.contains(txn, headline_key(words)))
      return std::string(words);
  return std::nullopt;
}

bool is_echo(const tables& in, lmdb::transaction& txn, const link_event& event,
             const std::vector<exchange_record>& records, unix_ms now) {
  if (event.links.size() > records.size())
    return false;
  std::vector<spoken_link> said;
  std::string around; // looked for once: the first link that nobody said decides
  for (std::size_t at = 0; at < records.size(); ++at) {
    const auto& about = event.links[at];
    const bool known = was_said(records[at].said, now);
    if (!known && about.type == item_type::short_code && around.empty())
      around = headline_around(in, txn, event.text).value_or(std::string());
    if (!known && (about.type != item_type::short_code || around.empty()))
      return false;
    said.push_back({about, known ? records[at].headline : around});
  }
  return is_own_wording(event.text, said);
}

void note_stop(const tables& in, lmdb::transaction& txn, const link_event& event,
               const exchange_record& about, const std::string& canonical, unix_ms now,
               refrained& result) {
  ++result.stopped;
  auto fuse = in.fuses.find(txn, about.key);
  if (fuse && fuse->what.until > now) {
    ++fuse->what.stopped;
    in.fuses.put(txn, about.key, *fuse);
    return;
  }
  const fuse_record blown{about.key, {canonical, event.room_id, now, now + fuse_heals_after, 1}};
  in.fuses.keep(txn, about.key, blown);
  result.blown.push_back(blown.what);
}

} // namespace

bool is_owed_an_answer(const tables& in, lmdb::transaction& txn, const link_event& event,
                       unix_ms now, refrained& result) {
  auto records = records_of(in, txn, event.links);
  if (is_echo(in, txn, event, records, now)) {
    result.echoes.push_back({event.room_id, event.event_id});
    return false;
  }
  for (std::size_t at = 0; at < records.size(); ++at)
    if (feeds_itself(records[at].said, event, now)) {
      note_stop(in, txn, event, records[at], event.links[at].canonical, now, result);
      return false;
    }
  for (auto& record : records) {
    add(record.said, {now, event.room_id, event.event_id, event.sender, false, false, 0});
    keep(in, txn, std::move(record), now);
  }
  return true;
}

namespace {

void note_spoken(const tables& in, lmdb::transaction& txn, const spoken_link& what,
                 exchange_record record, unix_ms now) {
  record.headline = what.headline;
  keep(in, txn, std::move(record), now);
  if (!what.headline.empty())
    keep(in, txn, record_of(in, txn, headline_key(what.headline)), now);
}

} // namespace

void recall(const tables& in, lmdb::transaction& txn, const own_reply& what, unix_ms now) {
  for (const auto& one : what.spoken) {
    auto record = record_of(in, txn, exchange_key(one.what));
    add_earlier(record.said, {std::min(what.at, now), what.room_id, what.trigger, "", true});
    note_spoken(in, txn, one, std::move(record), now);
  }
}

void store::remember(const utterance& what) {
  impl_->write([&](lmdb::transaction& txn) {
    const tables& in = impl_->in;
    bool echoing = false;
    for (auto& source : records_of(in, txn, what.sources)) {
      echoing = echoing || repeats_somebody(source.said, what.trigger, what.sender, what.now);
      note_answered(source.said, what.trigger, what.now);
      if (source.until != 0)
        keep(in, txn, std::move(source), what.now);
    }
    for (const auto& one : what.spoken) {
      auto record = record_of(in, txn, exchange_key(one.what));
      add(record.said, {what.now, what.room_id, what.trigger, what.sender, true, echoing, 0});
      note_spoken(in, txn, one, std::move(record), what.now);
    }
  });
}

std::vector<blown_fuse> store::blown_fuses(unix_ms now) {
  return impl_->read([&](lmdb::transaction& txn) {
    std::vector<blown_fuse> result;
    for (auto& fuse : impl_->in.fuses.all(txn))
      if (fuse.what.until > now)
        result.push_back(std::move(fuse.what));
    return result;
  });
}

} // namespace musiclink::store
