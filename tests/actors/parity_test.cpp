#include "actors/shadow_json.hpp"
#include "core/links/detect.hpp"
#include "tests/actors/sender/sending.hpp"

#include <doctest/doctest.h>

namespace musiclink::test {

namespace {

const std::string deezer = "https://www.deezer.com/track/3135556";

/// A sender with the reply to a link event that somebody else has answered too.
struct compared_reply : sending {
  explicit compared_reply(const std::string& their_link) {
    store::page page;
    page.next_batch = "t1";
    page.now = around.now();
    page.events = {work.event};
    page.events[0].links = {*classify("https://open.spotify.com/track/3AhXZa8sUQht0UEdBJgpGc")};
    page.theirs = {
        {"!room:hs", "$theirs", "@old:hs", page.now, work.event.event_id, {their_link}, false}};
    page.compare_until = page.now + 1000000;
    ask<store::page_result>(keeper, commit_page{page});
  }

  void hand_over(post_kind kind, const std::string& link = deezer) {
    musiclink::post what;
    what.work = work;
    what.kind = kind;
    what.content = R"({"body":"x","formatted_body":"<a href=\")" + link + R"(\">Deezer</a>"})";
    what.transaction_id = "t";
    what.reply_id = "$reply";
    caf::anon_send(under_test, std::move(what));
    settle();
  }

  shadow_listing listing() { return ask<shadow_listing>(keeper, list_shadow{0, {}, 100}); }

  job work = make_job(1);
};

} // namespace

TEST_CASE("a reply is compared by its links, posted or not") {
  compared_reply test(deezer);
  SUBCASE("posted") {
    test.hand_over(post_kind::reply);
    CHECK(test.net.requests.size() == 1);
  }
  SUBCASE("in the shadow journal") {
    test.brief.effective = room_mode::shadow;
    test.change_brief();
    test.hand_over(post_kind::reply);
    CHECK(test.net.requests.empty());
    CHECK(test.listing().journal.entries.size() == 1);
  }
  CHECK(test.listing().parity.same == 1);
}

TEST_CASE("an edit of our reply is compared in its place, and a redaction takes it out") {
  compared_reply test(deezer);
  test.hand_over(post_kind::reply);
  test.hand_over(post_kind::edit, "https://www.deezer.com/track/1");
  CHECK(test.listing().parity.differs == 1);
  test.hand_over(post_kind::redaction);
  CHECK(test.listing().parity.differs == 0);
}

TEST_CASE("a reply that failed leaves the event to them; a failed edit leaves the reply") {
  compared_reply test(deezer);
  SUBCASE("a reply") {
    test.reply = json_answer(413, R"({"errcode":"M_TOO_LARGE"})");
    test.hand_over(post_kind::reply);
    CHECK(test.listing().parity.only_theirs == 1);
  }
  SUBCASE("an edit") {
    test.hand_over(post_kind::reply);
    test.reply = json_answer(413, R"({"errcode":"M_TOO_LARGE"})");
    test.hand_over(post_kind::edit, "https://www.deezer.com/track/1");
    CHECK(test.listing().parity.same == 1);
  }
}

TEST_CASE("the journal and the report are one JSON text") {
  parity_report parity{1, 2, 3, 4, {}};
  parity.cases = {{parity_kind::only_theirs, "!r", "$2", 7, {}, {"https://a"}}};
  const std::vector<rejected_offer> left_out{{"a", "b", "c", "d", "e"}};
  CHECK(shadow_json({{{"!r", "$1", 5, R"({"body":"x"})"}, {"!r", "$3", 6, "", left_out}}, {}},
                    parity) ==
        R"({"entries":[{"roomId":"!r","eventId":"$1","at":5,"content":{"body":"x"},"leftOut":[]}],)"
        R"("silent":[{"roomId":"!r","eventId":"$3","at":6,"leftOut":[)"
        R"({"by":"a","title":"b","artist":"c","url":"d","reasons":"e"}]}],)"
        R"("parity":{"same":1,"differs":2,"onlyTheirs":3,"onlyOurs":4,"cases":[)"
        R"({"kind":"onlyTheirs","roomId":"!r","eventId":"$2","at":7,"ours":[],)"
        R"("theirs":["https://a"]}]}})");
  CHECK(shadow_json(store::journal_page{}, {}) ==
        R"({"entries":[],"silent":[],"parity":{"same":0,"differs":0,"onlyTheirs":0,)"
        R"("onlyOurs":0,"cases":[]}})");
}

} // namespace musiclink::test
