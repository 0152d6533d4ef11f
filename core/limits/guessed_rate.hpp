#pragma once

#include "core/model/steady_time.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace musiclink {

/// How often somebody lets us send, learned from what is accepted and what is refused.
///
/// A bank of hypotheses: that there is a token bucket (Synapse's `rc_message`) of each
/// rate from 1 in 100 s to 1,000 a second, 7 % apart, and that there is none, so that refusals come
/// at random. Each foresees what becomes of every send and is doubted for what it did not foresee:
/// an accepted send for which it had no token, a refusal although it had one, a told wait that is
/// not its own. Doubts fade within some tens of sends, so that a limit that changes is found.
///
/// We send as the most generous one allows of those that are hardly doubted, and climb towards it
/// step by step: it is what finds out whether more is allowed, at the price of a refusal in some
/// tens of sends. Saving up what was not sent, waiting out what was told, and telling a limit from
/// refusals at random all follow from the hypotheses.
///
/// A pure value: the owner passes the time. Rejected: additive increase and multiplicative
/// decrease, which loses a quarter of each limit and starves where refusals are random; a rate
/// taken from the told waits alone, which are rounded up, absent, or another room's.
class guessed_rate {
public:
  guessed_rate();

  /// How long until the next send fits; zero: now.
  milliseconds wait(steady_time now);

  void begin(steady_time now);
  void accepted(steady_time begun);
  /// `told`: the wait that the refusal named.
  void refused(steady_time begun, std::optional<milliseconds> told, steady_time now);
  /// What became of it says nothing of a limit.
  void give_back();

  /// The rate, while a limit is believed in.
  std::optional<double> per_second() const noexcept;

  /// Refusals since the last send that was accepted.
  unsigned refused_in_a_row() const noexcept { return in_a_row_; }

private:
  static constexpr std::size_t count = 171;
  static constexpr std::size_t no_limit = count - 1; ///< the last one

  /// A bucket of that rate, which has one token at `free_at` and fills from then on.
  struct hypothesis {
    double per_ms = 0;
    double free_at = 0;
    double doubt = 0;
    double sends = 0;   ///< for which it had a token, lately
    double refused = 0; ///< of these

    double tokens(double at, double most) const noexcept;
    double doubt_of_random() const noexcept; ///< that a refusal was no limit's
    void foresaw_token(bool accepted) noexcept;
  };

  void follow(steady_time now);
  void fade();
  std::size_t most_generous(double doubt_above_least) const;
  double most_tokens() const noexcept;
  void choose(std::size_t which);
  void count_unmoved();
  bool is_no_limit_doubted() const;
  void be_unmoved();

  std::array<hypothesis, count> all_;
  std::size_t chosen_ = no_limit;
  bool refused_ever_ = false; ///< before, it is not known when a token is free
  double saved_up_ = 0;       ///< what was accepted before the first refusal
  double allowance_ = 1;      ///< tokens of our own, at the chosen rate
  steady_time followed_at_{};
  steady_time heard_at_{};       ///< of the last refusal
  double unforeseen_ = 0;        ///< refusals while limited although there was a token, lately
  unsigned unmoved_left_ = 0;    ///< sends for which no limit is believed in
  unsigned unmoved_length_ = 0;  ///< of the last time
  double enough_unforeseen_ = 6; ///< for that
  bool confirmed_ = false;       ///< a told wait was waited out, and right
  double told_until_ = 0;        ///< the newest one, at least
  unsigned on_wire_ = 0;
  unsigned in_a_row_ = 0;
  unsigned accepted_in_a_row_ = 0;
};

} // namespace musiclink
