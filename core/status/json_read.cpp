#include "core/status/json_read.hpp"

#include "core/json/json.hpp"
#include "core/status/keys.hpp"

#include <type_traits>
#include <utility>
#include <variant>

namespace musiclink {
namespace {

/// Reads members into their places and remembers whether one did not fit.
class member_reader {
public:
  member_reader(json::value object, bool& good) : object_(object), good_(&good) {
    if (!object.is_object())
      good = false;
  }

  member_reader inner(std::string_view name) { return {object_[name], *good_}; }

  /// Reads a member that must be there.
  template<class Value>
  void operator()(std::string_view name, Value& into) {
    if (!take(object_[name], into))
      *good_ = false;
  }

  /// Reads a member that may be missing, or null.
  template<class Value>
  void perhaps(std::string_view name, Value& into) {
    const auto found = object_[name];
    if (found.exists() && !found.is_null() && !take(found, into))
      *good_ = false;
  }

  /// Reads a member that must be there and may be null.
  template<class Value>
  void or_null(std::string_view name, Value& into) {
    if (!object_[name].exists())
      *good_ = false;
    perhaps(name, into);
  }

  template<class Enum, std::size_t N>
  void key(std::string_view name, const named<Enum> (&table)[N], Enum& into) {
    const auto found = value_in(table, object_[name].string_or(""));
    if (found)
      into = *found;
    else
      *good_ = false;
  }

  /// Reads an array, each element by `read`, an overload for what it becomes.
  template<class Each>
  void all(std::string_view name, std::vector<Each>& into) {
    const auto list = object_[name];
    if (!list.is_array())
      *good_ = false;
    for (std::size_t i = 0; i < list.size() && *good_; ++i)
      read(member_reader(list.at(i), *good_), into.emplace_back());
  }

  void texts(std::string_view name, std::vector<std::string>& into) {
    const auto list = object_[name];
    for (std::size_t i = 0; i < list.size(); ++i)
      if (!take(list.at(i), into.emplace_back()))
        *good_ = false;
  }

  /// The member as JSON.
  std::string raw(std::string_view name) const { return object_[name].text(); }
  bool has(std::string_view name) const { return object_[name].is_object(); }
  bool has_list(std::string_view name) const { return object_[name].is_array(); }

private:
  static bool take(json::value from, std::string& into) {
    const auto text = from.string();
    if (text)
      into = *text;
    return text.has_value();
  }
  static bool take(json::value from, bool& into) {
    const auto truth = from.boolean();
    into = truth.value_or(into);
    return truth.has_value();
  }
  static bool take(json::value from, double& into) {
    const auto number = from.number();
    into = number.value_or(into);
    return number.has_value();
  }
  /// No number of a status is below 0, so that no difference of two times overflows.
  template<class Integer>
  requires std::is_integral_v<Integer>
  static bool take(json::value from, Integer& into) {
    const auto number = from.integer();
    if (!number || *number < 0 || !std::in_range<Integer>(*number))
      return false;
    into = static_cast<Integer>(*number);
    return true;
  }
  template<class Value>
  static bool take(json::value from, std::optional<Value>& into) {
    return take(from, into.emplace());
  }

  static void read(member_reader from, room_status& into) {
    from.or_null("roomId", into.room_id);
    from.or_null("alias", into.alias);
    from.key("mode", room_modes, into.mode);
    from.key("effectiveMode", room_modes, into.effective_mode);
    from("membership", into.membership);
    from.key("state", room_states, into.state);
    from("queue", into.queue);
    from.or_null("backoffUntil", into.backoff_until);
    from("sent", into.sent);
    from("shadowed", into.shadowed);
    from("failed", into.failed);
    from.or_null("lastError", into.last_error);
    from.perhaps("catchingUp", into.catching_up);
  }

  static void read(member_reader from, outlet_status& into) {
    from("name", into.name);
    from.key("state", resolver_states, into.state);
    from("requests", into.requests);
    from("failures", into.failures);
    from.perhaps("requestsPerMinute", into.per_minute);
    from.perhaps("waiting", into.waiting);
    from.perhaps("allowedAgain", into.allowed_again);
  }

  static void read(member_reader from, resolver_status& into) {
    from("type", into.type);
    from.key("state", resolver_states, into.state);
    from("requests", into.requests);
    from("failures", into.failures);
    if (from.has_list("outlets"))
      from.all("outlets", into.outlets);
  }

  static void read(member_reader from, shown_reply& into) {
    from("roomId", into.room_id);
    from("eventId", into.event_id);
    from("at", into.at);
    from("posted", into.posted);
    into.content = from.raw("content");
    if (from.has_list("leftOut"))
      from.all("leftOut", into.left_out);
  }

  static void read(member_reader from, rejected_offer& into) {
    from("by", into.by);
    from("title", into.title);
    from("artist", into.artist);
    from("url", into.url);
    from("reasons", into.reasons);
  }

  static void read(member_reader from, loop_status& into) {
    from("roomId", into.room_id);
    from("link", into.link);
    from("since", into.since);
    from("until", into.until);
    from("stopped", into.stopped);
  }

  static void read(member_reader from, parity_case& into) {
    from.key("kind", parity_kinds, into.kind);
    from("roomId", into.room_id);
    from("eventId", into.event_id);
    from("at", into.at);
    from.texts("ours", into.ours);
    from.texts("theirs", into.theirs);
  }

  json::value object_;
  bool* good_;
};

parity_report read_parity(member_reader from) {
  parity_report report;
  from("same", report.same);
  from("differs", report.differs);
  from("onlyTheirs", report.only_theirs);
  from("onlyOurs", report.only_ours);
  from.all("cases", report.cases);
  return report;
}

service_status read_status(member_reader from) {
  service_status status;
  from("version", status.version);
  from.perhaps("now", status.now);
  from.perhaps("startedAt", status.started_at);
  from.key("mode", service_modes, status.mode);
  auto config = from.inner("config");
  config("generation", status.config.generation);
  config.or_null("loadedAt", status.config.loaded_at);
  config.or_null("lastError", status.config.last_error);
  auto sync = from.inner("sync");
  sync.key("state", sync_phases, status.sync.state);
  sync.or_null("lastSuccess", status.sync.last_success);
  sync.perhaps("problem", status.sync.problem);
  sync.perhaps("stalled", status.sync.stalled);
  if (from.has("account")) {
    auto account = from.inner("account");
    account.perhaps("sendsPerSecond", status.account.sends_per_second);
    account.perhaps("problem", status.account.problem);
  }
  auto store = from.inner("store");
  store("path", status.store.path);
  store("seenEvents", status.store.seen_events);
  store("outbox", status.store.outbox);
  store.perhaps("problem", status.store.problem);
  from.all("rooms", status.rooms);
  from.all("resolvers", status.resolvers);
  if (from.has_list("replies"))
    from.all("replies", status.replies);
  if (from.has_list("loops"))
    from.all("loops", status.loops);
  if (from.has("parity"))
    status.parity = read_parity(from.inner("parity"));
  return status;
}

} // namespace

std::optional<service_status> status_of_json(std::string_view text) {
  const auto document = json::parsed(std::string(text));
  if (!document)
    return std::nullopt;
  bool good = true;
  auto status = read_status({document->root(), good});
  return good ? std::optional(std::move(status)) : std::nullopt;
}

} // namespace musiclink
