#pragma once

#include "core/edge/http_server.hpp"

#include <cstddef>

namespace musiclink::test {

// Answers that no homeserver should give, and that a client will get one day
// (conf/CONTRACT.md 5.14).

/// A page for people, as proxies and portals make them.
http_reply html_reply(int status);

/// 200 with JSON: so many arrays in each other.
http_reply deep_json_reply(std::size_t depth);

/// 200 with JSON of about so many bytes that says nothing.
http_reply huge_json_reply(std::size_t bytes);

/// 200 with JSON in which each member that a client reads has a wrong type.
http_reply wrong_types_reply();

} // namespace musiclink::test
