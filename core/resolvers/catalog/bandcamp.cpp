#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/services/page.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

namespace musiclink::catalog {
namespace {

/// og:title is "Title, by Artist".
credited split(std::string_view text) {
  const auto parts = split_last(text, ", by ");
  return {parts.after, parts.before};
}

findings read(const std::string& body, const link& about) {
  return read_page(body, about.type, {}, split);
}

std::vector<question> ask(const link& about, std::string_view) {
  const auto at = split_url(about.canonical);
  if (!at ||
      !services::is_any_of(about.type, {item_type::track, item_type::album, item_type::artist}))
    return {};
  return {{endpoint::bandcamp, std::string(at->path), read, at->host}};
}

} // namespace

const back_end bandcamp = {.knows = service::bandcamp, .ask = ask};

} // namespace musiclink::catalog
