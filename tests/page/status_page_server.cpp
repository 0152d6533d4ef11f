// The status page of whatever status it is told, for the tests in this folder: the
// status is PUT to /api/status as JSON. Prints its port, and serves until its
// standard input ends.

#include "core/edge/http_server.hpp"
#include "core/status/json.hpp"
#include "core/status/json_read.hpp"
#include "core/status/page.hpp"

#include <iostream>
#include <mutex>
#include <utility>

using namespace musiclink;

namespace {

class pages {
public:
  http_reply answer(const http_query& query) {
    std::lock_guard guard(lock_);
    http_reply reply;
    if (query.method == "PUT") {
      auto told = status_of_json(query.body);
      reply.status = told ? 200 : 400;
      if (told)
        status_ = std::move(*told);
    } else if (query.path == "/api/status") {
      reply.body = status_json(status_);
    } else if (query.path == "/") {
      reply.content_type = "text/html; charset=utf-8";
      reply.headers = status_page_headers();
      reply.body = status_page(status_);
    } else {
      reply.status = 404;
    }
    return reply;
  }

private:
  std::mutex lock_;
  service_status status_;
};

} // namespace

int main() {
  pages shown;
  const http_server server({}, [&](const http_query& query) { return shown.answer(query); });
  std::cout << server.port() << std::endl;
  while (std::cin.get() != std::istream::traits_type::eof()) {
  }
}
