#include "core/resolvers/facts_json.hpp"

#include <optional>
#include <string_view>
#include <utility>

namespace musiclink {
namespace {

/// Eleven days in milliseconds. No sum or product of two overflows.
constexpr std::int64_t most = 1'000'000'000;

/// Reads the members of one object; keeps the first problem.
class reader {
public:
  reader(json::value from, std::string path, std::string& problem)
      : from_(from), path_(std::move(path)), problem_(problem) {}

  item_type type() {
    const auto key = from_["type"].string();
    const auto type = key ? item_type_from_key(*key) : std::nullopt;
    if (!type)
      fail("type", "not \"track\", \"album\", \"artist\" or another type that `detect` prints");
    return type.value_or(item_type::unknown);
  }

  std::string needed_string(std::string_view name) {
    if (from_[name].is_null() || !from_[name].exists())
      fail(name, "not a string");
    return string(name);
  }

  std::string string(std::string_view name) {
    const auto value = from_[name];
    if (is_there(value) && !value.string())
      fail(name, "not a string");
    return std::string(value.string_or({}));
  }

  std::vector<std::string> strings(std::string_view name) {
    const auto list = from_[name];
    if (!list.is_array())
      fail(name, "not an array of strings");
    std::vector<std::string> result;
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
      if (!list.at(i).string())
        fail(name, "not an array of strings");
      result.emplace_back(list.at(i).string_or({}));
    }
    return result;
  }

  std::optional<std::int64_t> number(std::string_view name) {
    const auto value = from_[name];
    const auto number = value.integer();
    if (is_there(value) && (!number || *number < 0 || *number > most))
      fail(name, "not a whole number from 0 to " + std::to_string(most));
    return number;
  }

  bool boolean(std::string_view name) {
    const auto value = from_[name];
    if (is_there(value) && !value.boolean())
      fail(name, "neither true nor false");
    return value.boolean().value_or(false);
  }

private:
  static bool is_there(const json::value& value) { return value.exists() && !value.is_null(); }

  void fail(std::string_view name, std::string_view what) {
    if (problem_.empty())
      problem_ = path_ + "/" + std::string(name) + ": " + std::string(what);
  }

  json::value from_;
  std::string path_;
  std::string& problem_;
};

facts facts_from(json::value root, std::string_view name, std::string& problem) {
  const auto from = root[name];
  const auto path = "/" + std::string(name);
  if (!from.is_object() && problem.empty())
    problem = path + ": not an object";
  reader of(from, path, problem);
  facts result;
  result.type = of.type();
  result.title = of.needed_string("title");
  result.artists = of.strings("artists");
  if (const auto duration = of.number("duration"))
    result.duration = milliseconds(*duration);
  result.isrc = of.string("isrc");
  result.upc = of.string("upc");
  result.known_music = of.boolean("known_music");
  result.album = of.string("album");
  if (const auto tracks = of.number("tracks"))
    result.tracks = static_cast<unsigned>(*tracks);
  if (const auto year = of.number("year"))
    result.year = static_cast<int>(*year);
  return result;
}

} // namespace

std::variant<pair_of_facts, no_pair> pair_from(json::value root) {
  std::string problem;
  pair_of_facts result{facts_from(root, "source", problem), facts_from(root, "candidate", problem)};
  if (!problem.empty())
    return no_pair{std::move(problem)};
  return result;
}

namespace {

void write_string(json::writer& out, std::string_view name, std::string_view text) {
  if (!text.empty())
    out.key(name).string(text);
}

/// What the service does not say is left out.
void write_members(json::writer& out, const facts& what) {
  out.key("type").string(to_key(what.type));
  out.key("title").string(what.title);
  out.key("artists").begin_array();
  for (const auto& each : what.artists)
    out.string(each);
  out.end_array();
  if (what.duration)
    out.key("duration").integer(what.duration->count());
  write_string(out, "isrc", what.isrc);
  write_string(out, "upc", what.upc);
  write_string(out, "album", what.album);
  write_string(out, "kind", to_key(what.issued_as));
  if (what.tracks)
    out.key("tracks").integer(*what.tracks);
  if (what.year)
    out.key("year").integer(*what.year);
  if (what.known_music)
    out.key("known_music").boolean(true);
}

void write_offer(json::writer& out, const offer& what) {
  out.begin_object();
  write_members(out, what.what);
  out.key("urls").begin_array();
  for (const auto& each : what.urls)
    out.string(each);
  out.end_array();
  out.key("taken").boolean(what.taken);
  out.key("reasons").begin_array();
  for (const auto& each : what.reasons)
    out.string(to_text(each));
  if (!what.note.empty())
    out.string(what.note);
  out.end_array().end_object();
}

} // namespace

void write(json::writer& out, const std::vector<trail_step>& trail) {
  out.begin_array();
  for (const auto& step : trail) {
    out.begin_object();
    out.key("who").string(step.who);
    out.key("isSource").boolean(step.is_source);
    write_string(out, "trouble", step.trouble);
    out.key("offers").begin_array();
    for (const auto& each : step.offers)
      write_offer(out, each);
    out.end_array().end_object();
  }
  out.end_array();
}

void write(json::writer& out, const std::vector<rejected_offer>& left_out) {
  out.begin_array();
  for (const auto& each : left_out) {
    out.begin_object();
    out.key("by").string(each.by);
    out.key("title").string(each.title);
    out.key("artist").string(each.artist);
    out.key("url").string(each.url);
    out.key("reasons").string(each.reasons);
    out.end_object();
  }
  out.end_array();
}

std::string to_json(const judgement& found) {
  json::writer out;
  out.begin_object().key("verdict").string(to_key(found.how));
  out.key("reasons").begin_array();
  for (const auto& each : found.reasons)
    out.string(to_text(each));
  out.end_array().end_object();
  return std::string(out.text());
}

} // namespace musiclink
