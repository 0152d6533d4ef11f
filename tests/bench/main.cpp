// What the service costs, and beside it the least that any client would: one that
// only reads the same bytes, or reads and parses them.

#include "core/json/json.hpp"
#include "tests/bench/floor.hpp"
#include "tests/bench/measure.hpp"
#include "tests/support/stand_in_resolver.hpp"
#include "tests/support/temporary_directory.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::bench;

namespace {

struct command_line {
  std::string musiclink;
  load burst{200, 100000, 0.02};
  std::size_t events_per_page = 1000;
  double rate = 500;
  std::size_t seconds = 10;
  double paced_links = 0.10;
  std::size_t idle_rooms = 2000;
  std::string floor; ///< this process is a floor: "read" or "parse"
  std::string homeserver;
};

void describe(CLI::App& app, command_line& line) {
  app.add_option("musiclink", line.musiclink, "the binary to measure; without it, only the floors");
  app.add_option("--events", line.burst.events, "events of the burst")->capture_default_str();
  app.add_option("--rooms", line.burst.rooms, "rooms they are spread over")->capture_default_str();
  app.add_option("--page", line.events_per_page, "events of a /sync answer of the burst")
      ->capture_default_str();
  app.add_option("--rate", line.rate, "events a second of the paced run")->capture_default_str();
  app.add_option("--seconds", line.seconds, "length of the paced run")->capture_default_str();
  app.add_option("--idle-rooms", line.idle_rooms, "joined rooms of the idle run")
      ->capture_default_str();
  app.add_option("--floor", line.floor)->group("");
  app.add_option("--homeserver", line.homeserver)->group("");
}

std::string config_text(const std::string& homeserver, const std::string& resolver,
                        std::size_t rooms, const std::filesystem::path& store) {
  json::writer out;
  out.begin_object().key("mode").string("active");
  out.key("matrix").begin_object();
  out.key("server").string(homeserver).key("userId").string("@musiclink:bench.test");
  out.key("accessToken").string("bench").key("stateStorePath").string(store.string());
  out.key("rooms").begin_array();
  for (std::size_t room = 0; room < rooms; ++room)
    out.string(room_id(room));
  out.end_array().end_object();
  out.key("roomDefaults").begin_object().key("youtube").string("all").end_object();
  out.key("resolvers").begin_array().begin_object();
  out.key("type").string("idonthavespotify").key("url").string(resolver);
  // The most that a configuration may ask for, and more than there are links in
  // any run, so that nothing waits for it.
  out.key("requestsPerMinute").integer(6000).end_object().end_array();
  out.key("admin").begin_object().key("listen").string("off").end_object();
  out.key("log").begin_object().key("level").string("warn").end_object().end_object();
  return std::string(out.text());
}

subject floor_subject(const std::string& how, const std::filesystem::path& directory) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  return {how,
          [self, how](const std::string& homeserver, std::size_t, const std::filesystem::path&) {
            return std::vector<std::string>{self, "--floor", how, "--homeserver", homeserver};
          },
          false, directory};
}

subject service_subject(const std::string& binary, const std::string& resolver,
                        const std::filesystem::path& directory) {
  return {"musiclink",
          [binary, resolver](const std::string& homeserver, std::size_t rooms,
                             const std::filesystem::path& own) {
            const std::filesystem::path config = own / "musiclink.json";
            std::ofstream(config) << config_text(homeserver, resolver, rooms, own / "store");
            return std::vector<std::string>{binary, "run", "--config", config.string()};
          },
          true, directory};
}

struct figures {
  std::string name;
  burst_figures burst;
  paced_figures paced;
  std::size_t idle_bytes = 0;
};

using figure_of = double (*)(const figures&);

double megabytes(std::size_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

void print_row(const char* what, const std::vector<figures>& all, int decimals, figure_of figure) {
  std::printf("%-36s", what);
  for (const figures& column : all)
    std::printf("%14.*f", decimals, figure(column));
  std::printf("\n");
}

void print_table(const std::vector<figures>& all) {
  std::printf("%-36s", "");
  for (const figures& column : all)
    std::printf("%14s", column.name.c_str());
  std::printf("\n");
  print_row("burst: events a second", all, 0,
            [](const figures& of) { return of.burst.events_per_second; });
  print_row("burst: CPU seconds", all, 3, [](const figures& of) { return of.burst.cpu_seconds; });
  print_row("burst: peak memory, MB", all, 1,
            [](const figures& of) { return megabytes(of.burst.peak_bytes); });
  print_row("paced: latency p50, ms", all, 2,
            [](const figures& of) { return of.paced.p50.count(); });
  print_row("paced: latency p99, ms", all, 2,
            [](const figures& of) { return of.paced.p99.count(); });
  print_row("paced: CPU seconds", all, 3, [](const figures& of) { return of.paced.cpu_seconds; });
  print_row("idle: memory, MB", all, 1, [](const figures& of) { return megabytes(of.idle_bytes); });
}

void measure_all(const command_line& line, const std::filesystem::path& directory) {
  const std::vector<event> events = make_events(line.burst);
  burst_pages pages(events, line.events_per_page);
  const load pace{line.burst.rooms, static_cast<std::size_t>(line.rate) * line.seconds,
                  line.paced_links};
  const std::vector<event> paced_events = make_events(pace);
  paced_pages paced(paced_events, line.rate);
  test::stand_in_resolver resolver;

  std::vector<subject> subjects{floor_subject("parse", directory),
                                floor_subject("read", directory)};
  if (!line.musiclink.empty())
    subjects.insert(subjects.begin(), service_subject(line.musiclink, resolver.url(), directory));
  std::vector<figures> all;
  for (const subject& who : subjects) {
    std::cerr << "measuring " << who.name << "...\n";
    all.push_back({who.name, measure_burst(who, line.burst, events, pages),
                   measure_paced(who, pace, paced_events, paced),
                   measure_idle(who, line.idle_rooms)});
  }

  std::printf("burst: %zu events (%.1f MB) in %zu rooms, as fast as they are taken\n",
              events.size(), megabytes(pages.bytes()), line.burst.rooms);
  std::printf("paced: %zu events, %.0f a second; from visible to the reply's arrival\n",
              paced_events.size(), line.rate);
  std::printf("idle: %zu joined rooms\n", line.idle_rooms);
  if (!line.musiclink.empty())
    std::printf("%zu link events of the burst were answered, with %zu replies too many\n",
                all.front().burst.replies, all.front().burst.doubles);
  std::printf("floors: the same bytes read and parsed, and only read; latency: until taken\n\n");
  print_table(all);
}

} // namespace

int main(int count, char** arguments) {
  command_line line;
  CLI::App app("Measures what musiclink costs");
  describe(app, line);
  CLI11_PARSE(app, count, arguments);
  if (!line.floor.empty())
    follow_sync(line.homeserver, line.floor == "parse");

  test::temporary_directory directory;
  try {
    measure_all(line, directory.path());
  } catch (const std::exception& failure) {
    directory.keep();
    std::cerr << "musiclink_bench: " << failure.what() << '\n';
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
