#include "core/status/text.hpp"

#include "core/parity/text.hpp"
#include "core/status/words.hpp"
#include "core/text/text.hpp"
#include "core/text/unicode.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace musiclink {
namespace {

enum class tone : std::uint8_t { plain, good, warning, bad, dim, bold };

std::string_view code_of(tone which) noexcept {
  switch (which) {
  case tone::good:
    return "\x1b[32m";
  case tone::warning:
    return "\x1b[33m";
  case tone::bad:
    return "\x1b[31m";
  case tone::dim:
    return "\x1b[2m";
  case tone::bold:
    return "\x1b[1m";
  case tone::plain:
    break;
  }
  return {};
}

tone tone_of(room_state state) noexcept {
  return state == room_state::ok ? tone::good : tone::bad;
}

tone tone_of(resolver_state_now state) noexcept {
  return state == resolver_state_now::ok        ? tone::good
         : state == resolver_state_now::limited ? tone::warning
                                                : tone::bad;
}

struct cell {
  std::string text;
  tone in = tone::plain;
};

cell number(std::uint64_t value, tone if_any = tone::plain) {
  return {std::to_string(value), value == 0 ? tone::dim : if_any};
}

/// A table whose first row names the columns. Those from `numbers_from` to
/// `numbers_to` are aligned at their right.
struct table {
  std::vector<std::vector<cell>> rows;
  std::size_t numbers_from;
  std::size_t numbers_to;
};

class text_writer {
public:
  explicit text_writer(colour how) : how_(how) {}

  text_writer& operator()(std::string_view text, tone in = tone::plain) {
    const bool coloured = how_ == colour::ansi && in != tone::plain;
    if (coloured)
      out_ += code_of(in);
    out_ += text;
    if (coloured)
      out_ += "\x1b[0m";
    return *this;
  }

  void operator()(const table& what) {
    std::vector<std::size_t> widths(what.rows.front().size());
    for (const auto& row : what.rows)
      for (std::size_t i = 0; i < row.size(); ++i)
        widths[i] = std::max(widths[i], terminal_columns(row[i].text));
    out_ += '\n';
    for (const auto& row : what.rows) {
      write_row(row, widths, what);
      out_ += '\n';
    }
  }

  std::string take() && { return std::move(out_); }

private:
  void write_row(const std::vector<cell>& row, const std::vector<std::size_t>& widths,
                 const table& what) {
    std::size_t owed = 0; // blanks, written only before something
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto blanks = widths[i] - terminal_columns(row[i].text);
      const bool is_number = i >= what.numbers_from && i <= what.numbers_to;
      if (!row[i].text.empty()) {
        out_.append(owed + (is_number ? blanks : 0), ' ');
        (*this)(row[i].text, row[i].in);
        owed = 2 + (is_number ? 0 : blanks);
      } else {
        owed += 2 + widths[i];
      }
    }
  }

  colour how_;
  std::string out_;
};

void write_summary(text_writer& out, const service_status& status) {
  const bool active = status.mode == service_mode::active;
  out("musiclink ")(spelled_out(status.version))(": ");
  out(to_key(status.mode), active ? tone::good : tone::warning);
  out(" (")(describe(status.mode))(")\n");
  out("sync      ");
  out(to_key(status.sync.state), status.sync.state == sync_phase::syncing ? tone::good : tone::bad);
  out(", last success ")(ago_text(status.sync.last_success, status.now));
  out(", up for ")(span_text(status.now - status.started_at))("\n");
  if (status.account.sends_per_second)
    out("account   limited to ")(rate_text(*status.account.sends_per_second))(" sends a second\n");
  out("config    generation ")(std::to_string(status.config.generation));
  out(", loaded ")(ago_text(status.config.loaded_at, status.now))("\n");
  out("store     ")(spelled_out(status.store.path))(": ");
  out(std::to_string(status.store.seen_events))(" events seen, ");
  out(outbox_text(status.store.outbox))("\n");
}

