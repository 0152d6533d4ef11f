#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace musiclink {

/// By which names an HTTP endpoint may be asked (conf/CONTRACT.md 9). A browser that
/// shows a stranger's page sends the stranger's host name, also where that name leads to
/// us (DNS rebinding): so the name is looked at, not where the request came from.
class host_rule {
public:
  /// `listen` is the numeric address, or "localhost"; `hosts` are further names, which
  /// hold with any port, or, written with one, with that.
  host_rule(std::string_view listen, std::vector<std::string> hosts);

  /// Whether a request with this Host header is answered. One without the header comes
  /// from no browser.
  bool admits(std::string_view header) const;

private:
  bool is_open_; ///< to every name
  std::vector<std::string> hosts_;
};

} // namespace musiclink
