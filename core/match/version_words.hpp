#pragma once

#include <array>
#include <string_view>

// The words that the judge knows, folded as core/unicode.hpp does. Included by
// vocabulary.cpp only. Lists of single words begin and end with a space.

namespace musiclink::match {

struct version_word {
  std::string_view phrase;
  std::string_view kind;
};

inline constexpr version_word version_words[]{
    {"en vivo", "live"}, {"en directo", "live"}, {"ao vivo", "live"}, {"dal vivo", "live"},
    {"en public", "live"}, {"en concert", "live"}, {"in concert", "live"}, {"tiny desk", "live"},
    {"na zywo", "live"}, {"canli", "live"}, {"koncert", "live"}, {"konzert", "live"},
    {"concert", "live"}, {"concierto", "live"}, {"концерт", "live"}, {"концерта", "live"},
    {"живой", "live"}, {"вживую", "live"}, {"ライブ", "live"}, {"现场", "live"},
    {"演唱会", "live"}, {"라이브", "live"}, {"session", "session"}, {"sessions", "session"},
    {"spotify singles", "session"}, {"rehearsal", "session"}, {"live lounge", "live"},
    {"a colors show", "session"},
    {"unplugged", "unplugged"}, {"不插电", "unplugged"}, {"acoustic", "acoustic"},
    {"acustico", "acoustic"}, {"acustica", "acoustic"}, {"acoustique", "acoustic"},
    {"akustik", "acoustic"}, {"akustisch", "acoustic"}, {"акустика", "acoustic"},
    {"акустическая", "acoustic"}, {"アコースティック", "acoustic"}, {"어쿠스틱", "acoustic"},
    {"stripped", "stripped"}, {"stripped down", "stripped"},
    {"remix", "remix"}, {"rmx", "remix"}, {"remixed", "remix"}, {"remixes", "remix"},
    {"mix", "remix"}, {"bootleg", "remix"}, {"rework", "remix"}, {"reworked", "remix"},
    {"refix", "remix"}, {"flip", "remix"}, {"vip", "remix"}, {"dub", "remix"},
    {"ремикс", "remix"}, {"リミックス", "remix"}, {"리믹스", "remix"}, {"混音", "remix"},
    {"remezcla", "remix"}, {"mashup", "mashup"}, {"mash up", "mashup"}, {"medley", "medley"},
    {"megamix", "medley"}, {"reimagined", "rework"}, {"revisited", "rework"},
    {"instrumental", "instrumental"}, {"instrumentals", "instrumental"},
    {"instrumentale", "instrumental"}, {"off vocal", "instrumental"}, {"инструментал", "instrumental"},
    {"インスト", "instrumental"}, {"伴奏", "instrumental"}, {"纯音乐", "instrumental"},
    {"backing track", "instrumental"}, {"beat only", "instrumental"}, {"минус", "instrumental"},
    {"karaoke", "karaoke"}, {"караоке", "karaoke"}, {"カラオケ", "karaoke"},
    {"노래방", "karaoke"}, {"卡拉ok", "karaoke"}, {"sing along", "karaoke"}, {"singalong", "karaoke"},
    {"made famous by", "karaoke"}, {"made popular by", "karaoke"}, {"originally performed", "karaoke"},
    {"originally by", "karaoke"}, {"in the style of", "karaoke"}, {"al estilo de", "karaoke"},
    {"popularized by", "karaoke"}, {"playback", "karaoke"},
    {"cover", "cover"}, {"covers", "cover"}, {"covered", "cover"}, {"coverversion", "cover"},
    {"кавер", "cover"}, {"歌ってみた", "cover"}, {"翻唱", "cover"}, {"커버", "cover"},
    {"カバー", "cover"}, {"tribute", "tribute"}, {"homage", "tribute"}, {"tributo", "tribute"},
    {"parody", "parody"}, {"parodie", "parody"}, {"reaction", "talk"}, {"tutorial", "lesson"},
    {"lesson", "lesson"}, {"how to play", "lesson"}, {"playthrough", "lesson"}, {"type beat", "cover"},
    {"demo", "demo"}, {"demos", "demo"}, {"демо", "demo"}, {"デモ", "demo"}, {"데모", "demo"},
    {"outtake", "demo"}, {"outtakes", "demo"}, {"early version", "demo"}, {"rough", "demo"},
    {"alternate", "alternate"}, {"alternative version", "alternate"}, {"alternate take", "alternate"},
    {"take", "alternate"}, {"alt", "alternate"}, {"work tape", "demo"}, {"voice memo", "demo"},
    {"edit", "edit"}, {"edited", "edit"}, {"radio version", "edit"}, {"radio mix", "edit"},
    {"radio cut", "edit"}, {"short version", "edit"}, {"tv size", "edit"}, {"tv version", "edit"},
    {"tv edit", "edit"}, {"short ver", "edit"}, {"re edit", "edit"}, {"abridged", "edit"},
    {"extended", "extended"}, {"long version", "extended"}, {"full length version", "extended"},
    {"12 inch", "extended"}, {"12inch", "extended"}, {"maxi version", "extended"}, {"maxi", "extended"},
    {"1 hour", "loop"}, {"10 hours", "loop"}, {"one hour", "loop"}, {"loop", "loop"}, {"looped", "loop"},
    {"hour", "loop"}, {"hours", "loop"},
    {"sped up", "sped up"}, {"spedup", "sped up"}, {"speed up", "sped up"}, {"speed", "sped up"},
    {"nightcore", "sped up"}, {"fast version", "sped up"}, {"chipmunk", "sped up"},
    {"slowed", "slowed"}, {"slowed down", "slowed"}, {"slow version", "slowed"}, {"daycore", "slowed"},
    {"reverb", "slowed"}, {"chopped", "slowed"}, {"8d", "8d"}, {"16d", "8d"}, {"432hz", "8d"},
    {"432 hz", "8d"}, {"bass boosted", "bass boosted"}, {"lofi", "lofi"}, {"lo fi", "lofi"}, {"8 bit", "8 bit"},
    {"8bit", "8 bit"}, {"reprise", "reprise"}, {"interlude", "interlude"}, {"intro", "intro"},
    {"outro", "outro"}, {"skit", "interlude"}, {"commentary", "talk"}, {"interview", "talk"},
    {"a cappella", "a cappella"}, {"acapella", "a cappella"}, {"acappella", "a cappella"},
    {"a capella", "a cappella"}, {"orchestral", "orchestral"}, {"orchestra version", "orchestral"},
    {"symphonic", "orchestral"}, {"strings version", "orchestral"}, {"string quartet", "orchestral"},
    {"piano", "piano"}, {"guitar", "guitar"}, {"ukulele", "ukulele"}, {"violin", "violin"},
    {"cello", "cello"}, {"saxophone", "saxophone"}, {"sax", "saxophone"}, {"drum", "drum"},
    {"drums", "drum"}, {"bass", "bass"}, {"music box", "lullaby"}, {"lullaby", "lullaby"},
    {"a la piano", "piano"}, {"orgel", "lullaby"}, {"オルゴール", "lullaby"}, {"ピアノ", "piano"},
    {"re recorded", "re-recorded"}, {"rerecorded", "re-recorded"}, {"re recording", "re-recorded"},
    {"rerecording", "re-recorded"}, {"taylors version", "re-recorded"}, {"new recording", "re-recorded"},
    {"re record", "re-recorded"}, {"newly recorded", "re-recorded"}, {"teaser", "teaser"},
    {"trailer", "teaser"}, {"snippet", "teaser"}, {"preview", "teaser"}, {"behind the scenes", "talk"},
    {"making of", "talk"}, {"dance practice", "performance"}, {"choreography", "performance"},
    {"fancam", "performance"}, {"performance", "performance"}, {"ringtone", "teaser"},
    {"full album", "album"}, {"duet", "duet"}, {"duet version", "duet"}, {"isolated", "stem"},
    {"vocals only", "stem"}, {"stem", "stem"}, {"stems", "stem"}, {"solo version", "solo"},
    {"english", "english"}, {"spanish", "spanish"}, {"espanol", "spanish"}, {"ingles", "english"},
    {"french", "french"}, {"francais", "french"}, {"francaise", "french"}, {"german", "german"},
    {"deutsch", "german"}, {"deutsche", "german"}, {"italian", "italian"}, {"italiano", "italian"},
    {"portuguese", "portuguese"}, {"portugues", "portuguese"}, {"japanese", "japanese"},
    {"korean", "korean"}, {"chinese", "chinese"}, {"mandarin", "mandarin"}, {"hindi", "hindi"},
    {"spanglish", "spanglish"}, {"arabic", "arabic"}, {"russian", "russian"}, {"tamil", "tamil"},
    {"telugu", "telugu"}, {"日本语", "japanese"}, {"英语", "english"}, {"中文", "chinese"},
    {"国语", "mandarin"}, {"粤语", "cantonese"}, {"한국어", "korean"}, {"일본어", "japanese"},
};

/// Versions of which the words say only that there is something special.
inline constexpr version_word weak_version_words[]{
    {"version", "version"}, {"ver", "version"}, {"versione", "version"}, {"versao", "version"},
    {"fassung", "version"}, {"версия", "version"}, {"バージョン", "version"}, {"版", "version"},
    {"버전", "version"}, {"style", "version"}, {"arrangement", "version"}, {"anime", "version"},
    {"cut", "version"}, {"recorded", "version"}, {"recording", "version"}, {"vocal", "version"},
};

/// What an artist is called who plays what others made famous.
inline constexpr version_word version_names[]{
    {"karaoke", "karaoke"}, {"караоке", "karaoke"}, {"カラオケ", "karaoke"}, {"tribute", "tribute"},
    {"tributes", "tribute"}, {"made famous", "karaoke"}, {"originally performed", "karaoke"},
    {"in the style", "karaoke"}, {"sing along", "karaoke"}, {"cover band", "cover"},
    {"covers", "cover"}, {"cover", "cover"}, {"backing tracks", "karaoke"},
    {"backing track", "karaoke"}, {"instrumental", "instrumental"}, {"instrumentals", "instrumental"},
    {"lullaby", "lullaby"}, {"lullabies", "lullaby"}, {"rockabye baby", "lullaby"},
    {"music box", "lullaby"}, {"vitamin string quartet", "orchestral"}, {"nightcore", "sped up"},
    {"8d", "8d"}, {"sped up", "sped up"}, {"slowed", "slowed"}, {"8 bit", "8 bit"},
    {"kidz bop", "cover"}, {"singkaraoke", "karaoke"}, {"party tyme", "karaoke"},
    {"piano dreamers", "piano"}, {"workout", "cover"}, {"ameritz", "karaoke"}, {"karaoke版", "karaoke"},
};

/// Version words that mean nothing special.
inline constexpr std::string_view plain_phrases[]{
    "original mix", "stereo mix", "mono mix", "album mix", "album version", "single version",
    "original version", "lp version", "main version", "album ver", "完整版",
};

inline constexpr std::string_view after_live =
    " at in from on au a aux en im in auf bei del de desde @ version ver session sessions acoustic "
    "performance video 4k hd bbc mtv studio tour and take edit recording lounge remix remastered "
    "remaster bootleg ao i w ";

inline constexpr std::string_view noise =
    " remaster remastered remasterizado remasterizada remasterise remasterisee remasterizzato "
    "remastering digital digitally deluxe edition edicion edicao expanded anniversary special limited "
    "collectors super bonus track tracks explicit clean uncensored censored mono stereo soundtrack ost "
    "motion picture film movie series official officiel officielle oficial ufficiale offizielles "
    "offizieller video videoclip videoclipe clip clipe audio lyric lyrics lyricvideo letra letras "
    "paroles testo text visualizer visualiser visual hd hq hi res 4k 8k uhd 1080p 720p 60fps mv pv "
    "music musica musical musikvideo atmos dolby spatial sub subs subtitles eng subtitulado legendado "
    "reissue issue rerelease topic vevo premiere download ep lp album single upgrade upgraded hdr full "
    "reloaded preorder color coded rom han romanized romaji kinetic видео клип клипа официальное "
    "официальный официальная премьера трек текст песни слова ремастер аудио 2k high quality quality vinyl "
    "complete standard version2 shazam colour coded klip klibi resmi video teledysk oficjalny "
    "musikk ";

/// In scripts without spaces.
inline constexpr std::string_view noise_inside[]{
    "公式", "공식", "뮤직비디오", "뮤비", "ミュージック", "ビデオ", "가사", "歌词", "动画", "高清", "官方",
    "完整版", "리마스터", "リマスター", "重制", "动态", "字幕", "高画质", "오디오", "mv版", "高音质",
};

/// What may stand between the words of noise and of versions.
inline constexpr std::string_view filler =
    " the a an of in and for with on at from by to de la le el da do del die der das im version ver "
    "vers mix x out now new s th st nd rd feat edition mixed original versao versione main plus re i w "
    "its is en au aux dal ao auf bei na con avec или и в с на из no m v radio single ";

inline constexpr std::string_view marks =
    " official officiel officielle oficial ufficiale offizielles offizieller lyric lyrics letra letras "
    "paroles audio mv m/v pv visualizer visualiser videoclip clip официальный официальное клип ";

/// Not "video": a film around a song takes as long as it likes.
inline constexpr std::string_view audio_marks = " audio lyric lyrics letra letras visualizer visualiser ";

} // namespace musiclink::match
