#pragma once

#include "core/match/reasons.hpp"

#include <string>
#include <utility>

namespace musiclink::match {

/// Gathers what speaks against a pair. The gravest decides; only its reasons are kept.
class opinion {
public:
  void against(cause of, std::string about = {}) { add(verdict::different, of, std::move(about)); }
  void doubt(cause of, std::string about = {}) { add(verdict::doubtful, of, std::move(about)); }

  /// It holds if the lengths agree.
  void need_length() noexcept { needs_length_ = true; }

  judgement end(bool lengths_agree) {
    if (needs_length_ && !lengths_agree)
      doubt(cause::no_length);
    return std::move(found_);
  }

private:
  void add(verdict how, cause of, std::string about) {
    if (how < found_.how)
      return;
    if (how > found_.how)
      found_.reasons.clear();
    found_.how = how;
    found_.reasons.push_back({of, std::move(about)});
  }

  judgement found_{verdict::sure, {}};
  bool needs_length_ = false;
};

} // namespace musiclink::match
