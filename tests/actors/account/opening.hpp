#pragma once

#include "actors/account/account.hpp"
#include "core/edge/exit_status.hpp"
#include "tests/support/actor_fixture.hpp"

#include <doctest/doctest.h>

#include <map>

namespace musiclink::test {

inline constexpr const char* refused = R"({"errcode":"M_UNKNOWN_TOKEN","error":"Unknown token"})";

/// An account on a homeserver by script.
struct opening : actor_fixture {
  explicit opening(std::string server = "http://hs/") {
    answers["/versions"] = json_answer(200, R"({"versions":["v1.11"]})");
    answers["/whoami"] = json_answer(200, R"({"user_id":"@bot:hs","device_id":"DEV"})");
    net.answer = [this](const http_request& request) -> std::optional<http_response> {
      for (const auto& [part, answer] : answers)
        if (request.url.find(part) != std::string::npos)
          return answer;
      return json_answer(404, R"({"errcode":"M_NOT_FOUND"})");
    };
    values.values.matrix.server = std::move(server);
    values.values.matrix.user_id = "@bot:hs";
    kept = access_token{"secret-token"};
    token_source source;
    source.read = [this](const matrix_settings&) -> std::variant<access_token, config_problem> {
      ++reads;
      if (kept)
        return *kept;
      return config_problem{"/matrix/accessTokenFile", "is no use", {}, {}};
    };
    source.keep = [this](const matrix_settings&, const access_token&,
                         const access_token& fresh) -> std::optional<std::string> {
      if (disk_is_full)
        return "no room";
      kept = fresh;
      return std::nullopt;
    };
    auto client =
        own(system.spawn([this](session_client::pointer) -> session_client::behavior_type {
          return {[this](const session_opened& what) {
            sessions.push_back(what.session);
            on_session();
          }};
        }));
    under_test = own<account_actor>(system.spawn(account, own(net.spawn(system)), source, around));
    caf::anon_send(under_test, std::vector<session_client>{client});
  }

  /// A start or a reload.
  void configure() {
    told = std::make_shared<const settings>(values);
    turn(service_mode::active);
  }

  void turn(service_mode mode) {
    caf::anon_send(under_test, settings_changed{told, mode});
    settle();
  }

  void accept() {
    answers["/whoami"] = json_answer(200, R"({"user_id":"@bot:hs","device_id":"DEV"})");
  }

  bool is_unauthorized() { return ask<account_report>(under_test, report{}).refused; }

  /// The homeserver ends the token: a request with it is refused, and so is whoami.
  void revoke(const std::string& token) {
    answers["/whoami"] = json_answer(401, refused);
    refuse(token);
  }

  /// A request with that token is refused.
  void refuse(const std::string& token) {
    caf::anon_send(under_test, token_refused{token, "HTTP 401"});
    settle();
  }

  /// Gives the account a token that can be renewed and lives for so long.
  void keep_renewable(milliseconds life) {
    kept = access_token{"first", "renews-first", around.now() + life.count()};
    answers["/refresh"] = json_answer(
        200, R"({"access_token":"second","refresh_token":"renews-second","expires_in_ms":300000})");
  }

  settings values;
  settings_ptr told;
  std::optional<access_token> kept; ///< what the token file holds
  bool disk_is_full = false;
  std::size_t reads = 0;
  std::map<std::string, http_response> answers; ///< by part of the URL
  account_actor under_test;
  std::vector<session_ptr> sessions;
  std::function<void()> on_session = [] {};
};

} // namespace musiclink::test
