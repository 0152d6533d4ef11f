#include "store/codec.hpp"
#include "store/records.hpp"

#include <doctest/doctest.h>

#include <random>

namespace musiclink::store {

namespace {

link_event some_event() {
  return {"!room:example.org",
          "$event",
          "@user:example.org",
          -5,
          7,
          "$root",
          {{service::apple_music, item_type::album, "42", "https://music.apple.com/album/42"},
           {service::songlink, item_type::unknown, std::nullopt, "https://song.link/x"}}};
}

job_record some_job() {
  return {some_event(), true, false, 3, 2, 99, 4};
}

song an_answer_song() {
  return {item_type::album, "T", "A", {{service::tidal, "https://tidal.com/1"}}, true};
}

std::string random_bytes(std::mt19937& source, std::size_t size) {
  std::uniform_int_distribution<int> byte(0, 255);
  std::string bytes;
  for (std::size_t at = 0; at < size; ++at)
    bytes += static_cast<char>(byte(source));
  return bytes;
}

/// Bytes whose frame is right, so that the fields are what is tried.
std::string framed(std::string_view bytes) {
  encoder out;
  for (const char one : bytes)
    out.byte(static_cast<std::uint8_t>(one));
  return std::move(out).finish();
}

void decode_as_everything(const std::string& bytes) {
  (void)unpack<seen_record>(bytes);
  (void)unpack<job_record>(bytes);
  (void)unpack<reply_record>(bytes);
  (void)unpack<gap_record>(bytes);
  (void)unpack<ahead_record>(bytes);
  (void)unpack<early_record>(bytes);
  (void)unpack<failure_record>(bytes);
  (void)unpack<link_record>(bytes);
  (void)unpack<journal_record>(bytes);
  (void)unpack<completion_record>(bytes);
  (void)unpack<compared_record>(bytes);
  (void)unpack<theirs_record>(bytes);
  (void)unpack<room_record>(bytes);
  (void)unpack<room_activity>(bytes);
  (void)unpack<budget_entry>(bytes);
  (void)unpack<exchange_record>(bytes);
  (void)unpack<fuse_record>(bytes);
  (void)unpack<filter_record>(bytes);
  (void)unpack<std::string>(bytes);
  (void)unpack<std::uint64_t>(bytes);
  (void)unpack<service_mode>(bytes);
}

} // namespace

TEST_CASE("a job comes back as it was stored") {
  const auto back = unpack<job_record>(pack(some_job()));
  REQUIRE(back);
  CHECK(back->event == some_event());
  CHECK(back->amends);
  CHECK(back->attempts == 3);
  CHECK(back->crashes == 2);
  CHECK(back->first_claimed_at == 99);
  CHECK(back->life == 4);
}

TEST_CASE("each kind of job comes back, and those that 1.0 wrote") {
  auto what = some_job();
  what.amends = false;
  for (const bool completes : {false, true}) {
    what.completes = completes;
    const auto back = unpack<job_record>(pack(what));
    REQUIRE(back);
    CHECK_FALSE(back->amends);
    CHECK(back->completes == completes);
  }
  // The kind is the first field after the version: 0 and 1 are all that 1.0 has.
  const std::string amending = pack(some_job());
  CHECK(amending[1] == 1);
  CHECK(pack(job_record{some_event(), false, false, 3, 2, 99, 4})[1] == 0);
}

TEST_CASE("a completion comes back as it was stored") {
  completion_record what;
  what.what.event = some_event();
  what.what.said = {"body", {{some_event().links[0], an_answer_song()}}};
  what.what.within = milliseconds{77};
  what.what.deadline = 8;
  what.what.journaled = true;
  what.journal = {9, 10};
  what.resumed = true;
  what.until = 11;
  const auto back = unpack<completion_record>(pack(what));
  REQUIRE(back);
  CHECK(back->what.event == what.what.event);
  CHECK(back->what.said == what.what.said);
  CHECK(back->what.within == milliseconds{77});
  CHECK(back->what.deadline == 8);
  CHECK(back->what.journaled);
  CHECK(back->journal.at == 9);
  CHECK(back->journal.arrival == 10);
  CHECK(back->resumed);
  CHECK(back->until == 11);
}

TEST_CASE("every kind of answer comes back as it was stored") {
  for (const auto how : {completeness::found, completeness::partial, completeness::not_found}) {
    const song found{item_type::track, "T", "A", {{service::tidal, "https://tidal.com/1"}}};
    const auto back = unpack<link_record>(pack(link_record{"https://x", {{how, found}, 1, 2}}));
    REQUIRE(back);
    CHECK(back->canonical == "https://x");
    CHECK(back->cached.value == answer{how, found});
    CHECK(back->cached.at == 1);
    CHECK(back->cached.until == 2);
  }
}

TEST_CASE("replies, journal entries, rooms, filters and modes come back as they were stored") {
  const auto reply = unpack<reply_record>(
      pack(reply_record{"$1", "@a:x", {"!r", "$e", 2, some_event().links}, 8}));
  REQUIRE(reply);
  CHECK(reply->trigger == "$1");
  CHECK(reply->sender == "@a:x");
  CHECK(reply->said.room_id == "!r");
  CHECK(reply->said.event_id == "$e");
  CHECK(reply->said.revision == 2);
  CHECK(reply->said.links == some_event().links);
  CHECK(reply->until == 8);
  const auto entry = unpack<journal_record>(pack(journal_record{{"!r", "$e", 4, "{}"}, 5}));
  REQUIRE(entry);
  CHECK(entry->entry.content == "{}");
  CHECK(entry->until == 5);
  CHECK(unpack<room_record>(pack(room_record{"!r", "#a", true, "!s", "!t"})) ==
        room_record{"!r", "#a", true, "!s", "!t"});
  CHECK(unpack<filter_record>(pack(filter_record{"1", "{}"}))->json == "{}");
  CHECK(unpack<service_mode>(pack(service_mode::active)) == service_mode::active);
  CHECK(unpack<service_mode>(pack(service_mode::shadow)) == service_mode::shadow);
}

TEST_CASE("a room that 1.0.0 took for encrypted is not known to be") {
  const auto written_by_1_0_0 = [](std::uint8_t encrypted) {
    encoder out;
    out.text("!r");
    out.text("#a");
    out.byte(encrypted);
    out.text("!s");
    out.text("!t");
    return std::move(out).finish();
  };
  for (const std::uint8_t encrypted : {0, 1})
    CHECK(unpack<room_record>(written_by_1_0_0(encrypted)) ==
          room_record{"!r", "#a", false, "!s", "!t"});
  CHECK_FALSE(unpack<room_record>(written_by_1_0_0(3)));
}

TEST_CASE("a reply that version 1.0.0 stored was not removed") {
  encoder old;
  for (const auto* text : {"$1", "@a:x", "!r", "$e"})
    old.text(text);
  old.number32(2);
  old.number64(8);
  old.number32(0);
  const auto reply = unpack<reply_record>(std::move(old).finish());
  REQUIRE(reply);
  CHECK(reply->said.revision == 2);
  CHECK_FALSE(reply->said.removed);
  reply_record removed;
  removed.said.removed = true;
  CHECK(unpack<reply_record>(pack(removed))->said.removed);
}

TEST_CASE("of a reply that an older version saw edited, that was for a change of its event") {
  for (const std::uint32_t edits : {0, 2}) {
    encoder old;
    old(ahead_key{"!r", "$e", ""}, false, unix_ms{4}, edits, std::vector<link>{});
    const auto ahead = unpack<ahead_record>(std::move(old).finish());
    REQUIRE(ahead);
    CHECK(ahead->edits == edits);
    CHECK(ahead->amended == (edits != 0));
  }
}

TEST_CASE("exchanges and fuses come back as they were stored") {
  exchange_record about;
  about.key = "https://example.org";
  about.headline = "a b";
  about.said.entries = {{1, "!a", "$1", "@x", false, false, 2},
                        {3, "!b", "$2", "@y", true, true, 0}};
  about.until = 4;
  const auto back = unpack<exchange_record>(pack(about));
  REQUIRE(back);
  CHECK(back->key == about.key);
  CHECK(back->headline == about.headline);
  CHECK(back->said == about.said);
  CHECK(back->until == 4);
  const blown_fuse blown{"https://example.org", "!a", 1, 2, 3};
  const auto fuse = unpack<fuse_record>(pack(fuse_record{"key", blown}));
  REQUIRE(fuse);
  CHECK(fuse->key == "key");
  CHECK(fuse->what == blown);
}

TEST_CASE("gaps, what was learned ahead and failures come back as they were stored") {
  for (const auto kind : {gap_kind::limited, gap_kind::catch_up}) {
    const gap what{"!r", 5, kind, "from", "to", 6, 7, 8};
    const auto back = unpack<gap_record>(pack(gap_record{what, 9, 10}));
    REQUIRE(back);
    CHECK(back->what == what);
    CHECK(back->next_arrival == 9);
    CHECK(back->own_replies == 10);
  }
  const ahead_key key{"!r", "$e", "@a:x"};
  const auto ahead = unpack<ahead_record>(pack(ahead_record{key, true, 4, some_event().links, 5}));
  REQUIRE(ahead);
  CHECK(ahead->key == key);
  CHECK(ahead->changed);
  CHECK(ahead->at == 4);
  CHECK(ahead->links == some_event().links);
  CHECK(ahead->edits == 5);
  const auto failure = unpack<failure_record>(pack(failure_record{{"!r", "$e", 4, "why"}, 5}));
  REQUIRE(failure);
  CHECK(failure->entry.room_id == "!r");
  CHECK(failure->entry.event_id == "$e");
  CHECK(failure->entry.at == 4);
  CHECK(failure->entry.reason == "why");
  CHECK(failure->until == 5);
}

TEST_CASE("what is compared comes back as it was stored") {
  for (const auto ours :
       {our_state::pending, our_state::said, our_state::silent, our_state::left_out}) {
    const compared_event event{"!r", "$e", 4, {"a", "b"}, ours, {"c"}};
    const auto back = unpack<compared_record>(pack(compared_record{event, 5}));
    REQUIRE(back);
    CHECK(back->what == event);
    CHECK(back->until == 5);
  }
  const their_answer answer{"!r", "$t", "@old:x", 4, "$e", {"a"}, true};
  const auto back = unpack<theirs_record>(pack(theirs_record{answer, 5, 6}));
  REQUIRE(back);
  CHECK(back->what == answer);
  CHECK(back->edited_at == 5);
  CHECK(back->until == 6);
}

TEST_CASE("a record with any one byte changed is nothing") {
  const std::string good = pack(some_job());
  for (std::size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    CHECK_FALSE(unpack<job_record>(bad));
  }
}

TEST_CASE("a record cut short or with more behind it is nothing") {
  const std::string good = pack(some_job());
  for (std::size_t size = 0; size < good.size(); ++size)
    CHECK_FALSE(unpack<job_record>(good.substr(0, size)));
  CHECK_FALSE(unpack<job_record>(good + '\0'));
  CHECK_FALSE(unpack<seen_record>(framed("12345678 and more")));
}

TEST_CASE("a record of another format version is nothing") {
  // Version 2 of the empty text: only the version and the checksum differ.
  const std::string now("\x01\0\0\0\0\x4c\x88\x69\xcb", 9);
  REQUIRE(pack(std::string()) == now);
  const std::string next("\x02\0\0\0\0\x95\x5f\x5f\x9f", 9);
  CHECK(unpack<std::string>(now));
  CHECK_FALSE(unpack<std::string>(next));
}

TEST_CASE("a service that is not known makes a record nothing") {
  encoder out;
  for (const auto* text : {"$1", "@a:x", "!r", "$e"})
    out.text(text);
  out.number32(0);
  out.number64(0);
  out.number32(1);
  out.text("gramophone");
  out.text("track");
  out.byte(0);
  out.text("");
  out.text("https://example.org");
  CHECK_FALSE(unpack<reply_record>(std::move(out).finish()));
}

TEST_CASE("a list that claims four thousand million elements takes no memory") {
  encoder out;
  for (const auto* text : {"$1", "@a:x", "!r", "$e"})
    out.text(text);
  out.number32(0);
  out.number64(0);
  out.number32(0xffffffff);
  CHECK_FALSE(unpack<reply_record>(std::move(out).finish()));
}

TEST_CASE("random bytes are survived by every decoder") {
  std::mt19937 source(1);
  for (int tries = 0; tries < 5000; ++tries) {
    const std::string bytes = random_bytes(source, source() % 200);
    decode_as_everything(bytes);
    decode_as_everything(framed(bytes));
  }
}

TEST_CASE("records changed in a few places and framed anew are survived") {
  std::mt19937 source(2);
  const std::string good = pack(some_job());
  const std::string fields = good.substr(1, good.size() - 5);
  for (int tries = 0; tries < 5000; ++tries) {
    std::string bytes = fields;
    for (int changes = 0; changes < 3; ++changes)
      bytes[source() % bytes.size()] = static_cast<char>(source());
    decode_as_everything(framed(bytes));
  }
}

} // namespace musiclink::store
