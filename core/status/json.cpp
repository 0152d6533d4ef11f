#include "core/status/json.hpp"

#include "core/json/json.hpp"
#include "core/status/keys.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <variant>

namespace musiclink {
namespace {

/// A status is asked for every few seconds.
constexpr std::size_t most_cases = 50;

class status_writer {
public:
  void write(const service_status& status) {
    out_.begin_object();
    text("version", status.version);
    number("now", status.now);
    number("startedAt", status.started_at);
    text("mode", to_key(status.mode));
    object("config", status.config);
    object("sync", status.sync);
    object("account", status.account);
    object("store", status.store);
    array("rooms", status.rooms);
    array("resolvers", status.resolvers);
    array("replies", status.replies);
    array("loops", status.loops);
    out_.key("parity");
    if (status.parity)
      write(*status.parity);
    else
      out_.null();
    out_.end_object();
  }

  std::string_view result() const noexcept { return out_.text(); }

private:
  void members(const config_status& config) {
    number("generation", config.generation);
    number("loadedAt", config.loaded_at);
    text_or_null("lastError", config.last_error);
  }

  void members(const sync_status& sync) {
    text("state", to_key(sync.state));
    number_or_null("lastSuccess", sync.last_success);
    text_or_null("problem", sync.problem);
    out_.key("stalled").boolean(sync.stalled);
  }

  void members(const account_status& account) {
    out_.key("sendsPerSecond");
    if (account.sends_per_second)
      out_.number(*account.sends_per_second);
    else
      out_.null();
    text_or_null("problem", account.problem);
  }

  void members(const store_status& store) {
    text("path", store.path);
    number("seenEvents", store.seen_events);
    number("outbox", store.outbox);
    text_or_null("problem", store.problem);
  }

  void members(const room_status& room) {
    text_or_null("roomId", room.room_id);
    text_or_null("alias", room.alias);
    text("mode", to_key(room.mode));
    text("effectiveMode", to_key(room.effective_mode));
    text("membership", room.membership);
    text("state", to_key(room.state));
    number("queue", room.queue);
    number_or_null("backoffUntil", room.backoff_until);
    number("sent", room.sent);
    number("shadowed", room.shadowed);
    number("failed", room.failed);
    text_or_null("lastError", room.last_error);
    number_or_null("catchingUp", room.catching_up);
  }

  void members(const resolver_status& resolver) {
    text("type", resolver.type);
    text("state", to_key(resolver.state));
    number("requests", resolver.requests);
    number("failures", resolver.failures);
    array("outlets", resolver.outlets);
  }

  void members(const outlet_status& outlet) {
    text("name", outlet.name);
    text("state", to_key(outlet.state));
    number("requests", outlet.requests);
    number("failures", outlet.failures);
    out_.key("requestsPerMinute").number(outlet.per_minute);
    number("waiting", outlet.waiting);
    number_or_null("allowedAgain", outlet.allowed_again);
  }

  void members(const shown_reply& reply) {
    text("roomId", reply.room_id);
    text("eventId", reply.event_id);
    number("at", reply.at);
    out_.key("posted").boolean(reply.posted);
    const auto content = json::parsed(reply.content);
    out_.key("content").raw(content ? content->root().text() : "null");
    array("leftOut", reply.left_out);
  }

  void members(const rejected_offer& offer) {
    text("by", offer.by);
    text("title", offer.title);
    text("artist", offer.artist);
    text("url", offer.url);
    text("reasons", offer.reasons);
  }

  void members(const loop_status& loop) {
    text("roomId", loop.room_id);
    text("link", loop.link);
    number("since", loop.since);
    number("until", loop.until);
    number("stopped", loop.stopped);
  }

  void members(const parity_report& parity) {
    number("same", parity.same);
    number("differs", parity.differs);
    number("onlyTheirs", parity.only_theirs);
    number("onlyOurs", parity.only_ours);
    // The newest: /api/shadow has them all.
    const auto count = std::min(parity.cases.size(), most_cases);
    array("cases", std::span(parity.cases).last(count));
  }

  void members(const parity_case& one) {
    text("kind", key_in(parity_kinds, one.kind));
    text("roomId", one.room_id);
    text("eventId", one.event_id);
    number("at", one.at);
    array("ours", one.ours);
    array("theirs", one.theirs);
  }

  template<class Object>
  void write(const Object& what) {
    out_.begin_object();
    members(what);
    out_.end_object();
  }

  void write(const std::string& what) { out_.string(what); }

  template<class Object>
  void object(std::string_view name, const Object& what) {
    out_.key(name);
    write(what);
  }

  template<class List>
  void array(std::string_view name, const List& all) {
    out_.key(name).begin_array();
    for (const auto& each : all)
      write(each);
    out_.end_array();
  }

  void text(std::string_view name, std::string_view what) { out_.key(name).string(what); }

  void text_or_null(std::string_view name, std::string_view what) {
    out_.key(name);
    if (what.empty())
      out_.null();
    else
      out_.string(what);
  }

  template<class Integer>
  void number(std::string_view name, Integer what) {
    out_.key(name).integer(static_cast<std::int64_t>(what));
  }

  template<class Integer>
  void number_or_null(std::string_view name, const std::optional<Integer>& what) {
    out_.key(name);
    if (what)
      out_.integer(static_cast<std::int64_t>(*what));
    else
      out_.null();
  }

  json::writer out_;
};

} // namespace

std::string status_json(const service_status& status) {
  status_writer writer;
  writer.write(status);
  return std::string(writer.result());
}

} // namespace musiclink
