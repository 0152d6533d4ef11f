#include "core/config/room_check.hpp"

#include "core/text/text.hpp"

namespace musiclink {
namespace {

/// Bridges drop notices (mautrix/whatsapp#544), and show replies and threads in odd ways.
bool survives_bridges(const reply_settings& reply) {
  return reply.style == reply_style::standalone && reply.msgtype != "m.notice";
}

void check_power(const matrix::surveyed_room& found, const std::string& user_id,
                 std::vector<finding>& into) {
  if (!found.may_send)
    into.push_back({severity::error, "its power levels do not let musiclink send messages",
                    "raise the power level of " + user_id + " or lower that of m.room.message"});
  if (!found.may_redact)
    into.push_back({severity::warning,
                    "its power levels do not let musiclink redact: a reply stays when its message "
                    "is deleted",
                    "raise the power level of " + user_id + " or lower that of m.room.redaction"});
}

} // namespace

std::vector<finding> check_room(const allowed_room& allowed, const matrix::surveyed_room& found,
                                const matrix_settings& account) {
  if (!found.joined)
    return {{severity::ok, "invited; musiclink joins when it starts"}};
  if (found.encrypted)
    return {{severity::error, "encrypted: musiclink neither reads nor posts there",
             "use a room without encryption (it cannot be switched off again)"}};
  std::vector<finding> result;
  if (!found.successor.empty())
    result.push_back({severity::warning, "upgraded: " + found.successor + " took its place",
                      account.follow_upgrades ? "name the new room in the configuration"
                                              : "name the new room in the configuration, for "
                                                "matrix.followUpgrades is false"});
  check_power(found, account.user_id, result);
  if (!found.bridges.empty() && !survives_bridges(allowed.settings.reply))
    result.push_back({severity::warning,
                      "bridged to " + joined(found.bridges) +
                          ", and a bridge may drop notices, replies and threads",
                      R"(give the room "reply": {"style": "standalone", "msgtype": "m.text"})"});
  if (result.empty())
    result.push_back({severity::ok, "joined, not encrypted, musiclink may send and redact"});
  return result;
}

} // namespace musiclink
