#include "tests/support/fake_faults.hpp"

#include "core/json/json.hpp"
#include "core/text/glob.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace musiclink::test {

http_reply error_reply(int status, const std::string& errcode, const std::string& text) {
  json::writer out;
  out.begin_object().key("errcode").string(errcode).key("error").string(text).end_object();
  http_reply reply;
  reply.status = status;
  reply.body = out.text();
  return reply;
}

http_reply limited_reply(milliseconds retry_after, bool in_body, bool in_header) {
  http_reply reply = error_reply(429, "M_LIMIT_EXCEEDED", "Too Many Requests");
  if (in_body) {
    reply.body.pop_back();
    reply.body += ",\"retry_after_ms\":" + std::to_string(retry_after.count()) + '}';
  }
  if (in_header) // rounded up, as Synapse does
    reply.headers.push_back("Retry-After: " + std::to_string((retry_after.count() + 999) / 1000));
  return reply;
}

fault_script::fault_id fault_script::add(fault what) {
  entries_.push_back({++last_, std::move(what)});
  return last_;
}

void fault_script::release(fault_id id) {
  entries_.remove_if([id](const entry& candidate) { return candidate.id == id; });
}

bool fault_script::is_active(fault_id id) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [id](const entry& candidate) { return candidate.id == id; });
}

fault_script::hit fault_script::take(const std::string& method, const std::string& path) {
  for (auto found = entries_.begin(); found != entries_.end(); ++found) {
    fault& what = found->what;
    if (found->stalls || !matches_any(std::span(&what.method, 1), method) ||
        !matches_any(std::span(&what.path, 1), path))
      continue;
    if (what.after > 0) {
      --what.after;
      continue;
    }
    const hit taken{found->id, what};
    if (--what.times == 0) {
      if (what.what == fault::kind::stall)
        found->stalls = true;
      else
        entries_.erase(found);
    }
    return taken;
  }
  return {};
}

} // namespace musiclink::test
