#pragma once

#include "core/match/words.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::match {

/// What a phrase of core/match/vocabulary/ means.
struct term {
  std::string_view subject; ///< "live", "noise", ...: the file
  std::string_view group;   ///< "concert": the header above it
  bool same = false;        ///< all phrases of the group mean the same

  /// Whether it never makes another recording.
  bool is_noise() const noexcept { return subject == "noise" || subject == "upload"; }
  bool is_filler() const noexcept { return group == "filler"; }
};

/// One phrase of a text, or one word that is not known.
struct spoken {
  std::string text;
  const term* means = nullptr; ///< null: not known
};
std::vector<spoken> spoken_in(const words& of);

/// The first phrase that tells of another recording ("live", "ao vivo"), or null.
struct version {
  std::string text;
  const term* means = nullptr;
};
version version_in(const words& of);

/// Whether these words say nothing of the recording: "remastered 2011", "official
/// video", "deluxe edition". Each of them has to be known.
bool is_noise(const words& of);

/// "From 'Frozen'", "Titanic Soundtrack": the film that a song comes from. `beside` are
/// the words that stand in no quotation marks.
bool names_origin(const words& of, const words& beside);

/// The words without what only says that a version is one ("Acoustic Version"), and
/// with one spelling for phrases that mean the same ("ao vivo" and "live").
std::vector<std::string> canonical(const words& of);

/// Whether they are the same words but for how people spell them: "Luv 4 U", "Colour".
bool same_in_any_spelling(const words& left, const words& right);

/// A title that many records use: "Intro", "Track 1", "Kapitel 3".
bool is_used_again(const words& title);

/// Whether a channel's name is that of a label or a distributor.
bool is_label(const words& name);
bool is_composer(const words& name);
/// Whether it is one whose works only others play.
bool is_played_by_others(const words& name);

/// One name for all names of an artist who has several, or nothing.
std::string_view known_as(const words& name);

/// The word or phrase of classical works that begins at `at`, as one spelling, and how
/// many words it takes; none: not such a word.
struct classical_word {
  std::string text;
  std::size_t count = 0;
};
classical_word classical_word_at(const words& of, std::size_t at);

/// "1983"
bool is_year(std::string_view word) noexcept;

/// What the words of a title say of a video: whether it is marked as the artist's
/// own or as showing the song (`official`, `lyrics`), and whether it is only the
/// recording with a picture, so that its length is the recording's (`audio`).
struct label {
  bool marked = false;
  bool official = false;
  bool audio = false;
  bool shown = false; ///< how well the picture or the sound is

  void add(label more) {
    marked = marked || more.marked;
    official = official || more.official;
    audio = audio || more.audio;
    shown = shown || more.shown;
  }
};
label label_in(const words& of);

/// A text of words, for people and as a key.
std::string spaced(const words& of);

} // namespace musiclink::match
