#pragma once

#include <cstddef>
#include <string_view>

namespace musiclink::services {

// Shapes of ids and slugs (corpus rule 4). None is satisfied by an empty text.

bool is_digits(std::string_view text) noexcept;
bool is_hex(std::string_view text) noexcept;
bool is_uuid(std::string_view text) noexcept;
/// Letters and digits.
bool is_base62(std::string_view text) noexcept;
/// Letters, digits, - and _: short codes, YouTube ids, the slugs of most services.
bool is_code(std::string_view text) noexcept;
/// A code that may hold dots inside: smart-link pages, user names.
bool is_dotted_code(std::string_view text) noexcept;

/// Two letters: a country, a storefront, a language.
bool is_country(std::string_view text) noexcept;
/// A language or a language and a region: "pt", "pt-br".
bool is_locale(std::string_view text) noexcept;

} // namespace musiclink::services
