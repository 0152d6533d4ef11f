#include "actors/commands/commands.hpp"

#include "actors/commands/link_reader.hpp"
#include "actors/commands/process.hpp"
#include "actors/commands/settings_file.hpp"
#include "actors/http.hpp"
#include "actors/resolver/resolver.hpp"
#include "core/edge/exit_status.hpp"
#include "core/edge/log.hpp"
#include "core/edge/version.hpp"
#include "core/links/detect.hpp"
#include "core/reply/reply.hpp"
#include "core/resolvers/facts_json.hpp"
#include "core/text/text.hpp"

#include <caf/actor_system.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <utility>
#include <variant>

namespace musiclink::commands {

namespace {

/// For all links together. The resolver gives up before it, and says why.
constexpr std::chrono::seconds deadline{60};
constexpr std::chrono::seconds patience{45};
/// A person at a terminal gets what is sure by then, if anything is.
constexpr std::chrono::seconds long_enough{15};

/// The store of the service, which may be running; without one nothing is known yet.
std::optional<store::store> open_store(const std::filesystem::path& directory) {
  if (!std::filesystem::exists(directory))
    return std::nullopt;
  try {
    return store::store::open(directory, store::access::read_only);
  } catch (const store::unusable& why) {
    log::warn("store not readable: going on without it", {{"reason", why.what()}});
    return std::nullopt;
  }
}

/// The resolvers as the service has them, for as long as one command takes.
class chain {
public:
  chain(const settings_ptr& values, bool asks_anew) {
    http_engine::options how;
    how.user_agent = user_agent();
    surroundings around;
    around.now = now_ms;
    around.steady = monotonic_now;
    around.random = make_random();
    net_ = system_.spawn(http, std::move(how));
    memory_ =
        system_.spawn(link_reader, open_store(values->values.matrix.state_store_path), asks_anew);
    finder_ = system_.spawn(resolver, net_, memory_, std::move(around));
    caf::anon_send(finder_, settings_changed{values, values->values.mode});
  }

  ~chain() {
    caf::anon_send_exit(finder_, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(memory_, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(net_, caf::exit_reason::user_shutdown);
  }

  chain(const chain&) = delete;
  chain& operator=(const chain&) = delete;

  /// Answers in the order of the links.
  std::vector<resolved> ask(const std::vector<link>& links, const std::string& country) {
    caf::scoped_actor self{system_};
    const auto put = [&](const link& about, std::chrono::seconds within) {
      musiclink::resolve question;
      question.about = about;
      question.country = country;
      question.patience = patience;
      question.answer_within = within;
      return self->request(finder_, deadline, question);
    };
    const auto take = [](auto& pending) {
      resolved answer;
      pending.receive([&](const resolved& what) { answer = what; },
                      [&](const caf::error&) {
                        answer = {std::nullopt, "no answer within a minute", true};
                      });
      return answer;
    };
    std::vector<std::invoke_result_t<decltype(put), const link&, std::chrono::seconds>> asked;
    asked.reserve(links.size());
    for (const auto& about : links)
      asked.push_back(put(about, long_enough));
    std::vector<resolved> answers;
    answers.reserve(links.size());
    for (auto& one : asked)
      answers.push_back(take(one));
    for (std::size_t i = 0; i < links.size(); ++i)
      if (!answers[i].known && !answers[i].final) {
        auto again = put(links[i], patience - long_enough);
        answers[i] = take(again);
      }
    return answers;
  }

private:
  system_config config_;
  caf::actor_system system_{config_};
  http_actor net_;
  link_memory_actor memory_;
  resolver_actor finder_;
};

std::vector<link> links_of(const std::vector<std::string>& urls) {
  std::vector<link> links;
  for (const auto& url : urls) {
    if (auto about = classify(url))
      links.push_back(std::move(*about));
    else
      std::cerr << spelled_out(url) << ": not a music link that counts\n";
  }
  return links;
}

/// What the resolvers say of the links that are answered.
struct findings {
  std::vector<resolved_link> known;
  bool unavailable = false;      ///< of a link nothing could be learnt; stderr says why
  std::vector<resolved> answers; ///< in the order of the links
};

findings look_up(const settings_ptr& values, const std::string& country,
                 const std::vector<link>& links, bool asks_anew) {
  findings result;
  result.answers = chain(values, asks_anew).ask(links, country);
  for (std::size_t at = 0; at < links.size(); ++at) {
    const auto& known = result.answers[at].known;
    if (!known) {
      std::cerr << links[at].canonical << ": " << spelled_out(result.answers[at].text) << '\n';
      result.unavailable = true;
    } else if (known->how != completeness::not_found) {
      result.known.push_back({links[at], known->found});
    }
  }
  return result;
}

/// How the answer about each link came about.
void print_trails(const std::vector<link>& links, const findings& found) {
  for (std::size_t at = 0; at < links.size(); ++at) {
    std::cout << '\n' << links[at].canonical << '\n';
    for (const auto& line : lines_of(found.answers[at].trail))
      std::cout << "  " << spelled_out(line) << '\n';
  }
}

std::string trails_json(const std::string& reply, const std::vector<link>& links,
                        const findings& found) {
  json::writer out;
  out.begin_object().key("reply").raw(reply);
  out.key("links").begin_array();
  for (std::size_t at = 0; at < links.size(); ++at) {
    out.begin_object().key("link").string(links[at].canonical);
    out.key("asked");
    write(out, found.answers[at].trail);
    out.end_object();
  }
  out.end_array().end_object();
  return std::string(out.text());
}

/// Where nobody could be asked, that was said, and nothing is known beyond it.
void explain(silence why, const findings& found) {
  if (!found.unavailable || !found.known.empty())
    std::cerr << "no reply would be posted: " << describe(why) << '\n';
}

} // namespace

int resolve(const std::string& config_path, const std::vector<std::string>& urls, bool json,
            bool with_trails) {
  auto loaded = load_settings(config_path);
  if (const auto* problems = std::get_if<std::vector<config_problem>>(&loaded)) {
    std::cerr << describe(config_path, *problems);
    return exit_status::config_invalid;
  }
  const auto& now = std::get<settings_ptr>(loaded);
  log::configure("warn", now->values.log.json);
  std::signal(SIGPIPE, SIG_IGN); // a peer that closes its connection is an error of that write
  link_event event;
  event.links = links_of(urls);
  if (event.links.empty())
    return exit_status::usage;
  auto settings = now->values.room_defaults;
  settings.reply.style = reply_style::standalone;
  const auto wanted = answerable(event.links, settings);
  const auto found = look_up(now, settings.country, wanted, with_trails);
  const auto composed = compose(event.links, found.known, settings);
  std::string reply = json ? "null" : "";
  if (const auto* text = std::get_if<reply_text>(&composed))
    reply = json ? reply_content(*text, event, settings.reply) : text->body;
  if (json && with_trails)
    reply = trails_json(reply, wanted, found);
  if (!reply.empty())
    std::cout << reply << '\n';
  if (!json && with_trails)
    print_trails(wanted, found);
  if (const auto* reason = std::get_if<silence>(&composed))
    explain(wanted.empty() ? silence::not_music : *reason, found);
  return found.unavailable ? exit_status::unavailable : exit_status::done;
}

} // namespace musiclink::commands
