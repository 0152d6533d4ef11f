#include "actors/commands/commands.hpp"

#include "actors/commands/read_store.hpp"
#include "core/exit_status.hpp"
#include "core/json.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iostream>
#include <variant>

namespace musiclink::commands {

namespace {

unix_ms now_ms() {
  using namespace std::chrono;
  return duration_cast<std::chrono::milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string clock_text(unix_ms at) {
  std::time_t seconds = at / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  auto length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &utc);
  return {text, length};
}

/// `compared`: messages of other bots are to be compared, which this command
/// cannot do yet; a parity of zeros would then be a lie, so there is none.
void print_json(const std::vector<store::journal_entry>& entries, bool compared) {
  json::writer out;
  out.begin_object().key("entries").begin_array();
  for (const auto& one : entries) {
    out.begin_object();
    out.key("roomId").string(one.room_id);
    out.key("eventId").string(one.event_id);
    out.key("at").integer(one.at);
    out.key("content").raw(one.content);
    out.end_object();
  }
  out.end_array();
  if (!compared) {
    out.key("parity").begin_object();
    for (const char* count : {"same", "differs", "onlyTheirs", "onlyOurs"})
      out.key(count).integer(0);
    out.key("cases").begin_array().end_array().end_object();
  }
  out.end_object();
  std::cout << out.text() << '\n';
}

void print_text(const std::vector<store::journal_entry>& entries) {
  for (const auto& one : entries) {
    std::cout << clock_text(one.at) << "  " << one.room_id << "  would answer " << one.event_id
              << ":\n";
    auto content = json::document::parse(one.content);
    if (const auto* parsed = std::get_if<json::document>(&content)) {
      std::string body(parsed->root()["body"].string_or(""));
      for (std::size_t at = 0; at <= body.size();) {
        auto end = std::min(body.find('\n', at), body.size());
        std::cout << "    " << body.substr(at, end - at) << '\n';
        at = end + 1;
      }
    }
  }
  std::cout << entries.size() << (entries.size() == 1 ? " reply" : " replies")
            << " in the shadow journal\n";
}

} // namespace

std::optional<milliseconds> parse_span(const std::string& text) {
  if (text.size() < 2 || text.size() > 7)
    return std::nullopt;
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, number);
  if (error != std::errc{} || end != text.data() + text.size() - 1 || number < 0)
    return std::nullopt;
  switch (text.back()) {
  case 's':
    return std::chrono::seconds(number);
  case 'm':
    return std::chrono::minutes(number);
  case 'h':
    return std::chrono::hours(number);
  case 'd':
    return std::chrono::hours(24 * number);
  default:
    return std::nullopt;
  }
}

int shadow(const std::string& config_path, milliseconds since, bool json) {
  return read_store(config_path, [since, json](const config& values, store::store& keep) {
    auto entries = keep.journal(now_ms() - since.count());
    if (json)
      print_json(entries, !values.shadow.compare_with.empty());
    else
      print_text(entries);
    return exit_status::done;
  });
}

} // namespace musiclink::commands
