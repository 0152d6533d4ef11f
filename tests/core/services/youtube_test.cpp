#include "tests/core/services/forms.hpp"

using namespace musiclink;
using namespace musiclink::test;

#define ID "dQw4w9WgX-_"
#define UC "UCpw8T1E5f_ZiQjZCJ0rMdyg"

TEST_CASE("YouTube: every spelling of a video is that video") {
  check_forms(
      "youtube video " ID " www.youtube.com/watch?v=" ID,
      {"http://youtube.com/watch?v=" ID, "https://m.youtube.com/watch?list=PLa&v=" ID "&t=1",
       "https://www.youtube.com/watch/?v=" ID, "https://www.youtube.com/watch?v=" ID "&list=WL",
       "https://youtu.be/" ID "?si=x#y", "https://youtu.be/" ID "/",
       "https://m.youtube.com/shorts/" ID, "https://youtube.com/live/" ID "?x",
       "https://www.youtube.com/embed/" ID "?list=PLa", "https://www.youtube.com/v/" ID,
       "http://youtube.com/v/" ID "&hl=en_US&fs=1", "https://www.youtube-nocookie.com/embed/" ID,
       "https://youtu.be/" ID "\uc774", "https://www.youtube.com/watch?ab=\u65e5&v=" ID "\u65e5&x",
       "https://www.youtube.com/watch?v=" ID "&amp;feature=share"});
}

TEST_CASE("YouTube: lists, where there is no video") {
  check_forms("youtube playlist PLa_-1 www.youtube.com/playlist?list=PLa_-1",
              {"https://m.youtube.com/playlist?list=PLa_-1&si=x",
               "https://youtube.com/watch?list=PLa_-1", "https://youtube.com/watch?v=&list=PLa_-1",
               "https://www.youtube.com/embed/videoseries?list=PLa_-1",
               "https://www.youtube-nocookie.com/embed/videoseries?list=PLa_-1"});
  check_forms("youtube album OLAK5uy_a www.youtube.com/playlist?list=OLAK5uy_a", {});
}

TEST_CASE("YouTube: what is no item") {
  check_refused({"https://www.youtube.com/",
                 "https://www.youtube.com/watch",
                 "https://www.youtube.com/watch?v=short",
                 "https://www.youtube.com/watch?v=" ID "x",
                 "https://www.youtube.com/watch?v=" ID "?si=x",
                 "https://www.youtube.com/watch?v=bad&list=PLa",
                 "https://www.youtube.com/watch?V=" ID,
                 "https://www.youtube.com/watch?vi=" ID,
                 "https://www.youtube.com/watch/" ID,
                 "https://www.youtube.com/" ID,
                 "https://www.youtube.com/playlist",
                 "https://www.youtube.com/playlist?list=",
                 "https://www.youtube.com/playlist?list=WL",
                 "https://www.youtube.com/watch?list=LL",
                 "https://m.youtube.com/playlist?list=LM",
                 "https://www.youtube.com/playlist?list=a.b",
                 "https://www.youtube.com/embed/videoseries",
                 "https://www.youtube.com/embed/",
                 "https://www.youtube.com/embed/live_stream?channel=" UC,
                 "https://www.youtube.com/shorts/" ID "/x",
                 "https://www.youtube.com/channel/" UC,
                 "https://www.youtube.com/@x",
                 "https://www.youtube.com/c/x",
                 "https://www.youtube.com/clip/" ID,
                 "https://www.youtube.com/post/" ID,
                 "https://www.youtube.com/redirect?q=https://youtu.be/" ID,
                 "https://www.youtube.com/attribution_link?u=/watch?v=" ID,
                 "https://youtu.be/",
                 "https://youtu.be/" ID "&t=1",
                 "https://youtu.be/" ID "/x",
                 "https://www2.youtu.be/" ID,
                 "https://www.youtube-nocookie.com/watch?v=" ID,
                 "https://m.youtube-nocookie.com/embed/" ID,
                 "https://consent.youtube.com/m?v=" ID,
                 "https://i.ytimg.com/vi/" ID});
}

TEST_CASE("YouTube Music: tracks, lists, albums and artists") {
  check_forms("youtubeMusic track " ID " music.youtube.com/watch?v=" ID,
              {"http://music.youtube.com/watch?list=RDAMVM" ID "&v=" ID});
  check_forms(
      "youtubeMusic playlist PLa music.youtube.com/playlist?list=PLa",
      {"https://music.youtube.com/browse/VLPLa", "https://music.youtube.com/watch?list=PLa"});
  check_forms("youtubeMusic album OLAK5uy_a music.youtube.com/playlist?list=OLAK5uy_a",
              {"https://music.youtube.com/browse/VLOLAK5uy_a"});
  check_forms("youtubeMusic album MPREb_a music.youtube.com/browse/MPREb_a", {});
  check_forms("youtubeMusic artist " UC " music.youtube.com/channel/" UC,
              {"https://music.youtube.com/browse/" UC "?x"});
}

TEST_CASE("YouTube Music: what is no item") {
  check_refused(
      {"https://music.youtube.com/", "https://music.youtube.com/browse/FEmusic_x",
       "https://music.youtube.com/browse/VLLM", "https://music.youtube.com/playlist?list=LM",
       "https://music.youtube.com/watch?list=WL", "https://music.youtube.com/channel/UCx",
       "https://music.youtube.com/channel/" UC "/x", "https://music.youtube.com/search?q=" ID,
       "https://music.youtube.com/library/playlists", "https://music.youtube.com/shorts/" ID});
}
