#include "core/edge/config_file.hpp"

#include "core/config/draft.hpp"
#include "core/edge/file.hpp"
#include "core/matrix/login.hpp"
#include "core/resolvers/idonthavespotify.hpp"

#include <algorithm>
#include <set>

namespace musiclink {
namespace {

constexpr std::size_t longest_file = 4 * 1024 * 1024;

bool is_syntax_error(const config_draft& draft) {
  return draft.problems.size() == 1 && draft.problems.front().line.has_value();
}

/// Where it is not, that is a problem of the configuration already.
bool is_token_named(const matrix_settings& settings,
                    std::optional<std::string_view> environment_token) {
  return settings.access_token || settings.access_token_file ||
         !environment_token.value_or("").empty();
}

/// The token is read although something else is wrong, so that all is told at
/// once.
loaded_config with_token(config_draft& draft, std::optional<std::string_view> environment_token) {
  loaded_config loaded;
  const auto& account = draft.settings.matrix;
  if (account.enabled && !is_syntax_error(draft) && is_token_named(account, environment_token)) {
    auto token = read_access_token(account, environment_token);
    if (auto* found = std::get_if<access_token>(&token)) {
      if (!found->warning.empty())
        loaded.warnings.push_back(found->warning);
      loaded.token = std::move(*found);
    } else if (auto& problem = std::get<config_problem>(token);
               std::none_of(draft.problems.begin(), draft.problems.end(),
                            [&](const auto& known) { return known.pointer == problem.pointer; })) {
      draft.problems.push_back(std::move(problem));
    }
  }
  loaded.settings = std::move(draft.settings);
  return loaded;
}

/// Warns where others could read the token: on this machine, or on the way to the homeserver.
void warn_of_readers(loaded_config& loaded, const std::string& path, bool anybody_may_read) {
  const auto& account = loaded.settings.matrix;
  if (!account.enabled)
    return;
  if (account.access_token && anybody_may_read)
    loaded.warnings.push_back("anybody on this machine may read the access token in the "
                              "configuration file \"" +
                              path +
                              "\"; its mode should be 0600, or the token in a file of its own");
  if (matrix::is_in_clear_text(account.server))
    loaded.warnings.push_back("matrix.server is not https: whoever stands between here and there "
                              "can read the access token; write an https:// URL, unless that "
                              "network is yours alone");
}

std::set<service> wanted_services(const config& values) {
  const auto& all_rooms = values.room_defaults.reply.services;
  std::set<service> result(all_rooms.begin(), all_rooms.end());
  for (const auto& room : values.matrix.rooms)
    result.insert(room.settings.reply.services.begin(), room.settings.reply.services.end());
  return result;
}

/// `catalog` may find any service (MusicBrainz links them all), and song.link pages
/// are offered whatever the services are.
void warn_of_services(loaded_config& loaded) {
  const auto has = [&](resolver_type type) {
    return std::ranges::find(loaded.settings.resolvers, type, &resolver_settings::type) !=
           loaded.settings.resolvers.end();
  };
  if (has(resolver_type::catalog) || !has(resolver_type::idonthavespotify))
    return;
  for (const auto where : wanted_services(loaded.settings))
    if (!idonthavespotify::offers(where))
      loaded.warnings.push_back("reply.services names " + std::string(to_key(where)) +
                                ", which no resolver of the list offers; add \"catalog\" to "
                                "resolvers, or leave it out");
}

} // namespace

std::variant<loaded_config, std::vector<config_problem>>
load_config_file(const std::string& path, std::optional<std::string_view> environment_token) {
  const auto read = read_file(path, longest_file);
  if (const auto* failure = std::get_if<std::string>(&read))
    return std::vector<config_problem>{{"",
                                        "the configuration file \"" + path +
                                            "\" is no use: " + *failure +
                                            "; name it with --config or $MUSICLINK_CONFIG",
                                        {},
                                        {}}};
  const auto& file = std::get<file_text>(read);
  auto draft = draft_config(file.text, environment_token);
  auto loaded = with_token(draft, environment_token);
  if (!draft.problems.empty())
    return std::move(draft.problems);
  warn_of_readers(loaded, path, file.anybody_may_read);
  warn_of_services(loaded);
  return loaded;
}

} // namespace musiclink
