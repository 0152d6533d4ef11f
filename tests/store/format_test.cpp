#include "store/records.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

/// The bytes of records. Stores are read by later versions: what stands here must neither change
/// nor become unreadable. A field that is added comes last.
namespace musiclink::store {

namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const unsigned char byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::string bytes_of(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2)
    bytes += static_cast<char>(std::stoi(std::string(text.substr(at, 2)), nullptr, 16));
  return bytes;
}

/// The record has these bytes, and they are read as that record.
template<class Record>
void check_bytes(const Record& record, std::string_view bytes) {
  CHECK(hex(pack(record)) == bytes);
  const auto back = unpack<Record>(bytes_of(bytes));
  REQUIRE(back);
  CHECK(hex(pack(*back)) == bytes);
}

std::vector<link> two_links() {
  return {{service::apple_music, item_type::album, "42", "https://a/42"},
          {service::songlink, item_type::unknown, std::nullopt, "https://s/x"}};
}

link_event an_event() {
  return {"!r:x", "$e", "@u:x", -5, 7, "$root", two_links()};
}

song a_song() {
  return {item_type::track, "T", "A", {{service::tidal, "https://t/1"}}, true};
}

} // namespace

TEST_CASE("single values keep their bytes") {
  check_bytes(std::string("s1"), "010200000073312239b8f2");
  check_bytes(std::uint64_t{0x1122334455667788}, "0188776655443322115429760a");
  check_bytes(service_mode::shadow, "0100641d74eb");
  check_bytes(service_mode::active, "0101f71e74ec");
  check_bytes(filter_record{"1", "{}"}, "010100000031020000007b7d2eaf585b");
}

TEST_CASE("jobs and gaps keep their bytes") {
  check_bytes(seen_record{-1, 5}, "01ffffffffffffffff050000000000000021c11987");
  check_bytes(job_record{an_event(), false, false, 3, 2, 99, 4},
              "0100030000000200000063000000000000000400000000000000040000002172"
              "3a780200000024650400000040753a78fbffffffffffffff0700000000000000"
              "0500000024726f6f74020000000a0000006170706c654d757369630500000061"
              "6c62756d010200000034320c00000068747470733a2f2f612f34320800000073"
              "6f6e676c696e6b07000000756e6b6e6f776e00000000000b0000006874747073"
              "3a2f2f732f78bc8f3d21");
  check_bytes(job_record{an_event(), true, false, 3, 2, 99, 4},
              "0101030000000200000063000000000000000400000000000000040000002172"
              "3a780200000024650400000040753a78fbffffffffffffff0700000000000000"
              "0500000024726f6f74020000000a0000006170706c654d757369630500000061"
              "6c62756d010200000034320c00000068747470733a2f2f612f34320800000073"
              "6f6e676c696e6b07000000756e6b6e6f776e00000000000b0000006874747073"
              "3a2f2f732f786f0c1a60");
  check_bytes(job_record{an_event(), false, true, 3, 2, 99, 4},
              "0102030000000200000063000000000000000400000000000000040000002172"
              "3a780200000024650400000040753a78fbffffffffffffff0700000000000000"
              "0500000024726f6f74020000000a0000006170706c654d757369630500000061"
              "6c62756d010200000034320c00000068747470733a2f2f612f34320800000073"
              "6f6e676c696e6b07000000756e6b6e6f776e00000000000b0000006874747073"
              "3a2f2f732f78124bdd9d");
  check_bytes(gap_record{{"!r:x", 5, gap_kind::limited, "f", "t", 6, 7, 8}, 9, 10},
              "010400000021723a780500000000000000000100000066010000007406000000"
              "000000000700000000000000080000000000000009000000000000000a000000"
              "00000000266bf55e");
  check_bytes(gap_record{{"!r:x", 5, gap_kind::catch_up, "f", "t", 6, 7, 8}, 9, 10},
              "010400000021723a780500000000000000010100000066010000007406000000"
              "000000000700000000000000080000000000000009000000000000000a000000"
              "00000000ed933e68");
  check_bytes(ahead_record{{"!r:x", "$e", "@u:x"}, true, 4, two_links(), 5, false},
              "010400000021723a780200000024650400000040753a78010400000000000000"
              "05000000020000000a0000006170706c654d7573696305000000616c62756d01"
              "0200000034320c00000068747470733a2f2f612f343208000000736f6e676c69"
              "6e6b07000000756e6b6e6f776e00000000000b00000068747470733a2f2f732f"
              "78003e98dc42");
  check_bytes(ahead_record{{"!r:x", "$e", "@u:x"}, false, 4, {}, 5, true},
              "010400000021723a780200000024650400000040753a78000400000000000000"
              "050000000000000001d9f0c785");
  check_bytes(early_record{{"!r:x", "$e", "@u:x"}, 4, two_links(), 5},
              "010400000021723a780200000024650400000040753a78040000000000000005"
              "00000000000000020000000a0000006170706c654d7573696305000000616c62"
              "756d010200000034320c00000068747470733a2f2f612f343208000000736f6e"
              "676c696e6b07000000756e6b6e6f776e00000000000b00000068747470733a2f"
              "2f732f78dd63650f");
}

