#pragma once

#include "store/lmdb.hpp"
#include "store/lock_file.hpp"
#include "store/store.hpp"
#include "store/tables.hpp"

#include <memory>
#include <type_traits>
#include <utility>

namespace musiclink::store {

/// Throws what callers of the store understand: `damaged` or `unusable`, with
/// path and remedy.
[[noreturn]] void rethrow_as_unusable(const std::filesystem::path& directory,
                                      const lmdb::failure& problem);

/// What stands behind a store; each operation is a `read` or a `write`. Private
/// to store/. The order of the members is the order of letting go: the lock is
/// the last.
struct store::implementation {
  std::filesystem::path directory;
  access how;
  limits size;
  std::unique_ptr<lock_file> lock; ///< none for read_only
  lmdb::environment environment;
  std::unique_ptr<const tables> opened;
  const tables& in = *opened;
  lmdb::transaction* group = nullptr; ///< the one that operations join

  /// What `store::open` does once the directory is locked. Takes the lock only
  /// if all went well.
  static std::unique_ptr<implementation> open(const std::filesystem::path& directory, access how,
                                              limits size, std::unique_ptr<lock_file>& lock);

  /// Runs `work(txn)` in the group's transaction, or in one of its own.
  template<class Work>
  auto read(Work&& work) {
    return guarded([&] {
      if (group)
        return work(*group);
      lmdb::transaction txn = environment.begin(lmdb::mode::read);
      return work(txn);
    });
  }

  /// As `read`, and commits; grows the map and repeats `work` as needed.
  template<class Work>
  auto write(Work&& work) {
    return guarded([&] {
      if (group)
        return work(*group);
      for (;;) {
        try {
          return attempt(work);
        } catch (const lmdb::map_full&) {
          // The transaction must be gone before the map may grow.
        }
        grow();
      }
    });
  }

  /// Makes what `work` does read one state.
  template<class Work>
  void read_together(Work&& work) {
    guarded([&] {
      lmdb::transaction txn = environment.begin(lmdb::mode::read);
      const joined by_all(*this, txn);
      work();
    });
  }

private:
  void grow();

  template<class Work>
  auto guarded(Work&& work) {
    try {
      return work();
    } catch (const lmdb::failure& problem) {
      rethrow_as_unusable(directory, problem);
    }
  }

  template<class Work>
  auto attempt(Work&& work) {
    lmdb::transaction txn = environment.begin(lmdb::mode::write);
    const joined by_all(*this, txn);
    if constexpr (std::is_void_v<std::invoke_result_t<Work, lmdb::transaction&>>) {
      work(txn);
      txn.commit();
    } else {
      auto result = work(txn);
      txn.commit();
      return result;
    }
  }

  /// While it lives, operations join that transaction.
  struct joined {
    joined(implementation& to, lmdb::transaction& txn) : owner(to) { owner.group = &txn; }
    ~joined() { owner.group = nullptr; }
    joined(const joined&) = delete;
    joined& operator=(const joined&) = delete;
    implementation& owner;
  };
};

} // namespace musiclink::store
