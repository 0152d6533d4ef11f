#include "core/resolvers/catalog/back_ends.hpp"

#include "core/model/song.hpp"

#include <algorithm>

namespace musiclink::catalog {
namespace {

constexpr const back_end* table[] = {
#define MUSICLINK_ENDPOINT(name, url, requests_per_minute) &name,
#include "core/resolvers/catalog/endpoints.def"
};

/// The back end that knows the item; none for services that nobody can be asked about.
const back_end* back_end_for(const link& about) {
  const auto* const found = std::ranges::find(table, family_of(about.where), &back_end::knows);
  return found == std::end(table) ? nullptr : *found;
}

} // namespace

std::span<const back_end* const> back_ends() noexcept {
  return table;
}

const back_end& of(endpoint at) noexcept {
  return *table[static_cast<std::size_t>(at)];
}

std::vector<question> ask_source(const link& about, std::string_view country) {
  const auto* const asked = back_end_for(about);
  return asked == nullptr ? std::vector<question>{} : asked->ask(about, country);
}

std::vector<question> ask_offered(const link& about, std::string_view country) {
  const auto* const asked = back_end_for(about);
  return asked == nullptr || asked->ask_offered == nullptr ? ask_source(about, country)
                                                           : asked->ask_offered(about, country);
}

} // namespace musiclink::catalog
