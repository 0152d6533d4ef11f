#pragma once

#include <array>
#include <string_view>

// The words that the judge knows, folded as core/text/unicode.hpp does. Included by
// vocabulary.cpp only. Lists of single words begin and end with a space.

namespace musiclink::match {

struct version_word {
  std::string_view kind;
  std::string_view phrases; ///< separated by ", "
};

inline constexpr version_word version_words[]{
    {"live", "en vivo, en directo, ao vivo, dal vivo, en public, en concert, in concert, "
             "tiny desk, na zywo, canli, koncert, konzert, concert, concierto, концерт, "
             "концерта, живой, вживую, ライブ, 现场, 演唱会, 라이브, live lounge"},
    {"session", "session, sessions, spotify singles, rehearsal, a colors show"},
    {"unplugged", "unplugged, 不插电"},
    {"acoustic", "acoustic, acustico, acustica, acoustique, akustik, akustisch, акустика, "
                 "акустическая, アコースティック, 어쿠스틱"},
    {"stripped", "stripped, stripped down"},
    {"remix", "remix, rmx, remixed, remixes, mix, bootleg, rework, reworked, refix, flip, "
              "vip, dub, ремикс, リミックス, 리믹스, 混音, remezcla"},
    {"mashup", "mashup, mash up"},
    {"medley", "medley, megamix"},
    {"rework", "reimagined, revisited"},
    {"instrumental", "instrumental, instrumentals, instrumentale, off vocal, инструментал, "
                     "インスト, 伴奏, 纯音乐, backing track, beat only, минус"},
    {"karaoke", "karaoke, караоке, カラオケ, 노래방, 卡拉ok, sing along, singalong, "
                "made famous by, made popular by, originally performed, originally by, "
                "in the style of, al estilo de, popularized by, playback"},
    {"cover", "cover, covers, covered, coverversion, кавер, 歌ってみた, 翻唱, 커버, カバー, "
              "type beat"},
    {"tribute", "tribute, homage, tributo"},
    {"parody", "parody, parodie"},
    {"talk", "reaction, commentary, interview, behind the scenes, making of"},
    {"lesson", "tutorial, lesson, how to play, playthrough"},
    {"demo", "demo, demos, демо, デモ, 데모, outtake, outtakes, early version, rough, "
             "work tape, voice memo"},
    {"alternate", "alternate, alternative version, alternate take, take, alt"},
    {"edit", "edit, edited, radio version, radio mix, radio cut, short version, tv size, "
             "tv version, tv edit, short ver, re edit, abridged"},
    {"extended", "extended, long version, full length version, 12 inch, 12inch, maxi version, "
                 "maxi"},
    {"loop", "1 hour, 10 hours, one hour, loop, looped, hour, hours"},
    {"sped up", "sped up, spedup, speed up, speed, nightcore, fast version, chipmunk"},
    {"slowed", "slowed, slowed down, slow version, daycore, reverb, chopped"},
    {"8d", "8d, 16d, 432hz, 432 hz"},
    {"bass boosted", "bass boosted"},
    {"lofi", "lofi, lo fi"},
    {"8 bit", "8 bit, 8bit"},
    {"reprise", "reprise"},
    {"interlude", "interlude, skit"},
    {"intro", "intro"},
    {"outro", "outro"},
    {"a cappella", "a cappella, acapella, acappella, a capella"},
    {"orchestral", "orchestral, orchestra version, symphonic, strings version, string quartet"},
    {"piano", "piano, a la piano, ピアノ"},
    {"guitar", "guitar"},
    {"ukulele", "ukulele"},
    {"violin", "violin"},
    {"cello", "cello"},
    {"saxophone", "saxophone, sax"},
    {"drum", "drum, drums"},
    {"bass", "bass"},
    {"lullaby", "music box, lullaby, orgel, オルゴール"},
    {"re-recorded", "re recorded, rerecorded, re recording, rerecording, taylors version, "
                    "new recording, re record, newly recorded"},
    {"teaser", "teaser, trailer, snippet, preview, ringtone"},
    {"performance", "dance practice, choreography, fancam, performance"},
    {"album", "full album"},
    {"duet", "duet, duet version"},
    {"stem", "isolated, vocals only, stem, stems"},
    {"solo", "solo version"},
    {"english", "english, ingles, 英语"},
    {"spanish", "spanish, espanol"},
    {"french", "french, francais, francaise"},
    {"german", "german, deutsch, deutsche"},
    {"italian", "italian, italiano"},
    {"portuguese", "portuguese, portugues"},
    {"japanese", "japanese, 日本语, 일본어"},
    {"korean", "korean, 한국어"},
    {"chinese", "chinese, 中文"},
    {"mandarin", "mandarin, 国语"},
    {"hindi", "hindi"},
    {"spanglish", "spanglish"},
    {"arabic", "arabic"},
    {"russian", "russian"},
    {"tamil", "tamil"},
    {"telugu", "telugu"},
    {"cantonese", "粤语"},
};

/// Versions of which the words say only that there is something special.
inline constexpr version_word weak_version_words[]{
    {"version", "version, ver, versione, versao, fassung, версия, バージョン, 版, 버전, style, "
                "arrangement, anime, cut, recorded, recording, vocal"},
};

/// What an artist is called who plays what others made famous.
inline constexpr version_word version_names[]{
    {"karaoke", "karaoke, караоке, カラオケ, made famous, originally performed, in the style, "
                "sing along, backing tracks, backing track, singkaraoke, party tyme, ameritz, "
                "karaoke版"},
    {"tribute", "tribute, tributes"},
    {"cover", "cover band, covers, cover, kidz bop, workout"},
    {"instrumental", "instrumental, instrumentals"},
    {"lullaby", "lullaby, lullabies, rockabye baby, music box"},
    {"orchestral", "vitamin string quartet"},
    {"sped up", "nightcore, sped up"},
    {"8d", "8d"},
    {"slowed", "slowed"},
    {"8 bit", "8 bit"},
    {"piano", "piano dreamers"},
};

/// Version words that mean nothing special.
inline constexpr std::string_view plain_phrases[]{
    "original mix",  "stereo mix",     "mono mix",         "album mix",
    "album version", "single version", "original version", "lp version",
    "main version",  "album ver",      "完整版",
};

inline constexpr std::string_view after_live =
    " at in from on au a aux en im in auf bei del de desde @ version ver session sessions acoustic "
    "performance video 4k hd bbc mtv studio tour and take edit recording lounge remix remastered "
    "remaster bootleg ao i w ";

inline constexpr std::string_view noise =
    " remaster remastered remasterizado remasterizada remasterise remasterisee remasterizzato "
    "remastering master digital digitally deluxe edition edicion edicao expanded anniversary "
    "special "
    "limited "
    "collectors super bonus track tracks explicit clean uncensored censored mono stereo soundtrack "
    "ost "
    "motion picture film movie series official officiel officielle oficial ufficiale offizielles "
    "offizieller video videoclip videoclipe clip clipe audio lyric lyrics lyricvideo letra letras "
    "traducao traduccion traduction ubersetzung перевод "
    "paroles testo text visualizer visualiser visual hd hq hi res 4k 8k uhd 1080p 720p 60fps mv pv "
    "music musica musical musikvideo atmos dolby spatial sub subs subtitles eng subtitulado "
    "legendado "
    "reissue issue rerelease topic vevo premiere download ep lp album single upgrade upgraded hdr "
    "full "
    "reloaded preorder color coded rom han romanized romaji kinetic видео клип клипа официальное "
    "официальный официальная премьера трек текст песни слова ремастер аудио 2k high quality "
    "quality vinyl "
    "complete standard shazam colour coded klip klibi resmi video teledysk oficjalny "
    "musikk ";

/// In scripts without spaces.
inline constexpr std::string_view noise_inside[]{
    "公式", "공식", "뮤직비디오", "뮤비",   "ミュージック", "ビデオ",   "가사",
    "歌词", "动画", "高清",       "官方",   "完整版",       "리마스터", "リマスター",
    "重制", "动态", "字幕",       "高画质", "오디오",       "mv版",     "高音质",
};

/// What may stand between the words of noise and of versions.
inline constexpr std::string_view filler =
    " the a an of in and for with on at from by to de la le el da do del die der das im version "
    "ver "
    "vers mix x out now new s th st nd rd feat edition mixed original versao versione main plus re "
    "i w "
    "its is en au aux dal ao auf bei na con avec или и в с на из no m v radio single ";

inline constexpr std::string_view marks =
    " official officiel officielle oficial ufficiale offizielles offizieller lyric lyrics letra "
    "letras "
    "paroles audio mv m/v pv visualizer visualiser videoclip clip официальный официальное клип ";

/// Not "video": a film around a song takes as long as it likes.
inline constexpr std::string_view audio_marks =
    " audio lyric lyrics letra letras visualizer visualiser ";

} // namespace musiclink::match
