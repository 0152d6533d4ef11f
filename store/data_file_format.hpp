#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

/// The layout of LMDB's data file, version 1, as mdb.c of LMDB 0.9 defines it
/// (MDB_page, MDB_meta, MDB_db, MDB_node), on a 64-bit machine, in its own byte
/// order. Only for data_file.cpp.
namespace musiclink::store::data_file {

static_assert(sizeof(void*) == 8, "LMDB's file differs where pointers are shorter");

inline constexpr std::uint32_t magic = 0xBEEFC0DE;
inline constexpr std::uint32_t format_version = 1;
inline constexpr std::uint64_t least_page_size = 256;
inline constexpr std::uint64_t most_page_size = 0x8000;
inline constexpr std::uint64_t most_map_size = std::uint64_t{1} << 46;
inline constexpr std::uint64_t meta_pages = 2;
inline constexpr std::uint64_t no_page = ~std::uint64_t{0};
inline constexpr unsigned most_depth = 32; ///< CURSOR_STACK
inline constexpr std::size_t longest_key = 511;

// Kinds of pages.
inline constexpr unsigned is_branch = 0x01;
inline constexpr unsigned is_leaf = 0x02;
inline constexpr unsigned is_overflow = 0x04;
inline constexpr unsigned is_meta = 0x08;
inline constexpr unsigned all_kinds = 0x6f; ///< with LEAF2 and SUBP, which we do not use

// Kinds of entries, and of trees.
inline constexpr unsigned big_data = 0x01; ///< the data is on pages of its own
inline constexpr unsigned sub_tree = 0x02; ///< the data is the tree of a table
inline constexpr unsigned integer_keys = 0x08;

struct page_header {
  std::uint64_t number;
  std::uint16_t unused;
  std::uint16_t flags;
  std::uint16_t lower; ///< end of the offsets of entries
  std::uint16_t upper; ///< begin of the entries

  std::uint32_t overflow_pages() const noexcept {
    std::uint32_t pages = 0;
    std::memcpy(&pages, &lower, sizeof pages);
    return pages;
  }
};
static_assert(sizeof(page_header) == 16);

struct tree {
  std::uint32_t page_size; ///< in the tree of free pages of a meta page
  std::uint16_t flags;
  std::uint16_t depth;
  std::uint64_t branch_pages;
  std::uint64_t leaf_pages;
  std::uint64_t overflow_pages;
  std::uint64_t entries;
  std::uint64_t root;
};
static_assert(sizeof(tree) == 48);

struct meta_page {
  page_header header;
  std::uint32_t magic;
  std::uint32_t version;
  std::uint64_t address;
  std::uint64_t map_size;
  tree free; ///< commit -> pages that it freed
  tree main; ///< name -> tree of that table
  std::uint64_t last_page;
  std::uint64_t transaction;
};
static_assert(sizeof(meta_page) == 152);

struct node_header {
  std::uint16_t low;
  std::uint16_t high;
  std::uint16_t flags;
  std::uint16_t key_size;

  std::uint64_t data_size() const noexcept { return low | std::uint64_t{high} << 16; }
  std::uint64_t child() const noexcept { return data_size() | std::uint64_t{flags} << 32; }
  /// The part of the data that is on this page.
  std::uint64_t stored_size() const noexcept {
    return (flags & big_data) != 0 ? sizeof(std::uint64_t) : data_size();
  }
};
static_assert(sizeof(node_header) == 8);

/// The first bytes of `bytes`, which must suffice, as a value.
template<class T>
T copy(std::string_view bytes) noexcept {
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

} // namespace musiclink::store::data_file
