#include "actors/commands/commands.hpp"

#include "core/edge/exit_status.hpp"
#include "core/match/judge.hpp"
#include "core/resolvers/facts_json.hpp"
#include "core/text/text.hpp"

#include <cstdio>
#include <iostream>
#include <string>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

std::variant<pair_of_facts, no_pair> read(std::string line) {
  auto parsed = json::document::parse(std::move(line));
  if (const auto* error = std::get_if<json::syntax_error>(&parsed))
    return no_pair{"column " + std::to_string(error->column) + ": " + error->message};
  return pair_from(std::get<json::document>(parsed).root());
}

constexpr const char* remedy =
    R"(write {"source": FACTS, "candidate": FACTS}, with FACTS like )"
    R"({"type": "track", "title": "Hello", "artists": ["Adele"], "duration": 295000})";

} // namespace

int judge() {
  int status = exit_status::done;
  std::size_t number = 0;
  for (std::string line; std::cout && std::getline(std::cin, line);) {
    ++number;
    const auto read_line = read(std::move(line));
    if (const auto* pair = std::get_if<pair_of_facts>(&read_line)) {
      std::cout << to_json(judge_with_reasons(pair->source, pair->candidate)) << '\n';
      continue;
    }
    // The other lines still count; a null keeps the output in step.
    std::cout << "null\n";
    std::cerr << "line " << number << ": " << spelled_out(std::get<no_pair>(read_line).problem)
              << "; " << remedy << '\n';
    status = exit_status::bad_input;
  }
  // The stream takes what cannot be read for the end.
  if (std::ferror(stdin) != 0) {
    std::cerr << "line " << number + 1 << ": standard input cannot be read\n";
    return exit_status::io_failed;
  }
  return status;
}

} // namespace musiclink::commands
