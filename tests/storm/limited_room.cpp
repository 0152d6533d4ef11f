#include "tests/storm/limited_room.hpp"

#include "tests/storm/bot.hpp"
#include "tests/support/fake_homeserver.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace musiclink::storm {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{60};

test::stand_in_resolver::options answering_after(milliseconds delay) {
  test::stand_in_resolver::options how;
  how.delay = delay;
  return how;
}

std::filesystem::path made(const std::filesystem::path& directory) {
  std::filesystem::create_directory(directory);
  return directory;
}

/// A service with its homeserver and resolver.
class side {
public:
  side(const std::string& binary, const limited_room_plan& plan,
       const std::filesystem::path& directory)
      : resolver_(answering_after(plan.look_up)),
        account_(server_.add_user("musiclink")),
        person_(server_.add_user("alice")),
        rooms_(add_rooms(plan.rooms)),
        bot_({made(directory), server_.url(), resolver_.url(), account_, rooms_}) {
    bot_.start(service(binary));
    wait_for([this](const test::fake_world& world) { return is_ready(world); }, "listen");
    for (const auto& room : rooms_) // the first look at a room is not what is measured
      wait_for_reply(room, post(room));
  }

  const std::vector<std::string>& rooms() const { return rooms_; }

  std::string post(const std::string& room) {
    return server_.post(room, person_.user_id, test::songs::link(++songs_));
  }

  /// Waits for the reply to an event, the newest of its room.
  void wait_for_reply(const std::string& room, const std::string& event_id) {
    wait_for(
        [&](const test::fake_world& world) {
          return world.at(world.timeline(room).back()).in_reply_to == event_id;
        },
        "reply");
  }

  double time_reply(const std::string& room) {
    const auto start = clock::now();
    wait_for_reply(room, post(room));
    return std::chrono::duration<double, std::milli>(clock::now() - start).count();
  }

  void limit(const std::string& room, const std::vector<std::chrono::seconds>& told) {
    for (const auto time : told) {
      test::fault refusal;
      refusal.method = "PUT";
      refusal.path = sends_to(room);
      refusal.reply = test::limited_reply(time);
      server_.inject(refusal);
    }
  }

  std::size_t count_sends(const std::string& room) {
    return server_.with(
        [&](const test::fake_world& world) { return world.asked("PUT", sends_to(room)); });
  }

  void wait_for_sends(const std::string& room, std::size_t count) {
    wait_for(
        [&](const test::fake_world& world) { return world.asked("PUT", sends_to(room)) >= count; },
        "send");
  }

private:
  static std::string sends_to(const std::string& room) { return "*/rooms/" + room + "/send/*"; }

  std::vector<std::string> add_rooms(std::size_t count) {
    test::fake_room_setup open;
    open.joined = {person_.user_id};
    std::vector<std::string> rooms;
    while (rooms.size() < count)
      rooms.push_back(server_.add_room(open));
    return rooms;
  }

  bool is_ready(const test::fake_world& world) const {
    return listens(world, 0) && std::ranges::all_of(rooms_, [&](const std::string& room) {
             return world.membership(room, account_.user_id) == "join";
           });
  }

  void wait_for(const std::function<bool(const test::fake_world&)>& holds,
                const std::string& what) {
    if (!server_.wait_for(holds, patience))
      throw std::runtime_error("the service does not " + what);
  }

  test::fake_homeserver server_;
  test::stand_in_resolver resolver_;
  test::fake_account account_;
  test::fake_account person_;
  std::vector<std::string> rooms_;
  std::atomic<std::uint64_t> songs_{0};
  bot bot_;
};

/// People who post in some rooms each, until a time.
class audience {
public:
  audience(side& limited, side& free, clock::time_point until)
      : limited_(limited), free_(free), until_(until) {}

  /// All rooms but the last, which is not measured.
  limited_room_figures measure(std::size_t people) {
    std::vector<std::thread> threads;
    for (std::size_t first = 0; first < people; ++first)
      threads.emplace_back([this, first, people] { post_from(first, people); });
    for (auto& thread : threads)
      thread.join();
    if (failure_)
      std::rethrow_exception(failure_);
    return std::move(figures_);
  }

private:
  void post_from(std::size_t first, std::size_t step) {
    try {
      const std::size_t rooms = limited_.rooms().size() - 1;
      for (std::size_t room = first; clock::now() < until_;
           room = room + step < rooms ? room + step : first) {
        const double with = limited_.time_reply(limited_.rooms()[room]);
        const double without = free_.time_reply(free_.rooms()[room]);
        const std::lock_guard lock(mutex_);
        figures_.limited.push_back(with);
        figures_.free.push_back(without);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
  }

  side& limited_;
  side& free_;
  const clock::time_point until_;
  std::mutex mutex_;
  limited_room_figures figures_;
  std::exception_ptr failure_;
};

} // namespace

limited_room_figures run_limited_room(const std::string& binary, const limited_room_plan& plan,
                                      const std::filesystem::path& directory) {
  side limited(binary, plan, directory / "limited");
  side free(binary, plan, directory / "free");
  const auto& room = limited.rooms().back();
  const auto sends_before = limited.count_sends(room);

  limited.limit(room, plan.told);
  const auto start = clock::now();
  std::string last_post;
  for (std::size_t i = 0; i < plan.posts; ++i)
    last_post = limited.post(room);
  limited.wait_for_sends(room, sends_before + 1);
  auto figures = audience(limited, free, start + plan.told.front()).measure(plan.people);

  limited.wait_for_reply(room, last_post);
  figures.elapsed = std::chrono::duration_cast<milliseconds>(clock::now() - start);
  figures.sends = limited.count_sends(room) - sends_before;
  return figures;
}

double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto place = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  return values.at(std::min(place, values.size() - 1));
}

} // namespace musiclink::storm
