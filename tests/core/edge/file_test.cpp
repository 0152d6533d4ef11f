#include "core/edge/file.hpp"

#include "tests/core/edge/written_files.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <memory>
#include <sys/stat.h>

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
  CHECK(std::get<std::string>(directory) == "it is a directory");
}

TEST_CASE("what is no regular file is refused and not waited for") {
  const test::written_files folder;
  const auto pipe = folder.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::filesystem::create_symlink(pipe, folder.path("link"));
  for (const std::string& path :
       {pipe, folder.path("link"), std::string("/dev/zero"), std::string("/dev/null")}) {
    CAPTURE(path);
    const auto read = read_file(path, 10);
    REQUIRE(std::holds_alternative<std::string>(read));
    CHECK(std::get<std::string>(read) == "it is no regular file");
  }
}

TEST_CASE("permissions for anybody are noticed") {
  const test::written_files folder;
  CHECK(std::get<file_text>(read_file(folder.write("a", "", 0644), 10)).anybody_may_read);
  CHECK_FALSE(std::get<file_text>(read_file(folder.write("b", "", 0640), 10)).anybody_may_read);
}

TEST_CASE("a file is replaced as a whole, for nobody else to read, and nothing is left beside it") {
  const test::written_files folder;
  const auto path = folder.write("file", "old text, longer than the new", 0644);
  CHECK_FALSE(replace_file(path, "new"));
  CHECK(std::get<file_text>(read_file(path, 100)).text == "new");
  using std::filesystem::perms;
  CHECK(std::filesystem::status(path).permissions() == (perms::owner_read | perms::owner_write));
  CHECK_FALSE(replace_file(folder.path("other"), "made"));
  CHECK(std::get<file_text>(read_file(folder.path("other"), 100)).text == "made");
  CHECK_FALSE(why_not_replaceable(path));
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder.path("")))
    ++files;
  CHECK(files == 2);
}

TEST_CASE("a symbolic link stays one, and what it leads to is replaced") {
  const test::written_files folder;
  const auto path = folder.write("file", "old", 0600);
  std::filesystem::create_symlink(path, folder.path("link"));
  CHECK_FALSE(replace_file(folder.path("link"), "new"));
  CHECK(std::filesystem::is_symlink(folder.path("link")));
  CHECK(std::get<file_text>(read_file(path, 100)).text == "new");
}

TEST_CASE("what a symbolic link leads to is made where it is not there yet, and the link stays") {
  const test::written_files folder;
  std::filesystem::create_symlink(folder.path("file"), folder.path("second"));
  std::filesystem::create_symlink("second", folder.path("first"));
  CHECK_FALSE(why_not_replaceable(folder.path("first")));
  CHECK_FALSE(replace_file(folder.path("first"), "new"));
  CHECK(std::filesystem::is_symlink(folder.path("first")));
  CHECK(std::filesystem::is_symlink(folder.path("second")));
  CHECK(std::get<file_text>(read_file(folder.path("file"), 100)).text == "new");
}

TEST_CASE("a file that cannot be replaced is told in words, before and after") {
  const test::written_files folder;
  const auto nowhere = folder.path("missing/file");
  REQUIRE(why_not_replaceable(nowhere));
  CHECK(why_not_replaceable(nowhere)->find("No such file or directory") != std::string::npos);
  CHECK(replace_file(nowhere, "text"));
  CHECK(why_not_replaceable(folder.path("")));
}

TEST_CASE("what is no file is not replaced by one, under whatever name") {
  const test::written_files folder;
  const auto pipe = folder.path("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::filesystem::create_symlink(pipe, folder.path("link-to-pipe"));
  std::filesystem::create_symlink("/dev/null", folder.path("link-to-null"));
  // An open file is another one than the name that /proc shows of it.
  const auto open_file = folder.write("open", "text", 0600);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(open_file.c_str(), "r"),
                                                             &std::fclose);
  const auto number = std::to_string(fileno(file.get()));
  for (const auto& path :
       {pipe, folder.path("link-to-pipe"), std::string("/dev/null"), folder.path("link-to-null"),
        std::string("/dev/stdout"), "/dev/fd/" + number, "/proc/self/fd/" + number}) {
    CAPTURE(path);
    CHECK(why_no_file(path));
    CHECK(replace_file(path, "secret"));
  }
  CHECK(std::filesystem::is_fifo(pipe));
  CHECK(std::filesystem::is_character_file("/dev/null"));
  CHECK(std::get<file_text>(read_file(open_file, 100)).text == "text");
  CHECK_FALSE(why_no_file(open_file));
  CHECK_FALSE(why_no_file(folder.path("not-there-yet")));
  CHECK_FALSE(why_no_file(folder.path("missing/folder")));
}
