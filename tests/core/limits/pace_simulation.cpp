#include "tests/core/limits/pace_simulation.hpp"

#include "core/limits/backoff.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <random>
#include <tuple>
#include <vector>

namespace musiclink::test {
namespace {

double count(milliseconds time) {
  return static_cast<double>(time.count());
}

milliseconds whole(double time) {
  return milliseconds{static_cast<milliseconds::rep>(std::ceil(time))};
}

struct answer {
  bool accepted = false;
  bool at_random = false;
  std::optional<milliseconds> told{};
};

class homeserver {
public:
  homeserver(const limiter& limit, std::uint64_t seed)
      : limit_(limit), tokens_(limit.burst), random_(seed) {}

  void change_rate(double by) {
    if (limit_.what == limiter::kind::bucket)
      refill(at_);
    limit_.per_second *= by;
  }

  answer take(double now) {
    if (std::uniform_real_distribution<double>(0, 1)(random_) < limit_.random)
      return {false, true, limit_.random_told};
    if (limit_.what == limiter::kind::bucket)
      refill(now);
    else if (limit_.what == limiter::kind::none)
      tokens_ = 1;
    else if (now >= at_ + length_of_window())
      begin_window(now);
    if (tokens_ < 1)
      return {false, false, told(now)};
    tokens_ -= 1;
    return {true};
  }

private:
  void refill(double now) {
    tokens_ = std::min(limit_.burst, tokens_ + (now - at_) * limit_.per_second / 1000);
    at_ = now;
  }
  double length_of_window() const { return limit_.burst * 1000 / limit_.per_second; }
  void begin_window(double now) {
    at_ = now;
    tokens_ = limit_.burst;
  }
  std::optional<milliseconds> told(double now) const {
    const auto wait = limit_.what == limiter::kind::bucket
                          ? (1 - tokens_) * 1000 / limit_.per_second
                          : at_ + length_of_window() - now;
    switch (limit_.tells) {
    case limiter::telling::exactly:
      // Synapse cuts the rest of a millisecond off.
      return limit_.pause > milliseconds::zero() ? whole(wait) - milliseconds{1} : whole(wait);
    case limiter::telling::seconds:
      return whole(wait / 1000) * 1000;
    case limiter::telling::nothing:
      break;
    }
    return std::nullopt;
  }

  limiter limit_;
  double tokens_;
  double at_ = -1e9;
  std::mt19937_64 random_;
};

/// One account whose rooms send as actors/sender does, under virtual time.
class simulation {
public:
  simulation(const limiter& limit, const conditions& how, std::uint64_t seed)
      : limit_(limit),
        how_(how),
        random_(seed * 7919 + 13),
        server_(limit, seed),
        rooms_(how.rooms) {}

  run_result run() {
    const bool is_endless = how_.replies == 0;
    const auto length = length_of_run();
    for (unsigned reply = 0; reply < how_.replies; ++reply)
      ++rooms_[reply % how_.rooms].left;
    for (unsigned room = 0; room < how_.rooms; ++room) {
      if (is_endless)
        rooms_[room].left = 1'000'000'000;
      if (rooms_[room].left > 0)
        at(0, [this, room] { want(room); });
    }
    const auto change = limit_.change_at * length;
    if (change > 0)
      at(change, [this] { server_.change_rate(limit_.change_by); });
    while (!events_.empty() && (!is_endless || events_.top().at <= length)) {
      const auto next = events_.top();
      events_.pop();
      now_ = next.at;
      next.what();
      give_turns();
    }
    const auto after = change > 0 ? length - change : 0;
    if (!is_endless)
      return result((accepted_at_ / 1000) * limit_.per_second + limit_.burst);
    auto allowed = (length - after + after * limit_.change_by) * limit_.per_second / 1000;
    if (limit_.what == limiter::kind::bucket)
      allowed += limit_.burst;
    return result(allowed);
  }

private:
  struct event {
    double at;
    std::uint64_t number;
    std::function<void()> what;
    bool operator<(const event& other) const {
      return std::tie(at, number) > std::tie(other.at, other.number);
    }
  };
  struct room_state {
    unsigned left = 0;
    unsigned failures = 0;
    std::optional<std::uint64_t> ticket{};
    std::optional<send_rate> own{};
    double refused_share = 0;
    double begun = 0;
  };

