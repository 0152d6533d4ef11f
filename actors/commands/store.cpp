#include "actors/commands/commands.hpp"

#include "actors/commands/clock.hpp"
#include "actors/commands/read_store.hpp"
#include "core/edge/exit_status.hpp"
#include "core/json/json.hpp"
#include "core/status/words.hpp"
#include "core/text/text.hpp"

#include <iomanip>
#include <iostream>
#include <string_view>

namespace musiclink::commands {

namespace {

/// Calls `show(name, value)` for each figure.
template<class Show>
void each_figure(const store::statistics& now, Show show) {
  for (const auto& [name, records] : now.counts)
    show(name, records);
  show("fileBytes", now.file_bytes);
  show("mapBytes", now.map_bytes);
}

void print_json(const std::string& path, const store::statistics& now) {
  json::writer out;
  out.begin_object().key("path").string(path);
  each_figure(now, [&](std::string_view name, std::size_t value) {
    out.key(name).integer(static_cast<std::int64_t>(value));
  });
  out.end_object();
  std::cout << out.text() << '\n';
}

void print_text(const std::string& path, const store::statistics& now) {
  std::cout << path << '\n';
  each_figure(now, [](std::string_view name, std::size_t value) {
    std::cout << "  " << std::left << std::setw(12) << name << std::right << std::setw(12) << value
              << '\n';
  });
}

void print_json(const std::vector<store::damage>& found) {
  json::writer out;
  out.begin_object().key("damaged").begin_array();
  for (const auto& one : found)
    out.begin_object()
        .key("table")
        .string(one.table)
        .key("key")
        .string(one.key)
        .key("what")
        .string(one.what)
        .end_object();
  out.end_array().end_object();
  std::cout << out.text() << '\n';
}

void print_text(const std::vector<store::damage>& found) {
  for (const auto& one : found)
    std::cout << one.table << " " << one.key << ": " << one.what << '\n';
  if (found.empty())
    std::cout << "every record is sound\n";
  else
    std::cout << found.size() << " damaged; a running service passes them over\n";
}

void print_json(const std::vector<store::failure_entry>& failures) {
  json::writer out;
  out.begin_object().key("failures").begin_array();
  for (const auto& one : failures) {
    out.begin_object();
    out.key("roomId").string(one.room_id);
    out.key("eventId").string(one.event_id);
    out.key("at").integer(one.at);
    out.key("reason").string(one.reason);
    out.end_object();
  }
  out.end_array().end_object();
  std::cout << out.text() << '\n';
}

void print_text(const std::vector<store::failure_entry>& failures) {
  for (const auto& one : failures)
    std::cout << utc_text(one.at) << "  " << spelled_out(one.room_id) << "  "
              << spelled_out(one.event_id) << ": " << spelled_out(one.reason) << '\n';
  std::cout << failures.size() << (failures.size() == 1 ? " reply was" : " replies were")
            << " given up\n";
}

} // namespace

int store_stat(const std::string& config_path, bool json) {
  return read_store(config_path, [json](const config& values, store::store& keep) {
    auto now = keep.count();
    if (json)
      print_json(values.matrix.state_store_path, now);
    else
      print_text(values.matrix.state_store_path, now);
    return exit_status::done;
  });
}

int store_verify(const std::string& config_path, bool json) {
  return read_store(config_path, [json](const config&, store::store& keep) {
    auto found = keep.verify();
    if (json)
      print_json(found);
    else
      print_text(found);
    return found.empty() ? exit_status::done : exit_status::store_unusable;
  });
}

int store_failures(const std::string& config_path, milliseconds since, bool json) {
  return read_store(config_path, [since, json](const config&, store::store& keep) {
    const auto failures = keep.failures(now_ms() - since.count());
    if (json)
      print_json(failures);
    else
      print_text(failures);
    return exit_status::done;
  });
}

} // namespace musiclink::commands
