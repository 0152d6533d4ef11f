#include "core/json/stream.hpp"

#include "core/json/syntax.hpp"
#include "core/text/ascii.hpp"
#include "core/text/utf8.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>
#include <vector>

namespace musiclink::json {
namespace {

constexpr std::uint32_t replacement = 0xfffd;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Also the zero byte behind the text.
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
}

/// Whether a word or a number cannot go on with this character.
bool ends_scalar(char c) {
  return is_control(c) || std::string_view(" ,:[]{}\"").find(c) != std::string_view::npos;
}

/// A table, for most of an answer is skipped: the characters that matter in skipped text.
constexpr auto is_structure = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '}', '[', ']', '\0'})
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();

const char* behind_digits(const char* at) {
  while (is_digit(*at))
    ++at;
  return at;
}

/// RFC 8259 section 6. The text must be followed by something that is no part of a number.
bool is_number(std::string_view text) {
  const char* at = text.data();
  at += *at == '-';
  if (!is_digit(*at))
    return false;
  at = *at == '0' ? at + 1 : behind_digits(at);
  if (*at == '.') {
    if (!is_digit(*++at))
      return false;
    at = behind_digits(at);
  }
  if (*at == 'e' || *at == 'E') {
    ++at;
    at += *at == '+' || *at == '-';
    if (!is_digit(*at))
      return false;
    at = behind_digits(at);
  }
  return at == text.data() + text.size();
}

template<class Number>
std::optional<Number> converted(std::string_view text) {
  Number number{};
  const auto* const end = text.data() + text.size();
  const auto [stopped_at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stopped_at == end ? std::optional(number) : std::nullopt;
}

char* write_utf8(char* to, std::uint32_t character) {
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xc0 | character >> 6);
    put(0x80 | (character & 0x3f));
  } else if (character < 0x10000) {
    put(0xe0 | character >> 12);
    put(0x80 | (character >> 6 & 0x3f));
    put(0x80 | (character & 0x3f));
  } else {
    put(0xf0 | character >> 18);
    put(0x80 | (character >> 12 & 0x3f));
    put(0x80 | (character >> 6 & 0x3f));
    put(0x80 | (character & 0x3f));
  }
  return to;
}

/// One pass over a text that is UTF-8 and, as a std::string, followed by a zero byte: no valid text
/// holds one, so that it ends every loop. Each function leaves `at_` behind what it read, or where
/// the text is wrong; then it returns false.
class stream {
public:
  stream(std::string& text, handler& receiver)
      : begin_(text.data()), at_(begin_), end_(begin_ + text.size()), receiver_(receiver) {}

  std::optional<syntax_error> read() {
    if (read_text())
      return std::nullopt;
    return error_at(what_is_wrong_, static_cast<std::size_t>(at_ - begin_), {});
  }

private:
  bool read_text() {
    if (!read_value())
      return false;
    while (!open_.empty())
      if (!read_next_of_container())
        return false;
    skip_space();
    return at_ == end_ || fail("Something follows the end of the text.");
  }

  bool fail(const char* what_is_wrong) {
    what_is_wrong_ = what_is_wrong;
    return false;
  }

  void skip_space() {
    while (is_space(*at_))
      ++at_;
  }

  // -- what is read ------------------------------------------------------------

  /// A member or an element of the innermost container, or its end.
  bool read_next_of_container() {
    const bool is_object = open_.back();
    const bool is_first = std::exchange(opened_, false);
    skip_space();
    if (*at_ == (is_object ? '}' : ']')) {
      ++at_;
      open_.pop_back();
      is_object ? receiver_.on_end_object() : receiver_.on_end_array();
      return true;
    }
    if (!is_first) {
      if (*at_ != ',')
        return fail("A comma or a closing bracket is missing.");
      ++at_;
    }
    return is_object ? read_member() : read_value();
  }

  bool read_member() {
    skip_space();
    std::string_view name;
    if (*at_ != '"')
      return fail("The name of a member is missing.");
    if (!read_string(name))
      return false;
    const bool is_wanted = receiver_.on_key(name);
    skip_space();
    if (*at_ != ':')
      return fail("A colon is missing.");
    ++at_;
    return is_wanted ? read_value() : skip_value();
  }

  bool read_value() {
    skip_space();
    switch (*at_) {
    case '{':
      ++at_;
      return receiver_.on_begin_object() ? open(true) : skip_container(true);
    case '[':
      ++at_;
      return receiver_.on_begin_array() ? open(false) : skip_container(false);
    case '"': {
      std::string_view text;
      if (!read_string(text))
        return false;
      receiver_.on_string(text);
      return true;
    }
    default:
      return read_scalar();
    }
  }

