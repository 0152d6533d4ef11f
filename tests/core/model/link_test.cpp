#include "core/model/link.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace musiclink;

TEST_CASE("each service has a key of its own and a name for people") {
  std::set<std::string_view> keys;
  for (const auto where : all_services()) {
    CAPTURE(to_key(where));
    CHECK(service_from_key(to_key(where)) == where);
    CHECK_FALSE(display_name(where).empty());
    CHECK(is_display_name(display_name(where)));
    CHECK(keys.insert(to_key(where)).second);
  }
  CHECK(keys.size() == 24);
}

TEST_CASE("the keys are those of the configuration") {
  CHECK(to_key(service::youtube_music) == "youtubeMusic");
  CHECK(to_key(service::apple_music) == "appleMusic");
  CHECK(to_key(service::feature_fm) == "featureFm");
  CHECK(display_name(service::apple_music) == "Apple Music");
  CHECK_FALSE(service_from_key("AppleMusic"));
  CHECK_FALSE(service_from_key(""));
}

TEST_CASE("each type of item has a key of its own") {
  for (int i = 0; i <= static_cast<int>(item_type::unknown); ++i) {
    const auto type = static_cast<item_type>(i);
    CAPTURE(i);
    CHECK(item_type_from_key(to_key(type)) == type);
  }
  CHECK(to_key(item_type::short_code) == "short");
  CHECK_FALSE(item_type_from_key("short_code"));
}
