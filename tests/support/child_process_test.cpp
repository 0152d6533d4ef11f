#include "tests/support/child_process.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <string>

using namespace musiclink::test;
using namespace std::chrono_literals;

namespace {

struct shell {
  temporary_directory directory;
  std::filesystem::path output = directory.path() / "output";

  std::vector<std::string> command(const std::string& script) const {
    return {"/bin/sh", "-c", script};
  }
};

} // namespace

TEST_CASE_FIXTURE(shell, "a process tells its exit status, and keeps it when it is killed then") {
  child_process process(command("exit 7"), output);
  CHECK(process.wait_for_end(10s) == process_end{false, 7});
  CHECK(process.kill() == process_end{false, 7});
}

TEST_CASE_FIXTURE(shell, "a process that runs is killed at once") {
  child_process process(command("exec sleep 60"), output);
  CHECK_FALSE(process.end());
  CHECK(process.kill() == process_end{true, SIGKILL});
}

TEST_CASE_FIXTURE(shell, "what one process after the other says is kept") {
  for (const char* word : {"echo one", "echo two"})
    child_process(command(word), output).wait_for_end(10s);
  std::stringstream said;
  said << std::ifstream(output).rdbuf();
  CHECK(said.str() == "one\ntwo\n");
}

TEST_CASE_FIXTURE(shell, "a program that is not there cannot be started") {
  CHECK_THROWS_AS(child_process({"/nowhere/program"}, output), std::runtime_error);
}
