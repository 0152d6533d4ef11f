#include "core/status/words.hpp"

#include "core/text/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <utility>

namespace musiclink {
namespace {

struct unit {
  std::int64_t seconds;
  std::string_view name;
};

constexpr std::array<unit, 4> units{{{86400, " d"}, {3600, " h"}, {60, " min"}, {1, " s"}}};

std::string_view what_to_do(room_state state) noexcept {
  switch (state) {
  case room_state::encrypted:
    return "the room is encrypted, so nothing is read or posted there: take it off the list, or "
           "use a room without encryption";
  case room_state::forbidden:
    return "sending is forbidden there: give musiclink the power level to send messages";
  case room_state::upgraded:
    return "the room was upgraded: put its successor on the list";
  case room_state::not_joined:
    return "not joined: invite musiclink, or make the room open to it";
  case room_state::ok:
    break;
  }
  return {};
}

std::string_view sync_trouble(sync_phase phase) noexcept {
  switch (phase) {
  case sync_phase::backoff:
    return "the homeserver cannot be reached; it is tried again";
  case sync_phase::unauthorized:
    return "the homeserver refuses the token: put a good one into its file";
  case sync_phase::stopped:
    return "it has stopped";
  case sync_phase::starting:
  case sync_phase::syncing:
    break;
  }
  return {};
}

void add_sync(const sync_status& sync, std::vector<status_problem>& to) {
  const auto what = sync.problem.empty() ? std::string(sync_trouble(sync.state)) : sync.problem;
  if (!what.empty())
    to.push_back({"sync", what});
}

void add_config(const config_status& config, std::vector<status_problem>& to) {
  std::string_view rest = config.last_error;
  while (!rest.empty()) {
    const auto line = split_first(rest, "\n");
    if (!line.before.empty())
      to.push_back({"configuration", std::string(line.before)});
    rest = line.after;
  }
}

void add_room(const room_status& room, std::vector<status_problem>& to) {
  if (room.mode == room_mode::off || room.state == room_state::ok)
    return;
  std::string what(what_to_do(room.state));
  if (!room.last_error.empty())
    what += " (" + room.last_error + ")";
  to.push_back({name_of(room), std::move(what)});
}

void add_resolver(const resolver_status& resolver, std::vector<status_problem>& to) {
  const auto keeps_failing = "keeps failing and is left alone for a while";
  bool named = false;
  for (const auto& outlet : resolver.outlets)
    if (outlet.state == resolver_state_now::open) {
      to.push_back({resolver.type + " " + outlet.name, keeps_failing});
      named = true;
    }
  if (resolver.state == resolver_state_now::open && !named)
    to.push_back({resolver.type, keeps_failing});
}

} // namespace

std::string span_text(unix_ms span) {
  auto seconds = std::max<std::int64_t>(span, 0) / 1000;
  const auto* const first = std::ranges::find_if(
      units.begin(), units.end() - 1, [&](const unit& each) { return seconds >= each.seconds; });
  auto text = std::to_string(seconds / first->seconds).append(first->name);
  seconds %= first->seconds;
  if (first != units.end() - 1 && seconds >= first[1].seconds)
    text.append(" ").append(std::to_string(seconds / first[1].seconds)).append(first[1].name);
  return text;
}

std::string ago_text(std::optional<unix_ms> at, unix_ms now) {
  return at ? span_text(now - *at) + " ago" : "never";
}

std::string utc_text(unix_ms at) {
  using namespace std::chrono;
  const sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(at)};
  const auto midnight = floor<days>(time);
  const year_month_day date(midnight);
  const hh_mm_ss clock(floor<seconds>(time - midnight));
  std::array<char, 96> text{};
  const auto length = std::snprintf(
      text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d UTC", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

const std::string& name_of(const room_status& room) noexcept {
  return room.alias.empty() ? room.room_id : room.alias;
}

std::string mode_text(const room_status& room) {
  std::string text(to_key(room.mode));
  if (room.effective_mode != room.mode)
    text.append(" (").append(to_key(room.effective_mode)).append(" for now)");
  return text;
}

std::string_view label(room_state state) noexcept {
  return state == room_state::not_joined ? "not joined" : to_key(state);
}

std::string_view label(resolver_state_now state) noexcept {
  switch (state) {
  case resolver_state_now::ok:
    return "ok";
  case resolver_state_now::limited:
    return "waits";
  case resolver_state_now::open:
    return "failing";
  }
  return {};
}

std::string_view describe(service_mode mode) noexcept {
  return mode == service_mode::active ? "replies are posted in rooms that are active"
                                      : "nothing is posted; replies go to the shadow journal";
}

void add_problem(std::string& to, std::string_view problem) {
  if (!to.empty() && !problem.empty())
    to += "; ";
  to += problem;
}

std::string clocks_apart_text(milliseconds ahead) {
  const bool behind = ahead < milliseconds::zero();
  const auto span = span_text(behind ? -ahead.count() : ahead.count());
  const std::string advice = " by this machine's clock; set the clock of this machine or of the "
                             "homeserver right, for ";
  if (behind)
    return "the clocks are apart: whatever is said is dated " + span + " ahead" + advice +
           "until then nobody can tell how old an event is";
  return "the clocks are apart, or events come late: whatever is said is " + span + " old" +
         advice + "events older than maxEventAgeMs are not answered";
}

std::string outbox_text(std::size_t outbox) {
  if (outbox == 0)
    return "nothing waits";
  return std::to_string(outbox) + (outbox == 1 ? " message waits" : " messages wait");
}

std::string rate_text(double rate) {
  if (!(rate > 0))
    return {};
  std::array<char, 32> text{};
  const auto length = std::snprintf(text.data(), text.size(), "%.4g", rate);
  return {text.data(), static_cast<std::size_t>(length)};
}

std::vector<status_problem> problems_of(const service_status& status) {
  std::vector<status_problem> problems;
  add_sync(status.sync, problems);
  if (!status.account.problem.empty())
    problems.push_back({"account", status.account.problem});
  if (!status.store.problem.empty())
    problems.push_back({"state store", status.store.problem});
  add_config(status.config, problems);
  for (const auto& room : status.rooms)
    add_room(room, problems);
  for (const auto& resolver : status.resolvers)
    add_resolver(resolver, problems);
  return problems;
}

} // namespace musiclink
