#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace musiclink {

/// A text as it is compared: lower case, compatibility forms (full width, ™, ﬁ) as
/// plain ones, Latin letters as ASCII ("Sigur Rós", "Motörhead", "ø", "ł", "ß"),
/// Greek without accents, Arabic and Hebrew without vowel signs, Chinese in
/// simplified characters, dashes and quotation marks as ASCII. Other scripts stay
/// whole: nothing is transliterated. Quotes of every script are `"` (apostrophes
/// stay `'`), brackets of every script () [] {}. Bytes that are not UTF-8 read as
/// U+FFFD.
std::string folded(std::string_view text);

/// The name of a language (ISO 639) in a language: "fr" in "de" is "Französisch".
std::string language_name(const char* language, const char* in);

/// Whether a character belongs to words: a letter, a digit or a mark on one.
bool is_word_character(char32_t character) noexcept;

/// Whether a character shows nothing: a space, a control or format character, a filler.
bool is_invisible(char32_t character) noexcept;

/// How many columns of a terminal a text takes: two for a wide character, none for
/// a mark on another.
std::size_t terminal_columns(std::string_view text);

} // namespace musiclink
