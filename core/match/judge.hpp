#pragma once

#include "core/match/reasons.hpp"
#include "core/model/facts.hpp"

namespace musiclink {

/// Judges by kind, title, artists, length, album, ISRC and UPC, with the reasons. Every
/// word is accounted for: what is neither matched nor known to mean nothing leaves the
/// pair doubtful. The order does not matter. Knows no service and asks nobody.
judgement judge_with_reasons(const facts& source, const facts& candidate);

verdict judge(const facts& source, const facts& candidate);

} // namespace musiclink
