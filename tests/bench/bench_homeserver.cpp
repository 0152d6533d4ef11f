#include "tests/bench/bench_homeserver.hpp"

#include "core/json/json.hpp"
#include "tests/support/fake_faults.hpp"
#include "tests/support/fake_requests.hpp"
#include "tests/support/fake_sync.hpp"

#include <charconv>

namespace musiclink::bench {

namespace {

using std::chrono::steady_clock;

http_reply answer_with(std::string body) {
  http_reply reply;
  reply.body = std::move(body);
  return reply;
}

std::string joined_rooms_body(std::size_t rooms) {
  json::writer out;
  out.begin_object().key("joined_rooms").begin_array();
  for (std::size_t room = 0; room < rooms; ++room)
    out.string(room_id(room));
  out.end_array().end_object();
  return std::string(out.text());
}

std::string last_segment(const std::string& path) {
  return test::percent_decoded(path.substr(path.rfind('/') + 1));
}

std::size_t trigger_of(const std::string& content) {
  const auto parsed = json::document::parse(content);
  const auto* document = std::get_if<json::document>(&parsed);
  if (document == nullptr)
    return static_cast<std::size_t>(-1);
  const json::value reply = document->root()["m.relates_to"]["m.in_reply_to"];
  return event_number(std::string(reply["event_id"].string_or("")));
}

steady_time deadline_of(const http_query& query) {
  const std::string text = test::parameter(query.query, "timeout").value_or("0");
  long count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return steady_clock::now() + std::chrono::milliseconds(count);
}

} // namespace

bench_homeserver::bench_homeserver(std::size_t rooms, std::size_t events, page_source& pages)
    : rooms_(rooms),
      pages_(pages),
      first_page_(render_first_page(rooms)),
      joined_rooms_(joined_rooms_body(rooms)),
      replies_(events) {
  http_server::options how;
  how.threads = 64;
  server_ =
      std::make_unique<http_server>(how, [this](const http_query& query) { return handle(query); });
}

bench_homeserver::~bench_homeserver() {
  stopping_.request_stop();
  server_->stop();
}

std::string bench_homeserver::url() const {
  return "http://127.0.0.1:" + std::to_string(server_->port());
}

void bench_homeserver::give_up() {
  const std::lock_guard lock(mutex_);
  given_up_ = true;
  changed_.notify_all();
}

bool bench_homeserver::wait_until_idle(std::chrono::seconds within) {
  constexpr auto quiet = std::chrono::milliseconds(500);
  const steady_time deadline = steady_clock::now() + within;
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return at_gate_ || given_up_; });
  if (!at_gate_)
    return false;
  while (steady_clock::now() < last_request_ + quiet && steady_clock::now() < deadline)
    changed_.wait_until(lock, last_request_ + quiet);
  return true;
}

steady_time bench_homeserver::start() {
  const std::lock_guard lock(mutex_);
  const steady_time now = steady_clock::now();
  pages_.start(now);
  started_ = true;
  changed_.notify_all();
  return now;
}

std::optional<steady_time> bench_homeserver::wait_for_replies(std::size_t count,
                                                              std::chrono::seconds within) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, within, [&] { return replied_ >= count || given_up_; });
  if (replied_ < count)
    return std::nullopt;
  steady_time last;
  for (const auto& reply : replies_)
    last = std::max(last, reply.value_or(last));
  return last;
}

std::optional<steady_time> bench_homeserver::wait_for_token(std::size_t token,
                                                            std::chrono::seconds within) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, within, [&] { return asked_.contains(token) || given_up_; });
  if (!asked_.contains(token))
    return std::nullopt;
  return asked_.at(token);
}

std::optional<steady_time> bench_homeserver::replied_at(std::size_t event) const {
  const std::lock_guard lock(mutex_);
  return replies_[event];
}

std::optional<steady_time> bench_homeserver::taken_at(std::size_t event) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.upper_bound(event);
  return found == asked_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t bench_homeserver::replies() const {
  const std::lock_guard lock(mutex_);
  return replied_;
}

std::size_t bench_homeserver::doubles() const {
  const std::lock_guard lock(mutex_);
  return doubles_;
}

http_reply bench_homeserver::handle(const http_query& query) {
  {
    const std::lock_guard lock(mutex_);
    last_request_ = steady_clock::now();
  }
  const std::string& path = query.path;
  if (path.ends_with("/sync"))
    return sync(query);
  if (query.method == "PUT")
    return take_send(query);
  if (path.ends_with("/versions"))
    return answer_with(R"({"versions":["v1.11"]})");
  if (path.ends_with("/whoami"))
    return answer_with(R"({"user_id":"@musiclink:bench.test","device_id":"BENCH"})");
  if (path.ends_with("/filter"))
    return answer_with(R"({"filter_id":"1"})");
  if (path.ends_with("/joined_rooms"))
    return answer_with(joined_rooms_);
  if (path.find("/join/") != std::string::npos)
    return answer_with(R"({"room_id":")" + last_segment(path) + R"("})");
  return test::error_reply(404, "M_NOT_FOUND", "Not found.");
}

http_reply bench_homeserver::sync(const http_query& query) {
  const auto since = test::parameter(query.query, "since");
  if (!since)
    return answer_with(first_page_);
  const std::size_t token = test::position_of(*since).value_or(0);
  {
    std::unique_lock lock(mutex_);
    asked_.emplace(token, steady_clock::now());
    at_gate_ = true;
    changed_.notify_all();
    changed_.wait(lock, stopping_.get_token(), [&] { return started_; });
  }
  const auto page = pages_.page_after(token, deadline_of(query), stopping_.get_token());
  return answer_with(page ? *page : R"({"next_batch":")" + *since + R"("})");
}

http_reply bench_homeserver::take_send(const http_query& query) {
  const steady_time now = steady_clock::now();
  const std::size_t event = trigger_of(query.body);
  const std::lock_guard lock(mutex_);
  if (event < replies_.size() && !replies_[event]) {
    replies_[event] = now;
    ++replied_;
  } else {
    ++doubles_;
  }
  changed_.notify_all();
  return answer_with(R"({"event_id":"$reply-)" + last_segment(query.path) + R"("})");
}

} // namespace musiclink::bench
