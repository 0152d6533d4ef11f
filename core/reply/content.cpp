#include "core/reply/content.hpp"

#include "core/json/json.hpp"
#include "core/matrix/reply_mark.hpp"

#include <string_view>
#include <variant>

namespace musiclink {
namespace {

/// The root of the thread that the reply belongs in; empty for none.
std::string_view thread_of(const link_event& event, reply_style style) {
  if (!event.thread_root.empty() || style != reply_style::thread)
    return event.thread_root;
  return event.event_id; // the event becomes the root of a new thread
}

/// Client-server API, "Threading" and "Rich replies".
void write_relation(json::writer& out, const link_event& event, reply_style style) {
  const auto root = thread_of(event, style);
  out.key("m.relates_to").begin_object();
  if (!root.empty()) {
    out.key("rel_type").string("m.thread");
    out.key("event_id").string(root);
    out.key("is_falling_back").boolean(false);
  }
  out.key("m.in_reply_to").begin_object().key("event_id").string(event.event_id).end_object();
  out.end_object();
}

/// The members that a reply and the new content of an edit have in common. `prefix` begins both
/// texts.
void write_text(json::writer& out, const reply_text& text, const link_event& event,
                const reply_settings& settings, bool completes = false,
                const std::string& prefix = {}) {
  out.key("msgtype").string(settings.msgtype);
  out.key("body").string(prefix + text.body);
  out.key("format").string("org.matrix.custom.html");
  out.key("formatted_body").string(prefix + text.html);
  out.key("m.mentions").begin_object().end_object(); // notifies nobody (conf/CONTRACT.md 5.1)
  if (!settings.link_previews)
    out.key("com.beeper.linkpreviews").begin_array().end_array();
  out.key(mark_key).begin_object();
  out.key("v").integer(1);
  out.key("trigger").string(event.event_id);
  if (completes)
    out.key(completes_key).boolean(true);
  out.end_object();
}

std::string replacement(const reply_text& text, const link_event& event, std::string_view reply_id,
                        const reply_settings& settings, bool completes) {
  json::writer out;
  out.begin_object();
  write_text(out, text, event, settings, completes, "* ");
  out.key("m.new_content").begin_object();
  write_text(out, text, event, settings, completes);
  out.end_object();
  out.key("m.relates_to").begin_object();
  out.key("rel_type").string("m.replace");
  out.key("event_id").string(reply_id);
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

} // namespace

std::string reply_content(const reply_text& text, const link_event& event,
                          const reply_settings& settings) {
  json::writer out;
  out.begin_object();
  write_text(out, text, event, settings);
  if (settings.style != reply_style::standalone)
    write_relation(out, event, settings.style);
  out.end_object();
  return std::string(out.text());
}

std::string edit_content(const reply_text& text, const link_event& event, std::string_view reply_id,
                         const reply_settings& settings) {
  return replacement(text, event, reply_id, settings, false);
}

std::string completion_content(const reply_text& text, const link_event& event,
                               std::string_view reply_id, const reply_settings& settings) {
  return replacement(text, event, reply_id, settings, true);
}

std::optional<std::string> without_thread(std::string_view content) {
  const auto document = json::parsed(std::string(content));
  const auto root = document ? document->root() : json::value();
  const auto relation = root["m.relates_to"];
  if (relation["rel_type"].string_or("") != "m.thread")
    return std::nullopt;
  json::writer out;
  out.begin_object();
  for (std::size_t i = 0; i < root.size(); ++i) {
    out.key(root.name_at(i));
    if (root.name_at(i) != "m.relates_to") {
      out.raw(root.member_at(i).text());
      continue;
    }
    out.begin_object();
    out.key("m.in_reply_to").raw(relation["m.in_reply_to"].text());
    out.end_object();
  }
  out.end_object();
  return std::string(out.text());
}

} // namespace musiclink
