#pragma once

#include "core/status/page_writer.hpp"
#include "core/status/status.hpp"

// The sections of the status page.

namespace musiclink {

void write_switch(page_writer& out, const service_status& status);
void write_problems(page_writer& out, const service_status& status);
void write_facts(page_writer& out, const service_status& status);
void write_rooms(page_writer& out, const service_status& status);
void write_resolvers(page_writer& out, const service_status& status);

/// What people call the room of that id.
std::string_view room_name(const service_status& status, std::string_view room_id) noexcept;

} // namespace musiclink