void write_problems(text_writer& out, const service_status& status) {
  const auto problems = problems_of(status);
  if (problems.empty())
    return;
  out(std::to_string(problems.size()), tone::bad);
  out(problems.size() == 1 ? " problem:\n" : " problems:\n", tone::bad);
  for (const auto& one : problems) {
    out("  ")(spelled_out(one.where), tone::bold);
    out(": ")(spelled_out(one.what))("\n");
  }
  out("\n");
}

std::string room_note(const room_status& room, unix_ms now) {
  std::string note;
  if (room.backoff_until && *room.backoff_until > now)
    note = "held back for " + span_text(*room.backoff_until - now) + " more";
  if (room.catching_up)
    note.append(note.empty() ? "" : "; ")
        .append("catching up: ")
        .append(std::to_string(*room.catching_up))
        .append(" events read");
  if (note.empty() && room.state == room_state::ok && !room.last_error.empty())
    note = "last error: " + room.last_error;
  return note;
}

void write_rooms(text_writer& out, const service_status& status) {
  if (status.rooms.empty())
    return;
  table rooms{{{{"ROOM", tone::dim},
                {"MODE", tone::dim},
                {"STATE", tone::dim},
                {"QUEUE", tone::dim},
                {"SENT", tone::dim},
                {"SHADOWED", tone::dim},
                {"FAILED", tone::dim},
                {""}}},
              3,
              6};
  for (const auto& room : status.rooms)
    rooms.rows.push_back({{spelled_out(name_of(room)), tone::bold},
                          {mode_text(room)},
                          {std::string(label(room.state)), tone_of(room.state)},
                          number(room.queue),
                          number(room.sent),
                          number(room.shadowed),
                          number(room.failed, tone::bad),
                          {spelled_out(room_note(room, status.now)), tone::warning}});
  out(rooms);
}

std::string waits_text(const outlet_status& outlet, unix_ms now) {
  std::string text;
  if (outlet.waiting > 0)
    text = std::to_string(outlet.waiting) + " waiting";
  if (outlet.allowed_again && *outlet.allowed_again > now)
    text.append(text.empty() ? "" : ", ")
        .append("again in ")
        .append(span_text(*outlet.allowed_again - now));
  return text;
}

void write_resolvers(text_writer& out, const service_status& status) {
  if (status.resolvers.empty())
    return;
  table resolvers{{{{"RESOLVER", tone::dim},
                    {"STATE", tone::dim},
                    {"REQUESTS", tone::dim},
                    {"FAILURES", tone::dim},
                    {"A MINUTE", tone::dim},
                    {""}}},
                  2,
                  4};
  for (const auto& one : status.resolvers) {
    resolvers.rows.push_back({{spelled_out(one.type), tone::bold},
                              {std::string(label(one.state)), tone_of(one.state)},
                              number(one.requests),
                              number(one.failures, tone::warning),
                              {},
                              {}});
    for (const auto& outlet : one.outlets)
      resolvers.rows.push_back({{"  " + spelled_out(outlet.name)},
                                {std::string(label(outlet.state)), tone_of(outlet.state)},
                                number(outlet.requests),
                                number(outlet.failures, tone::warning),
                                {rate_text(outlet.per_minute)},
                                {waits_text(outlet, status.now), tone::warning}});
  }
  out(resolvers);
}

void write_loops(text_writer& out, const service_status& status) {
  for (const auto& loop : status.loops)
    out("\nloop      ")("stopped", tone::warning)(" in " + spelled_out(loop.room_id) + " about " +
                                                  spelled_out(loop.link) + ": " +
                                                  std::to_string(loop.stopped) +
                                                  " not answered; another bot or a relay "
                                                  "repeats our replies\n");
}

void write_parity(text_writer& out, const service_status& status) {
  if (!status.parity)
    return;
  out("\nparity    ")(counts_text(*status.parity))("; `musiclink shadow` shows them\n");
}

} // namespace

std::string status_text(const service_status& status, colour how) {
  text_writer out(how);
  write_problems(out, status);
  write_summary(out, status);
  write_rooms(out, status);
  write_resolvers(out, status);
  write_loops(out, status);
  write_parity(out, status);
  return std::move(out).take();
}

} // namespace musiclink
