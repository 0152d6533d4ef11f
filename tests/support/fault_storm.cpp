#include "tests/support/fault_storm.hpp"

#include "tests/support/bad_answers.hpp"

#include <utility>

namespace musiclink::test {

namespace {

constexpr std::size_t deep = 20'000;
constexpr std::size_t huge = 2'000'000;

fault of_kind(fault::kind kind) {
  fault made;
  made.what = kind;
  return made;
}

} // namespace

/// An answer that says nothing of what was done, or not done.
fault fault_storm::garbled(http_reply reply) {
  fault made = of_kind(dice_.chance(0.5) ? fault::kind::answer : fault::kind::answer_after);
  made.reply = std::move(reply);
  return made;
}

fault fault_storm::server_error() {
  const int status = 500 + static_cast<int>(dice_.below(5));
  return garbled(dice_.chance(0.5) ? html_reply(status)
                                   : error_reply(status, "M_UNKNOWN", "Internal server error"));
}

std::optional<fault> fault_storm::draw() {
  double share = dice_.share();
  const auto falls_in = [&](double rate) { return (share -= rate) < 0; };
  if (falls_in(rates_.limited)) {
    fault made = of_kind(fault::kind::answer);
    made.reply = limited_reply(milliseconds(dice_.between(1, rates_.longest_wait.count())), true,
                               false); // a header would say at least a second
    return made;
  }
  if (falls_in(rates_.server_error))
    return server_error();
  if (falls_in(rates_.drop_before))
    return of_kind(fault::kind::drop_before);
  if (falls_in(rates_.drop_after))
    return of_kind(fault::kind::drop_after);
  if (falls_in(rates_.truncate))
    return of_kind(fault::kind::truncate);
  if (falls_in(rates_.html))
    return garbled(html_reply(200));
  if (falls_in(rates_.deep_json))
    return garbled(deep_json_reply(deep));
  if (falls_in(rates_.huge_json))
    return garbled(huge_json_reply(huge));
  if (falls_in(rates_.wrong_types))
    return garbled(wrong_types_reply());
  if (falls_in(rates_.delay)) {
    fault made = of_kind(fault::kind::delay);
    made.wait = milliseconds(dice_.between(1, rates_.longest_delay.count()));
    return made;
  }
  return std::nullopt;
}

std::optional<fault> fault_storm::next() {
  std::optional<fault> drawn = draw();
  if (!drawn)
    return drawn;
  ++counts_.faults;
  const fault::kind kind = drawn->what;
  if (kind == fault::kind::drop_after || kind == fault::kind::truncate ||
      kind == fault::kind::answer_after)
    ++counts_.lost_answers;
  return drawn;
}

} // namespace musiclink::test
