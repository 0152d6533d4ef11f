#pragma once

#include "tests/storm/script.hpp"
#include "tests/support/fake_homeserver.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace musiclink::storm {

/// How the rooms look to somebody who knows what should be there, a line for each
/// link event that is not as it should be.
struct verdict {
  std::vector<std::string> missing; ///< it should show a reply and shows none
  std::vector<std::string> doubled; ///< it shows more than one, or one that was completed twice
  std::vector<std::string> wrong;   ///< it shows one, not that to its last state; or a reply to
                                    ///< what is no link event

  bool is_clean() const { return missing.empty() && doubled.empty() && wrong.empty(); }
};

/// Replies of a sender that were completed by an edit (conf/CONTRACT.md 5.10).
std::size_t count_completions(const test::fake_world& world, const std::string& sender);

/// Those who share rooms with the bot: carries out acts on a homeserver and knows
/// what the bot should have answered.
class people {
public:
  people(test::fake_homeserver& server, std::string bot, std::size_t rooms);

  /// May be called for one act after the other only.
  void perform(const act& what);
  /// A link event in each of these rooms, all before anybody can see one of them.
  void post_at_once(std::span<const std::size_t> rooms);
  /// The same in all rooms, so that what was sent before it is seen before it.
  void post_in_each_room();

  const std::vector<std::string>& rooms() const noexcept { return rooms_; }
  std::size_t link_events() const noexcept { return messages_.size(); }
  std::size_t redeliveries() const noexcept { return redeliveries_; }
  std::size_t server_restarts() const noexcept { return server_restarts_; }

  verdict judge(const test::fake_world& world) const;
  /// Waits until all is as it should be; false if nothing has become better for
  /// so long.
  bool wait_until_right(milliseconds patience);

private:
  struct message {
    std::string event_id;
    std::size_t room = 0;
    std::set<std::uint64_t> songs; ///< that its reply should show now; none: no reply
  };

  test::fake_event written(const act& what);
  void add_message(test::fake_world& world, const act& what);
  message& named_by(const act& what);
  void edit(const act& what);
  void redact(const act& what);
  void repeat_reply(const std::string& trigger);

  test::fake_homeserver& server_;
  std::string bot_;
  std::string person_;
  std::string other_person_;
  std::vector<std::string> rooms_;
  std::vector<std::string> roots_; ///< by room: what its thread hangs on
  std::vector<message> messages_;
  std::vector<std::size_t> scripted_; ///< which of them the numbers of acts mean
  std::size_t redeliveries_ = 0;
  std::size_t server_restarts_ = 0;
};

} // namespace musiclink::storm
