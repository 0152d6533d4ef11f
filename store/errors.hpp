#pragma once

#include <stdexcept>

namespace musiclink::store {

/// The store cannot be used: I/O error, damage, no room, wrong schema. The
/// message names the path and the remedy. Exit status 74.
class unusable : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The data file or a record that all else stands on is not what was written:
/// the one `unusable` whose remedy is to set the store aside and start afresh.
class damaged : public unusable {
public:
  using unusable::unusable;
};

/// The disk, the quota or the largest size of the store left no room for a change.
/// Nothing of it was kept, and the same store works again when there is room.
class no_room : public unusable {
public:
  using unusable::unusable;
};

/// Another musiclink holds the store; the message names its process. Exit 75.
class locked : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace musiclink::store
