#include "core/reply/reply.hpp"

#include "core/reply/groups.hpp"
#include "core/reply/safe_text.hpp"
#include "core/text/escape.hpp"

#include <algorithm>

namespace musiclink {
namespace {

// An event may have 65536 bytes with everything around its content (client-server
// API, size limits); bridges take less. A message with more songs than fit
// here is answered as far as they do.
constexpr std::size_t most_bytes = 32 * 1024;

std::string headline(const song& about) {
  const auto artist = safe_text(about.artist);
  const auto title = safe_text(about.title);
  if (artist.empty() || title.empty())
    return artist + title;
  return artist + " \xe2\x80\x93 " + title;
}

/// In plain text a line for each service with its whole URL, which is what a
/// bridge or a phone's notification shows; in HTML one line of names.
reply_text render(const group& what) {
  const auto head = headline(what.about);
  reply_text result;
  std::string_view separator;
  if (!head.empty()) { // a page's address may come without a title
    result = {head + "\n", "<strong>" + html_escaped(head) + "</strong>"};
    separator = "<br>";
  }
  for (const auto& entry : what.entries) {
    const std::string name{display_name(entry.where)};
    result.body.append(name).append(": ").append(entry.url).append("\n");
    result.html.append(separator).append("<a href=\"").append(html_escaped(entry.url));
    result.html.append("\">").append(html_escaped(name)).append("</a>");
    separator = " \xc2\xb7 ";
  }
  result.body.pop_back(); // a group without an entry is none
  return result;
}

void append(reply_text& whole, const reply_text& part) {
  if (!whole.body.empty()) {
    whole.body += "\n\n";
    whole.html += "<br><br>";
  }
  whole.body += part.body;
  whole.html += part.html;
}

std::vector<resolved_link> within_limit(std::span<const link> all,
                                        std::span<const resolved_link> resolved,
                                        const room_settings& settings) {
  std::vector<resolved_link> result;
  for (const auto& each : answerable(all, settings)) {
    const auto at = std::ranges::find(resolved, each, &resolved_link::source);
    if (at != resolved.end())
      result.push_back(*at);
  }
  return result;
}

} // namespace

std::vector<link> answerable(std::span<const link> all, const room_settings& settings) {
  std::vector<link> result;
  for (const auto& each : all) {
    if (result.size() == settings.reply.max_links)
      break;
    if (each.where != service::youtube || settings.youtube != youtube_policy::never)
      result.push_back(each);
  }
  return result;
}

std::string_view describe(silence why) noexcept {
  switch (why) {
  case silence::nothing_found:
    return "no resolver knows it elsewhere";
  case silence::is_answer:
    return "the message already links the song on several services";
  case silence::not_music:
    return "a YouTube video that is not known to be music";
  }
  return {};
}

std::variant<reply_text, silence> compose(std::span<const link> all,
                                          std::span<const resolved_link> resolved,
                                          const room_settings& settings) {
  if (holds_an_answer(all, resolved))
    return silence::is_answer;
  const auto is_unwanted = [&](const resolved_link& each) {
    return !is_wanted(each, settings.youtube);
  };
  auto answered = within_limit(all, resolved, settings);
  std::erase_if(answered, is_unwanted);
  reply_text whole;
  for (const auto& each : group_songs(answered, settings.reply)) {
    const auto part = render(each);
    if (whole.body.size() + whole.html.size() + part.body.size() + part.html.size() > most_bytes)
      break;
    append(whole, part);
  }
  if (whole.body.empty())
    return std::ranges::any_of(resolved, is_unwanted) ? silence::not_music : silence::nothing_found;
  return whole;
}

} // namespace musiclink
