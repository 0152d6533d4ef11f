#include "tests/storm/crash_case.hpp"

#include "tests/storm/bot.hpp"
#include "tests/storm/people.hpp"
#include "tests/support/fake_homeserver.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <utility>

namespace musiclink::storm {

namespace {

using kind = act::kind;

constexpr std::chrono::seconds patience{20};
// Of the songs of a message some come late, so that its reply is completed; where all
// do, the event waits.
constexpr milliseconds answer_within{60};
const test::stand_in_resolver::options resolver_options{.late_songs = 2, .late = milliseconds{250}};
constexpr std::array<std::size_t, 4> crowded{0, 0, 0, 1};

class crash_case {
public:
  crash_case(std::string musiclink, const std::filesystem::path& directory)
      : musiclink_(std::move(musiclink)),
        account_(server_.add_user("musiclink")),
        people_(server_, account_.user_id, 2),
        bot_({directory, server_.url(), resolver_.url(), account_, people_.rooms(),
              answer_within}) {}

  crash_outcome run(const std::vector<std::string>& crashing) {
    start(crashing);
    wait_until([this](const test::fake_world& world) { return listens(world, requests_before_); },
               "the service does not begin");
    step([this] {
      people_.perform({.what = kind::link, .room = 0, .songs = {1}});
      people_.perform({.what = kind::link, .room = 1, .songs = {2, 3}, .in_thread = true});
    });
    step([this] { people_.perform({.what = kind::edit, .message = 0, .songs = {4}}); });
    step([this] {
      people_.perform({.what = kind::narrow, .count = 1});
      people_.post_at_once(crowded);
    });
    people_.perform({.what = kind::widen});
    step([this] { people_.perform({.what = kind::redact, .message = 1}); });
    if (!result_.reached)
      go_on();
    step([this] { people_.post_in_each_room(); }); // a late double would come before its answers
    end();
    judge();
    return std::move(result_);
  }

private:
  void start(const std::vector<std::string>& command) {
    const std::size_t number = server_.with([this](test::fake_world& world) {
      requests_before_ = world.requests.size();
      return ++started_;
    });
    bot_.start(command, [this, number] {
      server_.with([this, number](test::fake_world&) { ended_ = number; });
    });
  }

  void end() {
    if (const auto how = bot_.kill())
      result_.wrong.push_back("the service ended by itself: " + describe(*how));
  }

  bool has_ended() const { return ended_ == started_; }

  /// The normal service takes the place of the one that has ended, or is ended now.
  void go_on() {
    end();
    start(service(musiclink_));
  }

  /// If the process ends itself meanwhile, the normal service does the rest.
  void wait_until(const std::function<bool(const test::fake_world&)>& holds,
                  const char* else_what) {
    const auto happens = [&](const test::fake_world& world) { return has_ended() || holds(world); };
    bool happened = server_.wait_for(happens, patience);
    if (server_.with([this](test::fake_world&) { return has_ended(); })) {
      result_.reached = true;
      go_on();
      happened = server_.wait_for(happens, patience);
    }
    if (!happened)
      result_.wrong.push_back(else_what);
  }

  void step(const std::function<void()>& what) {
    what();
    wait_until([this](const test::fake_world& world) { return people_.judge(world).is_clean(); },
               "the rooms do not become right");
  }

  void judge() {
    server_.with([this](const test::fake_world& world) {
      verdict rooms = people_.judge(world);
      for (const auto& [what, names] :
           {std::pair{"missing: ", &rooms.missing}, std::pair{"double: ", &rooms.doubled},
            std::pair{"wrong: ", &rooms.wrong}})
        for (const std::string& name : *names)
          result_.wrong.push_back(what + name);
      for (std::string& what : world.violations(account_.user_id))
        result_.wrong.push_back(std::move(what));
    });
  }

  std::string musiclink_;
  test::fake_homeserver server_;
  test::stand_in_resolver resolver_{resolver_options};
  test::fake_account account_;
  people people_;
  // Processes, counted; the server's lock holds these two.
  std::size_t started_ = 0;
  std::size_t ended_ = 0;
  std::size_t requests_before_ = 0;
  crash_outcome result_;
  bot bot_; // the last: its process tells the others of its end
};

} // namespace

crash_outcome run_crash_case(const std::string& musiclink, const std::string& crashing,
                             std::string_view point, std::size_t n,
                             const std::filesystem::path& directory) {
  return crash_case(musiclink, directory)
      .run({crashing, "CONFIG", std::string(point), std::to_string(n)});
}

} // namespace musiclink::storm
