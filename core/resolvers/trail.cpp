#include "core/resolvers/trail.hpp"

#include "core/text/text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace musiclink {
namespace {

/// For one link. Later hits of a search are ever less like it.
constexpr std::size_t most_rejected = 20;

std::string clock_text(milliseconds length) {
  const auto seconds = length.count() / 1000;
  const auto rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

/// "Hello" by Adele, 4:55, on 25, 11 tracks, 2015
std::string to_text(const facts& what) {
  std::string result = "\"" + what.title + "\"";
  if (!what.artists.empty())
    result += " by " + joined(what.artists);
  if (what.duration)
    result += ", " + clock_text(*what.duration);
  if (!what.album.empty())
    result += ", on \"" + what.album + "\"";
  if (const auto kind = to_key(what.issued_as); !kind.empty())
    result.append(", ").append(kind);
  if (what.tracks)
    result += ", " + std::to_string(*what.tracks) + (*what.tracks == 1 ? " track" : " tracks");
  if (what.year)
    result += ", " + std::to_string(*what.year);
  if (!what.isrc.empty())
    result += ", ISRC " + what.isrc;
  if (!what.upc.empty())
    result += ", UPC " + what.upc;
  return result;
}

bool is_near(const offer& what) {
  return std::ranges::none_of(what.reasons, [](const reason& each) {
    return each.of == cause::title || each.of == cause::artist || each.of == cause::kind;
  });
}

} // namespace

trail_step& trail_recorder::step_of(std::string_view who, bool is_source) {
  const auto found = std::ranges::find_if(steps_, [&](const trail_step& each) {
    return each.who == who && each.is_source == is_source;
  });
  if (found != steps_.end())
    return *found;
  auto& fresh = steps_.emplace_back();
  fresh.who = who;
  fresh.is_source = is_source;
  return fresh;
}

void trail_recorder::tell(std::string_view who, offer what) {
  auto& offers = step_of(who).offers;
  const auto told = std::ranges::find_if(offers, [&](const offer& each) {
    return each.urls == what.urls && (!each.urls.empty() || each.what == what.what);
  });
  if (told == offers.end())
    offers.push_back(std::move(what));
  else
    *told = std::move(what);
}

void trail_recorder::append(const std::vector<trail_step>& steps) {
  std::ranges::copy(steps, std::back_inserter(steps_));
}

facts facts_of(const song& found) {
  facts result;
  result.type = found.type == item_type::video ? item_type::track : found.type;
  result.title = found.title;
  if (!found.artist.empty())
    result.artists.push_back(found.artist);
  return result;
}

offer offer_of(const song& found) {
  offer result{facts_of(found), {}, true};
  for (const auto& each : found.links)
    result.urls.push_back(each.url);
  return result;
}

std::string reasons_text(const offer& what) {
  std::vector<std::string> texts;
  for (const auto& each : what.reasons)
    texts.push_back(to_text(each));
  if (!what.note.empty())
    texts.push_back(what.note);
  return joined(texts, "; ");
}

std::vector<rejected_offer> rejected(const std::vector<trail_step>& trail) {
  std::vector<rejected_offer> result;
  const auto add = [&](bool near) {
    for (const auto& step : trail)
      for (const auto& each : step.offers)
        if (!each.taken && is_near(each) == near && result.size() < most_rejected)
          result.push_back({step.who, each.what.title, joined(each.what.artists),
                            each.urls.empty() ? std::string() : each.urls.front(),
                            reasons_text(each)});
  };
  add(true);
  add(false);
  return result;
}

std::vector<std::string> lines_of(const std::vector<trail_step>& trail) {
  std::vector<std::string> result;
  for (const auto& step : trail) {
    for (const auto& each : step.offers) {
      auto line = step.who + (step.is_source ? " says it is " : " offers ") + to_text(each.what);
      for (const auto& url : each.urls)
        line += " " + url;
      result.push_back(std::move(line));
      if (!each.taken)
        result.push_back("  left out: " + reasons_text(each));
    }
    if (!step.trouble.empty())
      result.push_back(step.who + ": " + step.trouble);
    else if (step.offers.empty())
      result.push_back(step.who +
                       (step.is_source ? " says nothing of it" : " knows nothing like it"));
  }
  return result;
}

std::string to_text(const rejected_offer& what) {
  auto result = what.by + " offers \"" + what.title + "\"";
  if (!what.artist.empty())
    result += " by " + what.artist;
  if (!what.url.empty())
    result += " " + what.url;
  return result + ": " + what.reasons;
}

} // namespace musiclink
