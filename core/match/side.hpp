#pragma once

#include "core/match/artists.hpp"
#include "core/match/reading.hpp"
#include "core/match/title.hpp"
#include "core/model/facts.hpp"

namespace musiclink::match {

/// One side of a pair: what was given, and how it reads beside the other.
struct side {
  const facts& given;
  artists by; ///< the list of artists; of a video its channel
  title apart;
  reading reads;

  bool is_video() const noexcept { return given.type == item_type::video; }
};

} // namespace musiclink::match
