#include "core/config/changes.hpp"

#include <algorithm>

namespace musiclink {

namespace {

const allowed_room* find(const std::vector<allowed_room>& in, const std::string& room) {
  const auto found = std::ranges::find(in, room, &allowed_room::room);
  return found == in.end() ? nullptr : &*found;
}

std::string change_of(std::string_view from, std::string_view to) {
  return std::string(from) + " to " + std::string(to);
}

void add_rooms(const config& old, const config& fresh, std::vector<std::string>& to) {
  for (const auto& now : fresh.matrix.rooms) {
    const auto* before = find(old.matrix.rooms, now.room);
    if (!before)
      to.push_back("room " + now.room + " added, " + std::string(to_key(now.settings.mode)));
    else if (before->settings.mode != now.settings.mode)
      to.push_back("room " + now.room + ": mode " +
                   change_of(to_key(before->settings.mode), to_key(now.settings.mode)));
    else if (*before != now)
      to.push_back("room " + now.room + ": settings changed");
  }
  for (const auto& before : old.matrix.rooms)
    if (!find(fresh.matrix.rooms, before.room))
      to.push_back("room " + before.room + " removed");
}

} // namespace

std::vector<std::string> changes(const config& old, const config& fresh) {
  std::vector<std::string> result;
  if (old.mode != fresh.mode)
    result.push_back("mode " + change_of(to_key(old.mode), to_key(fresh.mode)));
  add_rooms(old, fresh, result);
  const auto note = [&result](const char* key, bool same) {
    if (!same)
      result.push_back(std::string(key) + " changed");
  };
  note("matrix.accessToken", old.matrix.access_token == fresh.matrix.access_token);
  note("matrix.accessTokenFile", old.matrix.access_token_file == fresh.matrix.access_token_file);
  note("matrix.enabled", old.matrix.enabled == fresh.matrix.enabled);
  note("matrix.followUpgrades", old.matrix.follow_upgrades == fresh.matrix.follow_upgrades);
  note("matrix.syncTimeoutMs", old.matrix.sync_timeout == fresh.matrix.sync_timeout);
  note("roomDefaults", old.room_defaults == fresh.room_defaults);
  note("resolvers", old.resolvers == fresh.resolvers);
  note("cache", old.cache == fresh.cache);
  note("dedup", old.dedup_ttl == fresh.dedup_ttl);
  note("outbound", old.outbound == fresh.outbound);
  note("shadow", old.shadow == fresh.shadow);
  note("admin.hosts", old.admin_hosts == fresh.admin_hosts);
  note("log", old.log == fresh.log);
  return result;
}

} // namespace musiclink
