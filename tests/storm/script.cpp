#include "tests/storm/script.hpp"

#include "tests/support/dice.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>
#include <utility>

namespace musiclink::storm {

namespace {

using kind = act::kind;

constexpr double in_down_time = 0.5; // of the lives: something happens before them
constexpr std::size_t most_while_down = 12;
constexpr std::size_t acts_a_restart = 120; // of the homeserver
constexpr double bursts = 0.03;
constexpr std::size_t recent = 12; // link events that are changed and repeated most
constexpr std::size_t most_held_back = 4;

/// Writes what people do, act by act. Remembers what it needs in order to make
/// sense: which link events there are, and what became of them.
class author {
public:
  explicit author(const storm_plan& plan) : plan_(plan), dice_(plan.seed) {}

  std::vector<life> write() {
    std::vector<life> script(plan_.kills);
    for (life& one : script)
      write_life(one);
    while (!held_back_.empty())
      deliver(script.back().during);
    script.back().during.push_back(make(kind::widen));
    return script;
  }

private:
  struct link_event {
    std::size_t room = 0;
    bool may_change = true; ///< it is delivered, has links and is not redacted
    bool delivered = true;
  };

  void write_life(life& one) {
    if (dice_.chance(in_down_time))
      for (std::size_t count = dice_.between(1, most_while_down); count > 0; --count)
        write_act(one.before);
    const auto shortest = static_cast<std::size_t>(plan_.shortest_life.count());
    const auto longest = static_cast<std::size_t>(plan_.longest_life.count());
    one.length = milliseconds(dice_.between(shortest, std::max(shortest, longest)));
    for (time_ = next_time(0); time_ < static_cast<double>(one.length.count());
         time_ = next_time(time_))
      write_act(one.during);
  }

  /// Acts come independently of each other.
  double next_time(double now) { return now - std::log(1 - dice_.share()) * 1000 / plan_.rate; }

  act make(kind what) const {
    act made;
    made.what = what;
    made.at = milliseconds(static_cast<milliseconds::rep>(time_));
    return made;
  }

  void write_act(std::vector<act>& to) {
    if (narrow_for_ > 0 && --narrow_for_ == 0)
      to.push_back(make(kind::widen));
    if (plan_.server_restarts && ++acts_ % acts_a_restart == 0)
      to.push_back(make(kind::restart_server));
    if (held_back_.size() > most_held_back || (!held_back_.empty() && dice_.chance(0.1)))
      deliver(to);
    double share = dice_.share();
    const auto falls_in = [&](double of) { return (share -= of) < 0; };
    if (falls_in(plan_.changes))
      change(to);
    else if (falls_in(plan_.narrow))
      narrow(to);
    else if (falls_in(bursts))
      burst(to);
    else if (falls_in(0.04))
      repeat(to);
    else if (falls_in(0.04))
      link(to, dice_.below(plan_.rooms), kind::prepare);
    else if (falls_in(0.25))
      chat(to, dice_.below(plan_.rooms));
    else
      link(to, dice_.below(plan_.rooms), kind::link);
  }

  std::vector<std::uint64_t> new_songs() {
    std::vector<std::uint64_t> songs;
    for (std::size_t count = dice_.chance(0.8) ? 1 : dice_.between(2, 3); count > 0; --count)
      songs.push_back(++last_song_);
    return songs;
  }

  void link(std::vector<act>& to, std::size_t room, kind how) {
    act made = make(how);
    made.room = room;
    made.songs = new_songs();
    made.in_thread = dice_.chance(0.2);
    made.message = links_.size();
    const bool delivered = how == kind::link;
    links_.push_back({room, delivered, delivered});
    if (!delivered)
      held_back_.push_back(made.message);
    to.push_back(std::move(made));
  }

  void deliver(std::vector<act>& to) {
    act made = make(kind::deliver);
    made.message = held_back_.front();
    held_back_.pop_front();
    links_[made.message].may_change = true;
    links_[made.message].delivered = true;
    to.push_back(std::move(made));
  }

  void chat(std::vector<act>& to, std::size_t room) {
    act made = make(kind::chat);
    made.room = room;
    to.push_back(std::move(made));
  }

  void narrow(std::vector<act>& to) {
    act made = make(kind::narrow);
    made.count = dice_.between(1, 3);
    narrow_for_ = dice_.between(5, 20);
    to.push_back(std::move(made));
    burst(to);
  }

  /// Many messages at once in one room: what makes a narrow timeline limited.
  void burst(std::vector<act>& to) {
    const std::size_t room = dice_.below(plan_.rooms);
    for (std::size_t count = dice_.between(3, 10); count > 0; --count)
      if (dice_.chance(0.5))
        link(to, room, kind::link);
      else
        chat(to, room);
  }

  /// A link event that was delivered: mostly one of the last.
  std::optional<std::size_t> some_message() {
    if (links_.empty())
      return std::nullopt;
    const std::size_t span = dice_.chance(0.8) ? std::min(recent, links_.size()) : links_.size();
    const std::size_t message = links_.size() - 1 - dice_.below(span);
    return links_[message].delivered ? std::optional(message) : std::nullopt;
  }

  void repeat(std::vector<act>& to) {
    const auto message = some_message();
    if (!message)
      return;
    act made = make(dice_.chance(0.6) ? kind::repeat : kind::repeat_reply);
    made.message = *message;
    to.push_back(std::move(made));
  }

  void change(std::vector<act>& to) {
    const auto message = some_message();
    if (!message || !links_[*message].may_change)
      return;
    const double share = dice_.share();
    act made = make(share < 0.15 ? kind::forge_edit : share < 0.7 ? kind::edit : kind::redact);
    made.message = *message;
    const bool keeps_links =
        made.what == kind::forge_edit || (made.what == kind::edit && dice_.chance(0.8));
    if (keeps_links)
      made.songs = new_songs();
    else
      links_[*message].may_change = false; // what links that come back ask for, nothing says
    to.push_back(std::move(made));
  }

  const storm_plan& plan_;
  test::dice dice_;
  double time_ = 0;
  std::size_t acts_ = 0;
  std::size_t narrow_for_ = 0; ///< acts until timelines are as wide as usual
  std::uint64_t last_song_ = 0;
  std::vector<link_event> links_;
  std::deque<std::size_t> held_back_;
};

} // namespace

std::vector<life> write_script(const storm_plan& plan) {
  return author(plan).write();
}

} // namespace musiclink::storm
