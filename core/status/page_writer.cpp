#include "core/status/page_writer.hpp"

#include "core/status/words.hpp"
#include "core/text/escape.hpp"
#include "core/text/text.hpp"

namespace musiclink {

page_writer& page_writer::markup(std::string_view html) {
  out_ += html;
  return *this;
}

page_writer& page_writer::text(std::string_view from_outside) {
  out_ += html_escaped(spelled_out(from_outside));
  return *this;
}

page_writer& page_writer::number(std::uint64_t value) {
  out_ += std::to_string(value);
  return *this;
}

page_writer& page_writer::ago(std::optional<unix_ms> at) {
  return at ? time("data-ago", *at, ago_text(at, now_)) : text(ago_text(at, now_));
}

page_writer& page_writer::until(unix_ms at) {
  return time("data-until", at, span_text(at - now_));
}

page_writer& page_writer::since(unix_ms at) {
  return time("data-since", at, span_text(now_ - at));
}

page_writer& page_writer::time(std::string_view attribute, unix_ms at, std::string_view shown) {
  markup("<time ").markup(attribute).markup("=\"").markup(std::to_string(at));
  markup("\" title=\"").text(utc_text(at)).markup("\">").text(shown);
  return markup("</time>");
}

} // namespace musiclink