TEST_CASE("what was said keeps its bytes") {
  check_bytes(reply_record{"$e", "@u:x", {"!r:x", "$r", 2, two_links(), false}, 8},
              "010200000024650400000040753a780400000021723a78020000002472020000"
              "000800000000000000020000000a0000006170706c654d757369630500000061"
              "6c62756d010200000034320c00000068747470733a2f2f612f34320800000073"
              "6f6e676c696e6b07000000756e6b6e6f776e00000000000b0000006874747073"
              "3a2f2f732f780080f247e0");
  check_bytes(reply_record{"$e", "@u:x", {"!r:x", "$r", 2, {}, true}, 8},
              "010200000024650400000040753a780400000021723a78020000002472020000"
              "00080000000000000000000000015a387095");
  check_bytes(failure_record{{"!r:x", "$e", 4, "why"}, 5},
              "010400000021723a780200000024650400000000000000030000007768790500"
              "00000000000076bd2bab");
  check_bytes(journal_record{{"!r:x", "$e", 4, "{}"}, 5},
              "010400000021723a780200000024650400000000000000020000007b7d050000"
              "0000000000eb987042");
  completion_record completes;
  completes.what = {an_event(), {"body", {{two_links()[0], a_song()}}}, milliseconds{77}, 8, true};
  completes.journal = {9, 10};
  completes.resumed = true;
  completes.until = 11;
  check_bytes(completes, "010400000021723a780200000024650400000040753a78fbffffffffffffff07"
                         "000000000000000500000024726f6f74020000000a0000006170706c654d7573"
                         "696305000000616c62756d010200000034320c00000068747470733a2f2f612f"
                         "343208000000736f6e676c696e6b07000000756e6b6e6f776e00000000000b00"
                         "000068747470733a2f2f732f7804000000626f6479010000000a000000617070"
                         "6c654d7573696305000000616c62756d010200000034320c0000006874747073"
                         "3a2f2f612f343205000000747261636b01000000540100000041010000000500"
                         "0000746964616c0b00000068747470733a2f2f742f31014d0000000000000008"
                         "000000000000000109000000000000000a00000000000000010b000000000000"
                         "00b9a1c3fa");
  exchange_record about{"https://a/42", "words", {}, 4};
  about.said.entries = {{1, "!r:x", "$e", "@u:x", false, false, 2},
                        {3, "!s:x", "$f", "@v:x", true, true, 0}};
  check_bytes(about, "010c00000068747470733a2f2f612f343205000000776f726473020000000100"
                     "0000000000000400000021723a780200000024650400000040753a7800000200"
                     "00000000000003000000000000000400000021733a7802000000246604000000"
                     "40763a78010100000000000000000400000000000000baf563ba");
  check_bytes(fuse_record{"k", {"https://a/42", "!r:x", 1, 2, 3}},
              "01010000006b0c00000068747470733a2f2f612f34320400000021723a780100"
              "000000000000020000000000000003000000000000002eb055cd");
}

