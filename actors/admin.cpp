#include "actors/admin.hpp"

#include "actors/renderings.hpp"
#include "actors/shadow_json.hpp"
#include "core/edge/host_rule.hpp"
#include "core/edge/http_server.hpp"
#include "core/model/span.hpp"
#include "core/status/json.hpp"
#include "core/status/page.hpp"
#include "core/text/text.hpp"

#include <caf/scoped_actor.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace musiclink {

namespace {

/// Longer than the reporter waits for those that it asks.
constexpr std::chrono::seconds patience{10};

/// Entries of the journal in one answer, where it is not asked for fewer or more.
constexpr std::size_t journal_page = 100;
constexpr std::size_t longest_journal_page = 1000;

http_server::options listen_options(const std::string& listen) {
  http_server::options made;
  const auto colon = listen.rfind(':');
  made.host = listen.substr(0, colon);
  if (made.host == "localhost")
    made.host = "127.0.0.1";
  if (made.host.starts_with('['))
    made.host = made.host.substr(1, made.host.size() - 2);
  std::from_chars(listen.data() + colon + 1, listen.data() + listen.size(), made.port);
  made.max_connections = 256;
  made.max_connections_per_peer = 64;
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
  auto reason = why_not_ready(now);
  return reason.empty() ? text(200, "ready") : text(503, std::move(reason));
}

/// How many entries are asked for; nothing where it is no number.
std::optional<std::size_t> page_size(const std::string& query) {
  const auto text = parameter(query, "limit");
  if (!text)
    return journal_page;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number == 0)
    return std::nullopt;
  return std::min(number, longest_journal_page);
}

host_rule rule_of(const config& values) {
  return {listen_options(values.admin_listen).host, values.admin_hosts};
}

} // namespace

admin_names::admin_names(const config& values) : rule_(rule_of(values)) {
}

void admin_names::apply(const config& values) {
  const std::lock_guard lock(mutex_);
  rule_ = rule_of(values);
}

bool admin_names::admits(std::string_view host_header) const {
  const std::lock_guard lock(mutex_);
  return rule_.admits(host_header);
}

struct admin::implementation {
  implementation(caf::actor_system& in, supervisor_actor chief, std::shared_ptr<metrics> counted,
                 const config& values, std::shared_ptr<const admin_names> asked_by)
      : system(in),
        supervisor(std::move(chief)),
        meters(std::move(counted)),
        names(std::move(asked_by)),
        server(options_of(values),
               [this](const http_query& query) { return with_headers(answer(query)); }) {}

  caf::actor_system& system;
  supervisor_actor supervisor;
  std::shared_ptr<metrics> meters;
  std::shared_ptr<const admin_names> names;
  mutable renderings pages;
  http_server server; ///< last: it calls all before it

  http_server::options options_of(const config& values) {
    auto made = listen_options(values.admin_listen);
    made.at_once = [this](const http_query& query) -> std::optional<http_reply> {
      auto known = answer_at_once(query);
      return known ? std::optional(with_headers(std::move(*known))) : std::nullopt;
    };
    return made;
  }

  static http_reply with_headers(http_reply reply) {
    reply.headers.emplace_back("Cache-Control: no-store");
    reply.headers.emplace_back("X-Content-Type-Options: nosniff");
    return reply;
  }

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
    const auto most = page_size(query);
    if (!most)
      return text(400, "limit wants a number from 1 on, like limit=100");
    const report_shadow wanted{*since, *most, parameter(query, "before").value_or("")};
    if (auto known = ask<shadow_listing>(wanted))
      return json(shadow_json(known->journal, known->parity));
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

  /// A request that names two hosts is refused if either is wrong.
  bool is_asked_by_name(const http_query& query) const {
    return std::ranges::all_of(query.headers, [this](const auto& header) {
      return !equals_ignoring_case(header.first, "host") || names->admits(header.second);
    });
  }

  /// What needs nobody else, so that it is answered whatever the others do.
  std::optional<http_reply> answer_at_once(const http_query& query) const {
    if (!is_asked_by_name(query))
      return text(421, "this endpoint is not asked by that name: add it to admin.hosts");
    if (query.method != "GET" && query.method != "HEAD") {
      auto refused = text(405, "this endpoint only shows; use GET");
      refused.headers = {"Allow: GET, HEAD"};
      return refused;
    }
    if (query.path == "/healthz")
      return text(200, "ok");
    const std::initializer_list<std::string_view> others{"/", "/readyz", "/metrics", "/api/status",
                                                         "/api/shadow"};
    if (std::ranges::find(others, query.path) == others.end())
      return text(404, "there are /, /healthz, /readyz, /metrics, /api/status and /api/shadow");
    return std::nullopt;
  }

  http_reply render(const http_query& query) const {
    if (query.path == "/")
      return with_status(page);
    if (query.path == "/readyz")
      return with_status(readiness, {.parity = false});
    if (query.path == "/metrics")
      return metrics_text();
    if (query.path == "/api/status")
      return with_status([](const service_status& now) { return json(status_json(now)); });
    return shadow(query.query);
  }

  http_reply answer(const http_query& query) const {
    const bool has_pages = query.path == "/api/shadow";
    if (auto made =
            pages.get(query.path, has_pages ? query.query : "", [&] { return render(query); }))
      return std::move(*made);
    auto later = text(429, "too many questions: ask again in a second");
    later.headers = {"Retry-After: 1"};
    return later;
  }
};

admin::admin(caf::actor_system& system, supervisor_actor supervisor,
             std::shared_ptr<metrics> meters, const config& values,
             std::shared_ptr<const admin_names> names)
    : impl_(new implementation(system, std::move(supervisor), std::move(meters), values,
                               std::move(names))) {
}

admin::~admin() = default;

} // namespace musiclink
