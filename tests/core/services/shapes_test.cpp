#include "core/services/shapes.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace musiclink::services;

TEST_CASE("no shape is satisfied by nothing") {
  for (const auto shape : {is_digits, is_hex, is_uuid, is_prefixed_uuid, is_base62, is_code,
                           is_dotted_code, is_country, is_locale, is_artist_view})
    CHECK_FALSE(shape(""));
}

TEST_CASE("numbers are of ASCII digits") {
  CHECK(is_digits("0123456789"));
  CHECK_FALSE(is_digits("12ab"));
  CHECK_FALSE(is_digits("-1"));
  CHECK_FALSE(is_digits("\u0661"));
}

TEST_CASE("a uuid has its five groups") {
  CHECK(is_uuid("36ea71a8-445e-41a4-82AB-6628c581535d"));
  CHECK_FALSE(is_uuid("36ea71a8445e41a482ab6628c581535d"));
  CHECK_FALSE(is_uuid("36ea71a8-445e-41a4-82ab-6628c581535d-"));
  CHECK_FALSE(is_uuid("36ea71a8-445e-41a4-82ab-6628c581535"));
  CHECK_FALSE(is_uuid("36ea71a8-445e-41a4-82ab-6628c581535g"));
  CHECK_FALSE(is_uuid("36ea71a-8445e-41a4-82ab-6628c581535d"));
}

TEST_CASE("a uuid may have a short prefix") {
  const std::string uuid = "36ea71a8-445e-41a4-82ab-6628c581535d";
  for (const std::string prefix : {"", "lk.", "p.", "abcd."})
    CHECK(is_prefixed_uuid(prefix + uuid));
  for (const std::string prefix : {".", "LK.", "l1.", "abcde.", "lk.lk.", "lk-", "lk"})
    CHECK_FALSE(is_prefixed_uuid(prefix + uuid));
  CHECK_FALSE(is_prefixed_uuid("lk."));
}

TEST_CASE("codes and ids have no other signs than their own") {
  CHECK(is_base62("aZ09"));
  CHECK_FALSE(is_base62("a_"));
  CHECK(is_code("aZ09_-"));
  CHECK_FALSE(is_code("a.b"));
  CHECK_FALSE(is_code("a%20"));
  CHECK(is_dotted_code("a.b"));
  CHECK_FALSE(is_dotted_code("a."));
  CHECK_FALSE(is_dotted_code(".a"));
  CHECK(is_hex("09afAF"));
  CHECK_FALSE(is_hex("0x"));
}

TEST_CASE("a locale has a language, and perhaps a script and a region") {
  CHECK(is_country("DE"));
  CHECK_FALSE(is_country("deu"));
  CHECK_FALSE(is_country("d1"));
  CHECK(is_locale("pt"));
  CHECK(is_locale("pt-BR"));
  CHECK(is_locale("zh-Hant"));
  CHECK(is_locale("zh-Hant-TW"));
  CHECK(is_locale("es-419"));
  CHECK(is_locale("fil-PH"));
  CHECK_FALSE(is_locale("usa"));
  CHECK_FALSE(is_locale("zh-Hant-TW-x"));
  CHECK_FALSE(is_locale("pt-"));
  CHECK_FALSE(is_locale("pt-br-x"));
  CHECK_FALSE(is_locale("intl-pt"));
}
