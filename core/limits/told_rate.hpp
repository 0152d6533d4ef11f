#pragma once

#include "core/model/steady_time.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace musiclink {

/// How often somebody lets us send who tells with each refusal, to the millisecond, when the next
/// send would be accepted (Synapse does).
///
/// Such a limit is a straight line: after n sends that were accepted, the next token is there at
/// t(n) = t(0) + n * interval. A refusal names one point of it, and two points name the line. From
/// then on each send goes out when its token is there. A send in so many goes out early on purpose:
/// it is refused, names the next point, and costs nothing else; if it is accepted, the limit has
/// become wider, and the next ones go out early too.
///
/// A bucket that has been full loses tokens, so that the line begins anew: one that holds a single
/// token does so with each send.
///
/// What does not lie on the line (a refusal although there was a token, or another time than
/// foreseen) is only suspected. The next send goes out at once: if it is accepted before the time
/// that was told, the refusal was no limit's; if it is refused and names the same time, the line is
/// a new one.
///
/// A pure value: the owner passes the time. The begin of a send stands for its arrival.
class told_rate {
public:
  /// How long until the next send fits; zero: now.
  milliseconds wait(steady_time now) const;

  void begin(steady_time now);
  void accepted(steady_time begun);
  /// `told`: the wait that the refusal named.
  void refused(steady_time begun, milliseconds told);
  /// What became of it says nothing of a limit.
  void give_back(steady_time begun);

  /// The rate, while a limit is known.
  std::optional<double> per_second() const noexcept;

  /// Whether the next send is to find out what the last refusal meant.
  bool is_in_doubt() const;

private:
  /// One that took a token, or may.
  struct send {
    double at = 0;
    double foreseen = 0; ///< when there should be a token for it
    bool is_accepted = false;
  };

  /// What a refusal says: after `count` sends there is a token at `time`.
  struct point {
    double time = 0;
    std::uint64_t count = 0;
    double sent_at = 0;
    double told = 0;
    double foreseen = 0; ///< when that token should have been there
  };

  /// What refusals say of a limit that is not known yet.
  struct first_refusals {
    unsigned points = 0;
    double longest_told = 0;
    double longest_interval = 1e18;
  };

  bool is_limited() const noexcept { return interval_ > 0; }
  double tolerance() const noexcept;
  double margin() const noexcept;

  double foreseen_for_accepted(double at);
  std::uint64_t sent_after(double at) const;
  double last_before(double at) const;
  void take_token(send& one);
  void move_line(double at, double due);
  double forget_send(double at);

  double longest_interval(const point& what) const;
  bool is_possible(const point& what) const;
  bool is_on_line(const point& what) const;
  bool confirms(const point& what) const;
  bool is_chance(const point& what);
  void note_first(const point& what);
  void note_chance();
  bool knew_already(const point& what);
  unsigned enough_strikes() const;
  void suspect(const point& what);
  void judge_suspect(double accepted_at, double foreseen);
  void go_early(double at);
  void learn_first(const point& what);
  void correct_line(const point& what);
  void learn(const point& what);
  void plan_probe(double interval_before);

  double interval_ = 0; ///< from one token to the next, in ms; 0: no limit is known
  double due_ = 0;      ///< when there is a token for the next send
  double most_ = 1;     ///< tokens that the bucket holds
  double jitter_ = 1;   ///< how much later than foreseen tokens were there, lately
  std::optional<point> known_;
  double known_interval_ = 0;
  bool was_full_ = true; ///< tokens may have been lost since `known_`

  std::deque<send> counted_; ///< the last ones
  std::uint64_t count_ = 0;  ///< of all of these

  std::optional<point> suspect_;
  std::optional<point> last_refused_; ///< while no limit is known
  first_refusals first_;
  unsigned strikes_ = 0;   ///< refusals in a row
  unsigned undecided_ = 0; ///< suspects that were waited out
  double chance_ = 0.03;   ///< share of the sends that are refused for no limit's sake

  unsigned known_chance_ = 0; ///< refusals that were proven to be no limit's

  double not_before_ = 0;
  unsigned until_probe_ = 0;
  bool is_new_ = false; ///< the line is known from one point, or has just changed
  unsigned early_ = 0;  ///< sends that were accepted too early since `known_`
};

} // namespace musiclink
