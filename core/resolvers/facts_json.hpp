#pragma once

#include "core/json/json.hpp"
#include "core/match/reasons.hpp"
#include "core/model/facts.hpp"
#include "core/resolvers/trail.hpp"

#include <string>
#include <variant>
#include <vector>

// Facts and judgements as JSON, for `musiclink judge` and its like (conf/CONTRACT.md 2).

namespace musiclink {

struct pair_of_facts {
  facts source;
  facts candidate;
};

/// What keeps a line from being a pair: "/source/title: not a string".
struct no_pair {
  std::string problem;
};

/// The pair that `{"source": FACTS, "candidate": FACTS}` is. `type`, `title` and `artists` must be
/// there; what is null counts as absent; members of other names are ignored.
std::variant<pair_of_facts, no_pair> pair_from(json::value root);

/// An array of `{"who", "isSource", "trouble", "offers": [{"type", "title", "artists", ...,
/// "urls": [], "taken", "reasons": []}]}`
void write(json::writer& out, const std::vector<trail_step>& trail);

/// An array of `{"by", "title", "artist", "url", "reasons"}`
void write(json::writer& out, const std::vector<rejected_offer>& left_out);

/// `{"verdict": "doubtful", "reasons": ["..."]}`
std::string to_json(const judgement& found);

} // namespace musiclink
