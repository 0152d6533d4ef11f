#include "core/parity/text.hpp"

#include <algorithm>

namespace musiclink {
namespace {

/// Below that a room has not shown enough to be judged by.
constexpr std::size_t few = 20;

void append_missing(std::string& to, const char* whose, const std::vector<std::string>& from,
                    const std::vector<std::string>& in_both) {
  for (const auto& link : from)
    if (std::ranges::find(in_both, link) == in_both.end())
      to.append("    ").append(whose).append(link).append("\n");
}

std::string number_of(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + (count == 1 ? one : many);
}

std::string number_of_alike(std::size_t count) {
  return count == 0 ? "none was" : number_of(count, " was", " were");
}

} // namespace

std::string case_text(const parity_case& what) {
  std::string text;
  append_missing(text, "only ours:   ", what.ours, what.theirs);
  append_missing(text, "only theirs: ", what.theirs, what.ours);
  return text;
}

std::string counts_text(const parity_report& report) {
  return std::to_string(report.same) + " same, " + std::to_string(report.differs) + " different, " +
         std::to_string(report.only_theirs) + " theirs alone, " + std::to_string(report.only_ours) +
         " ours alone";
}

std::string advice(const parity_report& report, bool compared) {
  if (!compared)
    return "Nothing is compared: name the bot that answers now in shadow.compareWith and send "
           "SIGHUP, to see what would change.";
  const auto unlike = report.differs + report.only_theirs + report.only_ours;
  const auto total = report.same + unlike;
  if (total == 0)
    return "There is nothing to compare in this time: wait until link events were answered, or "
           "look further back.";
  const auto of_all = "Of " + number_of(total, " link event ", " link events ");
  if (report.only_ours == total)
    return of_all + "the other bot answered none: check that shadow.compareWith names it, and "
                    "that it runs.";
  const auto alike = of_all + number_of_alike(report.same) + " answered alike: ";
  const auto above =
      (unlike == 1 ? std::string("the one") : "the " + std::to_string(unlike)) + " above";
  if (total < few)
    return alike + (unlike == 0 ? "" : "look at " + above + ", and ") +
           "wait for more before you set a room to active.";
  if (unlike == 0)
    return alike + "set the first room to active.";
  if (unlike * 10 <= total)
    return alike + "look at " + above + ", then set the first room to active.";
  if (report.only_theirs * 2 > unlike)
    return alike + "stay in shadow, and look in the log for why musiclink left alone the " +
           std::to_string(report.only_theirs) + " that only the other bot answered.";
  return alike + "stay in shadow until " + above + " are understood.";
}

} // namespace musiclink
