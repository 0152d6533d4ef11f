#include "core/resolvers/catalog/walk.hpp"

#include "core/links/detect.hpp"
#include "core/resolvers/catalog/back_ends.hpp"
#include "core/text/text.hpp"
#include "core/text/url.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink::catalog {
namespace {

constexpr std::size_t most_body_bytes = 4 * 1024 * 1024; // pages carry their scripts
/// A link that is only to be checked holds up an answer that is there.
constexpr milliseconds longest_check{5000};

bool is_listed(const std::vector<song_link>& links, service where) {
  return std::ranges::find(links, where, &song_link::where) != links.end();
}

/// What one side does not say (Spotify's oEmbed: the artist) is taken from the other.
facts completed(facts some, const facts& other) {
  if (some.artists.empty())
    some.artists = other.artists;
  return some;
}

/// Whether an uploader wrote the title, not a record company.
bool is_free_text(service where) {
  return family_of(where) == service::youtube || where == service::soundcloud;
}

bool ends_in_path_of(std::string_view url, std::string_view path) {
  const auto without_query = [](std::string_view text) { return split_first(text, "?").before; };
  return plain_path_of(without_query(url)).ends_with(plain_path_of(without_query(path)));
}

trouble trouble_of(const redirect& led) {
  if (led.refusal.empty())
    return {trouble::kind::refused, "it leads to another page", std::nullopt};
  return {trouble::kind::moved, led.refusal, std::nullopt};
}

} // namespace

answer judged(const facts& source, const answer& offered, const judge_of_items& judge) {
  const auto what = facts_of(offered.found);
  if (offered.how == completeness::not_found ||
      judge(completed(source, what), what).how != verdict::sure)
    return {};
  return offered;
}

bool known_music(const facts& source, service from, const std::vector<song_link>& sure) {
  const auto elsewhere = std::ranges::count_if(
      sure, [from](const song_link& each) { return each.where != family_of(from); });
  return source.known_music || elsewhere >= 2;
}

walk::walk(link about, std::string country, const resolver_settings& settings, judge_of_items judge,
           std::optional<answer> offered, const std::optional<facts>& source)
    : about_(std::move(about)),
      country_(std::move(country)),
      endpoints_(endpoints(settings)),
      timeout_(settings.timeout),
      judge_(std::move(judge)),
      offered_(std::move(offered)) {
  if (offered_)
    trail_.tell({}, offer_of(offered_->found));
  if (source)
    take_source({{*source, {}}});
  else
    open({purpose::source, about_, ask_source(about_, country_)});
}

std::vector<step> walk::next() {
  std::vector<step> result;
  for (auto& each : open_) {
    if (each.id != 0)
      continue;
    each.id = ++steps_;
    const bool optional = each.what == purpose::details || each.what == purpose::relations ||
                          each.what == purpose::check;
    result.push_back(
        {each.id, each.left.front().to, request_for(each), optional, each.what == purpose::check});
  }
  return result;
}

std::optional<trouble> walk::take(std::uint32_t id, const http_response& response) {
  auto* const asked = find(id);
  if (asked == nullptr)
    return std::nullopt;
  const auto led =
      redirect_of(request_for(*asked).url, response, asked->redirects, redirects_of_catalog);
  if (led && follow(*asked, *led))
    return std::nullopt;
  const auto found =
      led ? findings(trouble_of(*led)) : read_answer(response, asked->left.front(), asked->about);
  const auto whom = asked->left.front().to;
  auto& told = trail_.step_of(to_key(whom), asked->what == purpose::source).trouble;
  told.clear();
  if (const auto* const bad = std::get_if<trouble>(&found)) {
    told = bad->text;
    if (bad->what == trouble::kind::refused || bad->what == trouble::kind::moved) {
      missed_ = missed_ || asked->what != purpose::check;
      ask_next(id);
    }
    return *bad;
  }
  settle(id, std::get<std::vector<candidate>>(found));
  return std::nullopt;
}

void walk::give_up(std::uint32_t id) {
  const auto* const asked = find(id);
  if (asked == nullptr)
    return;
  const auto at = asked->left.front().to;
  auto& told = trail_.step_of(to_key(at), asked->what == purpose::source).trouble;
  if (told.empty())
    told = "could not be asked in time";
  missed_ = missed_ || asked->what != purpose::check;
  given_up_.push_back(at);
  std::erase_if(open_, [&](const inquiry& each) {
    return each.id == id || (each.id == 0 && each.left.front().to == at);
  });
}

answer walk::result(const awaited& expected) const {
  answer result;
  if (!source_) {
    if (is_open(purpose::source, expected))
      return {completeness::partial, {}};
    result = offered_.value_or(answer{});
    if (is_incomplete() && (!offered_ || offered_->how == completeness::found))
      result.how = completeness::partial;
    return result;
  }
  if (offered_ && !offer_proves_nothing_)
    return judged_offer(expected);
  const auto& named = named_ && is_free_text(about_.where) ? *named_ : *source_;
  result.found = {source_->type, named.title, joined(named.artists), sure_};
  std::ranges::sort(result.found.links, {}, &song_link::where);
  if (sure_.empty() && !is_incomplete())
    return {};
  const bool offered_in_part = offered_ && offered_->how == completeness::partial;
  result.how = is_incomplete() || offered_in_part ? completeness::partial : completeness::found;
  return result;
}

