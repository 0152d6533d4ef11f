#pragma once

#include "tests/support/actor_fixture.hpp"

#include <map>
#include <string>
#include <vector>

namespace musiclink::test {

/// Stands in for the actors that one under test talks to, and keeps what it was
/// told. Each is made on demand and ends with the fixture.
class listeners {
public:
  explicit listeners(actor_fixture& in) : in_(in) {}

  rooms_actor rooms();
  membership_actor membership();
  backfill_actor backfill();
  account_actor account();
  standing_client standings();

  std::vector<std::string> work; ///< rooms with work, as told
  std::vector<store::withdrawal> withdrawn;
  std::vector<own_reply> own;
  std::vector<room_news> news;
  std::vector<held_back> held;
  std::vector<std::string> forbidden; ///< rooms, as a sender told
  std::vector<std::string> rights;    ///< rooms in which they changed
  std::vector<std::string> refused;   ///< tokens
  std::map<std::string, standing> standing_of;
  int positioned = 0;
  int positions_lost = 0;
  int gaps_opened = 0;
  std::vector<look_back> looks; ///< into quiet rooms
  looked_back looked;           ///< what they are answered

private:
  actor_fixture& in_;
};

/// A session with the homeserver http://hs of @bot:hs, device DEV.
session_ptr make_session(std::string device_id = "DEV");

} // namespace musiclink::test
