#include "core/status/page.hpp"

#include "core/status/page_assets.hpp"
#include "core/status/page_parts.hpp"
#include "core/status/page_replies.hpp"
#include "core/status/words.hpp"
#include "core/text/ascii.hpp"

#include <utility>

namespace musiclink {
namespace {

constexpr std::string_view icon =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='8' fill='%230b6b53'/%3E"
    "%3Cpath d='M13 22V10l10-2v12' fill='none' stroke='white' stroke-width='2.4'/%3E"
    "%3Ccircle cx='10.5' cy='22' r='2.8' fill='white'/%3E"
    "%3Ccircle cx='20.5' cy='20' r='2.8' fill='white'/%3E%3C/svg%3E";

unsigned digit(char hexadecimal) noexcept {
  return static_cast<unsigned>(is_digit(hexadecimal) ? hexadecimal - '0' : hexadecimal - 'a' + 10);
}

/// A SHA-256 in hexadecimal as a Content-Security-Policy names it. Three digits
/// are two characters of base64, and a digit is over.
std::string source_of(std::string_view sha256) {
  constexpr std::string_view base64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result = "'sha256-";
  for (; sha256.size() >= 3; sha256.remove_prefix(3)) {
    const auto bits = digit(sha256[0]) << 8 | digit(sha256[1]) << 4 | digit(sha256[2]);
    result.append({base64[bits >> 6], base64[bits & 63]});
  }
  const auto bits = digit(sha256[0]) << 2;
  return result.append({base64[bits], '=', '\''});
}

void write_head(page_writer& out, const service_status& status, std::size_t problems) {
  out.markup("<!doctype html>\n<html lang=\"en\" data-version=\"").text(status.version);
  out.markup("\">\n<head>\n<meta charset=\"utf-8\">\n");
  out.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
  out.markup("<meta name=\"color-scheme\" content=\"light dark\">\n");
  out.markup("<meta name=\"robots\" content=\"noindex\">\n<title>");
  if (problems > 0)
    out.markup("(").number(problems).markup(") ");
  out.markup("musiclink: ").text(to_key(status.mode));
  out.markup("</title>\n<link rel=\"icon\" href=\"").markup(icon).markup("\">\n<style>");
  out.markup(status_page_assets::style()).markup("</style>\n");
  out.markup("<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>\n</head>\n");
}

void write_foot(page_writer& out, const service_status& status) {
  out.markup("<footer><p>musiclink ").text(status.version).markup(" · as of <time>");
  out.text(utc_text(status.now)).markup("</time></p>\n<p>This page only shows. The same for ");
  out.markup("machines: <a href=\"api/status\">status</a>, <a href=\"api/shadow\">shadow "
             "journal</a>, <a href=\"metrics\">metrics</a>.</p></footer>\n");
}

} // namespace

std::string status_page(const service_status& status) {
  page_writer out(status.now);
  write_head(out, status, problems_of(status).size());
  out.markup("<body>\n<p id=\"silence\" role=\"alert\" hidden></p>\n<main data-now=\"");
  out.markup(std::to_string(status.now)).markup("\">\n");
  write_switch(out, status);
  write_problems(out, status);
  write_facts(out, status);
  write_rooms(out, status);
  write_resolvers(out, status);
  write_replies(out, status);
  write_parity(out, status);
  write_foot(out, status);
  out.markup("</main>\n<script>").markup(status_page_assets::script());
  out.markup("</script>\n</body>\n</html>\n");
  return std::move(out).take();
}

std::vector<std::string> status_page_headers() {
  return {"Content-Security-Policy: default-src 'none'; style-src " +
              source_of(status_page_assets::style_sha256()) + "; script-src " +
              source_of(status_page_assets::script_sha256()) +
              "; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
              "frame-ancestors 'none'",
          "Referrer-Policy: no-referrer", "X-Content-Type-Options: nosniff",
          "Cache-Control: no-store"};
}

} // namespace musiclink
