#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace musiclink::store {

/// What is wrong with LMDB's data file, in words, or nothing; also nothing where
/// there is no such file. LMDB trusts its file: garbage in it ends the process
/// (SIGSEGV, SIGBUS, abort), so this is asked before LMDB may map it. Walks the
/// whole tree by reading, and may be used beside a writer.
std::optional<std::string> find_damage(const std::filesystem::path& file);

} // namespace musiclink::store
