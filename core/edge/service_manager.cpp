#include "core/edge/service_manager.hpp"

#include <systemd/sd-daemon.h>

namespace musiclink::service_manager {

void ready() {
  sd_notify(0, "READY=1");
}

void reloading() {
  sd_notify(0, "RELOADING=1");
}

void stopping() {
  sd_notify(0, "STOPPING=1");
}

} // namespace musiclink::service_manager
