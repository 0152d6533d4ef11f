#include "core/unicode.hpp"

#include <unicode/translit.h>
#include <unicode/uchar.h>

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
  // ICU does not let threads share a transliterator.
  thread_local const auto folding = make_folding();
  auto wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  folding->transliterate(wide);
  std::string result;
  wide.toUTF8String(result);
  return result;
}

bool is_word_character(char32_t character) noexcept {
  const auto point = static_cast<UChar32>(character);
  constexpr std::uint32_t marks = U_GC_M_MASK;
  return u_isalnum(point) != 0 || (U_GET_GC_MASK(point) & marks) != 0;
}

} // namespace musiclink
