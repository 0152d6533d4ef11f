#include "core/json/json.hpp"
#include "core/parity/text.hpp"
#include "core/status/page_parts.hpp"
#include "core/text/escape.hpp"
#include "core/text/html.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>

namespace musiclink {
namespace {

constexpr std::size_t most_replies = 20;
constexpr std::size_t most_cases = 20;

/// The message as a client shows it. An edit shows what it changes the message to.
void write_message(page_writer& out, const std::string& content) {
  const auto parsed = json::document::parse(content);
  const auto* document = std::get_if<json::document>(&parsed);
  auto shown = document ? document->root() : json::value();
  if (shown["m.new_content"].is_object())
    shown = shown["m.new_content"];
  if (const auto html = shown["formatted_body"].string()) {
    out.markup("<div class=\"message\" dir=\"auto\">").markup(reply_html(*html)).markup("</div>");
    return;
  }
  out.markup("<div class=\"message plain\" dir=\"auto\">");
  out.markup(html_escaped(shown["body"].string_or("(no text)"))).markup("</div>");
}

void write_reply(page_writer& out, const service_status& status, const shown_reply& reply) {
  out.markup(reply.posted ? "<li class=\"posted\">" : "<li class=\"shadow\">");
  out.markup("<p class=\"about\"><bdi>").text(room_name(status, reply.room_id));
  out.markup("</bdi> <span class=\"pill ").markup(reply.posted ? "active" : "shadow");
  out.markup("\">").markup(reply.posted ? "posted" : "would be posted").markup("</span> ");
  out.ago(reply.at).markup("</p>\n");
  write_message(out, reply.content);
  out.markup("\n<p class=\"id\">answers ").text(reply.event_id).markup("</p></li>\n");
}

std::string_view label(parity_kind kind) noexcept {
  switch (kind) {
  case parity_kind::same:
    return "same";
  case parity_kind::differs:
    return "different";
  case parity_kind::only_theirs:
    return "theirs alone";
  case parity_kind::only_ours:
    return "ours alone";
  }
  return {};
}

/// Links, of which those that the other side has not are marked.
void write_links(page_writer& out, std::string_view whose, const std::vector<std::string>& links,
                 const std::vector<std::string>& others) {
  out.markup("<div><h4>").markup(whose).markup("</h4>");
  if (links.empty())
    out.markup("<p class=\"none\">no answer</p>");
  else
    out.markup("<ul>");
  for (const auto& link : links) {
    const bool alone = std::ranges::find(others, link) == others.end();
    out.markup(alone ? "<li class=\"alone\">" : "<li>");
    if (const auto url = postable_url(link)) {
      out.markup("<a target=\"_blank\" rel=\"noopener noreferrer\" href=\"");
      out.markup(html_escaped(*url)).markup("\">").text(link).markup("</a>");
    } else {
      out.text(link);
    }
    out.markup("</li>");
  }
  out.markup(links.empty() ? "</div>\n" : "</ul></div>\n");
}

void write_case(page_writer& out, const service_status& status, const parity_case& one) {
  out.markup("<li>\n<h3><span class=\"pill warning\">").markup(label(one.kind));
  out.markup("</span> <bdi>").text(room_name(status, one.room_id)).markup("</bdi> ");
  out.ago(one.at).markup("</h3>\n<div class=\"sides\">\n");
  write_links(out, "Ours", one.ours, one.theirs);
  write_links(out, "Theirs", one.theirs, one.ours);
  out.markup("</div>\n<p class=\"id\">").text(one.event_id).markup("</p></li>\n");
}

void write_count(page_writer& out, std::string_view name, std::size_t count) {
  out.markup("<div><dt>").markup(name).markup("</dt><dd>").number(count);
  out.markup("</dd></div>\n");
}

} // namespace

void write_replies(page_writer& out, const service_status& status) {
  out.markup("<section aria-labelledby=\"replies\">\n<h2 id=\"replies\">Latest replies</h2>\n");
  if (status.replies.empty()) {
    out.markup("<p class=\"empty\">None yet: a reply shows here as soon as somebody posts a link "
               "to a song.</p>\n</section>\n");
    return;
  }
  out.markup("<ol class=\"replies\">\n");
  const auto count = std::min(status.replies.size(), most_replies);
  for (std::size_t i = 0; i < count; ++i)
    write_reply(out, status, status.replies[i]);
  out.markup("</ol>\n</section>\n");
}

void write_parity(page_writer& out, const service_status& status) {
  out.markup("<section aria-labelledby=\"parity\">\n<h2 id=\"parity\">Parity</h2>\n");
  if (!status.parity) {
    out.markup("<p class=\"empty\">Nothing is compared: name the other bot in "
               "<code>shadow.compareWith</code> to see how its answers differ.</p>\n</section>\n");
    return;
  }
  const auto& parity = *status.parity;
  out.markup("<dl class=\"counts\">\n");
  write_count(out, "same", parity.same);
  write_count(out, "different", parity.differs);
  write_count(out, "theirs alone", parity.only_theirs);
  write_count(out, "ours alone", parity.only_ours);
  out.markup("</dl>\n");
  const auto count = std::min(parity.cases.size(), most_cases);
  if (count > 0)
    out.markup("<ol class=\"cases\">\n");
  for (std::size_t i = 0; i < count; ++i) // they are oldest first
    write_case(out, status, parity.cases[parity.cases.size() - 1 - i]);
  if (count > 0)
    out.markup("</ol>\n");
  if (parity.cases.size() > count)
    out.markup("<p class=\"empty\">")
        .number(parity.cases.size() - count)
        .markup(" earlier ones: <code>musiclink shadow</code> shows them all.</p>\n");
  out.markup("<p>").text(advice(parity, true)).markup("</p>\n");
  out.markup("</section>\n");
}

} // namespace musiclink
