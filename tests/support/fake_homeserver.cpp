#include "tests/support/fake_homeserver.hpp"

#include "tests/support/fake_requests.hpp"

#include <charconv>

namespace musiclink::test {

namespace {

unix_ms system_time() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

http_reply hang_up() {
  http_reply reply;
  reply.how = http_reply::delivery::none;
  return reply;
}

milliseconds timeout_of(const http_query& query) {
  const std::string text = parameter(query.query, "timeout").value_or("0");
  long count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return milliseconds(count);
}

} // namespace

fake_homeserver::fake_homeserver(options how)
    : how_(std::move(how)),
      world_(how_.server_name, how_.clock ? how_.clock : system_time),
      port_(how_.port) {
  listen();
}

fake_homeserver::~fake_homeserver() {
  close();
}

std::string fake_homeserver::url() const {
  return "http://127.0.0.1:" + std::to_string(port_);
}

void fake_homeserver::listen() {
  http_server::options where;
  // It plays a big server: that its only client makes many connections at once is no attack.
  where.max_connections = where.max_connections_per_peer = 4096;
  where.port = port_;
  where.threads = how_.threads;
  const std::lock_guard lock(mutex_);
  stopping_ = false;
  server_ = std::make_unique<http_server>(
      where, [this](const http_query& query) { return handle(query); });
  port_ = server_->port();
}

void fake_homeserver::close() {
  {
    const changing during(*this);
    stopping_ = true;
  }
  server_->stop();
}

void fake_homeserver::restart(const std::function<void(fake_world&)>& meanwhile) {
  close();
  if (meanwhile)
    with(meanwhile);
  listen();
}

bool fake_homeserver::wait_for(const std::function<bool(const fake_world&)>& holds,
                               milliseconds within) {
  held_lock lock(mutex_);
  return changed_.wait_for(lock, within, [&] { return holds(world_); });
}

fault_script::fault_id fake_homeserver::inject(fault what) {
  const changing during(*this);
  return faults_.add(std::move(what));
}

void fake_homeserver::release(fault_script::fault_id id) {
  const changing during(*this);
  faults_.release(id);
}

fake_account fake_homeserver::add_user(const std::string& localpart) {
  return with([&](fake_world& world) { return world.add_user(localpart); });
}

std::string fake_homeserver::add_room(const fake_room_setup& how) {
  return with([&](fake_world& world) { return world.add_room(how); });
}

std::string fake_homeserver::post(const std::string& room_id, const std::string& sender,
                                  const std::string& body) {
  return with([&](fake_world& world) { return world.post(room_id, sender, body); });
}

std::string fake_homeserver::post_content(const std::string& room_id, const std::string& sender,
                                          const std::string& content) {
  return with([&](fake_world& world) { return world.post_content(room_id, sender, content); });
}

void fake_homeserver::begin_storm(std::uint64_t seed, fault_rates rates) {
  const changing during(*this);
  storm_.emplace(seed, rates);
}

fault_storm::counts fake_homeserver::end_storm() {
  const changing during(*this);
  const fault_storm::counts counts = storm_ ? storm_->so_far() : fault_storm::counts();
  storm_.reset();
  return counts;
}

/// A fault of the script or of the storm.
std::optional<fault_script::hit> fake_homeserver::next_fault(const http_query& query,
                                                             const std::string& path) {
  fault_script::hit met = faults_.take(query.method, path);
  if (met.id != 0)
    return met;
  std::optional<fault> drawn = storm_ ? storm_->next() : std::nullopt;
  if (!drawn)
    return std::nullopt;
  met.what = std::move(*drawn);
  return met;
}

http_reply fake_homeserver::handle(const http_query& query) {
  held_lock lock(mutex_);
  const std::string path = percent_decoded(query.path);
  world_.requests.push_back({query.method, path, query.query});
  const std::optional<fault_script::hit> met = next_fault(query, path);
  const auto meets = [&](fault::kind kind) { return met && met->what.what == kind; };
  changed_.notify_all();
  if (meets(fault::kind::answer))
    return met->what.reply;
  if (meets(fault::kind::drop_before))
    return hang_up();
  if (met && !hold_back(lock, *met))
    return hang_up();

  http_reply reply = is_sync(query) ? long_poll(lock, query) : answer(world_, query, url());
  changed_.notify_all();
  if (meets(fault::kind::answer_after))
    return met->what.reply;
  if (meets(fault::kind::drop_after))
    return hang_up();
  if (meets(fault::kind::truncate))
    reply.how = http_reply::delivery::truncated;
  return reply;
}

/// Waits as long as a fault says; false if the server ends meanwhile.
bool fake_homeserver::hold_back(held_lock& lock, const fault_script::hit& met) {
  if (met.what.what == fault::kind::stall)
    changed_.wait(lock, [&] { return stopping_ || !faults_.is_active(met.id); });
  if (met.what.what == fault::kind::delay)
    changed_.wait_for(lock, met.what.wait, [&] { return stopping_; });
  return !stopping_;
}

http_reply fake_homeserver::long_poll(held_lock& lock, const http_query& query) {
  const auto deadline = std::chrono::steady_clock::now() + timeout_of(query);
  for (;;) {
    sync_reply shown = answer_sync(world_, query);
    if (!shown.may_wait) {
      world_.gaps_shown += shown.gaps;
      return std::move(shown.reply);
    }
    if (stopping_)
      return hang_up();
    if (changed_.wait_until(lock, deadline) == std::cv_status::timeout)
      return std::move(shown.reply);
  }
}

} // namespace musiclink::test
