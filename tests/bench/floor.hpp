#pragma once

#include <string>

namespace musiclink::bench {

/// The least that any client does: follows /sync for ever, doing nothing with
/// what it reads, but parsing it if asked to. It runs as a process of its own and
/// is measured like the service.
[[noreturn]] void follow_sync(const std::string& homeserver, bool parsing);

} // namespace musiclink::bench
