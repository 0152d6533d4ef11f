// The fake homeserver as a program, for scripts and for trying things out: it
// prints on stdout, as one line of JSON, where it is and who is there, and serves
// until it is told to end.

#include "core/json/json.hpp"
#include "tests/support/fake_homeserver.hpp"
#include "tests/support/stand_in_resolver.hpp"

#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

using namespace musiclink;
using namespace musiclink::test;

namespace {

struct command_line {
  fake_homeserver::options server;
  std::string bot = "musiclink";
  std::string person = "alice";
  std::vector<std::string> rooms;
  std::vector<std::string> encrypted_rooms;
  std::vector<std::string> version_12_rooms;
  std::vector<std::string> silent_rooms;
  std::vector<std::string> invitations;
  bool with_resolver = false;
};

void describe(CLI::App& app, command_line& line) {
  app.add_option("--port", line.server.port, "port to listen on; 0: any free one");
  app.add_option("--server-name", line.server.server_name, "the part of user ids after the colon");
  app.add_option("--bot", line.bot, "local part of the bot's user id");
  app.add_option("--person", line.person, "local part of the person's user id");
  app.add_option("--room", line.rooms, "a room of the person that anybody may join, by its alias");
  app.add_option("--encrypted-room", line.encrypted_rooms, "the same, encrypted");
  app.add_option("--v12-room", line.version_12_rooms, "the same, of room version 12");
  app.add_option("--silent-room", line.silent_rooms, "the same, where the bot may not send");
  app.add_option("--invite", line.invitations, "a closed room to which the bot is invited");
  app.add_flag("--resolver", line.with_resolver, "also serve a stand-in idonthavespotify");
}

void write_account(json::writer& out, std::string_view name, const fake_account& who) {
  out.key(name).begin_object();
  out.key("user_id").string(who.user_id);
  out.key("access_token").string(who.token);
  out.key("device_id").string(who.device_id);
  out.end_object();
}

std::vector<std::string> add_rooms(json::writer& out, fake_homeserver& server,
                                   const std::vector<std::string>& names,
                                   const fake_room_setup& like) {
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    fake_room_setup how = like;
    how.name = name;
    ids.push_back(server.add_room(how));
    out.key(name).string(ids.back());
  }
  return ids;
}

/// Accounts and rooms as the command line asks for, and their description.
std::string populate(fake_homeserver& server, const command_line& line,
                     const std::string& resolver) {
  const fake_account bot = server.add_user(line.bot);
  const fake_account person = server.add_user(line.person);
  json::writer out;
  out.begin_object().key("url").string(server.url());
  out.key("server_name").string(line.server.server_name);
  if (!resolver.empty())
    out.key("resolver").string(resolver);
  write_account(out, "bot", bot);
  write_account(out, "person", person);
  fake_room_setup open;
  open.joined = {person.user_id};
  fake_room_setup encrypted = open;
  encrypted.encrypted = true;
  fake_room_setup version_12 = open;
  version_12.version = "12";
  out.key("rooms").begin_object();
  add_rooms(out, server, line.rooms, open);
  add_rooms(out, server, line.encrypted_rooms, encrypted);
  add_rooms(out, server, line.version_12_rooms, version_12);
  for (const std::string& room : add_rooms(out, server, line.silent_rooms, open))
    server.with([&](fake_world& world) { world.silence(room, bot.user_id); });
  for (const std::string& name : line.invitations) {
    fake_room_setup closed = open;
    closed.is_public = false;
    closed.name = name;
    const std::string room = server.add_room(closed);
    server.with([&](fake_world& world) { world.invite(room, person.user_id, bot.user_id); });
    out.key(name).string(room);
  }
  out.end_object().end_object();
  return std::string(out.text());
}

} // namespace

int main(int count, char** arguments) {
  command_line line;
  CLI::App app("A scripted Matrix homeserver on loopback");
  describe(app, line);
  CLI11_PARSE(app, count, arguments);

  // Blocked before any thread exists, so that all of them inherit it.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  try {
    fake_homeserver server(line.server);
    std::optional<stand_in_resolver> resolver;
    if (line.with_resolver)
      resolver.emplace();
    std::cout << populate(server, line, resolver ? resolver->url() : std::string()) << std::endl;
    int received = 0;
    sigwait(&ends, &received);
  } catch (const std::exception& failure) {
    std::cerr << "fake_homeserver: " << failure.what() << '\n';
    return 1;
  }
  return 0;
}