/// Whether such a step is open at an endpoint that is expected to answer.
bool walk::is_open(purpose what, const awaited& expected) const {
  return expected && std::ranges::any_of(open_, [&](const inquiry& each) {
           return each.what == what && expected(each.left.front().to);
         });
}

bool walk::is_incomplete() const {
  return missed_ || std::ranges::any_of(
                        open_, [](const inquiry& each) { return each.what != purpose::check; });
}

/// Until one link is proven, a check that is under way may show that all of them are
/// of another song.
answer walk::judged_offer(const awaited& expected) const {
  if (sure_.empty() && is_open(purpose::check, expected))
    return {completeness::partial, {}};
  const bool all_wrong = wrong_checks_ > 0 && sure_.empty();
  if (all_wrong)
    return {};
  auto result = *offered_;
  for (const auto& each : open_)
    if (each.what == purpose::check && expected && expected(each.left.front().to))
      std::erase(result.found.links, each.checked);
  return result.found.links.empty() ? answer{} : result;
}

bool walk::is_known_music() const {
  return source_ && known_music(*source_, about_.where, sure_);
}

/// Opens it, unless there is nothing to ask, nobody to answer or no step left. An
/// endpoint that is switched off is not missed.
void walk::open(inquiry what) {
  std::erase_if(what.left,
                [this](const question& each) { return settings_of(each.to) == nullptr; });
  if (what.left.empty())
    return;
  if (std::ranges::find(given_up_, what.left.front().to) != given_up_.end() ||
      steps_ + std::ranges::count(open_, 0U, &inquiry::id) >= most_steps) {
    missed_ = missed_ || what.what != purpose::check;
    return;
  }
  open_.push_back(std::move(what));
}

void walk::close(std::uint32_t id) {
  std::erase_if(open_, [id](const inquiry& each) { return each.id == id; });
}

walk::inquiry* walk::find(std::uint32_t id) {
  const auto found = std::ranges::find(open_, id, &inquiry::id);
  return id == 0 || found == open_.end() ? nullptr : &*found;
}

const endpoint_settings* walk::settings_of(endpoint at) const {
  const auto found = std::ranges::find(endpoints_, at, &endpoint_settings::at);
  return found == endpoints_.end() ? nullptr : &*found;
}

http_request walk::request_for(const inquiry& what) const {
  const auto& asked = what.left.front();
  auto result = catalog::request_for(asked, *settings_of(asked.to));
  if (!what.redirected_to.empty())
    result.url = what.redirected_to;
  result.timeout = what.what == purpose::check ? std::min(timeout_, longest_check) : timeout_;
  result.max_body = most_body_bytes;
  return result;
}

/// Asks where a redirect leads. The page of an item is not exchanged for another page: it has
/// gone to another form of its URL, or its path stands behind another.
bool walk::follow(inquiry& what, const redirect& led) const {
  if (led.url.empty() || steps_ >= most_steps)
    return false;
  const bool by_id = what.what == purpose::source || what.what == purpose::check;
  const auto leads_to = classify(led.url);
  const bool is_same = leads_to && leads_to->canonical == what.about.canonical;
  if (by_id && !is_same && !ends_in_path_of(led.url, what.left.front().path))
    return false;
  what.redirected_to = led.url;
  ++what.redirects;
  what.id = 0;
  return true;
}

void walk::ask_next(std::uint32_t id) {
  auto again = std::move(*find(id));
  close(id);
  again.left.erase(again.left.begin());
  again.id = 0;
  again.redirected_to.clear();
  open(std::move(again));
}

void walk::settle(std::uint32_t id, const std::vector<candidate>& found) {
  const auto& asked = *find(id);
  if (asked.what == purpose::check)
    return take_check(id, found);
  if (asked.what == purpose::source) {
    if (found.empty())
      return ask_next(id);
    trail_.step_of(to_key(asked.left.front().to), true).offers = {{found.front().what, {}, true}};
    close(id);
    return take_source(found);
  }
  const auto what = asked.what;
  if (what == purpose::target && !asked.has_years)
    if (auto questions = years_of(found); !questions.empty()) {
      close(id);
      inquiry further{purpose::target, about_, std::move(questions)};
      further.has_years = true;
      return open(std::move(further));
    }
  const auto* const best = sure_one(found, asked.left.front().to);
  if (best == nullptr)
    return ask_next(id);
  close(id);
  if (what == purpose::target)
    take_target(*best);
  if (what == purpose::relations)
    for (const auto& each : found)
      if (is_sure(each.what))
        add(each);
  if (what == purpose::details && compared_.isrc.empty()) {
    compared_.isrc = best->what.isrc;
    look_up_relations();
  }
}

