#include "actors/commands/commands.hpp"

#include "actors/settings_file.hpp"
#include "core/exit_status.hpp"
#include "core/http_engine.hpp"
#include "core/json.hpp"
#include "core/links/detect.hpp"
#include "core/reply/reply.hpp"
#include "core/resolvers/idonthavespotify.hpp"
#include "core/version.hpp"

#include <iostream>
#include <optional>
#include <variant>

namespace musiclink::commands {

namespace {

/// The first usable answer of the configured resolvers. `unavailable` is set
/// where one could not be asked.
std::optional<song> ask(const link& about, const config& values, bool& unavailable) {
  for (const auto& resolver : values.resolvers) {
    if (resolver.type != resolver_type::idonthavespotify)
      continue;
    auto question = idonthavespotify::question(about, resolver);
    if (!question)
      continue;
    auto read = idonthavespotify::read(http_perform(std::move(*question), user_agent()), about);
    if (const auto* why = std::get_if<idonthavespotify::trouble>(&read)) {
      std::cerr << about.canonical << ": " << why->text << '\n';
      unavailable = true;
    } else if (auto& known = std::get<answer>(read); known.how != completeness::not_found) {
      return std::move(known.found);
    }
  }
  return std::nullopt;
}

} // namespace

int resolve(const std::string& config_path, const std::vector<std::string>& urls, bool json) {
  auto loaded = load_settings(config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    for (const auto& one : *problems)
      std::cerr << describe(config_path, one) << '\n';
    return exit_status::config_invalid;
  }
  const auto& values = std::get<settings_ptr>(loaded)->values;
  link_event event;
  std::vector<resolved_link> resolved;
  bool unavailable = false;
  for (const auto& url : urls) {
    auto about = classify(url);
    if (!about) {
      std::cerr << url << ": not a music link that counts\n";
      continue;
    }
    event.links.push_back(*about);
    if (auto found = ask(*about, values, unavailable))
      resolved.push_back({*about, std::move(*found)});
  }
  auto settings = values.room_defaults;
  settings.reply.style = reply_style::standalone;
  auto composed = compose(event.links, resolved, settings);
  if (const auto* text = std::get_if<reply_text>(&composed)) {
    std::cout << (json ? reply_content(*text, event, settings.reply) : text->body) << '\n';
    return exit_status::done;
  }
  std::cerr << "no reply would be posted: " << describe(std::get<silence>(composed)) << '\n';
  return unavailable ? exit_status::unavailable : exit_status::done;
}

} // namespace musiclink::commands
