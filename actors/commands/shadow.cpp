#include "actors/commands/commands.hpp"

#include "actors/commands/clock.hpp"
#include "actors/commands/read_store.hpp"
#include "actors/shadow_json.hpp"
#include "core/edge/exit_status.hpp"
#include "core/json/json.hpp"
#include "core/parity/text.hpp"
#include "core/resolvers/trail.hpp"
#include "core/status/words.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <iostream>
#include <string_view>
#include <variant>

namespace musiclink::commands {

namespace {

void print_text(const std::vector<store::journal_entry>& entries, bool with_left_out) {
  std::size_t replies = 0;
  for (const auto& one : entries) {
    const bool is_reply = !one.content.empty();
    replies += is_reply ? 1 : 0;
    if (!is_reply && !with_left_out)
      continue;
    std::cout << utc_text(one.at) << "  " << spelled_out(one.room_id)
              << (is_reply ? "  would answer " : "  would not answer ") << spelled_out(one.event_id)
              << ":\n";
    auto content = json::document::parse(one.content);
    if (const auto* parsed = std::get_if<json::document>(&content)) {
      std::string body(parsed->root()["body"].string_or(""));
      for (std::size_t at = 0; at <= body.size();) {
        auto end = std::min(body.find('\n', at), body.size());
        std::cout << "    " << spelled_out(std::string_view(body).substr(at, end - at)) << '\n';
        at = end + 1;
      }
    }
    if (with_left_out)
      for (const auto& each : one.left_out)
        std::cout << "    left out: " << spelled_out(to_text(each)) << '\n';
  }
  std::cout << replies << (replies == 1 ? " reply" : " replies") << " in the shadow journal\n";
}

const char* describe(parity_kind kind) {
  switch (kind) {
  case parity_kind::same:
    return "answered alike";
  case parity_kind::differs:
    return "answered differently";
  case parity_kind::only_theirs:
    return "answered by the other bot alone";
  case parity_kind::only_ours:
    return "answered by musiclink alone";
  }
  return "";
}

void print_text(const parity_report& parity, bool compared) {
  for (const auto& one : parity.cases)
    std::cout << utc_text(one.at) << "  " << spelled_out(one.room_id) << "  "
              << spelled_out(one.event_id) << ' ' << describe(one.kind) << ":\n"
              << case_text(one);
  if (compared)
    std::cout << counts_text(parity) << '\n';
  std::cout << advice(parity, compared) << '\n';
}

} // namespace

int shadow(const std::string& config_path, milliseconds since, bool json, bool with_left_out) {
  return read_store(config_path,
                    [since, json, with_left_out](const config& values, store::store& keep) {
                      const auto now = now_ms();
                      const auto from = now - since.count();
                      std::vector<store::journal_entry> entries;
                      comparison recorded;
                      keep.group([&] {
                        entries = keep.journal(from);
                        recorded = keep.compared();
                      });
                      const auto parity = parity_of(recorded, values.shadow, from, now);
                      if (json) {
                        std::cout << shadow_json({entries, {}}, parity) << '\n';
                      } else {
                        print_text(entries, with_left_out);
                        print_text(parity, !values.shadow.compare_with.empty());
                      }
                      return exit_status::done;
                    });
}

} // namespace musiclink::commands
