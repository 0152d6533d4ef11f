#include "core/links/text.hpp"

#include "core/links/code_spans.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace musiclink {
namespace {

/// Takes one line, with its end, off the front of a text.
std::string_view take_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size() - 1);
  const auto line = text.substr(0, end + 1);
  text.remove_prefix(line.size());
  return line;
}

/// Client-server API, "Rich replies": the quoted message in front of a reply.
std::string_view without_reply_fallback(std::string_view body) {
  if (body.starts_with("> <@") || body.starts_with("> * <@"))
    while (body.starts_with('>'))
      take_line(body);
  return body;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::size_t leading(std::string_view text, char c) {
  return std::min(text.find_first_not_of(c), text.size());
}

/// Takes up to `most` block quote markers off a line; how many there were.
std::size_t take_quote_markers(std::string_view& line, std::size_t most) {
  std::size_t taken = 0;
  for (; taken < most; ++taken) {
    const auto indent = leading(line, ' ');
    if (indent > 3 || !line.substr(indent).starts_with('>'))
      break;
    line.remove_prefix(indent + 1);
    if (line.starts_with(' '))
      line.remove_prefix(1);
  }
  return taken;
}

/// Length of a list marker with the space after it, or 0.
std::size_t list_marker(std::string_view text) {
  auto length = std::min(text.find_first_not_of("0123456789"), text.size());
  if (length > 9)
    return 0;
  const std::string_view signs = length == 0 ? "-+*" : ".)";
  if (length >= text.size() || signs.find(text[length]) == std::string_view::npos)
    return 0;
  ++length;
  const auto spaces = leading(text.substr(length), ' ');
  return spaces >= 1 && spaces <= 4 ? length + spaces : 0;
}

bool is_heading(std::string_view text) {
  const auto level = leading(text, '#');
  return level >= 1 && level <= 6 && text.substr(level).starts_with(' ');
}

/// An open fenced code block (CommonMark 4.5) and the containers around it.
struct fence {
  char mark = '`';
  std::size_t length = 0;
  std::size_t quotes = 0; ///< block quotes around it
  std::size_t indent = 0; ///< columns of the list item around it
};

std::optional<fence> opening_fence(std::string_view text) {
  if (!text.starts_with('`') && !text.starts_with('~'))
    return std::nullopt;
  const char mark = text.front();
  const auto length = leading(text, mark);
  const bool is_inline = mark == '`' && text.substr(length).find('`') != std::string_view::npos;
  if (length < 3 || is_inline)
    return std::nullopt;
  return fence{mark, length};
}

enum class fence_line { inside, closing, outside };

fence_line place_in(const fence& open, std::string_view line) {
  if (take_quote_markers(line, open.quotes) < open.quotes)
    return fence_line::outside;
  const auto indent = leading(line, ' ');
  if (is_blank(line))
    return fence_line::inside;
  if (indent < open.indent)
    return fence_line::outside;
  line.remove_prefix(indent);
  const auto length = leading(line, open.mark);
  const bool closes =
      indent <= open.indent + 3 && length >= open.length && is_blank(line.substr(length));
  return closes ? fence_line::closing : fence_line::inside;
}

/// Reads the block structure of CommonMark as far as code depends on it: fences
/// hide their lines, and no code span reaches from one block into the next.
class block_reader {
public:
  explicit block_reader(std::string_view body) : rest_(body), block_(body.data()) {}

  std::vector<std::string_view> read() && {
    while (!rest_.empty())
      read_line(take_line(rest_));
    if (!open_)
      end_block(rest_.data(), 0);
    return std::move(parts_);
  }

private:
  void read_line(std::string_view line) {
    if (!open_)
      return read_text_line(line);
    switch (place_in(*open_, line)) {
    case fence_line::inside:
      return;
    case fence_line::closing:
      open_.reset();
      block_ = line.data() + line.size();
      return;
    case fence_line::outside:
      open_.reset();
      block_ = line.data();
      read_text_line(line);
    }
  }

  void read_text_line(std::string_view line) {
    auto text = line;
    const auto quotes = take_quote_markers(text, line.size());
    if (quotes > quotes_ || is_blank(text)) // with fewer quotes a paragraph goes on, lazily
      end_block(line.data(), quotes);
    if (is_blank(text))
      return;
    enter_list_items(line, text, quotes);
    if (leading(text, ' ') <= 3)
      text.remove_prefix(leading(text, ' '));
    if (is_heading(text)) {
      end_block(line.data(), quotes);
      end_block(line.data() + line.size(), quotes);
    }
    if ((open_ = opening_fence(text))) {
      open_->quotes = quotes;
      open_->indent = item_indent_;
      end_block(text.data(), quotes);
    }
  }

  /// Takes off what places a line in a list item: its indent, its markers.
  void enter_list_items(std::string_view line, std::string_view& text, std::size_t quotes) {
    const auto indent = leading(text, ' ');
    if (indent >= item_indent_)
      text.remove_prefix(item_indent_);
    else
      item_indent_ = 0;
    for (;;) {
      const auto spaces = leading(text, ' ');
      const auto marker = spaces <= 3 ? list_marker(text.substr(spaces)) : 0;
      if (marker == 0)
        return;
      end_block(line.data(), quotes);
      item_indent_ += spaces + marker;
      text.remove_prefix(spaces + marker);
    }
  }

  /// Ends the text before `here`; what follows stands inside so many quotes.
  void end_block(const char* here, std::size_t quotes) {
    if (here > block_)
      append_without_code_spans({block_, static_cast<std::size_t>(here - block_)}, parts_);
    block_ = here;
    if (quotes != quotes_)
      item_indent_ = 0;
    quotes_ = quotes;
  }

  std::string_view rest_;
  std::vector<std::string_view> parts_;
  const char* block_; ///< where the text of the current block begins
  std::size_t quotes_ = 0;
  std::size_t item_indent_ = 0;
  std::optional<fence> open_;
};

} // namespace

std::vector<std::string_view> readable_text(std::string_view body) {
  const auto text = without_reply_fallback(body);
  if (text.empty())
    return {};
  const bool may_hold_code =
      text.find('`') != std::string_view::npos || text.find("~~~") != std::string_view::npos;
  if (!may_hold_code)
    return {text};
  return block_reader(text).read();
}

} // namespace musiclink
