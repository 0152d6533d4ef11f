#include "core/edge/service_manager.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace musiclink;

namespace {

/// Stands in for systemd: the socket that $NOTIFY_SOCKET names.
class manager {
public:
  manager() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof(address.sun_path) - 1);
    REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    setenv("NOTIFY_SOCKET", path_.c_str(), 1);
  }
  ~manager() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
    std::filesystem::remove(path_);
  }

  /// What it was told last, or nothing.
  std::string heard() const {
    std::array<char, 100> text{};
    auto size = recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? "" : std::string(text.data(), static_cast<std::size_t>(size));
  }

private:
  std::string path_ =
      (std::filesystem::temp_directory_path() / ("musiclink-manager-" + std::to_string(getpid())))
          .string();
  int socket_ = socket(AF_UNIX, SOCK_DGRAM, 0);
};

} // namespace

TEST_CASE("the service manager is told of a start, a reload and a stop") {
  manager systemd;
  service_manager::ready();
  CHECK(systemd.heard() == "READY=1");
  service_manager::reloading();
  CHECK(systemd.heard() == "RELOADING=1");
  service_manager::stopping();
  CHECK(systemd.heard() == "STOPPING=1");
}

TEST_CASE("without a service manager nobody is told and nothing happens") {
  { manager gone; }
  service_manager::ready();
}
