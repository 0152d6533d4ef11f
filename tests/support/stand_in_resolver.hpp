#pragma once

#include "core/edge/http_server.hpp"
#include "core/model/time.hpp"
#include "tests/support/fake_faults.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace musiclink::test {

/// Made-up songs are numbers; their links and titles follow from it.
namespace songs {

/// Songs from this number on are answered with a 500, as upstream does for what
/// it does not find (core/resolvers/UPSTREAMS.md 1).
constexpr std::uint64_t nobody_knows = 90'000'000;

/// The link of a song on a service; `adapter` is the API's name for it ("spotify",
/// "appleMusic", "youTube", ...).
std::string link(std::uint64_t number, const std::string& adapter = "spotify");
std::string title(std::uint64_t number);
std::string artist(std::uint64_t number);

} // namespace songs

/// An idonthavespotify instance on loopback (core/resolvers/UPSTREAMS.md 1): POST /api/search?v=1.
/// Links that the real one refuses are refused. All members may be called
/// from any thread.
class stand_in_resolver {
public:
  struct options {
    std::uint16_t port = 0;
    milliseconds delay{0};        ///< before each answer
    std::uint64_t late_songs = 0; ///< songs whose number this divides are answered late; 0: none
    milliseconds late{0};         ///< so much
    unsigned threads = 32;
  };

  explicit stand_in_resolver(options how);
  stand_in_resolver() : stand_in_resolver(options()) {}
  ~stand_in_resolver();

  stand_in_resolver(const stand_in_resolver&) = delete;
  stand_in_resolver& operator=(const stand_in_resolver&) = delete;

  std::string url() const;

  /// A fault's path is a glob over the link that is asked about.
  fault_script::fault_id inject(fault what);
  void release(fault_script::fault_id id);

  /// The links asked about so far, in order.
  std::vector<std::string> asked() const;
  /// Waits until so many questions have come; false if they do not in that time.
  bool wait_for_questions(std::size_t count, milliseconds within) const;

private:
  http_reply handle(const http_query& query);
  milliseconds delay_of(const std::string& link) const;

  options how_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  fault_script faults_;
  std::vector<std::string> asked_;
  bool stopping_ = false;
  std::unique_ptr<http_server> server_;
};

/// The 429 of idonthavespotify.
http_reply resolver_limited_reply(std::chrono::seconds retry_after);

} // namespace musiclink::test
