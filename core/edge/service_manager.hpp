#pragma once

// What systemd is told of a service of Type=notify. Elsewhere all of it does nothing.

namespace musiclink::service_manager {

/// The service does its work; also the end of a reload.
void ready();
void reloading();
void stopping();

} // namespace musiclink::service_manager
