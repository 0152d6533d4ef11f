#include "store/data_file.hpp"

#include "store/data_file_format.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace musiclink::store {

namespace {

using namespace data_file;

/// Ends the walk; caught in this file.
struct found {
  std::string what;
};

[[noreturn]] void fail(std::uint64_t page, const char* what) {
  throw found{"page " + std::to_string(page) + " " + what};
}

void require(bool truth, std::uint64_t page, const char* what) {
  if (!truth)
    fail(page, what);
}

/// A file descriptor and its owner.
class open_file {
public:
  explicit open_file(const std::filesystem::path& path)
      : raw_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~open_file() {
    if (raw_ >= 0)
      close(raw_);
  }
  open_file(const open_file&) = delete;
  open_file& operator=(const open_file&) = delete;

  bool usable() const noexcept { return raw_ >= 0; }

  std::uint64_t size() const noexcept {
    struct stat about {};
    return fstat(raw_, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
  }

  /// Whether all of it could be read.
  bool read(std::uint64_t offset, void* into, std::size_t size) const noexcept {
    auto* out = static_cast<char*>(into);
    while (size > 0) {
      const ssize_t got = pread(raw_, out, size, static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      out += got;
      offset += static_cast<std::uint64_t>(got);
      size -= static_cast<std::size_t>(got);
    }
    return true;
  }

private:
  int raw_;
};

meta_page read_meta(const open_file& file, std::uint64_t number, std::uint64_t page_size) {
  meta_page page{};
  require(file.read(number * page_size, &page, sizeof page), number, "is missing");
  require((page.header.flags & is_meta) != 0, number, "is no meta page");
  require(page.magic == magic, number, "does not begin as LMDB's do");
  require(page.version == format_version, number, "has another format version");
  return page;
}

/// The meta page of the newest commit: where LMDB begins.
meta_page newest_meta(const open_file& file) {
  require(file.size() > 0, 0, "is missing (the file is empty)");
  const meta_page first = read_meta(file, 0, 0);
  const std::uint64_t size = first.free.page_size;
  require(size >= least_page_size && size <= most_page_size && (size & (size - 1)) == 0, 0,
          "names a page size that cannot be");
  const meta_page second = read_meta(file, 1, size);
  const bool take_second = first.transaction < second.transaction;
  const meta_page& newest = take_second ? second : first;
  const std::uint64_t at = take_second ? 1 : 0;
  // Transaction N writes meta page N % 2, and LMDB finds it so.
  require(newest.transaction % 2 == at, at, "has the number of a commit of the other");
  require(newest.free.page_size == size, at, "names another page size");
  require(newest.free.flags == integer_keys && newest.main.flags == 0, at, "has unknown flags");
  require(newest.map_size <= most_map_size && newest.last_page < newest.map_size / size, at,
          "names a size that cannot be");
  return newest;
}

/// Walks all trees of one commit.
class walk {
public:
  walk(const open_file& file, const meta_page& meta)
      : file_(file),
        page_size_(meta.free.page_size),
        last_page_(meta.last_page),
        met_(file.size() / page_size_ + 1) {}

  void check(const meta_page& meta) {
    check_tree(meta.free, kind::free_pages);
    check_tree(meta.main, kind::names);
  }

private:
  enum class kind : std::uint8_t { free_pages, names, records };
  struct position {
    kind of;
    unsigned depth_left;
    std::uint64_t entries = 0;
    std::string last_key;
  };
  struct node {
    node_header header;
    std::string_view key;
    std::string_view rest; ///< of the page, behind the key
  };

  void check_tree(const tree& what, kind of) {
    if (what.root == no_page) {
      require(what.depth == 0 && what.entries == 0, 0, "tells of a tree without a root");
      return;
    }
    require(what.depth > 0 && what.depth <= most_depth, what.root, "is a root too deep");
    position at{of, what.depth, 0, {}};
    check_page(what.root, at);
    require(at.entries == what.entries, what.root, "does not lead to all of its records");
  }

  /// Notes that a page is in use; no page is used twice.
  void meet(std::uint64_t number) {
    require(number >= meta_pages && number <= last_page_ && number < met_.size(), number,
            "is out of range");
    require(!met_[number], number, "is used twice");
    met_[number] = true;
  }

  void check_page(std::uint64_t number, position& at) {
    meet(number);
    std::vector<char> bytes(page_size_);
    require(file_.read(number * page_size_, bytes.data(), bytes.size()), number,
            "is missing or cannot be read");
    const std::string_view page(bytes.data(), bytes.size());
    const auto header = copy<page_header>(page);
    const bool leaf = at.depth_left == 1;
    require(header.number == number, number, "is not itself");
    require((header.flags & all_kinds) == (leaf ? is_leaf : is_branch), number,
            "is of the wrong kind");
    const auto offsets = node_offsets(number, page, header);
    // LMDB asserts that no branch of a tree has but one child; that of free pages may.
    require(offsets.size() > (leaf || at.of == kind::free_pages ? 0U : 1U), number, "is empty");
    check_tiles(number, page, header, offsets, leaf);
    for (const auto offset : offsets) {
      const node one = node_at(number, page, offset);
      if (leaf)
        check_leaf(number, one, at);
      else
        check_branch(one, at);
    }
  }

  std::vector<std::uint16_t> node_offsets(std::uint64_t number, std::string_view page,
                                          const page_header& header) const {
    require(header.lower >= sizeof header && header.lower % 2 == 0 &&
                header.lower <= header.upper && header.upper <= page.size(),
            number, "has bounds that cannot be");
    std::vector<std::uint16_t> offsets((header.lower - sizeof header) / 2);
    if (!offsets.empty())
      std::memcpy(offsets.data(), page.data() + sizeof header, offsets.size() * 2);
    return offsets;
  }

  node node_at(std::uint64_t number, std::string_view page, std::size_t offset) const {
    require(offset + sizeof(node_header) <= page.size(), number, "has an entry beyond its end");
    const auto rest = page.substr(offset);
    const auto header = copy<node_header>(rest);
    require(sizeof header + header.key_size <= rest.size(), number, "has a key beyond its end");
    return {header, rest.substr(sizeof header, header.key_size),
            rest.substr(sizeof header + header.key_size)};
  }

  /// The entries fill what is behind `upper` without gap or overlap: LMDB moves
  /// them about by their sizes.
  void check_tiles(std::uint64_t number, std::string_view page, const page_header& header,
                   std::vector<std::uint16_t> offsets, bool leaf) const {
    std::sort(offsets.begin(), offsets.end());
    std::uint64_t end = header.upper;
    for (const auto offset : offsets) {
      require(offset == end, number, "has entries out of place");
      const node one = node_at(number, page, offset);
      const std::uint64_t size =
          sizeof one.header + one.header.key_size + (leaf ? one.header.stored_size() : 0);
      end += size + size % 2;
      require(end <= page.size(), number, "has an entry beyond its end");
    }
    require(end == page.size(), number, "has entries out of place");
  }

  void check_branch(const node& one, position& at) {
    --at.depth_left;
    check_page(one.header.child(), at);
    ++at.depth_left;
  }

  void check_leaf(std::uint64_t number, const node& one, position& at) {
    check_order(number, one.key, at);
    const auto flags = one.header.flags;
    require(flags == 0 || flags == big_data || (flags == sub_tree && at.of == kind::names), number,
            "has an entry of an unknown kind");
    const std::uint64_t size = one.header.data_size();
    if (flags == sub_tree) {
      require(size == sizeof(tree), number, "has a table of the wrong size");
      const auto table = copy<tree>(one.rest);
      require(table.flags == 0, number, "has a table of an unknown kind");
      check_tree(table, kind::records);
    } else if (flags == big_data) {
      check_overflow(number, one, size, at.of);
    } else if (at.of == kind::free_pages) {
      check_free(number, one.rest.substr(0, size));
    }
  }

  void check_order(std::uint64_t number, std::string_view key, position& at) const {
    require(!key.empty() && key.size() <= longest_key, number, "has a key of no good size");
    if (at.of == kind::free_pages) {
      require(key.size() == sizeof(std::uint64_t), number, "has a key of no good size");
      require(at.entries == 0 || copy<std::uint64_t>(at.last_key) < copy<std::uint64_t>(key),
              number, "has keys out of order");
    } else {
      require(at.entries == 0 || at.last_key < key, number, "has keys out of order");
    }
    at.last_key = key;
    ++at.entries;
  }

  void check_overflow(std::uint64_t number, const node& one, std::uint64_t size, kind of) {
    const auto first = copy<std::uint64_t>(one.rest);
    require(first < met_.size(), number, "leads out of the file");
    page_header header{};
    require(file_.read(first * page_size_, &header, sizeof header), first, "is missing");
    require(header.number == first && (header.flags & all_kinds) == is_overflow, first,
            "is not the long record it should be");
    const std::uint64_t pages = header.overflow_pages();
    require((sizeof header - 1 + size) / page_size_ + 1 <= pages && pages < met_.size(), first,
            "is shorter than its record");
    for (std::uint64_t at = 0; at < pages; ++at)
      meet(first + at);
    require((first + pages) * page_size_ <= file_.size(), first, "is cut off");
    if (of != kind::free_pages)
      return;
    std::string list(size, '\0');
    require(file_.read(first * page_size_ + sizeof header, list.data(), size), first,
            "cannot be read");
    check_free(first, list);
  }

  /// A list of free pages: its length, then page numbers, falling.
  void check_free(std::uint64_t number, std::string_view list) {
    constexpr std::size_t word = sizeof(std::uint64_t);
    require(list.size() >= word && list.size() % word == 0, number, "has no good free list");
    const auto count = copy<std::uint64_t>(list);
    require(count < list.size() / word, number, "has no good free list");
    std::uint64_t above = last_page_ + 1;
    for (std::uint64_t at = 1; at <= count; ++at) {
      const auto page = copy<std::uint64_t>(list.substr(at * word));
      require(page >= meta_pages && page < above, number, "has no good free list");
      above = page;
      if (page < met_.size())
        meet(page); // beyond the end of the file is allowed: it was never written
    }
  }

  const open_file& file_;
  std::uint64_t page_size_;
  std::uint64_t last_page_;
  std::vector<bool> met_;
};

std::optional<std::string> walk_once(const open_file& file, std::uint64_t& transaction) {
  try {
    const meta_page meta = newest_meta(file);
    transaction = meta.transaction;
    walk(file, meta).check(meta);
    return std::nullopt;
  } catch (const found& damage) {
    return damage.what;
  }
}

} // namespace

std::optional<std::string> find_damage(const std::filesystem::path& path) {
  const open_file file(path);
  if (!file.usable())
    return std::nullopt; // LMDB says why
  std::optional<std::string> damage;
  // Beside a writer, pages may be used anew during the walk: only what is seen
  // twice of one commit counts. One that never rests was checked by its writer.
  constexpr int tries = 10;
  for (int tried = 0; tried < tries; ++tried) {
    std::uint64_t before = 0;
    std::uint64_t after = 0;
    damage = walk_once(file, before);
    if (!damage || (walk_once(file, after) && before == after))
      return damage;
  }
  return std::nullopt;
}

} // namespace musiclink::store
