#include "core/text/unicode.hpp"

#include "core/text/ascii.hpp"
#include "core/text/text.hpp"
#include "core/text/utf8.hpp"

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <memory>

namespace musiclink {
namespace {

constexpr auto rules = u8R"(
[™®©] > ; × > ' x ' ;
[「」『』《》〈〉“”„«»‹›] > '"' ; [【〔] > '[' ; [】〕] > ']' ; 〜 > '~' ;
:: NFKC ; :: Lower ; :: [:Cf:] Remove ;
:: Traditional-Simplified ; :: [^÷] Latin-ASCII ; :: [:Greek:] NFD ;
:: [\u0300-\u036f \u0591-\u05c7 \u0640 \u064b-\u0652] Remove ;
ς > σ ; ё > е ; [أإآ] > ا ;
)";

std::unique_ptr<icu::Transliterator> make_folding() {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  const auto* text = reinterpret_cast<const char*>(rules);
  return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createFromRules(
      "musiclink", icu::UnicodeString::fromUTF8(text), UTRANS_FORWARD, where, status));
}

} // namespace

std::string folded(std::string_view text) {
  // What most titles are needs no tables.
  if (consists_of(text, is_ascii)) {
    std::string plain(text);
    std::ranges::transform(plain, plain.begin(), to_lower);
    return plain;
  }
  // ICU does not let threads share a transliterator.
  thread_local const auto folding = make_folding();
  auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  folding->transliterate(wide);
  std::string result;
  wide.toUTF8String(result);
  return result;
}

std::string language_name(const char* language, const char* in) {
  icu::UnicodeString name;
  icu::Locale(language).getDisplayLanguage(icu::Locale(in), name);
  std::string result;
  name.toUTF8String(result);
  return result;
}

bool is_word_character(char32_t character) noexcept {
  const auto point = static_cast<UChar32>(character);
  constexpr std::uint32_t marks = U_GC_M_MASK;
  return u_isalnum(point) != 0 || (U_GET_GC_MASK(point) & marks) != 0;
}

bool is_invisible(char32_t character) noexcept {
  constexpr char32_t blank_braille = 0x2800; // a symbol to Unicode
  const auto point = static_cast<UChar32>(character);
  constexpr std::uint32_t unseen = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_Z_MASK;
  return (U_GET_GC_MASK(point) & unseen) != 0 || character == blank_braille ||
         u_hasBinaryProperty(point, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

std::size_t terminal_columns(std::string_view text) {
  std::size_t columns = 0;
  const auto valid = to_utf8(text);
  for (std::string_view rest = valid; !rest.empty();) {
    const auto character = static_cast<UChar32>(take_character(rest));
    const auto mark = U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK;
    if ((U_GET_GC_MASK(character) & mark) != 0)
      continue;
    const auto width = u_getIntPropertyValue(character, UCHAR_EAST_ASIAN_WIDTH);
    columns += width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
  }
  return columns;
}

} // namespace musiclink
