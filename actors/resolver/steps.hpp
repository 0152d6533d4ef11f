#pragma once

#include "actors/resolver/resolver.hpp"

#include <limits>
#include <string>

// How a question of the resolver actor goes its way. Used in this folder only.
//
// Steps change a question's attempts and queue lookups; `weigh` then looks at the whole
// question and is the only one that begins attempts, answers and ends it. So no step
// meets a question that ended under it.

namespace musiclink::resolver_steps {

using self_pointer = resolver_impl::stateful_pointer<resolver_state>;
using question = resolver_state::question;
using attempt = resolver_state::attempt;
using asker = resolver_state::asker;
using lookup = resolver_state::lookup;
using upstream = resolver_state::upstream;
using stage = resolver_state::stage;

/// Waits are of the clock that nobody sets, in milliseconds. What is kept, budgets and
/// answers, has the wall clock's time.
inline unix_ms steady_now(self_pointer self) {
  return self->state.around.steady().time_since_epoch().count();
}

// -- resolver.cpp: the chain --------------------------------------------------------

/// Takes a question; `then` gets the answer. A question is known by the key under
/// which its answer is kept.
void take(self_pointer self, const resolve& what, std::function<void(const resolved&)> then);

/// Does what is due for a question: begins the next resolver, answers who waited long
/// enough, or ends it.
void weigh(self_pointer self, const std::string& key);

/// The catalog of a chain, if it is in it.
const resolver_settings* catalog_in(const std::vector<resolver_settings>& chain);

// -- resolver_answers.cpp: who is told what, and when ---------------------------------

/// Answers those who have waited long enough with what is sure.
void answer_due(self_pointer self, question& asked);

/// The answers to a question so far, and who gave them.
std::vector<trail_step> trail_of(self_pointer self, const question& asked);

/// When the next of a question's lookups can be asked, at best; now for one that is.
unix_ms soonest(self_pointer self, const question& asked);

/// No time at all.
inline constexpr unix_ms never = std::numeric_limits<unix_ms>::max();

/// When somebody is to be answered, or the patience ends.
unix_ms next_due(const question& asked, unix_ms now);

/// Nothing is left to be asked, or no patience: answers for good what is known.
void end(self_pointer self, const std::string& key);

void remember_and_deliver(self_pointer self, const std::string& key, answer known);
void deliver(self_pointer self, const std::string& key, resolved what);

// -- resolver_upstreams.cpp: budgets --------------------------------------------------

/// Makes what earlier lives took from budgets count. Comes before any answer to
/// a look-up, and so before the first request.
void recall_budgets(self_pointer self);

upstream& upstream_of(self_pointer self, const std::string& name, double per_minute);

/// Puts a lookup into the queue, or lets it rest before, and asks as much as may be
/// asked now. What becomes of it comes to on_response or on_overdue.
void enqueue(self_pointer self, const std::string& name, lookup what, unix_ms rests_until = 0);

/// Lets a lookup that failed rest, longer each time.
void enqueue_again(self_pointer self, const std::string& name, lookup what);

/// One more room wants to know: its place in queues counts, too.
void join_queues(self_pointer self, const question& asked, const turns::place& at);

/// Its lookups wait behind those of others.
void put_back(self_pointer self, const question& asked);

/// Its lookups that are not asked yet are not needed any more.
void drop_lookups(self_pointer self, const question& asked);

/// Asks an upstream as much as its budget, its health and the shares of the rooms allow;
/// comes back when there is more. What is taken from the budget is on disk before the
/// request leaves.
void pump(self_pointer self, const std::string& name);

void on_tick(self_pointer self, const std::string& name);

/// It refused for the rate of requests.
void on_limited(self_pointer self, const std::string& name, const lookup& what,
                const std::optional<std::chrono::seconds>& told);
void on_failed(self_pointer self, const std::string& name, const lookup& what);

/// When its budget allows the next request.
unix_ms budget_free_at(self_pointer self, upstream& whom);

/// Whether it would be asked before that time.
bool is_free_before(self_pointer self, const std::string& name, unix_ms time);

/// Whether it is left alone for a while.
bool is_blocked(self_pointer self, const std::string& name);

/// Shows those whom the chain may ask in the metrics before it has.
void show_requests(self_pointer self);

/// What became of a request.
enum class outcome : std::uint8_t { ok, refused, limited, failed };
void count(self_pointer self, const std::string& name, outcome how);

// -- resolver_report.cpp: how they stand ----------------------------------------------

std::string upstream_name(const resolver_settings& idonthavespotify);
std::string upstream_name(catalog::endpoint at);

/// What an attempt's resolver is called by people; its URL may hold a password.
std::string shown_name(self_pointer self, const attempt& one);

resolver_report describe(self_pointer self);

// -- by what is asked ---------------------------------------------------------------

/// An answer has come; the question is still there.
void on_response(self_pointer self, const std::string& name, lookup what,
                 const http_response& response);
/// There was no time for it.
void on_overdue(self_pointer self, const lookup& what);

/// resolver_idonthavespotify.cpp
void ask_idonthavespotify(self_pointer self, const std::string& key, std::uint64_t number,
                          const resolver_settings& resolver);
void on_idonthavespotify(self_pointer self, const std::string& name, lookup what,
                         const http_response& response);

/// resolver_catalog.cpp: walks through the services' own look-ups; with an offer,
/// judges that.
void start_walk(self_pointer self, const std::string& key, std::uint64_t number,
                std::optional<answer> offered);
void on_step(self_pointer self, const std::string& name, lookup what,
             const http_response& response);
void on_step_overdue(self_pointer self, const lookup& what);

/// resolver_short_links.cpp: finds the item behind a short link or a song.link
/// page and asks about that.
bool leads_elsewhere(const link& about);
void follow(self_pointer self, const std::string& key, std::uint64_t number);
void on_hop(self_pointer self, const lookup& what, const http_response& response);
void on_hop_overdue(self_pointer self, const lookup& what);
/// The askers of a forwarded question ask about its item from now on.
void forward(self_pointer self, const std::string& key);

} // namespace musiclink::resolver_steps
