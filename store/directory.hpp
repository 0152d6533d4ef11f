#pragma once

#include <cstddef>
#include <filesystem>

/// The files of a store. Private to store/. LMDB names them: `data.mdb` and, for
/// its lock and its readers, `lock.mdb`; musiclink.lock is ours (lock_file.hpp).
namespace musiclink::store {

std::filesystem::path data_file_in(const std::filesystem::path& directory);

/// Also false where it may not be looked at.
bool has_data_file(const std::filesystem::path& directory) noexcept;
std::size_t data_file_size(const std::filesystem::path& directory) noexcept; ///< 0: none

/// Makes the directory, for its user alone, and its parents. Throws `unusable`.
void make_directory(const std::filesystem::path& directory);

/// Gives LMDB's reader table its disk space: LMDB maps it for writing without
/// asking for that, and on a full disk would die of SIGBUS. Throws `unusable`.
/// Must not be called while this process has the environment open.
void reserve_reader_table(const std::filesystem::path& directory);

/// Makes new files of the directory, and itself, survive a power cut.
void sync_directory(const std::filesystem::path& directory) noexcept;

/// Throws `unusable` if the data file is there and is no regular file: no walk
/// through it would tell anything, and it is not ours to rename.
void require_regular_data_file(const std::filesystem::path& directory);

/// Gives `data.mdb` and `lock.mdb` new names in the same directory, with the first
/// number that is free: `data.mdb.damaged-1`. Gives the new path of the data
/// file. Throws `unusable`.
std::filesystem::path set_aside(const std::filesystem::path& directory);

/// Removes a data file whose making failed.
void discard_data_file(const std::filesystem::path& directory) noexcept;

} // namespace musiclink::store
