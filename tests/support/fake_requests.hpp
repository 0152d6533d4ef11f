#pragma once

#include "core/edge/http_server.hpp"
#include "tests/support/fake_world.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace musiclink::test {

std::string percent_decoded(std::string_view text);

/// The value of a parameter of a query string, decoded.
std::optional<std::string> parameter(std::string_view query, std::string_view name);

/// Whether a request is GET /sync: the one that can wait, and is therefore
/// answered by `answer_sync`.
bool is_sync(const http_query& query);

/// Does what a request asks for and answers it, at once. Paths and errors as in
/// the client-server API.
http_reply answer(fake_world& world, const http_query& query, const std::string& base_url);

struct sync_reply {
  http_reply reply;
  bool may_wait = false; ///< there is no news: ask again when there is
  std::size_t gaps = 0;  ///< timelines in it that are `limited`
};
sync_reply answer_sync(const fake_world& world, const http_query& query);

} // namespace musiclink::test
