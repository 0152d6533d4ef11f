#include "core/match/title.hpp"

#include "core/match/vocabulary.hpp"
#include "core/text/ascii.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <span>

namespace musiclink::match {
namespace {

/// Cuts a folded title where people put marks between its parts.
class cutter {
public:
  explicit cutter(std::string_view folded) : text_(folded) {}

  std::vector<segment> pieces() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '(' || c == '[' || c == '{')
        open_bracket();
      else if (c == ')' || c == ']' || c == '}')
        close_bracket();
      else if (ends_piece())
        end_piece(c);
      else
        piece_ += c;
    }
    end_piece();
    return std::move(pieces_);
  }

private:
  char near(std::ptrdiff_t offset) const {
    const auto place = static_cast<std::ptrdiff_t>(at_) + offset;
    return place < 0 || place >= static_cast<std::ptrdiff_t>(text_.size())
               ? ' '
               : text_[static_cast<std::size_t>(place)];
  }

  void open_bracket() {
    end_piece();
    ++depth_;
  }

  void close_bracket() {
    end_piece();
    depth_ = depth_ > 0 ? depth_ - 1 : 0;
  }

  bool ends_piece() {
    const bool alone = near(-1) == ' ' && near(1) == ' ';
    switch (text_[at_]) {
    case '-':
      // Some leave out one of the spaces around a dash; without any it is a hyphen.
      return near(-1) == ' ' || near(1) == ' ' || near(1) == '-';
    case '_':
    case '/':
      return alone || (near(1) == '/' && near(-1) != ':');
    case '|':
    case '~':
      return true;
    case ':':
      return near(1) == ' ' || near(1) == '"';
    case '"':
      return is_digit(near(-1)) ? measures_inches() : depth_ == 0 && !is_origin();
    case '\'':
      if (is_digit(near(-1)) && near(1) == '\'') { // 7''
        ++at_;
        return measures_inches();
      }
      return depth_ == 0 && (opens_quote() || closes_quote());
    default:
      return false;
    }
  }

  /// 12" version
  bool measures_inches() {
    piece_ += " inch";
    return false;
  }

  /// From "Frozen"
  bool is_origin() const { return piece_.find("from ") != std::string::npos && !pieces_.empty(); }

  /// 'Dynamite', but not 'n' and not 'Cause.
  bool opens_quote() {
    if (near(-1) != ' ' || near(1) == ' ')
      return false;
    const auto end = text_.find('\'', at_ + 1);
    const bool closes = end != std::string_view::npos && end > at_ + 2 &&
                        (end + 1 == text_.size() || text_[end + 1] == ' ');
    quote_ends_ = closes ? end : quote_ends_;
    return closes;
  }

  bool closes_quote() const { return at_ == quote_ends_; }

  /// What follows a bar is an aside, as if in brackets.
  void end_piece(char mark = ' ') {
    const auto first = piece_.find_first_not_of(' ');
    if (first != std::string::npos) {
      auto spelt = words_of(piece_);
      if (!spelt.empty())
        pieces_.push_back(
            {piece_.substr(first), std::move(spelt), depth_ > 0 || aside_, false, in_quotes_});
    }
    piece_.clear();
    aside_ = aside_ || mark == '|';
    in_quotes_ = in_quotes_ != (mark == '"' || mark == '\'');
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t quote_ends_ = std::string_view::npos;
  int depth_ = 0;
  bool aside_ = false;
  bool in_quotes_ = false;
  std::string piece_;
  std::vector<segment> pieces_;
};

constexpr std::array<std::string_view, 4> anywhere{"feat", "ft", "featuring", "feat."};
constexpr std::array<std::string_view, 10> at_the_front{"with",  "w",   "con", "avec", "mit",
                                                        "feats", "com", "med", "met",  "с"};
constexpr std::array<std::string_view, 4> makers{"prod", "produced", "dir", "directed"};

/// Where the first of these words begins in a folded text, and where what follows
/// it does; a word ends at a space, a dot or a slash.
struct found_word {
  std::size_t at = std::string_view::npos;
  std::size_t after = 0;
};

found_word find_word(std::string_view text, std::span<const std::string_view> wanted) {
  constexpr std::string_view ends = " ./";
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find_first_of(ends, i), text.size());
    const auto word = text.substr(i, end - i);
    if (end < text.size() && std::ranges::find(wanted, word) != wanted.end())
      return {i, end + 1};
    i = end + 1;
  }
  return {};
}

/// "With Lyrics" and "With You" name nobody.
bool names_somebody(std::string_view text) {
  const auto spelt = words_of(text);
  constexpr std::array<std::string_view, 10> nobody{
      "lyrics", "you", "me", "myself", "a", "the", "intro", "strings", "piano", "letra"};
  return !spelt.empty() && std::ranges::find(nobody, spelt.front()) == nobody.end();
}

