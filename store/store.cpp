#include "store/data_file.hpp"
#include "store/directory.hpp"
#include "store/implementation.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string>

namespace musiclink::store {

namespace {

/// What this program writes. Raise it with every change of a key or a record
/// that an older program would misread, and bring older stores up to it here.
constexpr std::uint64_t current_schema = 1;

constexpr auto remedy =
    "; move the directory away (it is not needed to start afresh) and keep it for a report";

std::string naming(const std::filesystem::path& directory) {
  return "state store " + directory.string() + ": ";
}

std::string without_remedy(const std::string& message) {
  return message.substr(0, message.find(remedy));
}

void check_schema(const std::filesystem::path& directory, std::uint64_t found) {
  if (found > current_schema)
    throw unusable(naming(directory) + "was written by a newer musiclink (schema " +
                   std::to_string(found) + ", this one knows " + std::to_string(current_schema) +
                   "); run that version, or set another stateStorePath");
}

/// What all else stands on: with any of it unreadable there is no going on.
void check_values(const tables& in, lmdb::transaction& txn) {
  for (const auto& [name, check] : in.meta.checks())
    check(txn);
}

std::unique_ptr<const tables> open_tables(const std::filesystem::path& directory,
                                          lmdb::environment& environment, access how) {
  const bool may_write = how == access::exclusive;
  lmdb::transaction txn = environment.begin(may_write ? lmdb::mode::write : lmdb::mode::read);
  auto in = tables::open(txn);
  const auto schema = in ? in->meta.schema.get(txn) : std::nullopt;
  if (schema)
    check_schema(directory, *schema);
  else if (may_write)
    in->meta.schema.put(txn, current_schema);
  else
    throw unusable(naming(directory) + "holds nothing yet: musiclink has not run with it");
  if (may_write) // a reader may be there to find what is damaged
    check_values(*in, txn);
  txn.commit(); // also keeps the table handles
  return in;
}

/// Leaves room to open the tables in: growth begins with the operations.
lmdb::environment::options options_for(const std::filesystem::path& directory, access how,
                                       const limits& size) {
  if (how == access::read_only)
    return {lmdb::mode::read, 0, tables::most};
  constexpr std::size_t room_for_tables = std::size_t{1} << 20;
  const std::size_t least = data_file_size(directory) + room_for_tables;
  return {lmdb::mode::write, std::max(size.initial_map, least), tables::most};
}

std::unique_ptr<lock_file> take_directory(const std::filesystem::path& directory) {
  make_directory(directory);
  auto lock = std::make_unique<lock_file>(directory);
  reserve_reader_table(directory);
  return lock;
}

void check_data_file(const std::filesystem::path& directory) {
  require_regular_data_file(directory);
  if (const auto damage = find_damage(data_file_in(directory)))
    throw damaged(naming(directory) + "the data file is damaged: " + *damage + remedy);
}

} // namespace

void rethrow_as_unusable(const std::filesystem::path& directory, const lmdb::failure& problem) {
  const std::string what = naming(directory) + problem.what();
  if (problem.damage())
    throw damaged(what + remedy);
  if (problem.no_room())
    throw no_room(what + "; nothing of that change was kept: free some disk space");
  if (problem.code() == EIO) // what LMDB makes of a short write
    throw no_room(what + "; nothing of that change was kept: the disk is full or failing");
  if (problem.code() == EACCES || problem.code() == EPERM)
    throw unusable(what + "; run as the user that owns the directory");
  throw unusable(what);
}

store::store(std::unique_ptr<implementation> impl) : impl_(std::move(impl)) {
}
store::store(store&&) noexcept = default;
store& store::operator=(store&&) noexcept = default;
store::~store() = default;

std::unique_ptr<store::implementation>
store::implementation::open(const std::filesystem::path& directory, access how, limits size,
                            std::unique_ptr<lock_file>& lock) {
  const bool is_new = !has_data_file(directory);
  if (how == access::read_only && is_new)
    throw unusable(naming(directory) + "does not exist, or may not be read; " +
                   "check stateStorePath, and whether musiclink has run with it");
  check_data_file(directory);
  try {
    lmdb::environment environment(directory.string(), options_for(directory, how, size));
    auto in = open_tables(directory, environment, how);
    if (is_new)
      sync_directory(directory);
    return std::unique_ptr<implementation>(new implementation{
        directory, how, size, std::move(lock), std::move(environment), std::move(in)});
  } catch (const lmdb::failure& problem) {
    if (is_new)
      discard_data_file(directory);
    rethrow_as_unusable(directory, problem);
  }
}

store store::open(const std::filesystem::path& directory, access how, limits size) {
  std::unique_ptr<lock_file> lock;
  if (how == access::exclusive)
    lock = take_directory(directory);
  return store(implementation::open(directory, how, size, lock));
}

store store::open_or_start_afresh(const std::filesystem::path& directory,
                                  const std::function<void(const std::string&)>& report,
                                  limits size) {
  auto lock = take_directory(directory);
  try {
    return store(implementation::open(directory, access::exclusive, size, lock));
  } catch (const damaged& problem) {
    const auto kept = set_aside(directory);
    // Said before the new store is made: if that fails, the next start finds none.
    report(without_remedy(problem.what()) + "; it was set aside as " + kept.string() +
           ", and the store starts afresh");
  }
  reserve_reader_table(directory);
  return store(implementation::open(directory, access::exclusive, size, lock));
}

void store::run_group(void (*work)(void*), void* context) {
  if (impl_->group)
    work(context);
  else if (impl_->how == access::read_only)
    impl_->read_together([&] { work(context); });
  else
    impl_->write([&](lmdb::transaction&) { work(context); });
}

void store::implementation::grow() {
  const std::size_t now = environment.map_size();
  if (now >= size.max_map)
    throw no_room(naming(directory) + "has reached its largest size of " +
                  std::to_string(size.max_map) + " bytes; nothing of that change was kept");
  environment.set_map_size(std::min(now * 2, size.max_map));
}

} // namespace musiclink::store
