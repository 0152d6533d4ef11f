#include "core/matrix/reply_mark.hpp"

#include "core/model/link.hpp"

#include <algorithm>
#include <optional>

namespace musiclink {
namespace {

/// Reads the HTML that render() writes, from its beginning.
class form_reader {
public:
  explicit form_reader(std::string_view html) : rest_(html) {}

  bool read() && {
    take("* "); // of an edit
    do
      if (!take_song())
        return false;
    while (take("<br><br>"));
    return rest_.empty();
  }

private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text))
      return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  /// The text before the next tag, if that is `tag`.
  std::optional<std::string_view> take_text_before(std::string_view tag) {
    const auto text = rest_.substr(0, rest_.find('<'));
    rest_.remove_prefix(text.size());
    return take(tag) ? std::optional(text) : std::nullopt;
  }

  bool take_song() {
    if (take("<strong>") && !(take_text_before("</strong>") && take("<br>")))
      return false;
    do
      if (!take_link())
        return false;
    while (take(" \xc2\xb7 "));
    return true;
  }

  bool take_link() {
    if (!take("<a href=\""))
      return false;
    rest_.remove_prefix(std::min(rest_.find('"'), rest_.size()));
    if (!take("\">"))
      return false;
    const auto name = take_text_before("</a>");
    return name && is_display_name(*name);
  }

  std::string_view rest_;
};

} // namespace

bool has_reply_form(std::string_view formatted_body) {
  return form_reader(formatted_body).read();
}

} // namespace musiclink
