#include "tests/support/listeners.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <utility>

namespace musiclink::test {

rooms_actor listeners::rooms() {
  return in_.own(in_.system.spawn([this](rooms_actor::pointer) -> rooms_actor::behavior_type {
    return {[](const settings_changed&) {},
            [](const session_opened&) {},
            [this](const standing& what) { standing_of[what.room_id] = what; },
            [this](const work_arrived& what) {
              work.insert(work.end(), what.room_ids.begin(), what.room_ids.end());
            },
            [this](const triggers_changed& what) {
              withdrawn.insert(withdrawn.end(), what.which.begin(), what.which.end());
            },
            [this](const own_seen& what) {
              own.insert(own.end(), what.replies.begin(), what.replies.end());
            },
            [](const room_emptied&) {},
            [this](const held_back& what) { held.push_back(what); },
            [this](const send_forbidden& what) { forbidden.push_back(what.room_id); },
            [this](const rights_changed& what) {
              rights.insert(rights.end(), what.room_ids.begin(), what.room_ids.end());
            },
            [](const drain&) { return drained{}; },
            [](const report&) { return rooms_report{}; }};
  }));
}

membership_actor listeners::membership() {
  return in_.own(
      in_.system.spawn([this](membership_actor::pointer) -> membership_actor::behavior_type {
        return {[](const settings_changed&) {},
                [](const session_opened&) {},
                [](const reading_client&) {},
                [this](const sync_positioned&) { ++positioned; },
                [this](const position_lost&) { ++positions_lost; },
                [this](const room_news& what) { news.push_back(what); },
                [](const report&) { return membership_report{}; }};
      }));
}

backfill_actor listeners::backfill() {
  return in_.own(in_.system.spawn([this](backfill_actor::pointer) -> backfill_actor::behavior_type {
    return {[](const settings_changed&) {},
            [](const session_opened&) {},
            [](const standing&) {},
            [this](const musiclink::gaps_opened&) { ++gaps_opened; },
            [this](const look_back& what) {
              looks.push_back(what);
              return looked;
            },
            [](const report&) { return backfill_report{}; }};
  }));
}

account_actor listeners::account() {
  return in_.own(in_.system.spawn([this](account_actor::pointer) -> account_actor::behavior_type {
    return {[](const settings_changed&) {}, [](const std::vector<session_client>&) {},
            [this](const token_refused& what) { refused.push_back(what.access_token); },
            [](const report&) { return account_report{}; }};
  }));
}

standing_client listeners::standings() {
  return in_.own(
      in_.system.spawn([this](standing_client::pointer) -> standing_client::behavior_type {
        return {[this](const standing& what) { standing_of[what.room_id] = what; }};
      }));
}

session_ptr make_session(std::string device_id) {
  return std::make_shared<const account_session>(
      account_session{{"http://hs", "token"}, "@bot:hs", std::move(device_id)});
}

} // namespace musiclink::test
