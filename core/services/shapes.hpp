#pragma once

#include <cstddef>
#include <string_view>

namespace musiclink::services {

// Shapes of ids and slugs (core/links/RULES.md 4). None is satisfied by an empty text.

bool is_digits(std::string_view text) noexcept;
bool is_hex(std::string_view text) noexcept;
bool is_uuid(std::string_view text) noexcept;
/// A uuid, alone or with a prefix that says whose list it is: "lk.6c9e0d5a-...".
bool is_prefixed_uuid(std::string_view text) noexcept;
/// Letters and digits.
bool is_base62(std::string_view text) noexcept;
/// Letters, digits, - and _: short codes, YouTube ids, the slugs of most services.
bool is_code(std::string_view text) noexcept;
/// A code that may hold dots inside: smart-link pages, user names.
bool is_dotted_code(std::string_view text) noexcept;

/// Two letters: a country, a storefront, a language.
bool is_country(std::string_view text) noexcept;
/// A country or a language, alone or with a script and a region: "pt", "pt-br", "zh-Hant-TW",
/// "es-419". Three letters are a language only where more follows: "usa" is none.
bool is_locale(std::string_view text) noexcept;
/// What a page of an artist's may show of them behind the artist's id: "albums", "top-tracks".
/// Concerts, merchandise and stations are no music.
bool is_artist_view(std::string_view word) noexcept;

} // namespace musiclink::services
