#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace musiclink::match {

/// The words of a text that is already folded (core/text/unicode.hpp), spelt as they
/// are compared: without punctuation, `&` and `+` as "and", "Pt. II" as "pt" "2",
/// "P!nk" as "pink". A text of punctuation only ("÷", "???") is one word.
using words = std::vector<std::string>;
words words_of(std::string_view folded);

/// The words as one text, without the spaces that services disagree about ("AC/DC",
/// "Re-Wind"), except between digits ("No. 4 1" is not "No. 41").
std::string key(const words& of);

/// A key for which "ü" and "ue" are one, and "å" and "aa", "đ" and "dj".
std::string loose_key(const words& of);

/// Whether two texts are the same words; stars stand for letters ("F**k").
bool same_words(const words& left, const words& right);

/// Whether a text is written in Latin letters, in others, in both or has none.
enum class script { none, latin, other, mixed };
script script_of(std::string_view folded);

/// Whether it begins with a Han, Kana or Hangul character: scripts whose titles are
/// often given in English beside.
bool is_east_asian(const words& of);

/// The words of one script: "周杰倫 Jay Chou" has two names in it, as has "GEM鄧紫棋".
words only(script wanted, const words& of);

bool is_number(std::string_view word) noexcept;

} // namespace musiclink::match