TEST_CASE("what was left out stands last, and takes no bytes where nothing was") {
  const rejected_offer live{"deezer", "T", "A", "u", "why"};
  check_bytes(journal_record{{"!r:x", "$e", 4, "{}", {live}}, 5},
              "010400000021723a780200000024650400000000000000020000007b7d050000"
              "000000000001000000060000006465657a657201000000540100000041010000"
              "00750300000077687999338180");
  check_bytes(link_record{"https://x", {{completeness::not_found, {}, {live}}, 1, 2}},
              "010900000068747470733a2f2f78010000000000000002000000000000000207"
              "000000756e6b6e6f776e00000000000000000000000000010000000600000064"
              "65657a657201000000540100000041010000007503000000776879c6fee2ce");
}

TEST_CASE("what was answered by others keeps its bytes") {
  for (const auto& [how, bytes] :
       {std::pair{completeness::found,
                  "010900000068747470733a2f2f78010000000000000002000000000000000005"
                  "000000747261636b010000005401000000410100000005000000746964616c0b"
                  "00000068747470733a2f2f742f31010fcce18f"},
        std::pair{completeness::partial,
                  "010900000068747470733a2f2f78010000000000000002000000000000000105"
                  "000000747261636b010000005401000000410100000005000000746964616c0b"
                  "00000068747470733a2f2f742f3101a0089f63"},
        std::pair{completeness::not_found,
                  "010900000068747470733a2f2f78010000000000000002000000000000000205"
                  "000000747261636b010000005401000000410100000005000000746964616c0b"
                  "00000068747470733a2f2f742f310129011178"}})
    check_bytes(link_record{"https://x", {{how, a_song()}, 1, 2}}, bytes);
  for (const auto& [ours, bytes] :
       {std::pair{our_state::pending,
                  "010400000021723a780200000024650400000000000000020000000100000061"
                  "01000000620001000000010000006305000000000000009bf1703d"},
        std::pair{our_state::said,
                  "010400000021723a780200000024650400000000000000020000000100000061"
                  "01000000620101000000010000006305000000000000006adf8262"},
        std::pair{our_state::silent,
                  "010400000021723a780200000024650400000000000000020000000100000061"
                  "0100000062020100000001000000630500000000000000c5cfae19"},
        std::pair{our_state::left_out,
                  "010400000021723a780200000024650400000000000000020000000100000061"
                  "01000000620301000000010000006305000000000000002cd24500"}})
    check_bytes(compared_record{{"!r:x", "$e", 4, {"a", "b"}, ours, {"c"}}, 5}, bytes);
  check_bytes(theirs_record{{"!r:x", "$t", "@old:x", 4, "$e", {"a"}, true}, 5, 6},
              "010400000021723a7802000000247406000000406f6c643a7804000000000000"
              "0002000000246501000000010000006101050000000000000006000000000000"
              "00323f83b0");
  check_bytes(budget_entry{"somebody", {{{40, 2}, {50, 1}}, 60, 70}, 80},
              "0108000000736f6d65626f647950000000000000003c00000000000000460000"
              "0000000000020000002800000000000000020000000000000032000000000000"
              "000100000000000000e11837ab");
}

TEST_CASE("rooms keep their bytes") {
  check_bytes(room_record{"!r:x", "#a:x", false, "!s:x", "!t:x"},
              "010400000021723a780400000023613a78000400000021733a78040000002174"
              "3a789c5b9c8b");
  check_bytes(room_record{"!r:x", "#a:x", true, "!s:x", "!t:x"},
              "010400000021723a780400000023613a78020400000021733a78040000002174"
              "3a784242c1d8");
  check_bytes(room_activity{"!r:x", true, 9}, "010400000021723a78010900000000000000b99493db");
}

} // namespace musiclink::store
