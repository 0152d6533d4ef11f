#include "core/status/page_parts.hpp"

#include "core/status/words.hpp"

#include <algorithm>

namespace musiclink {
namespace {

void write_heading(page_writer& out, std::string_view id, std::string_view heading) {
  out.markup("<section aria-labelledby=\"").markup(id).markup("\">\n<h2 id=\"").markup(id);
  out.markup("\">").markup(heading).markup("</h2>\n");
}

/// A table that stays one for screen readers where the style makes cards of it.
void begin_table(page_writer& out, std::string_view caption,
                 std::initializer_list<std::string_view> columns) {
  out.markup("<table role=\"table\">\n<caption>").markup(caption).markup("</caption>\n");
  out.markup("<thead role=\"rowgroup\"><tr role=\"row\">");
  for (const auto column : columns)
    out.markup("<th role=\"columnheader\" scope=\"col\">").markup(column).markup("</th>");
  out.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n");
}

page_writer& begin_cell(page_writer& out, std::string_view column, std::string_view kind = {}) {
  out.markup("<td role=\"cell\" data-label=\"").markup(column);
  if (!kind.empty())
    out.markup("\" class=\"").markup(kind);
  return out.markup("\">");
}

void write_number(page_writer& out, std::string_view column, std::uint64_t value,
                  std::string_view kind = "number") {
  begin_cell(out, column, value == 0 ? "number none" : kind).number(value).markup("</td>");
}

void write_pill(page_writer& out, std::string_view kind, std::string_view text) {
  out.markup("<span class=\"pill ").markup(kind).markup("\">").text(text).markup("</span>");
}

std::string_view kind_of(room_mode mode) noexcept {
  return mode == room_mode::active ? "active" : mode == room_mode::shadow ? "shadow" : "quiet";
}

std::string_view kind_of(resolver_state_now state) noexcept {
  return state == resolver_state_now::ok        ? "good"
         : state == resolver_state_now::limited ? "warning"
                                                : "bad";
}

void write_mode(page_writer& out, const room_status& room) {
  begin_cell(out, "Mode");
  write_pill(out, kind_of(room.effective_mode), to_key(room.effective_mode));
  if (room.effective_mode != room.mode)
    out.markup(" <small>set to ").text(to_key(room.mode)).markup("</small>");
  out.markup("</td>");
}

void write_held_back(page_writer& out, std::optional<unix_ms> until) {
  begin_cell(out, "Held back", "held");
  if (until && *until > out.now())
    out.until(*until);
  out.markup("</td>");
}

/// What does not fit in a column: a row of its own below the room's.
void write_room_note(page_writer& out, const room_status& room) {
  if (room.last_error.empty() && !room.catching_up)
    return;
  out.markup("<tr role=\"row\" class=\"note\"><td role=\"cell\" colspan=\"8\">");
  if (room.catching_up)
    out.markup("<span>Catching up: ").number(*room.catching_up).markup(" events read.</span> ");
  if (!room.last_error.empty())
    out.markup("<span>Last error: ").text(room.last_error).markup("</span>");
  out.markup("</td></tr>\n");
}

void write_room(page_writer& out, const room_status& room) {
  out.markup("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><bdi>").text(name_of(room));
  out.markup("</bdi>");
  if (!room.alias.empty() && !room.room_id.empty())
    out.markup("<span class=\"id\">").text(room.room_id).markup("</span>");
  out.markup("</th>");
  write_mode(out, room);
  begin_cell(out, "State");
  write_pill(out, room.state == room_state::ok ? "good" : "bad", label(room.state));
  out.markup("</td>");
  write_number(out, "Queue", room.queue);
  write_held_back(out, room.backoff_until);
  write_number(out, "Sent", room.sent);
  write_number(out, "Shadowed", room.shadowed);
  write_number(out, "Failed", room.failed, "number failed");
  out.markup("</tr>\n");
  write_room_note(out, room);
}

void write_outlet(page_writer& out, const outlet_status& outlet) {
  out.markup("<tr role=\"row\" class=\"outlet\"><th role=\"rowheader\" scope=\"row\"><bdi>");
  out.text(outlet.name).markup("</bdi></th>");
  begin_cell(out, "State");
  write_pill(out, kind_of(outlet.state), label(outlet.state));
  out.markup("</td>");
  const auto rate = rate_text(outlet.per_minute);
  begin_cell(out, "Budget", "number").text(rate.empty() ? rate : rate + "/min").markup("</td>");
  begin_cell(out, "Asked again in", "held");
  if (outlet.allowed_again && *outlet.allowed_again > out.now())
    out.until(*outlet.allowed_again);
  out.markup("</td>");
  write_number(out, "Waiting", outlet.waiting);
  write_number(out, "Requests", outlet.requests);
  write_number(out, "Failures", outlet.failures);
  out.markup("</tr>\n");
}

void write_resolver(page_writer& out, const resolver_status& resolver) {
  out.markup("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><bdi>").text(resolver.type);
  out.markup("</bdi></th>");
  begin_cell(out, "State");
  write_pill(out, kind_of(resolver.state), label(resolver.state));
  out.markup("</td>");
  for (const std::string_view column : {"Budget", "Asked again in", "Waiting"})
    begin_cell(out, column).markup("</td>");
  write_number(out, "Requests", resolver.requests);
  write_number(out, "Failures", resolver.failures);
  out.markup("</tr>\n");
  for (const auto& outlet : resolver.outlets)
    write_outlet(out, outlet);
}

page_writer& begin_fact(page_writer& out, std::string_view name) {
  return out.markup("<div><dt>").markup(name).markup("</dt><dd>");
}

} // namespace

void write_switch(page_writer& out, const service_status& status) {
  const auto mode = to_key(status.mode);
  out.markup("<header class=\"").markup(mode).markup("\">\n<h1>musiclink</h1>\n");
  out.markup("<p class=\"switch\" aria-live=\"polite\"><strong>").text(mode);
  out.markup("</strong> <span>").text(describe(status.mode)).markup("</span></p>\n</header>\n");
}

void write_problems(page_writer& out, const service_status& status) {
  const auto problems = problems_of(status);
  out.markup("<section class=\"problems\" aria-labelledby=\"problems\">\n<h2 id=\"problems\">");
  if (problems.empty()) {
    out.markup("Nothing wants attention</h2>\n</section>\n");
    return;
  }
  out.number(problems.size());
  out.markup(problems.size() == 1 ? " thing wants" : " things want").markup(" attention</h2>\n");
  out.markup("<ul>\n");
  for (const auto& one : problems) {
    out.markup("<li><strong><bdi>").text(one.where).markup("</bdi></strong> <span>");
    out.text(one.what).markup("</span></li>\n");
  }
  out.markup("</ul>\n</section>\n");
}

void write_facts(page_writer& out, const service_status& status) {
  const bool syncs = status.sync.state == sync_phase::syncing;
  write_heading(out, "service", "Service");
  out.markup("<dl class=\"facts\">\n");
  begin_fact(out, "Sync");
  write_pill(out, syncs ? "good" : "bad", to_key(status.sync.state));
  out.markup("<small>last answer ").ago(status.sync.last_success).markup("</small></dd></div>\n");
  begin_fact(out, "Outbox").text(outbox_text(status.store.outbox));
  out.markup("<small>").number(status.store.seen_events).markup(" events seen, in <bdi>");
  out.text(status.store.path).markup("</bdi></small></dd></div>\n");
  begin_fact(out, "Configuration").markup("generation ").number(status.config.generation);
  out.markup("<small>loaded ").ago(status.config.loaded_at).markup("</small>");
  if (!status.config.last_error.empty())
    out.markup("<small class=\"bad\">with problems, see above</small>");
  out.markup("</dd></div>\n");
  begin_fact(out, "Running for").since(status.started_at);
  out.markup("<small>version ").text(status.version).markup("</small></dd></div>\n");
  out.markup("</dl>\n</section>\n");
}

void write_rooms(page_writer& out, const service_status& status) {
  write_heading(out, "rooms", "Rooms");
  if (status.rooms.empty()) {
    out.markup("<p class=\"empty\">No room is on the list.</p>\n</section>\n");
    return;
  }
  begin_table(out, "The rooms of the allowlist; counts since the start",
              {"Room", "Mode", "State", "Queue", "Held back", "Sent", "Shadowed", "Failed"});
  for (const auto& room : status.rooms)
    write_room(out, room);
  out.markup("</tbody>\n</table>\n</section>\n");
}

void write_resolvers(page_writer& out, const service_status& status) {
  write_heading(out, "resolvers", "Resolvers");
  if (status.resolvers.empty()) {
    out.markup("<p class=\"empty\">No resolver is configured.</p>\n</section>\n");
    return;
  }
  begin_table(out, "In the order in which they are asked; counts since the start",
              {"Resolver", "State", "Budget", "Asked again in", "Waiting", "Requests", "Failures"});
  for (const auto& resolver : status.resolvers)
    write_resolver(out, resolver);
  out.markup("</tbody>\n</table>\n</section>\n");
}

std::string_view room_name(const service_status& status, std::string_view room_id) noexcept {
  const auto found = std::ranges::find(status.rooms, room_id, &room_status::room_id);
  return found == status.rooms.end() ? room_id : name_of(*found);
}

} // namespace musiclink
