#pragma once

#include "core/model/time.hpp"

#include <optional>

namespace musiclink::matrix {

/// Whether an access token that the homeserver refuses is dead. `M_UNKNOWN_TOKEN` also comes
/// from a homeserver that starts, whose database lags, or from a proxy that leads elsewhere; and
/// to believe it ends the service where nobody restarts it. So a request that is refused only
/// makes us ask whoami, with the same token; and whoami is believed once it has said the same
/// again and again for a minute. A trial is about one token: another one has another trial.
class token_trial {
public:
  /// A request other than whoami was refused: how long to wait before whoami is asked. A
  /// homeserver that refuses requests with a token that whoami accepts must not make us ask in
  /// a loop.
  milliseconds request_refused(unix_ms now);

  /// whoami refused the token: how long to wait before it is asked again. An answer that came
  /// before that wait was over, as after a reload, proves nothing new.
  milliseconds whoami_refused(unix_ms now);

  /// whoami named the account.
  void whoami_accepted(unix_ms now);

  /// whoami has refused the token often and long enough.
  bool is_dead() const;

private:
  unsigned refusals_ = 0;       ///< by whoami, in a row
  unix_ms due_ = 0;             ///< when whoami is to be asked again
  unix_ms asked_ = 0;           ///< when it was asked last
  unsigned contradictions_ = 0; ///< requests refused soon after whoami had accepted
  std::optional<unix_ms> accepted_;
};

} // namespace musiclink::matrix
