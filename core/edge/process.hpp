#pragma once

#include <csignal>

// What a process sees to before it does anything else.

namespace musiclink {

/// Opens /dev/null wherever one of the descriptors 0 to 2 is closed. Else the next file that is
/// opened takes its number, and what is meant for stdout or stderr is written into it. Where
/// stdout was closed it cannot be written to: output that nobody can have stays an error.
void open_standard_streams() noexcept;

/// A core of this process would hold its tokens (conf/CONTRACT.md 5.13): none is written,
/// whatever limits the process was started with.
void forbid_cores() noexcept;

/// The signals that the service obeys (conf/CONTRACT.md 4). Their default is the end of the
/// process, so they are blocked from its first instant: one that comes early waits.
sigset_t service_signals() noexcept;

/// Blocks them. What was blocked before is given back, for a command that is no service.
sigset_t block_service_signals() noexcept;

} // namespace musiclink
