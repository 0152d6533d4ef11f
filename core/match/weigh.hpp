#pragma once

#include "core/match/judge.hpp"
#include "core/match/reading.hpp"

namespace musiclink::match {

/// One side of a comparison, prepared.
struct side {
  const facts& given;
  artists by;
  title apart;
  reading reads;
};

/// The verdict on two works that are of one kind and share no code.
verdict weigh(side& left, side& right, bool albums);

} // namespace musiclink::match
