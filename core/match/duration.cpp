#include "core/match/duration.hpp"

#include <algorithm>
#include <cstdlib>

namespace musiclink::match {
namespace {

/// Some services write 0 for what they do not know.
bool is_known(const facts& of) {
  return of.duration && of.duration->count() > 0;
}

using namespace std::chrono_literals;

constexpr milliseconds agreeing = 3s;

bool is_video(const facts& of) {
  return of.type == item_type::video;
}

closeness compare_recordings(milliseconds left, milliseconds right) {
  const auto difference = std::chrono::abs(left - right);
  const auto too_much = std::max<milliseconds>(10s, std::max(left, right) * 3 / 100);
  return difference <= agreeing   ? closeness::agrees
         : difference <= too_much ? closeness::questions
                                  : closeness::contradicts;
}

/// A video is its song and often something before and after. What is said to be
/// the artist's own may add scenes; any other is trusted less.
closeness compare_with_video(milliseconds video, milliseconds other, bool trusted) {
  const auto more = video - other;
  if (std::chrono::abs(more) <= agreeing)
    return closeness::agrees;
  const auto most = trusted ? std::min<milliseconds>(90s, other / 2) : milliseconds(10s);
  if (more <= most && more >= (trusted ? -15s : -10s))
    return closeness::fits;
  return video > 3 * other || 2 * video < other ? closeness::contradicts : closeness::questions;
}

} // namespace

closeness compare_lengths(const facts& left, const facts& right, label of_video) {
  if (!is_known(left) || !is_known(right))
    return closeness::unknown;
  if (is_video(left) == is_video(right) && !is_video(left))
    return compare_recordings(*left.duration, *right.duration);
  const bool right_is_video = is_video(right);
  const auto video = right_is_video ? *right.duration : *left.duration;
  const auto other = right_is_video ? *left.duration : *right.duration;
  if (of_video.audio)
    return std::chrono::abs(video - other) <= 10s && std::chrono::abs(video - other) > agreeing
               ? closeness::fits
               : compare_recordings(video, other);
  const bool trusted = of_video.marked || left.known_music || right.known_music;
  return compare_with_video(video, other, trusted);
}

closeness compare_album_lengths(const facts& left, const facts& right) {
  if (!is_known(left) || !is_known(right))
    return closeness::unknown;
  const auto difference = std::chrono::abs(*left.duration - *right.duration);
  const auto little = std::max<milliseconds>(10s, *left.duration / 100);
  return difference <= little ? closeness::agrees : closeness::questions;
}

} // namespace musiclink::match
