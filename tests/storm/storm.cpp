#include "tests/storm/storm.hpp"

#include "tests/storm/bot.hpp"
#include "tests/support/fake_homeserver.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <chrono>
#include <thread>

namespace musiclink::storm {

namespace {

using clock = std::chrono::steady_clock;

// Longer than any wait between tries that the service may be in.
constexpr std::chrono::seconds patience{45};
constexpr std::size_t history_page = 4; // so that pages without anything wanted are met

// A reply does not wait for a song that is answered late, and few lives are so short
// that it could not come.
constexpr milliseconds answer_within{60};
const test::stand_in_resolver::options resolver_options{.late_songs = 4, .late = milliseconds{250}};

class storm {
public:
  storm(const std::string& binary, const storm_plan& plan, const std::filesystem::path& directory)
      : service_(service(binary)),
        script_(write_script(plan)),
        account_(server_.add_user("musiclink")),
        people_(server_, account_.user_id, plan.rooms),
        bot_(
            {directory, server_.url(), resolver_.url(), account_, people_.rooms(), answer_within}) {
    server_.with([](test::fake_world& world) { world.history_page = history_page; });
  }

  outcome run(std::uint64_t seed, const test::fault_rates& rates) {
    begin_in_peace();
    server_.begin_storm(seed, rates);
    for (const life& one : script_)
      live(one);
    result_.faults = server_.end_storm();
    end_in_peace();
    judge();
    return std::move(result_);
  }

private:
  /// What a first start finds is history to it: the storm begins after that.
  void begin_in_peace() {
    bot_.start(service_);
    const bool is_ready =
        server_.wait_for([](const test::fake_world& world) { return listens(world, 0); }, patience);
    people_.post_in_each_room();
    if (!is_ready || !people_.wait_until_right(patience))
      result_.others.push_back("the service does not work before the storm");
    kill();
  }

  void live(const life& one) {
    for (const act& what : one.before)
      people_.perform(what);
    const auto start = clock::now();
    bot_.start(service_);
    for (const act& what : one.during) {
      std::this_thread::sleep_until(start + what.at);
      people_.perform(what);
    }
    std::this_thread::sleep_until(start + one.length);
    kill();
    ++result_.kills;
  }

  void kill() {
    if (const auto end = bot_.kill())
      result_.others.push_back("a process ended by itself: " + describe(*end));
  }

  /// All is right, and right again after another start and something new in each
  /// room: a late double would have come before that.
  void end_in_peace() {
    bot_.start(service_);
    if (people_.wait_until_right(patience)) {
      kill();
      bot_.start(service_);
      people_.post_in_each_room();
      people_.wait_until_right(patience);
    }
    kill();
  }

  void judge() {
    server_.with([this](const test::fake_world& world) {
      result_.rooms = people_.judge(world);
      result_.completions = count_completions(world, account_.user_id);
      result_.gaps = world.gaps_shown;
      for (std::string& what : world.violations(account_.user_id))
        result_.others.push_back(std::move(what));
    });
    result_.link_events = people_.link_events();
    result_.redeliveries = people_.redeliveries();
    result_.server_restarts = people_.server_restarts();
  }

  std::vector<std::string> service_;
  std::vector<life> script_;
  test::fake_homeserver server_;
  test::stand_in_resolver resolver_{resolver_options};
  test::fake_account account_;
  people people_;
  bot bot_;
  outcome result_;
};

} // namespace

outcome run_storm(const std::string& binary, const storm_plan& plan, const test::fault_rates& rates,
                  const std::filesystem::path& directory) {
  return storm(binary, plan, directory).run(plan.seed, rates);
}

} // namespace musiclink::storm
