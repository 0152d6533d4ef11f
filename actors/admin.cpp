#include "actors/admin.hpp"

#include "actors/shadow_json.hpp"
#include "core/http_server.hpp"
#include "core/span.hpp"
#include "core/status_json.hpp"
#include "core/status_page.hpp"

#include <caf/scoped_actor.hpp>

#include <charconv>
#include <chrono>
#include <functional>
#include <optional>
#include <sstream>
#include <utility>

namespace musiclink {

namespace {

/// Longer than the reporter waits for those that it asks.
constexpr std::chrono::seconds patience{10};

http_server::options listen_options(const std::string& listen) {
  http_server::options made;
  const auto colon = listen.rfind(':');
  made.host = listen.substr(0, colon);
  if (made.host == "localhost")
    made.host = "127.0.0.1";
  if (made.host.starts_with('['))
    made.host = made.host.substr(1, made.host.size() - 2);
  std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), made.port);
  return made;
}

http_reply text(int status, std::string body) {
  http_reply made;
  made.status = status;
  made.content_type = "text/plain; charset=utf-8";
  made.body = std::move(body) + '\n';
  return made;
}

http_reply json(std::string body) {
  http_reply made;
  made.body = std::move(body);
  return made;
}

http_reply page(const service_status& now) {
  http_reply made;
  made.content_type = "text/html; charset=utf-8";
  made.headers = status_page_headers();
  made.body = status_page(now);
  return made;
}

/// The value of a parameter; those that are wanted need no decoding.
std::optional<std::string> parameter(const std::string& query, const std::string& name) {
  std::istringstream rest(query);
  for (std::string pair; std::getline(rest, pair, '&');)
    if (pair.starts_with(name + '='))
      return pair.substr(name.size() + 1);
  return std::nullopt;
}

http_reply readiness(const service_status& now) {
  if (now.sync.state == sync_phase::syncing)
    return text(200, "ready");
  auto reason = std::string(to_key(now.sync.state));
  return text(503, now.sync.problem.empty() ? reason : reason + ": " + now.sync.problem);
}

} // namespace

struct admin::implementation {
  caf::actor_system& system;
  supervisor_actor supervisor;
  std::shared_ptr<metrics> meters;
  std::optional<http_server> server;

  template<class Answer, class Request>
  std::optional<Answer> ask(Request what) const {
    std::optional<Answer> answer;
    caf::scoped_actor self{system};
    self->request(supervisor, patience, std::move(what))
        .receive([&](const Answer& known) { answer = known; }, [](const caf::error&) {});
    return answer;
  }

  http_reply with_status(const std::function<http_reply(const service_status&)>& show,
                         report_status what = {}) const {
    if (auto now = ask<status_ptr>(what))
      return show(**now);
    return text(503, "the service does not answer");
  }

  http_reply shadow(const std::string& query) const {
    const auto since = parse_span(parameter(query, "since").value_or("24h"));
    if (!since)
      return text(400, "since wants a number and s, m, h or d, like since=24h");
    if (auto known = ask<shadow_listing>(report_shadow{*since}))
      return json(shadow_json(known->entries, known->parity));
    return text(503, "the service does not answer");
  }

  http_reply metrics_text() const {
    // What is a state and no event is brought up to date by the way.
    ask<status_ptr>(report_status{});
    auto made = text(200, {});
    made.content_type = "text/plain; version=0.0.4; charset=utf-8";
    made.body = meters->text();
    return made;
  }

  http_reply answer(const http_query& query) const {
    if (query.method != "GET" && query.method != "HEAD") {
      auto refused = text(405, "this endpoint only shows; use GET");
      refused.headers = {"Allow: GET, HEAD"};
      return refused;
    }
    if (query.path == "/")
      return with_status(page);
    if (query.path == "/healthz")
      return text(200, "ok");
    if (query.path == "/readyz")
      return with_status(readiness, {.parity = false});
    if (query.path == "/metrics")
      return metrics_text();
    if (query.path == "/api/status")
      return with_status([](const service_status& now) { return json(status_json(now)); });
    if (query.path == "/api/shadow")
      return shadow(query.query);
    return text(404, "there are /, /healthz, /readyz, /metrics, /api/status and /api/shadow");
  }
};

admin::admin(caf::actor_system& system, supervisor_actor supervisor,
             std::shared_ptr<metrics> meters, const std::string& listen)
    : impl_(new implementation{system, std::move(supervisor), std::move(meters), std::nullopt}) {
  impl_->server.emplace(listen_options(listen), [impl = impl_.get()](const http_query& query) {
    auto reply = impl->answer(query);
    reply.headers.emplace_back("Cache-Control: no-store");
    reply.headers.emplace_back("X-Content-Type-Options: nosniff");
    return reply;
  });
}

admin::~admin() = default;

} // namespace musiclink