void walk::take_source(const std::vector<candidate>& found) {
  source_ = found.front().what;
  uploaded_ = found.front().as_uploaded;
  compared_ = *source_;
  if (offered_)
    check_offered();
  else
    search();
}

void walk::search() {
  for (const auto* each : back_ends())
    if (each->search != nullptr && each->knows != family_of(about_.where))
      open({purpose::target, about_, each->search(compared_, country_)});
  look_up_relations();
}

void walk::check_offered() {
  offer_proves_nothing_ = offered_->found.artist.empty() && !source_->artists.empty();
  compared_ = completed(*source_, facts_of(offered_->found));
  if (!offer_proves_nothing_) {
    auto found = opinion_on(facts_of(offered_->found));
    auto& told = trail_.step_of({}).offers.front();
    told.taken = offered_->how != completeness::not_found && found.how == verdict::sure;
    told.reasons = std::move(found.reasons);
    if (!told.taken) {
      offered_ = answer{};
      compared_ = *source_;
    }
  }
  for (const auto& each : offered_->found.links)
    if (const auto item = classify(each.url))
      open({purpose::check, *item, ask_offered(*item, country_), each});
}

/// The first that is surely the item. A name may be several artists': then none is.
const candidate* walk::sure_one(const std::vector<candidate>& among, endpoint from) {
  const candidate* result = nullptr;
  for (const auto& each : among) {
    const auto found = opinion_on(each.what);
    const bool is_sure = found.how == verdict::sure;
    if (is_sure && result != nullptr) {
      for (auto& told : trail_.step_of(to_key(from)).offers)
        if (std::exchange(told.taken, false))
          told.note = "several have that name";
      return nullptr;
    }
    offer told{each.what, {}, is_sure, found.reasons};
    for (const auto& page : each.pages)
      told.urls.push_back(page.url);
    trail_.tell(to_key(from), std::move(told));
    if (!is_sure)
      continue;
    result = &each;
    if (source_->type != item_type::artist)
      break;
  }
  return result;
}

/// A search brings albums of one name without their years. Where the year would decide, those
/// that may be meant are asked for one by one.
std::vector<question> walk::years_of(const std::vector<candidate>& among) const {
  std::vector<question> result;
  if (source_->type != item_type::album || !compared_.year)
    return result;
  for (const auto& each : among) {
    if (each.what.year || each.details_id.empty() || each.pages.empty() || !is_sure(each.what))
      continue;
    auto of_another_year = each.what;
    of_another_year.year = *compared_.year - 10;
    if (!is_sure(of_another_year))
      std::ranges::move(ask_source(each.pages.front().item, country_), std::back_inserter(result));
  }
  return result;
}

/// What a video's title was taken for is one reading of it, the title itself another.
judgement walk::opinion_on(const facts& candidate) const {
  auto found = judge_(compared_, candidate);
  if (found.how != verdict::sure && uploaded_)
    if (auto other = judge_(*uploaded_, candidate); other.how == verdict::sure)
      return other;
  return found;
}

bool walk::is_sure(const facts& candidate) const {
  return opinion_on(candidate).how == verdict::sure;
}

/// Deezer tells an item's ISRC, if only among its details.
void walk::take_target(const candidate& found) {
  add(found);
  if (!compared_.isrc.empty() || source_->type != item_type::track)
    return;
  if (!found.what.isrc.empty()) {
    compared_.isrc = found.what.isrc;
    look_up_relations();
  } else if (!found.details_id.empty() && !found.pages.empty()) {
    open({purpose::details, about_, ask_source(found.pages.front().item, country_)});
  }
}

void walk::look_up_relations() {
  for (const auto* each : back_ends())
    if (each->search_relations != nullptr)
      open({purpose::relations, about_, each->search_relations(compared_)});
}

/// A page without facts proves nothing: it may be a login, or a robot check. Some
/// have a word for what they do not have.
void walk::take_check(std::uint32_t id, const std::vector<candidate>& found) {
  const auto what = *find(id);
  if (found.empty() && !of(what.left.front().to).says_no)
    return ask_next(id);
  close(id);
  const auto said = found.empty() ? facts{} : found.front().what;
  offer told{said, {what.checked.url}};
  if (found.empty()) {
    told.note = "it does not have that item";
  } else {
    auto judged = opinion_on(offer_proves_nothing_ ? said : completed(said, compared_));
    told.taken = judged.how == verdict::sure;
    told.reasons = std::move(judged.reasons);
  }
  const bool is_right = told.taken;
  trail_.tell(to_key(what.left.front().to), std::move(told));
  if (is_right) {
    if (!named_)
      named_ = said;
    sure_.push_back(what.checked);
    return;
  }
  wrong_checks_ += found.empty() || is_free_text(what.about.where) ? 0 : 1;
  std::erase(offered_->found.links, what.checked);
}

void walk::add(const candidate& found) {
  if (!named_)
    named_ = found.what;
  for (const auto& each : found.pages) {
    const auto where = family_of(each.item.where);
    if (where != family_of(about_.where) && !is_listed(sure_, where))
      sure_.push_back({where, each.url});
  }
}

} // namespace musiclink::catalog
