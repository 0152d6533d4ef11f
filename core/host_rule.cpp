#include "core/host_rule.hpp"

#include "core/text.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace musiclink {

namespace {

/// "host:port", "[::1]:port" or either without a port: the host, without brackets.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[') && text.find(']') != std::string_view::npos)
    return text.substr(1, text.find(']') - 1);
  return text.substr(0, text.find(':'));
}

/// 127.0.0.0/8, in full and in decimal: browsers send no other form.
bool is_loopback_v4(std::string_view host) {
  int parts = 0;
  for (std::string_view rest = host; !rest.empty() || parts == 0; ++parts) {
    const auto part = rest.substr(0, rest.find('.'));
    unsigned number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool is_whole = error == std::errc() && end == part.data() + part.size();
    if (!is_whole || number > 255 || (parts == 0 && number != 127))
      return false;
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  }
  return parts == 4 && !host.ends_with('.');
}

bool is_loopback(std::string_view host) {
  return equals_ignoring_case(host, "localhost") || host == "::1" || is_loopback_v4(host);
}

} // namespace

host_rule::host_rule(std::string_view listen, std::vector<std::string> hosts)
    : is_open_(!is_loopback(listen) && hosts.empty()), hosts_(std::move(hosts)) {
}

bool host_rule::admits(std::string_view header) const {
  if (is_open_ || header.empty())
    return true;
  const auto host = without_port(header);
  return is_loopback(host) || std::ranges::any_of(hosts_, [&](const std::string& known) {
           return equals_ignoring_case(known, header) || equals_ignoring_case(known, host);
         });
}

} // namespace musiclink
