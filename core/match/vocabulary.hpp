#pragma once

#include "core/match/words.hpp"

#include <set>
#include <string>

namespace musiclink::match {

/// What sets a recording apart from others of the same title. `kinds` are "live",
/// "remix", ...; `details` the words that name which: who mixed, where it was.
struct version {
  std::set<std::string> kinds;
  std::set<std::string> details;

  void add(const version& more);
};

/// The version that the words of a bracket, or of what follows a dash, speak of;
/// no kinds if they speak of none.
version version_in(const words& of);

/// The same for the name of who plays: karaoke and tribute labels.
version version_in_name(const words& of);

/// Whether these words say nothing of the recording: "remastered 2011", "official
/// video", "deluxe edition".
bool is_noise(const words& of);

/// "From 'Frozen'", "Titanic Soundtrack": where a song comes from.
bool names_origin(const words& of);

/// "1983"
bool is_year(std::string_view word) noexcept;

/// What the words of a title say of a video: whether it is marked as the artist's
/// own or as showing the song (`official`, `lyrics`), and whether it is only the
/// recording with a picture, so that its length is the recording's (`audio`).
struct label {
  bool marked = false;
  bool audio = false;

  void add(label more) {
    marked = marked || more.marked;
    audio = audio || more.audio;
  }
};
label label_in(const words& of);

} // namespace musiclink::match
