#include "core/links/short_links.hpp"

#include "core/links/detect.hpp"
#include "core/links/redirects.hpp"
#include "core/services/table.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace musiclink {
namespace {

constexpr milliseconds request_timeout{5000};
constexpr std::size_t most_body_bytes = 64 * 1024;

const services::followed_host* find(std::string_view host) {
  for (const auto where : all_services())
    for (const auto& known : services::of(where).followed_hosts)
      if (known.host == host)
        return &known;
  return nullptr;
}

bool may_lead(std::string_view from, std::string_view to) {
  const auto* const row = find(from);
  return row != nullptr && !to.empty() &&
         std::ranges::find(row->targets, to) != std::end(row->targets);
}

/// The item that the last of them leads to is not asked for, so it is no hop.
redirect_policy redirects_from(std::string_view host) {
  return {.is_upgraded = true,
          .hosts = find(host)->targets,
          .most_hops = short_link_walk::most_hops + 1};
}

dead_link ended(std::string why) {
  return {std::move(why), false, std::nullopt};
}

/// The target that a URL of that host carries in its query, if it is such a host.
std::optional<std::string> carried_target(const url& at) {
  const auto* const known = find(at.host);
  if (known == nullptr || known->target_parameter.empty())
    return std::nullopt;
  const auto name = known->target_parameter;
  auto value = query_parameter(at.query, name);
  if (!value && name.starts_with('$'))
    value = query_parameter(at.query, "%24" + std::string(name.substr(1)));
  if (!value || value->empty())
    return std::nullopt;
  return percent_decoded(*value);
}

bool is_item(const link& what) {
  return what.type != item_type::short_code && what.type != item_type::unknown;
}

} // namespace

short_link_step short_link_walk::start(const link& from) {
  *this = {};
  from_ = from;
  const auto at = split_url(from.canonical);
  if (!at || find(at->host) == nullptr)
    return ended("links of this host are not followed");
  host_ = at->host;
  if (const auto target = carried_target(*at))
    return arrive(*target);
  // Nothing but what the classifier took for a share link, in the form it gives.
  const auto known = classify(from.canonical);
  if (!known || known->type != item_type::short_code)
    return ended("not a short link");
  return request(known->canonical, "HEAD");
}

short_link_step short_link_walk::step(const http_response& response) {
  if (response.status == 0)
    return dead_link{response.error_text, response.error != transport_error::invalid_request &&
                                              response.error != transport_error::too_large};
  const auto said = "HTTP " + std::to_string(response.status);
  if (const auto where = redirect_of(url_, response, hops_, redirects_from(host_)))
    return where->url.empty() ? ended(where->refusal) : arrive(where->url);
  if (response.status == 429 || response.status >= 500) {
    if (method_ == "HEAD" && response.status == 501)
      return request(url_, "GET");
    return dead_link{said, true, response.retry_after};
  }
  if (response.status == 404 || response.status == 410)
    return ended(said);
  if (method_ == "HEAD") // not every server answers it as it would a GET
    return request(url_, "GET");
  return ended(said + " without a redirect");
}

short_link_step short_link_walk::request(std::string url, std::string method) {
  url_ = std::move(url);
  method_ = std::move(method);
  http_request result;
  result.method = method_;
  result.url = url_;
  result.timeout = request_timeout;
  result.connect_timeout = request_timeout;
  result.max_body = most_body_bytes;
  result.public_only = true;
  return result;
}

/// What a redirect means: the item, one more hop, or the end. Any other page of
/// the service says that there is no such item.
short_link_step short_link_walk::arrive(std::string_view location) {
  const auto at = split_url(location);
  if (!at || !may_lead(host_, at->host))
    return ended("it leads to another host");
  if (const auto target = carried_target(*at)) {
    const auto inner = split_url(*target);
    if (inner && inner->host == at->host)
      return ended("it leads to itself");
    return arrive(*target);
  }
  const auto found = classify(location);
  if (!found || found->where != from_.where)
    return ended("it leads to no item");
  if (is_item(*found))
    return *found;
  if (++hops_ > most_hops)
    return ended("too many redirects");
  return request(found->canonical, "HEAD");
}

} // namespace musiclink
