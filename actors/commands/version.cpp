#include "actors/commands/commands.hpp"

#include "core/edge/exit_status.hpp"
#include "core/edge/http_engine.hpp"
#include "core/edge/version.hpp"
#include "store/store.hpp"

#include <caf/config.hpp>

#include <iostream>

namespace musiclink::commands {

int version() {
  std::cout << "musiclink " << musiclink::version() << " (" << commit() << ")\n"
            << "CAF " << CAF_MAJOR_VERSION << '.' << CAF_MINOR_VERSION << '.' << CAF_PATCH_VERSION
            << '\n'
            << http_library() << '\n'
            << store::library() << '\n';
  return exit_status::done;
}

} // namespace musiclink::commands
