#include "core/edge/host_rule.hpp"

#include "core/edge/public_address.hpp"
#include "core/text/text.hpp"

#include <algorithm>
#include <utility>

namespace musiclink {

namespace {

/// The host as it is written in "host:port", "[::1]:port" or either without a port.
std::string_view without_port(std::string_view text) {
  // An IPv6 address has colons of its own.
  return text.substr(0, text.find(':', text.starts_with('[') ? text.find(']') : 0));
}

std::string_view without_brackets(std::string_view host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

bool is_loopback(std::string_view host) {
  return equals_ignoring_case(host, "localhost") || is_loopback_address(host);
}

/// In a header an IPv6 address has brackets.
bool is_loopback_in_header(std::string_view host) {
  const bool is_bare_ipv6 = host.find(':') != std::string_view::npos && !host.starts_with('[');
  return !is_bare_ipv6 && is_loopback(without_brackets(host));
}

} // namespace

host_rule::host_rule(std::string_view listen, std::vector<std::string> hosts)
    : is_open_(!is_loopback(listen) && hosts.empty()), hosts_(std::move(hosts)) {
}

bool host_rule::admits(std::string_view header) const {
  if (is_open_ || header.empty())
    return true;
  const auto host = without_port(header);
  return is_loopback_in_header(host) || std::ranges::any_of(hosts_, [&](const std::string& known) {
           return equals_ignoring_case(known, header) || equals_ignoring_case(known, host);
         });
}

} // namespace musiclink
