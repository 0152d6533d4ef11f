#pragma once

#include "core/match/reasons.hpp"
#include "core/model/facts.hpp"
#include "core/model/song.hpp"

#include <string>
#include <string_view>
#include <vector>

// How an answer came about: who was asked about a link, what each offered, and what the judge
// said of it.

namespace musiclink {

/// An item that somebody offers for a link.
struct offer {
  facts what;
  std::vector<std::string> urls;
  bool taken = false;
  std::vector<reason> reasons{}; ///< the judge's
  std::string note{};            ///< why it was left out, where the judge was not asked
};

/// What somebody said who was asked about a link.
struct trail_step {
  std::string who{};           ///< "deezer"
  bool is_source = false;      ///< the link's own service, about the link itself
  std::string trouble{};       ///< why there is no answer
  std::vector<offer> offers{}; ///< none: nothing like the item
};

/// A step for each who is asked, however many questions that takes.
class trail_recorder {
public:
  trail_step& step_of(std::string_view who, bool is_source = false);
  /// What two searches bring is told once, as it was brought last.
  void tell(std::string_view who, offer what);
  void append(const std::vector<trail_step>& steps);

  const std::vector<trail_step>& steps() const noexcept { return steps_; }

private:
  std::vector<trail_step> steps_;
};

/// What an answer says of its item.
facts facts_of(const song& found);
/// The answer as an offer, taken until somebody judges it.
offer offer_of(const song& found);

/// Why an offer was left out, in words.
std::string reasons_text(const offer& what);

/// What was left out, at most so much of it: what is doubtful says more than what is another song.
std::vector<rejected_offer> rejected(const std::vector<trail_step>& trail);

/// For people.
std::vector<std::string> lines_of(const std::vector<trail_step>& trail);
std::string to_text(const rejected_offer& what);

} // namespace musiclink
