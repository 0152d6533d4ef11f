#pragma once

#include "core/match/vocabulary.hpp"
#include "core/model/facts.hpp"

#include <cstdint>

namespace musiclink::match {

enum class closeness : std::uint8_t {
  unknown,
  agrees,    ///< 3 s at most: the same recording, if the names are the same
  fits,      ///< a video is somewhat longer than its song
  questions, ///< neither
  contradicts,
};

/// Compares the lengths of two recordings; `label` is what either title says of
/// its video.
closeness compare_lengths(const facts& left, const facts& right, label of_video);

/// The same for albums, of which editions differ.
closeness compare_album_lengths(const facts& left, const facts& right);

} // namespace musiclink::match
