#include "tests/support/stand_in_resolver.hpp"

#include "core/json/json.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <string_view>
#include <utility>

namespace musiclink::test {

namespace {

constexpr std::uint64_t first_id = 100'000'000; // ids that are plain numbers look like real ones

struct service_form {
  std::string adapter;
  std::string before; ///< of the number, in links of made-up songs
  std::uint64_t first = 0;
  std::size_t width = 0;
  std::string accepted; ///< what upstream accepts; the group catches our number
};

const std::vector<service_form>& services() {
  static const std::vector<service_form> all = {
      {"spotify", "https://open.spotify.com/track/", 0, 22,
       R"(https://open\.spotify\.com/(?:track|album|playlist|artist|episode|show)/(?:(\d{22})|\w{22}))"},
      {"appleMusic", "https://music.apple.com/us/album/an-album/100000000?i=", first_id, 0,
       R"(https://music\.apple\.com/us/(?:(?:song|album)/[^/?]+/\d+\?i=(\d+)|(?:album|playlist|artist)/[^/?]+/[\w.-]+))"},
      {"youTube", "https://music.youtube.com/watch?v=ml", 0, 9,
       R"(https://(?:www|music)\.youtube\.com/(?:watch\?v=(?:ml(\d{9})|[\w-]{11})|playlist\?list=[\w-]+))"},
      {"deezer", "https://www.deezer.com/track/", first_id, 0,
       R"(https://www\.deezer\.com/(?:track/(\d+)|(?:album|playlist|artist)/\d+))"},
      {"soundCloud", "https://soundcloud.com/stand-in/song-", 0, 0,
       R"(https://soundcloud\.com/(?:stand-in/song-(\d+)|[\w-]+/[\w-]+))"},
      {"tidal", "https://tidal.com/browse/track/", first_id, 0,
       R"(https://tidal\.com/browse/(?:track/(\d+)|(?:album|artist|video)/\d+))"},
      {"qobuz", "https://open.qobuz.com/track/", first_id, 0,
       R"(https://open\.qobuz\.com/(?:track/(\d+)|(?:album|artist)/\w+))"},
      {"bandcamp", "https://stand-in.bandcamp.com/track/song-", 0, 0,
       R"(https://(?:stand-in\.bandcamp\.com/track/song-(\d+)|[\w-]+\.bandcamp\.com(?:/(?:track|album)/[\w-]+)?/?))"},
  };
  return all;
}

const service_form* service_named(const std::string& adapter) {
  const auto found =
      std::find_if(services().begin(), services().end(),
                   [&](const service_form& form) { return form.adapter == adapter; });
  return found == services().end() ? nullptr : &*found;
}

struct found_song {
  std::string adapter;
  std::uint64_t number = 0;
};

std::uint64_t number_from_text(const std::string& text) {
  std::uint32_t hash = 2166136261U; // FNV-1a
  for (const char byte : text)
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
  return hash % 65536;
}

/// Whose link it is and of which song; nothing for a link that is refused.
std::optional<found_song> find(const std::string& link) {
  static const std::vector<std::regex> patterns = [] {
    std::vector<std::regex> made;
    for (const service_form& form : services())
      made.emplace_back(form.accepted, std::regex::optimize);
    return made;
  }();
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::smatch match;
    if (!std::regex_match(link, match, patterns[i]))
      continue;
    const service_form& form = services()[i];
    if (!match[1].matched)
      return found_song{form.adapter, number_from_text(link)};
    const std::uint64_t number = std::strtoull(match[1].str().c_str(), nullptr, 10);
    return found_song{form.adapter, number >= first_id ? number - first_id : number};
  }
  return std::nullopt;
}

http_reply error_of(int status, std::string_view text) {
  json::writer out;
  out.begin_object().key("error").string(text).end_object();
  http_reply reply;
  reply.status = status;
  reply.body = out.text();
  return reply;
}

/// The og text of the service's page, in which the artist hides.
std::string description_of(const found_song& song) {
  if (song.adapter == "spotify")
    return songs::artist(song.number) + " · An Album · Song · 2021";
  if (song.adapter == "deezer")
    return songs::artist(song.number) + " - song - 2021";
  return {};
}

void write_link(json::writer& out, const std::string& adapter, const std::string& url,
                bool verified) {
  out.begin_object().key("type").string(adapter).key("url").string(url);
  out.key("isVerified").boolean(verified).end_object();
}

http_reply answer_of(const std::string& link, const found_song& song,
                     const std::vector<std::string>& wanted) {
  json::writer out;
  out.begin_object();
  out.key("id").string("stand-in-" + std::to_string(song.number)).key("type").string("song");
  out.key("title").string(songs::title(song.number));
  out.key("description").string(description_of(song));
  out.key("source").string(link);
  out.key("universalLink").string("https://stand-in.invalid/?id=" + std::to_string(song.number));
  out.key("links").begin_array();
  write_link(out, song.adapter, link, true);
  for (const std::string& adapter : wanted)
    if (adapter != song.adapter && service_named(adapter) != nullptr)
      write_link(out, adapter, songs::link(song.number, adapter), adapter != "youTube");
  out.end_array().end_object();
  http_reply reply;
  reply.body = out.text();
  return reply;
}

http_reply search(const std::string& link, const std::vector<std::string>& wanted) {
  const auto song = find(link);
  if (!song)
    return error_of(400, "Invalid link, please check ALLOWED_LINKS_REGEX");
  const auto unknown = [](const std::string& adapter) {
    return adapter != "pandora" && service_named(adapter) == nullptr;
  };
  if (std::any_of(wanted.begin(), wanted.end(), unknown))
    return error_of(400, "Invalid adapter");
  if (song->number >= songs::nobody_knows)
    return error_of(500, "Internal server error");
  return answer_of(link, *song, wanted);
}

struct question {
  std::string link;
  std::vector<std::string> adapters;
};

std::optional<question> question_of(const std::string& body) {
  const auto parsed = json::document::parse(body);
  const auto* document = std::get_if<json::document>(&parsed);
  if (document == nullptr || !document->root()["link"].string())
    return std::nullopt;
  question asked;
  asked.link = *document->root()["link"].string();
  const json::value adapters = document->root()["adapters"];
  for (std::size_t i = 0; i < adapters.size(); ++i)
    asked.adapters.emplace_back(adapters.at(i).string_or(""));
  if (!adapters.exists())
    for (const service_form& form : services())
      asked.adapters.push_back(form.adapter);
  return asked;
}

http_reply hang_up() {
  http_reply reply;
  reply.how = http_reply::delivery::none;
  return reply;
}

} // namespace