/// A guest's own name is more likely than a version: "feat. Too $hort", "ft. Little Mix".
bool says_something(std::string_view text, bool first) {
  const auto spelt = words_of(text);
  if (spelt.empty())
    return false;
  const auto version = version_in(spelt);
  return version.means == nullptr ? is_noise(spelt)
                                  : !first || version.means->same || version.text == "edit";
}

/// Where, behind the guests, what is said of the recording begins: "Rihanna live at
/// Wembley", "Kimbra official video". The length if it does not.
std::size_t end_of_names(const std::string& text) {
  auto end = text.size();
  for (auto at = text.rfind(' '); at != std::string::npos && at > 0; at = text.rfind(' ', at - 1)) {
    const std::string_view behind = std::string_view(text).substr(at);
    const std::string_view word = behind.substr(0, behind.find(' ', 1));
    if (end == text.size() ? says_something(behind, true) : says_something(word, false))
      end = at;
    else if (end != text.size())
      break;
  }
  return end;
}

/// What was taken off a segment.
struct taken {
  std::string guests;
  std::string behind; ///< them
};

/// Takes who made it off a segment: "prod. X", but not the guests of "prod. & feat. X".
void take_makers(segment& piece, taken& result) {
  const auto made = find_word(piece.text, makers);
  if (made.at == std::string_view::npos || (made.at == 0 && !piece.bracketed))
    return;
  const auto names = piece.text.substr(made.after);
  piece.text.resize(made.at);
  if (const auto guest = find_word(names, anywhere); guest.at != std::string_view::npos)
    piece.text += names.substr(guest.at);
  else
    result.behind = names.substr(end_of_names(names));
}

/// Takes who plays along or who made it off a segment, which may become empty.
taken take_guests(segment& piece, bool is_first) {
  taken result;
  // "(Con Testo)", "(Avec Paroles)"
  if (!is_first && is_noise(piece.spelt))
    return result;
  take_makers(piece, result);
  auto guest = find_word(piece.text, anywhere);
  if (guest.at == std::string_view::npos && !is_first) {
    guest = find_word(piece.text, at_the_front);
    if (guest.at != 0 || !names_somebody(std::string_view(piece.text).substr(guest.after)))
      guest = {};
  }
  // "Ft" after a number are feet; a title does not begin with its guests.
  const bool feet =
      guest.at != std::string_view::npos && guest.at >= 2 && is_digit(piece.text[guest.at - 2]);
  if (guest.at != std::string_view::npos && !feet && !(is_first && guest.at == 0)) {
    const auto names = piece.text.substr(guest.after);
    const auto end = end_of_names(names);
    result.guests = names.substr(0, end);
    result.behind += names.substr(end);
    piece.text.resize(guest.at);
  }
  piece.spelt = words_of(piece.text);
  return result;
}

/// Takes the hash tags off the end of a title: "Ditto #NewJeans #Ditto".
std::vector<segment> take_tags(std::string_view& folded) {
  std::vector<segment> tags;
  for (auto at = folded.rfind(" #"); at != std::string_view::npos && at > 0;
       at = folded.rfind(" #")) {
    const auto tag = folded.substr(at + 2);
    if (tag.empty() || is_digit(tag.front()) || tag.find(' ') != std::string_view::npos)
      break;
    if (auto spelt = words_of(tag); !spelt.empty())
      tags.push_back({std::string(tag), std::move(spelt), true, true, false});
    folded = folded.substr(0, at);
  }
  return tags;
}

} // namespace

title take_apart(std::string_view folded) {
  title result;
  auto rest = folded;
  auto tags = take_tags(rest);
  for (auto& piece : cutter(rest).pieces()) {
    const auto off = take_guests(piece, result.segments.empty() && !piece.bracketed);
    if (!piece.spelt.empty())
      result.segments.push_back(std::move(piece));
    if (!off.guests.empty())
      result.guests.push_back(off.guests);
    if (auto spelt = words_of(off.behind); !spelt.empty())
      result.segments.push_back({off.behind, std::move(spelt), true, false, false});
  }
  std::ranges::move(tags, std::back_inserter(result.segments));
  // "( )", "- (Deluxe)"
  const bool titled =
      std::ranges::any_of(result.segments, [](const segment& each) { return !each.bracketed; });
  const auto marks =
      result.segments.empty() ? folded : folded.substr(0, folded.find_first_of("([{"));
  if (auto all = words_of(marks); !titled && !all.empty())
    result.segments.insert(result.segments.begin(),
                           {std::string(marks), std::move(all), false, false, false});
  return result;
}

} // namespace musiclink::match
