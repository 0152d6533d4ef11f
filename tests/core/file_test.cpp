#include "core/file.hpp"

#include "tests/core/written_files.hpp"

#include <doctest/doctest.h>

using namespace musiclink;

TEST_CASE("a file is read whole, up to the limit") {
  const test::written_files folder;
  const auto text = std::string(10000, 'x') + '\0' + "\n";
  const auto path = folder.write("file", text, 0600);
  const auto read = read_file(path, text.size());
  REQUIRE(std::holds_alternative<file_text>(read));
  CHECK(std::get<file_text>(read).text == text);
  CHECK_FALSE(std::get<file_text>(read).anybody_may_read);
  CHECK(std::holds_alternative<std::string>(read_file(path, text.size() - 1)));
}

TEST_CASE("what cannot be read is told in words") {
  const test::written_files folder;
  const auto missing = read_file(folder.path("missing"), 10);
  REQUIRE(std::holds_alternative<std::string>(missing));
  CHECK(std::get<std::string>(missing) == "it cannot be opened: No such file or directory");
  const auto directory = read_file(folder.path(""), 10);
  REQUIRE(std::holds_alternative<std::string>(directory));
  CHECK(std::get<std::string>(directory) == "it cannot be read: Is a directory");
}

TEST_CASE("permissions for anybody are noticed") {
  const test::written_files folder;
  CHECK(std::get<file_text>(read_file(folder.write("a", "", 0644), 10)).anybody_may_read);
  CHECK_FALSE(std::get<file_text>(read_file(folder.write("b", "", 0640), 10)).anybody_may_read);
}