  bool open(bool is_object) {
    open_.push_back(is_object);
    opened_ = true;
    return true;
  }

  bool read_scalar() {
    const auto text = scalar();
    if (text == "true" || text == "false")
      receiver_.on_boolean(text == "true");
    else if (text == "null" || text == "NaN" || text == "Infinity" || text == "-Infinity")
      receiver_.on_null();
    else if (!is_number(text))
      return fail("A value is missing or wrong.");
    else if (const auto whole = converted<std::int64_t>(text))
      receiver_.on_integer(*whole);
    else if (const auto wide = converted<double>(text))
      receiver_.on_number(*wide);
    else
      receiver_.on_null();
    at_ += text.size();
    return true;
  }

  std::string_view scalar() const {
    const char* behind = at_;
    while (!ends_scalar(*behind))
      ++behind;
    return {at_, static_cast<std::size_t>(behind - at_)};
  }

  bool read_string(std::string_view& text) {
    const char* const from = ++at_;
    while (*at_ != '"' && *at_ != '\\' && !is_control(*at_))
      ++at_;
    char* to = at_;
    while (*at_ != '"') {
      if (is_control(*at_))
        return fail("A string does not end, or holds a control character.");
      if (*at_ != '\\')
        *to++ = *at_++;
      else if (!read_escape(to))
        return false;
    }
    ++at_;
    text = {from, static_cast<std::size_t>(to - from)};
    return true;
  }

  /// Escapes are longer than the characters that they stand for.
  bool read_escape(char*& to) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view characters = "\"\\/\b\f\n\r\t";
    if (const auto place = letters.find(at_[1]); place != std::string_view::npos) {
      *to++ = characters[place];
      at_ += 2;
      return true;
    }
    const auto unit = at_[1] == 'u' ? code_unit(digits_of_escape()) : std::nullopt;
    if (!unit)
      return fail("An escape in a string is wrong.");
    at_ += 6;
    to = write_utf8(to, whole_character(*unit));
    return true;
  }

  std::string_view digits_of_escape() const {
    return {at_ + 2, static_cast<std::size_t>(std::min<std::ptrdiff_t>(4, end_ - at_ - 2))};
  }

  /// What a code unit, which was read, stands for together with the next.
  std::uint32_t whole_character(std::uint32_t unit) {
    if (unit < 0xd800 || unit > 0xdfff)
      return unit;
    const auto low = unit < 0xdc00 && at_[0] == '\\' && at_[1] == 'u'
                         ? code_unit(digits_of_escape())
                         : std::nullopt;
    if (!low || *low < 0xdc00 || *low > 0xdfff)
      return replacement;
    at_ += 6;
    return 0x10000 + ((unit - 0xd800) << 10) + (*low - 0xdc00);
  }

  // -- what is skipped ---------------------------------------------------------

  bool skip_value() {
    skip_space();
    const char first = *at_;
    if (first == '"')
      return skip_string();
    if (first == '{' || first == '[') {
      ++at_;
      return skip_container(first == '{');
    }
    const auto text = scalar();
    at_ += text.size();
    return !text.empty() || fail("A value is missing or wrong.");
  }

  /// The rest of a container whose first bracket was read.
  bool skip_container(bool is_object) {
    const auto outside = open_.size();
    open_.push_back(is_object);
    while (open_.size() > outside) {
      while (!is_structure[static_cast<unsigned char>(*at_)])
        ++at_;
      const char part = *at_;
      if (part == '"') {
        if (!skip_string())
          return false;
        continue;
      }
      if (part == '\0' && at_ == end_)
        return fail("A bracket is never closed.");
      if (part == '{' || part == '[') {
        open_.push_back(part == '{');
      } else if (part == '}' || part == ']') {
        if (open_.back() != (part == '}'))
          return fail("Brackets do not match.");
        open_.pop_back();
      }
      ++at_;
    }
    return true;
  }

  bool skip_string() {
    for (++at_;; ++at_) {
      while (*at_ != '"' && *at_ != '\\' && *at_ != '\0')
        ++at_;
      if (*at_ == '"')
        break;
      if (at_ == end_ || (*at_ == '\\' && ++at_ == end_))
        return fail("A string does not end.");
    }
    ++at_;
    return true;
  }

  char* const begin_;
  char* at_;
  char* const end_;
  handler& receiver_;
  std::vector<bool> open_; ///< containers, outermost first: true for an object
  bool opened_ = false;    ///< nothing of the innermost one was read yet
  const char* what_is_wrong_ = "";
};

} // namespace

std::optional<syntax_error> parse_in_place(std::string& text, handler& receiver) {
  if (!is_utf8(text))
    text = to_utf8(text);
  return stream(text, receiver).read();
}

} // namespace musiclink::json
