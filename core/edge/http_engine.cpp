#include "core/edge/http_engine.hpp"

#include "core/edge/http_transfer.hpp"

#include <cassert>
#include <csignal>
#include <future>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace musiclink {
namespace {

// The engine waits for sockets, for curl's timers (which shorten the wait) and for a wake-up.
constexpr int idle_wait_ms = 60 * 60 * 1000;

/// OpenSSL writes to dead connections without MSG_NOSIGNAL; a blocked SIGPIPE makes that an error
/// instead of the end of the process.
void block_sigpipe() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

} // namespace

struct http_engine::implementation {
  /// With a request: start it. Without: cancel it.
  struct command {
    request_id id;
    std::optional<http_request> request;
  };

  implementation(options how, completion on_done)
      : options_(std::move(how)), on_done_(std::move(on_done)) {
    [[maybe_unused]] static const CURLcode once = curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_.reset(curl_multi_init());
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, options_.max_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS,
                      options_.max_connections_per_host);
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, options_.max_connections);
    curl_multi_setopt(multi_.get(), CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    thread_ = std::thread([this] { run(); });
  }

  ~implementation() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_.get());
    thread_.join();
  }

  void post(command what) {
    {
      const std::lock_guard lock(mutex_);
      commands_.push_back(std::move(what));
    }
    curl_multi_wakeup(multi_.get());
  }

  // -- on the engine's thread ------------------------------------------------

  void run() {
    block_sigpipe();
    while (take_commands()) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      complete_finished();
      // Fails only for want of memory or descriptors: then not in a tight loop.
      if (curl_multi_poll(multi_.get(), nullptr, 0, idle_wait_ms, nullptr) != CURLM_OK)
        std::this_thread::sleep_for(milliseconds(100));
    }
    cancel_all();
  }

  /// False when the engine is to stop; what was submitted is in flight even then.
  bool take_commands() {
    std::vector<command> taken;
    bool stopping = false;
    {
      const std::lock_guard lock(mutex_);
      taken.swap(commands_);
      stopping = stopping_;
    }
    for (auto& next : taken) {
      if (next.request)
        start(next.id, std::move(*next.request));
      else
        cancel(next.id);
    }
    return !stopping;
  }

  void start(request_id id, http_request&& request) {
    auto fresh = std::make_unique<http_transfer>();
    fresh->id = id;
    fresh->request = std::move(request);
    if (const auto why = refuse(*fresh); !why.empty()) {
      on_done_(id, failed(*fresh, transport_error::invalid_request, why));
      return;
    }
    CURLcode code = prepare(*fresh, options_);
    if (code == CURLE_OK && curl_multi_add_handle(multi_.get(), fresh->easy.get()) != CURLM_OK)
      code = CURLE_OUT_OF_MEMORY;
    if (code != CURLE_OK) {
      on_done_(id, failed(*fresh, code));
      return;
    }
    [[maybe_unused]] const bool unique = in_flight_.emplace(id, std::move(fresh)).second;
    assert(unique);
  }

  /// Takes a transfer out of the multi handle and out of the books.
  std::unique_ptr<http_transfer> remove(request_id id) {
    auto node = in_flight_.extract(id);
    if (node.empty())
      return nullptr;
    curl_multi_remove_handle(multi_.get(), node.mapped()->easy.get());
    return std::move(node.mapped());
  }

  void cancel(request_id id) {
    if (const auto ended = remove(id))
      on_done_(id, failed(*ended, transport_error::cancelled, "cancelled"));
  }

  void complete_finished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      const CURLcode code = message->data.result; // the message dies with the handle
      http_transfer* what = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &what);
      const auto ended = remove(what->id);
      on_done_(ended->id, finish(*ended, code));
    }
  }

  void cancel_all() {
    while (!in_flight_.empty())
      cancel(in_flight_.begin()->first);
  }

  const options options_;
  const completion on_done_;
  curl::multi_handle multi_;

  std::mutex mutex_;
  std::vector<command> commands_; ///< guarded by mutex_
  bool stopping_ = false;         ///< guarded by mutex_

  std::unordered_map<request_id, std::unique_ptr<http_transfer>>
      in_flight_; ///< engine's thread only
  std::thread thread_;
};

http_engine::http_engine(options how, completion on_done)
    : impl_(std::make_unique<implementation>(std::move(how), std::move(on_done))) {
}

http_engine::~http_engine() = default;

void http_engine::submit(request_id id, http_request request) {
  impl_->post({id, std::move(request)});
}

void http_engine::cancel(request_id id) {
  impl_->post({id, std::nullopt});
}

std::string http_library() {
  return curl_version();
}

http_response http_perform(http_request request, const std::string& user_agent) {
  std::promise<http_response> answer;
  http_engine engine({.user_agent = user_agent},
                     [&answer](http_engine::request_id, http_response&& response) {
                       answer.set_value(std::move(response));
                     });
  engine.submit(1, std::move(request));
  return answer.get_future().get();
}

} // namespace musiclink
