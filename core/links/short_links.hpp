#pragma once

#include "core/model/http.hpp"
#include "core/model/link.hpp"

#include <optional>
#include <string>
#include <variant>

namespace musiclink {

/// A short link that leads nowhere. `transient`: it could not be asked, or the
/// answer may pass; else asking again brings the same.
struct dead_link {
  std::string why;
  bool transient = false;
  std::optional<std::chrono::seconds> retry_after{};
};

/// The next request to make, or the item that the link leads to, or its end.
using short_link_step = std::variant<http_request, link, dead_link>;

/// Follows a short link (`item_type::short_code`) to its item, as
/// core/links/RULES.md 9 has it: only from known hosts to their service's own, https only,
/// at most `most_hops` redirects, and the item's own page is never asked for. A
/// pure machine: the owner makes the requests, one deadline for them all (about
/// five seconds), and keeps what came, dead links too, by the short link.
class short_link_walk {
public:
  static constexpr unsigned most_hops = 4;

  /// Where the walk begins. Some links need no request at all, and of some hosts
  /// no link is followed: login pages, pages that would have to be read, pages
  /// with many targets.
  short_link_step start(const link& from);

  /// What follows from the answer to the last request.
  short_link_step step(const http_response& response);

private:
  short_link_step request(std::string url, std::string method);
  short_link_step arrive(std::string_view location);

  link from_;
  std::string host_; ///< of the first hop: says where the walk may lead
  std::string url_;
  std::string method_;
  unsigned hops_ = 0;
};

} // namespace musiclink
