#include "core/parity/parity.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace musiclink {
namespace {

/// Sorted, each once: two such lists are equal when their sets are.
std::vector<std::string> as_set(std::vector<std::string> links) {
  std::sort(links.begin(), links.end());
  links.erase(std::unique(links.begin(), links.end()), links.end());
  return links;
}

/// Repeating the link of the message is no answer to it.
std::vector<std::string> without_echo(std::vector<std::string> links,
                                      const std::vector<std::string>& asked) {
  std::erase_if(links, [&](const auto& one) { return std::ranges::count(asked, one) != 0; });
  return as_set(std::move(links));
}

/// Gives each answer to the event that it belongs to.
class pairing {
public:
  pairing(const comparison& what, milliseconds window) : window_(window.count()) {
    for (const auto& event : what.events) {
      asked_.push_back({&event, {}});
      unanswered_[event.room_id].insert({event.at, asked_.size() - 1});
    }
    for (std::size_t at = 0; at < asked_.size(); ++at)
      by_id_.emplace(asked_[at].event->event_id, at);
    for (const auto& one : what.answers)
      their_ids_.insert(one.event_id);
    for (const auto* one : in_order(what.answers))
      take(*one);
  }

  struct asked {
    const compared_event* event;
    std::vector<std::string> theirs;
  };
  const std::vector<asked>& events() const noexcept { return asked_; }

  /// Answers to events that are no link events, one for each such event.
  std::vector<parity_case> strays() && {
    std::vector<parity_case> result;
    for (auto& [id, found] : strays_)
      result.push_back(std::move(found));
    return result;
  }

private:
  static std::vector<const their_answer*> in_order(const std::vector<their_answer>& answers) {
    std::vector<const their_answer*> result;
    for (const auto& one : answers)
      if (!one.links.empty())
        result.push_back(&one);
    std::ranges::stable_sort(result, {}, &their_answer::at);
    return result;
  }

  void take(const their_answer& what) {
    if (what.answers.empty())
      return take_newest_before(what);
    const auto found = by_id_.find(what.answers);
    if (found == by_id_.end())
      return take_stray(what);
    const auto& event = *asked_[found->second].event;
    if (event.room_id != what.room_id || what.at - event.at > window_)
      return;
    unanswered_[event.room_id].erase({event.at, found->second});
    add(found->second, what);
  }

  void take_newest_before(const their_answer& what) {
    auto& open = unanswered_[what.room_id];
    const auto behind = open.upper_bound({what.at, asked_.size()});
    if (behind == open.begin())
      return;
    const auto newest = std::prev(behind);
    if (what.at - newest->first > window_)
      return;
    const auto at = newest->second;
    open.erase(newest);
    add(at, what);
  }

  void take_stray(const their_answer& what) {
    if (their_ids_.contains(what.answers))
      return; // they talk among themselves
    auto& found = strays_[what.answers];
    if (found.theirs.empty())
      found = {parity_kind::only_theirs, what.room_id, what.answers, what.at, {}, {}};
    found.theirs.insert(found.theirs.end(), what.links.begin(), what.links.end());
  }

  void add(std::size_t at, const their_answer& what) {
    auto& theirs = asked_[at].theirs;
    theirs.insert(theirs.end(), what.links.begin(), what.links.end());
  }

  const unix_ms window_;
  std::vector<asked> asked_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
  /// By room, the events that have no answer yet by their time.
  std::unordered_map<std::string_view, std::set<std::pair<unix_ms, std::size_t>>> unanswered_;
  std::unordered_set<std::string_view> their_ids_;
  std::map<std::string_view, parity_case> strays_;
};

/// Whether our side counts as it is now. An event that waits for its resolvers may wait for many
/// minutes: once the window is over, they have answered and we have not.
bool is_decided(our_state ours, bool window_is_over) {
  switch (ours) {
  case our_state::said:
  case our_state::silent:
    return true;
  case our_state::pending:
    return window_is_over;
  case our_state::left_out:
    break;
  }
  return false;
}

/// What is to be said of an event, or nothing as long as that is open.
std::optional<parity_case> judge(const pairing::asked& what, bool window_is_over) {
  const auto& event = *what.event;
  if (!is_decided(event.ours, window_is_over))
    return std::nullopt;
  parity_case result{parity_kind::same,
                     event.room_id,
                     event.event_id,
                     event.at,
                     without_echo(event.said, event.links),
                     without_echo(what.theirs, event.links)};
  if (result.theirs.empty() && (result.ours.empty() || !window_is_over))
    return std::nullopt;
  if (result.theirs.empty())
    result.kind = parity_kind::only_ours;
  else if (result.ours.empty())
    result.kind = parity_kind::only_theirs;
  else if (result.ours != result.theirs)
    result.kind = parity_kind::differs;
  return result;
}

void count(parity_case what, parity_report& in) {
  switch (what.kind) {
  case parity_kind::same:
    ++in.same;
    return;
  case parity_kind::differs:
    ++in.differs;
    break;
  case parity_kind::only_theirs:
    ++in.only_theirs;
    break;
  case parity_kind::only_ours:
    ++in.only_ours;
    break;
  }
  in.cases.push_back(std::move(what));
}

} // namespace

std::string_view to_key(parity_kind kind) noexcept {
  switch (kind) {
  case parity_kind::same:
    return "same";
  case parity_kind::differs:
    return "differs";
  case parity_kind::only_theirs:
    return "onlyTheirs";
  case parity_kind::only_ours:
    return "onlyOurs";
  }
  return {};
}

parity_report parity_of(const comparison& what, const shadow_settings& how, unix_ms since,
                        unix_ms now) {
  // One side may have forgotten already what is older.
  const auto from = std::max(since, now - milliseconds(how.keep).count());
  const auto window = how.window.count();
  pairing paired(what, how.window);
  parity_report report;
  for (const auto& one : paired.events())
    if (one.event->at >= from)
      if (auto found = judge(one, now - one.event->at > window))
        count(std::move(*found), report);
  for (auto& stray : std::move(paired).strays())
    // What it answers was sent up to a window before it, and may be from before that time.
    if (stray.at - window >= from) {
      stray.theirs = as_set(std::move(stray.theirs));
      count(std::move(stray), report);
    }
  std::ranges::stable_sort(report.cases, {}, &parity_case::at);
  return report;
}

unix_ms compare_until(const shadow_settings& how, unix_ms now) noexcept {
  return how.compare_with.empty() ? 0 : now + milliseconds(how.keep).count();
}

} // namespace musiclink