  run_result result(double allowed) const {
    return {accepted_ / allowed, sends_ > 0 ? double(refused_) / sends_ : 0, accepted_,
            whole(accepted_at_)};
  }
  double length_of_run() const {
    if (limit_.what == limiter::kind::none)
      return std::max(30000.0, how_.sends * count(how_.round_trip) / 3);
    return (how_.sends - std::min(limit_.burst, how_.sends / 2)) / limit_.per_second * 1000;
  }
  double chance() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  double one_way() { return count(how_.round_trip) / 2 + chance() * count(how_.jitter); }
  steady_time clock() const {
    return steady_time{std::chrono::hours{1}} + milliseconds{static_cast<std::int64_t>(now_)};
  }
  void at(double when, std::function<void()> what) {
    events_.push({when, ++last_event_, std::move(what)});
  }

  void want(unsigned number) {
    auto& room = rooms_[number];
    if (room.own && !how_.is_unpaced && !pace_.per_second())
      if (const auto wait = room.own->wait(clock()); wait > milliseconds::zero())
        return at(now_ + count(wait), [this, number] { want(number); });
    if (!room.ticket)
      room.ticket = ++last_ticket_;
    line_[*room.ticket] = number;
  }

  milliseconds until_turn() {
    if (how_.is_unpaced)
      return on_wire_ < 8 ? milliseconds::zero() : milliseconds{1};
    return pace_.until_turn(clock());
  }

  void give_turns() {
    while (!line_.empty()) {
      if (const auto wait = until_turn(); wait > milliseconds::zero())
        return come_back(std::floor(now_) + count(wait));
      const auto room = line_.begin()->second;
      line_.erase(line_.begin());
      send(room);
    }
  }
  void come_back(double when) {
    if (tick_ > now_ && tick_ <= when)
      return;
    tick_ = when;
    at(when, [] {});
  }

  void send(unsigned number) {
    auto& room = rooms_[number];
    pace_.begin(number, clock());
    if (room.own)
      room.own->begin(clock());
    room.begun = now_;
    ++sends_;
    ++on_wire_;
    at(now_ + one_way(), [this, number] { arrive(number); });
  }
  void arrive(unsigned number) {
    const auto said = server_.take(now_);
    if (said.accepted) {
      ++accepted_;
      accepted_at_ = now_;
    } else if (!said.at_random) {
      ++refused_;
    }
    const bool pauses = !said.accepted && !said.at_random;
    at(now_ + one_way() + (pauses ? count(limit_.pause) : 0),
       [this, number, said] { hear(number, said); });
  }
  void hear(unsigned number, const answer& said) {
    auto& room = rooms_[number];
    --on_wire_;
    pace_.end(number, said.accepted ? turn_result::accepted : turn_result::refused, said.told,
              clock());
    learn_own_rate(room, said);
    if (said.accepted) {
      room.failures = 0;
      room.ticket.reset();
      if (--room.left > 0)
        at(now_ + 1, [this, number] { want(number); });
      return;
    }
    ++room.failures;
    const auto wait =
        said.told ? backoff_told(*said.told, room.failures, chance())
                  : backoff(room.failures, milliseconds{500}, milliseconds{300000}, chance());
    at(now_ + count(wait), [this, number] { want(number); });
  }
  /// As actors/sender does.
  void learn_own_rate(room_state& room, const answer& said) {
    if (pace_.per_second()) {
      room.refused_share = 0;
      return room.own.reset();
    }
    const steady_time begun = clock() - milliseconds{static_cast<std::int64_t>(now_ - room.begun)};
    room.refused_share += ((said.accepted ? 0 : 1) - room.refused_share) / 10;
    if (!room.own) {
      if (said.accepted || room.refused_share < 0.35)
        return;
      room.own.emplace();
      room.own->begin(begun);
    }
    if (said.accepted)
      room.own->accepted(begun);
    else
      room.own->refused(begun, said.told, clock());
  }

  limiter limit_;
  conditions how_;
  std::mt19937_64 random_;
  homeserver server_;
  account_pace pace_;
  std::vector<room_state> rooms_;
  std::map<std::uint64_t, unsigned> line_; ///< rooms by ticket
  std::uint64_t last_ticket_ = 0;
  std::priority_queue<event> events_;
  std::uint64_t last_event_ = 0;
  double now_ = 0;
  double tick_ = -1;
  double accepted_at_ = 0;
  unsigned on_wire_ = 0;
  unsigned sends_ = 0;
  unsigned accepted_ = 0;
  unsigned refused_ = 0;
};

} // namespace

run_result simulate(const limiter& limit, const conditions& how, std::uint64_t seed) {
  auto result = simulation(limit, how, seed).run();
  if (limit.what == limiter::kind::none && !how.is_unpaced) {
    auto free = how;
    free.is_unpaced = true;
    result.used = double(result.accepted) / simulation(limit, free, seed + 1).run().accepted;
  }
  return result;
}

} // namespace musiclink::test
