#pragma once

#include "core/links/redirects.hpp"
#include "core/model/facts.hpp"
#include "core/model/http.hpp"
#include "core/model/song.hpp"
#include "core/resolvers/catalog/question.hpp"
#include "core/resolvers/trail.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace musiclink::catalog {

/// The judge of whether a candidate is the source's item. Only what it is sure of is
/// taken (conf/CONTRACT.md 5.10).
using judge_of_items = std::function<judgement(const facts& source, const facts& candidate)>;

/// What remains of an answer that another resolver offered: all of it, or nothing
/// (`not_found`) if its title and artist are not surely the source's. What the
/// source's service does not say (Spotify's oEmbed: the artist) is not held
/// against it. Does not notice a single link that leads elsewhere: the other
/// resolver names the source, not what it found; see `walk` for that.
answer judged(const facts& source, const answer& offered, const judge_of_items& judge);

/// Whether a plain YouTube video is known to be music: its channel says so, or
/// the item was surely found on two services other than its own.
/// `sure` is where each link was judged by itself.
bool known_music(const facts& source, service from, const std::vector<song_link>& sure);

/// A request that may be made now.
struct step {
  std::uint32_t id = 0;
  endpoint at = endpoint::deezer; ///< whose budget it takes
  http_request request;
  bool optional = false; ///< brings more, but no answer needs it
  bool check = false;    ///< only looks at a link that was offered: not worth waiting long
};

/// Whether an endpoint is expected to answer before long.
using awaited = std::function<bool(endpoint)>;

/// The walk from a link to its counterparts: first what its own service says of
/// it, then the other services, each candidate judged. With an answer that
/// another resolver offered, that answer is judged instead, and each of its links
/// by what the link's service says of it: only what is surely the item stays, and
/// what nobody can be asked about. If all that a record company named are wrong,
/// so is the answer; a wrong upload of somebody (YouTube, SoundCloud) only tells of
/// itself. An answer that names no artist (to a video, to an upload) proves nothing by
/// itself: of that only links stay whose own service names title and artist. Where the
/// asked link's own service says nothing of it, nothing can be judged and the offered
/// answer stays.
///
/// A pure machine: the owner makes the requests, as budgets allow, and hands in
/// what came. Asks at most `most_steps` questions.
class walk {
public:
  static constexpr std::uint32_t most_steps = 16;

  /// `source`: what the asked link's own service says of it, where that is known.
  walk(link about, std::string country, const resolver_settings& settings, judge_of_items judge,
       std::optional<answer> offered = std::nullopt, const std::optional<facts>& source = {});

  /// The requests that may be made now and were not given out yet.
  std::vector<step> next();

  /// Hands in what came for a step. Trouble of kind `refused` or `moved` is the end of
  /// that step; otherwise the step stays open: make its request again later and hand
  /// that in, or give up. Unknown ids are ignored.
  std::optional<trouble> take(std::uint32_t id, const http_response& response);

  /// That step cannot be made: its endpoint is not asked again by this walk.
  void give_up(std::uint32_t id);

  /// Nothing is left to be done, and nothing is on its way.
  bool done() const noexcept { return open_.empty(); }

  /// What the link's own service says, once it is known.
  const std::optional<facts>& source() const noexcept { return source_; }

  /// What is sure so far. `partial` where something could not be asked; it may
  /// then hold no link at all. Steps that are still open count as what could not be
  /// asked, except at endpoints that are `expected` to answer: what they may yet
  /// refute is not sure.
  answer result(const awaited& expected = {}) const;

  /// Those links so far that the judge was sure of by themselves.
  const std::vector<song_link>& sure() const noexcept { return sure_; }

  bool is_known_music() const;

  /// The answers so far, in the order in which they were asked for. The step of an answer that was
  /// offered comes first and names nobody: its owner knows who that was.
  const std::vector<trail_step>& trail() const noexcept { return trail_.steps(); }

private:
  enum class purpose : std::uint8_t { source, target, details, relations, check };

  struct inquiry {
    purpose what = purpose::source;
    link about;                  ///< the item that is asked about, or whose like is sought
    std::vector<question> left;  ///< the first is asked, or is next
    song_link checked{};         ///< of a check: the offered link
    std::uint32_t id = 0;        ///< of the step; 0: not given out
    std::string redirected_to{}; ///< where the item's page has gone
    unsigned redirects = 0;
    bool has_years = false; ///< asks for albums that were found, one by one
  };

  void open(inquiry what);
  void close(std::uint32_t id);
  inquiry* find(std::uint32_t id);
  /// Nothing for one that is switched off.
  const endpoint_settings* settings_of(endpoint at) const;
  http_request request_for(const inquiry& what) const;
  bool follow(inquiry& what, const redirect& led) const;
  void ask_next(std::uint32_t id);
  void settle(std::uint32_t id, const std::vector<candidate>& found);
  void take_source(const std::vector<candidate>& found);
  void search();
  void check_offered();
  bool is_open(purpose what, const awaited& expected) const;
  bool is_incomplete() const;
  answer judged_offer(const awaited& expected) const;
  const candidate* sure_one(const std::vector<candidate>& among, endpoint from);
  std::vector<question> years_of(const std::vector<candidate>& among) const;
  void take_target(const candidate& found);
  void look_up_relations();
  void take_check(std::uint32_t id, const std::vector<candidate>& found);
  void add(const candidate& found);
  judgement opinion_on(const facts& candidate) const;
  bool is_sure(const facts& candidate) const;

  link about_;
  std::string country_;
  std::vector<endpoint_settings> endpoints_;
  milliseconds timeout_;
  judge_of_items judge_;
  std::optional<answer> offered_;
  bool offer_proves_nothing_ = false; ///< it names no artist, and the source does

  std::vector<inquiry> open_;
  std::vector<endpoint> given_up_;
  std::uint32_t steps_ = 0;
  bool missed_ = false;
  std::optional<facts> source_;
  std::optional<facts> uploaded_; ///< a video's title and channel as they are
  facts compared_;                ///< the source's, and what a sure candidate adds
  std::optional<facts> named_;    ///< of the first sure candidate
  std::vector<song_link> sure_;
  unsigned wrong_checks_ = 0;
  trail_recorder trail_;
};

} // namespace musiclink::catalog
