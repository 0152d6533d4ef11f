#pragma once

#include "actors/resolver.hpp"

#include <string>

// How a question of the resolver actor goes its way. Used by resolver*.cpp only.

namespace musiclink::resolver_steps {

using self_pointer = resolver_impl::stateful_pointer<resolver_state>;
using question = resolver_state::question;
using asker = resolver_state::asker;
using errand = resolver_state::errand;
using outlet = resolver_state::outlet;

// -- resolver.cpp: the chain --------------------------------------------------------

/// Takes a question; `then` gets the answer. A question is known by the key under
/// which its answer is kept.
void take(self_pointer self, const resolve& what, std::function<void(const resolved&)> then);

/// Puts the question to the next resolver that takes it; at the end of the chain
/// it is answered: not known, or it is begun anew.
void ask_next(self_pointer self, const std::string& key);

/// The present resolver is done with: on to the next. `unheard`: it could not be
/// asked, so that nothing is proven.
void go_on(self_pointer self, const std::string& key, bool unheard);

/// The catalog of a chain, if it is in it.
const resolver_settings* catalog_in(const std::vector<resolver_settings>& chain);

void remember_and_deliver(self_pointer self, const std::string& key, const answer& known);
void deliver(self_pointer self, const std::string& key, const resolved& what);

// -- resolver_outlets.cpp: budgets ---------------------------------------------------

/// Makes what earlier lives took from budgets count. Comes before any answer to
/// a look-up, and so before the first request.
void recall_budgets(self_pointer self);

outlet& outlet_of(self_pointer self, const std::string& name, double per_minute);

/// Queues a request; the next pump asks it.
void enqueue(outlet& which, errand what);

/// Queues a request and pumps. What becomes of it comes to on_response or on_overdue.
void send_out(self_pointer self, const std::string& name, errand what);
void send_out_again(self_pointer self, const std::string& name, errand what);

/// Asks an outlet as much as its budget allows; comes back when there is more. What
/// is taken from the budget is on disk before the request leaves.
void pump(self_pointer self, const std::string& name);

/// Nothing is asked there before that much time has passed.
void hold_back(self_pointer self, const std::string& name,
               const std::optional<std::chrono::seconds>& told);

/// Shows those whom the chain may ask in the metrics before it has.
void show_requests(self_pointer self);

/// What became of a request.
enum class outcome : std::uint8_t { ok, refused, limited, failed };
void count(self_pointer self, const std::string& name, outcome how);

// -- resolver_report.cpp: how they stand ----------------------------------------------

std::string outlet_name(const resolver_settings& idonthavespotify);
std::string outlet_name(catalog::endpoint at);

resolver_report describe(self_pointer self);

// -- by what is asked ---------------------------------------------------------------

/// An answer has come; the question is still there.
void on_response(self_pointer self, const std::string& name, errand what,
                 const http_response& response);
/// There was no time for it.
void on_overdue(self_pointer self, const errand& what);

/// resolver_idonthavespotify.cpp: whether the question went to that resolver.
bool ask_idonthavespotify(self_pointer self, const std::string& key,
                          const resolver_settings& resolver, bool is_last);
void on_idonthavespotify(self_pointer self, const std::string& name, errand what,
                         const http_response& response);

/// resolver_catalog.cpp: walks through the services' own look-ups; with an offer,
/// judges that.
void start_walk(self_pointer self, const std::string& key, std::optional<answer> offered);
void on_step(self_pointer self, const std::string& name, errand what,
             const http_response& response);
void on_step_overdue(self_pointer self, const errand& what);

/// resolver_short_links.cpp: finds the item behind a short link or a song.link
/// page and asks about that.
bool leads_elsewhere(const link& about);
void follow(self_pointer self, const std::string& key);
void on_hop(self_pointer self, const std::string& key, const http_response& response);
void on_hop_overdue(self_pointer self, const std::string& key);

} // namespace musiclink::resolver_steps
