#include "tests/bench/floor.hpp"

#include "core/edge/http_engine.hpp"
#include "core/json/stream.hpp"

#include <cstdlib>
#include <future>
#include <string_view>

namespace musiclink::bench {

namespace {

class ignoring_handler : public json::handler {
public:
  void on_null() override {}
  void on_boolean(bool) override {}
  void on_integer(std::int64_t) override {}
  void on_number(double) override {}
  void on_string(std::string_view) override {}
  bool on_key(std::string_view) override { return true; }
  bool on_begin_object() override { return true; }
  bool on_begin_array() override { return true; }
  void on_end_object() override {}
  void on_end_array() override {}
};

/// Found without parsing, so that what is only read is only read.
std::string next_batch_of(const std::string& body) {
  constexpr std::string_view before = R"("next_batch":")";
  const std::size_t start = body.find(before);
  if (start == std::string::npos)
    return {};
  const std::size_t first = start + before.size();
  return body.substr(first, body.find('"', first) - first);
}

} // namespace

void follow_sync(const std::string& homeserver, bool parsing) {
  std::promise<http_response>* waiting = nullptr;
  http_engine engine({.user_agent = "floor"},
                     [&waiting](http_engine::request_id, http_response&& response) {
                       waiting->set_value(std::move(response));
                     });
  ignoring_handler nobody;
  std::string since;
  for (;;) {
    http_request request;
    request.url = homeserver + "/_matrix/client/v3/sync?timeout=30000" +
                  (since.empty() ? std::string() : "&since=" + since);
    request.timeout = milliseconds(60000);
    std::promise<http_response> promise;
    waiting = &promise;
    engine.submit(1, std::move(request));
    http_response response = promise.get_future().get();
    if (response.status != 200)
      std::_Exit(EXIT_FAILURE);
    since = next_batch_of(response.body);
    if (parsing && json::parse_in_place(response.body, nobody))
      std::_Exit(EXIT_FAILURE);
  }
}

} // namespace musiclink::bench
