#include "core/resolvers/catalog/back_ends.hpp"
#include "core/resolvers/catalog/schema_org.hpp"
#include "core/services/page.hpp"
#include "core/text/text.hpp"

namespace musiclink::catalog {
namespace {

/// og:title is "Title, Artist" or "Title by Artist".
credited split(std::string_view text) {
  const auto parts = split_last(text, " by ");
  const auto [title, artist, found] = parts.found ? parts : split_last(text, ", ");
  return {artist, title};
}

findings read(const std::string& body, const link& about) {
  return read_page(body, about.type, "Qobuz", split);
}

std::vector<question> ask(const link& about, std::string_view) {
  if (!about.id ||
      !services::is_any_of(about.type, {item_type::track, item_type::album, item_type::artist}))
    return {};
  return {{endpoint::qobuz, "/" + std::string(to_key(about.type)) + "/" + *about.id, read}};
}

} // namespace

const back_end qobuz = {
    .knows = service::qobuz,
    .ask = ask,
    .sample = "https://open.qobuz.com/track/6",
};

} // namespace musiclink::catalog
