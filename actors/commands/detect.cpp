#include "actors/commands/commands.hpp"

#include "core/edge/exit_status.hpp"
#include "core/json/json.hpp"
#include "core/links/detect.hpp"

#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::commands {

namespace {

std::string array_of(const std::vector<link>& links) {
  json::writer out;
  out.begin_array();
  for (const auto& one : links) {
    out.begin_object();
    out.key("service").string(to_key(one.where));
    out.key("type").string(to_key(one.type));
    out.key("id");
    if (one.id)
      out.string(*one.id);
    else
      out.null();
    out.key("canonical").string(one.canonical);
    out.end_object();
  }
  out.end_array();
  return std::string(out.text());
}

} // namespace

int detect() {
  int status = exit_status::done;
  std::size_t number = 0;
  for (std::string line; std::cout && std::getline(std::cin, line);) {
    ++number;
    auto parsed = json::document::parse(std::move(line));
    const auto* message = std::get_if<json::document>(&parsed);
    std::vector<link> links;
    if (message && message->root().is_object()) {
      auto root = message->root();
      if (const auto body = root["body"].string()) // else clients show nothing of it
        links = musiclink::detect(*body, root["formatted_body"].string());
    } else {
      // The other lines still count; an empty array keeps the output in step.
      std::cerr << "line " << number
                << ": not a JSON object; write {\"body\": \"...\", \"formatted_body\": null}\n";
      status = exit_status::usage;
    }
    std::cout << array_of(links) << '\n';
  }
  // The stream takes what cannot be read for the end.
  if (std::ferror(stdin) != 0) {
    std::cerr << "line " << number + 1 << ": standard input cannot be read\n";
    return exit_status::io_failed;
  }
  return status;
}

} // namespace musiclink::commands