namespace songs {

std::string link(std::uint64_t number, const std::string& adapter) {
  const service_form* form = service_named(adapter);
  if (form == nullptr)
    return {};
  std::string digits = std::to_string(number + form->first);
  if (digits.size() < form->width)
    digits.insert(0, form->width - digits.size(), '0');
  return form->before + digits;
}

std::string title(std::uint64_t number) {
  return "Song " + std::to_string(number);
}

std::string artist(std::uint64_t number) {
  return "Artist " + std::to_string(number % 1000);
}

} // namespace songs

http_reply resolver_limited_reply(std::chrono::seconds retry_after) {
  const std::string seconds = std::to_string(retry_after.count());
  http_reply reply = error_of(429, "Too many requests");
  reply.body.insert(reply.body.size() - 1, ",\"retryAfter\":" + seconds);
  reply.headers = {"Retry-After: " + seconds};
  return reply;
}

stand_in_resolver::stand_in_resolver(options how) : how_(how) {
  http_server::options where;
  // It plays a big server: that its only client makes many connections at once is no attack.
  where.max_connections = where.max_connections_per_peer = 4096;
  where.port = how.port;
  where.threads = how.threads;
  server_ = std::make_unique<http_server>(
      where, [this](const http_query& query) { return handle(query); });
}

stand_in_resolver::~stand_in_resolver() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  server_->stop();
}

std::string stand_in_resolver::url() const {
  return "http://127.0.0.1:" + std::to_string(server_->port());
}

fault_script::fault_id stand_in_resolver::inject(fault what) {
  const std::lock_guard lock(mutex_);
  return faults_.add(std::move(what));
}

void stand_in_resolver::release(fault_script::fault_id id) {
  const std::lock_guard lock(mutex_);
  faults_.release(id);
  changed_.notify_all();
}

std::vector<std::string> stand_in_resolver::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

bool stand_in_resolver::wait_for_questions(std::size_t count, milliseconds within) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, within, [&] { return asked_.size() >= count; });
}

milliseconds stand_in_resolver::delay_of(const std::string& link) const {
  const auto song = find(link);
  const bool is_late = song && how_.late_songs != 0 && song->number % how_.late_songs == 0;
  return is_late ? how_.late : how_.delay;
}

http_reply stand_in_resolver::handle(const http_query& query) {
  if (query.method != "POST" || query.path != "/api/search")
    return error_of(404, "Not found");
  if (query.query != "v=1")
    return error_of(400, "API version required");
  const auto asked = question_of(query.body);
  if (!asked)
    return error_of(400, "Invalid JSON");

  std::unique_lock lock(mutex_);
  asked_.push_back(asked->link);
  const fault_script::hit met = faults_.take(query.method, asked->link);
  changed_.notify_all();
  const auto is = [&](fault::kind kind) { return met.id != 0 && met.what.what == kind; };
  if (is(fault::kind::stall))
    changed_.wait(lock, [&] { return stopping_ || !faults_.is_active(met.id); });
  const milliseconds delay = is(fault::kind::delay) ? met.what.wait : delay_of(asked->link);
  if (delay.count() > 0)
    changed_.wait_for(lock, delay, [&] { return stopping_; });
  lock.unlock();

  if (is(fault::kind::answer))
    return met.what.reply;
  if (is(fault::kind::drop_before) || is(fault::kind::drop_after))
    return hang_up();
  http_reply reply = search(asked->link, asked->adapters);
  if (is(fault::kind::truncate))
    reply.how = http_reply::delivery::truncated;
  return reply;
}

} // namespace musiclink::test
