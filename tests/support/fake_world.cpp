#include "tests/support/fake_world.hpp"

#include "core/json/json.hpp"

#include <algorithm>
#include <utility>

namespace musiclink::test {

namespace {

using key_pair = std::pair<std::string, std::string>;

std::string object_of(const std::vector<std::pair<std::string_view, std::string_view>>& members) {
  json::writer out;
  out.begin_object();
  for (const auto& [name, text] : members)
    out.key(name).string(text);
  out.end_object();
  return std::string(out.text());
}

void pick_out(fake_event& event) {
  const auto parsed = json::document::parse(event.content);
  const auto* document = std::get_if<json::document>(&parsed);
  if (document == nullptr)
    return;
  const json::value content = document->root();
  const json::value relates_to = content["m.relates_to"];
  event.msgtype = content["msgtype"].string_or("");
  event.body = content["body"].string_or("");
  event.new_body = content["m.new_content"]["body"].string_or("");
  event.membership = content["membership"].string_or("");
  event.rel_type = relates_to["rel_type"].string_or("");
  event.related_to = relates_to["event_id"].string_or("");
  event.in_reply_to = relates_to["m.in_reply_to"]["event_id"].string_or("");
}

} // namespace

fake_world::fake_world(std::string server_name, wall_clock clock)
    : server_name_(std::move(server_name)), clock_(std::move(clock)) {
}

// 43 characters of base64url, as in the ids of events and of rooms from version
// 12 on; the same in every run.
std::string fake_world::opaque_id() {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::uint64_t mixed = ++ids_made_ * 0x9e3779b97f4a7c15U;
  std::string id;
  while (id.size() < 43) {
    mixed ^= mixed >> 29U;
    mixed = mixed * 0xbf58476d1ce4e5b9U + 1;
    id += alphabet[(mixed >> 58U) & 63U];
  }
  return id;
}

fake_account fake_world::add_user(const std::string& localpart, bool with_device) {
  fake_account made;
  made.user_id = '@' + localpart + ':' + server_name_;
  made.token = "token-" + localpart + '-' + opaque_id();
  if (with_device)
    made.device_id = "DEVICE" + std::to_string(accounts_.size());
  accounts_[made.token] = made;
  return made;
}

const fake_account* fake_world::account_of(const std::string& token) const {
  const auto found = accounts_.find(token);
  return found == accounts_.end() ? nullptr : &found->second;
}

std::string fake_world::add_room(const fake_room_setup& how) {
  const std::string creator = how.joined.empty() ? "@admin:" + server_name_ : how.joined.front();
  const bool with_domain = how.version.size() < 2 || how.version < "12";
  const std::string id = '!' + opaque_id() + (with_domain ? ':' + server_name_ : std::string());
  rooms_[id];
  set_state(id, creator, "m.room.create", "",
            object_of({{"creator", creator}, {"room_version", how.version}}));
  set_membership(id, creator, "join", creator);
  set_state(id, creator, "m.room.join_rules", "",
            object_of({{"join_rule", how.is_public ? "public" : "invite"}}));
  if (how.encrypted)
    encrypt(id);
  if (!how.name.empty())
    set_alias('#' + how.name + ':' + server_name_, id);
  for (const std::string& user : how.joined)
    if (user != creator)
      set_membership(id, user, "join", user);
  return id;
}

void fake_world::set_alias(const std::string& alias, const std::string& room_id) {
  aliases_[alias] = room_id;
}

std::optional<std::string> fake_world::room_of_alias(const std::string& alias) const {
  const auto found = aliases_.find(alias);
  return found == aliases_.end() ? std::nullopt : std::optional(found->second);
}

void fake_world::set_membership(const std::string& room_id, const std::string& user_id,
                                const std::string& membership, const std::string& by) {
  set_state(room_id, by, "m.room.member", user_id, object_of({{"membership", membership}}));
}

std::string fake_world::membership(const std::string& room_id, const std::string& user_id) const {
  const fake_event* member = state(room_id, "m.room.member", user_id);
  return member == nullptr ? "leave" : member->membership;
}

bool fake_world::may_join(const std::string& room_id, const std::string& user_id) const {
  const std::string now = membership(room_id, user_id);
  if (now == "ban")
    return false;
  const fake_event* rules = state(room_id, "m.room.join_rules", "");
  return now == "join" || now == "invite" ||
         (rules != nullptr && rules->content.find("public") != std::string::npos);
}

std::vector<std::string> fake_world::rooms_of(const std::string& user_id,
                                              const std::string& membership_is) const {
  std::vector<std::string> found;
  for (const auto& [id, held] : rooms_) {
    const auto member = held.state.find(key_pair("m.room.member", user_id));
    if (member != held.state.end() && at(member->second).membership == membership_is)
      found.push_back(id);
  }
  return found;
}

std::string fake_world::set_state(const std::string& room_id, const std::string& sender,
                                  const std::string& type, const std::string& key,
                                  std::string content) {
  fake_event event;
  event.room_id = room_id;
  event.sender = sender;
  event.type = type;
  event.state_key = key;
  event.content = std::move(content);
  return append(std::move(event));
}

const fake_event* fake_world::state(const std::string& room_id, const std::string& type,
                                    const std::string& key) const {
  const auto held = rooms_.find(room_id);
  if (held == rooms_.end())
    return nullptr;
  const auto found = held->second.state.find(key_pair(type, key));
  return found == held->second.state.end() ? nullptr : &at(found->second);
}

std::vector<const fake_event*> fake_world::states(const std::string& room_id) const {
  std::vector<const fake_event*> found;
  const auto held = rooms_.find(room_id);
  if (held != rooms_.end())
    for (const auto& [key, position] : held->second.state)
      found.push_back(&at(position));
  return found;
}

const std::string& fake_world::creator(const std::string& room_id) const {
  return at(timeline(room_id).front()).sender;
}

void fake_world::encrypt(const std::string& room_id) {
  const std::string by = creator(room_id);
  set_state(room_id, by, "m.room.encryption", "",
            object_of({{"algorithm", "m.megolm.v1.aes-sha2"}}));
}

void fake_world::silence(const std::string& room_id, const std::string& user_id) {
  silenced_.emplace(room_id, user_id);
}

bool fake_world::may_send(const std::string& room_id, const std::string& user_id) const {
  return membership(room_id, user_id) == "join" && !silenced_.contains({room_id, user_id});
}

void fake_world::identify(fake_event& event) {
  if (event.event_id.empty())
    event.event_id = '$' + opaque_id();
  if (event.at == 0)
    event.at = clock_();
}

std::string fake_world::append(fake_event event) {
  identify(event);
  event.position = stream_.size() + 1;
  pick_out(event);
  room& where = rooms_[event.room_id];
  where.timeline.push_back(event.position);
  if (event.state_key)
    where.state[{event.type, *event.state_key}] = event.position;
  by_id_.emplace(event.event_id, event.position);
  stream_.push_back(std::move(event));
  return stream_.back().event_id;
}

std::string fake_world::prepare(fake_event event) {
  identify(event);
  std::string id = event.event_id;
  prepared_.insert_or_assign(id, std::move(event));
  return id;
}

void fake_world::deliver(const std::string& event_id) {
  if (auto held = prepared_.extract(event_id))
    append(std::move(held.mapped()));
}

std::string fake_world::post(const std::string& room_id, const std::string& sender,
                             std::string_view body) {
  return post_content(room_id, sender, object_of({{"msgtype", "m.text"}, {"body", body}}));
}

std::string fake_world::post_content(const std::string& room_id, const std::string& sender,
                                     std::string content) {
  fake_event event;
  event.room_id = room_id;
  event.sender = sender;
  event.content = std::move(content);
  return append(std::move(event));
}

std::string fake_world::redact(fake_event redaction) {
  redaction.type = "m.room.redaction";
  redaction.content = object_of({{"redacts", redaction.redacts}});
  const std::string target = redaction.redacts;
  const std::string id = append(std::move(redaction));
  for (fake_event& event : stream_) {
    if (event.event_id != target)
      continue;
    event.redacted_by = id;
    event.content = "{}";
    pick_out(event);
  }
  return id;
}

void fake_world::repeat(const std::string& event_id) {
  const fake_event* original = event(event_id);
  if (original != nullptr)
    append(fake_event(*original));
}

const fake_event* fake_world::event(const std::string& event_id) const {
  const auto found = by_id_.find(event_id);
  return found == by_id_.end() ? nullptr : &at(found->second);
}

const std::vector<std::size_t>& fake_world::timeline(const std::string& room_id) const {
  static const std::vector<std::size_t> none;
  const auto held = rooms_.find(room_id);
  return held == rooms_.end() ? none : held->second.timeline;
}

std::optional<std::string> fake_world::sent_before(const fake_account& who,
                                                   const std::string& path) const {
  const auto found = transactions_.find({who.user_id + ' ' + who.device_id, path});
  return found == transactions_.end() ? std::nullopt : std::optional(found->second);
}

void fake_world::remember_sent(const fake_account& who, const std::string& path,
                               std::string event_id) {
  transactions_[{who.user_id + ' ' + who.device_id, path}] = std::move(event_id);
}

} // namespace musiclink::test
