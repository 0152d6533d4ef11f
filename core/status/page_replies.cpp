#include "core/status/page_replies.hpp"

#include "core/json/json.hpp"
#include "core/parity/text.hpp"
#include "core/resolvers/trail.hpp"
#include "core/status/page_parts.hpp"
#include "core/text/escape.hpp"
#include "core/text/html.hpp"
#include "core/text/tags.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

namespace musiclink {
namespace {

/// Writes what may stand in a reply. One <strong> and one <a> can be open, a
/// link only inside the other.
class reply_tags {
public:
  void text(std::string_view raw) { out_ += html_escaped(without_references(raw)); }

  void pass(const tag& what) {
    if (equals_ignoring_case(what.name, "br") && !what.is_end)
      out_ += "<br>";
    else if (equals_ignoring_case(what.name, "strong"))
      set_strong(!what.is_end);
    else if (equals_ignoring_case(what.name, "a"))
      set_link(what);
  }

  std::string take() && {
    close(link_, "</a>");
    close(strong_, "</strong>");
    return std::move(out_);
  }

private:
  void set_strong(bool on) {
    if (on == strong_)
      return;
    close(link_, "</a>");
    if (on)
      out_ += "<strong>";
    else
      close(strong_, "</strong>");
    strong_ = on;
  }

  void set_link(const tag& what) {
    close(link_, "</a>");
    const auto url =
        what.is_end || !what.href ? std::nullopt : postable_url(without_references(*what.href));
    if (!url)
      return;
    out_.append("<a href=\"").append(html_escaped(*url));
    out_.append("\" target=\"_blank\" rel=\"noopener noreferrer\">");
    link_ = true;
  }

  void close(bool& open, std::string_view end) {
    if (std::exchange(open, false))
      out_ += end;
  }

  std::string out_;
  bool strong_ = false;
  bool link_ = false;
};

constexpr std::size_t most_replies = 20;
constexpr std::size_t most_cases = 20;

/// The message as a client shows it. An edit shows what it changes the message to.
void write_message(page_writer& out, const std::string& content) {
  const auto document = json::parsed(content);
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

/// Folded up: few want to know.
void write_left_out(page_writer& out, const std::vector<rejected_offer>& offers) {
  if (offers.empty())
    return;
  out.markup("<details class=\"left-out\"><summary>left out: ").number(offers.size());
  out.markup("</summary>\n<ul>\n");
  for (const auto& each : offers)
    out.markup("<li dir=\"auto\">").text(to_text(each)).markup("</li>\n");
  out.markup("</ul>\n</details>\n");
}

void write_reply(page_writer& out, const service_status& status, const shown_reply& reply) {
  out.markup(reply.posted ? "<li class=\"posted\">" : "<li class=\"shadow\">");
  out.markup("<p class=\"about\"><bdi>").text(room_name(status, reply.room_id));
  out.markup("</bdi> <span class=\"pill ").markup(reply.posted ? "active" : "shadow");
  out.markup("\">").markup(reply.posted ? "posted" : "would be posted").markup("</span> ");
  out.ago(reply.at).markup("</p>\n");
  write_message(out, reply.content);
  write_left_out(out, reply.left_out);
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

std::string reply_html(std::string_view fragment) {
  reply_tags result;
  tag_reader reader(fragment);
  while (!reader.at_end()) {
    result.text(reader.take_text());
    if (reader.at_end())
      break;
    const auto markup = reader.take_markup();
    if (!markup)
      continue;
    result.pass(*markup);
    for (const std::string_view raw : {"script", "style"})
      if (!markup->is_end && equals_ignoring_case(markup->name, raw))
        reader.take_raw_text(raw);
  }
  return std::move(result).take();
}

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
