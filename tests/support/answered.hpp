#pragma once

#include "core/model/http.hpp"

#include <string>
#include <utility>

namespace musiclink::test {

/// What a server may have answered.
inline http_response answered(long status, std::string body = {}) {
  http_response result;
  result.status = status;
  result.body = std::move(body);
  return result;
}

} // namespace musiclink::test
