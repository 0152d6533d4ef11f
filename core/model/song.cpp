#include "core/model/song.hpp"

#include "core/text/ascii.hpp"

#include <string_view>

namespace musiclink {
namespace {

/// Letters and digits of ASCII in lower case, and all that is not ASCII.
std::string folded(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_alphanumeric(c) || !is_ascii(c))
      result += to_lower(c);
  }
  return result;
}

} // namespace

service family_of(service where) noexcept {
  return where == service::youtube_music ? service::youtube : where;
}

bool same_song(const song& left, const song& right) {
  if (left.type != right.type)
    return false;
  const auto title = folded(left.title);
  const auto artist = folded(left.artist);
  const bool enough = !title.empty() && (!artist.empty() || left.type == item_type::artist);
  return enough && title == folded(right.title) && artist == folded(right.artist);
}

} // namespace musiclink
