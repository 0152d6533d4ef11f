#include "tests/support/bad_answers.hpp"

#include <string>

namespace musiclink::test {

http_reply html_reply(int status) {
  http_reply reply;
  reply.status = status;
  reply.content_type = "text/html";
  reply.body = "<html><head><title>Sorry</title></head><body><h1>We'll be right back</h1></body>";
  return reply;
}

http_reply deep_json_reply(std::size_t depth) {
  http_reply reply;
  reply.body = R"({"rooms":)" + std::string(depth, '[') + std::string(depth, ']') + '}';
  return reply;
}

http_reply huge_json_reply(std::size_t bytes) {
  http_reply reply;
  reply.body = R"({"padding":")" + std::string(bytes, 'x') + R"("})";
  return reply;
}

http_reply wrong_types_reply() {
  http_reply reply;
  reply.body = R"({"user_id":7,"device_id":[],"filter_id":{},"joined_rooms":{"a":1},"room_id":7,)"
               R"("event_id":["$a"],"next_batch":{"a":"s1"},"rooms":[1],"chunk":{"a":[]},)"
               R"("start":1,"end":false,"algorithm":7,"versions":"v1"})";
  return reply;
}

} // namespace musiclink::test
