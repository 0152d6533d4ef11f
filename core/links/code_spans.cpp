#include "core/links/code_spans.hpp"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

namespace musiclink {
namespace {

constexpr auto npos = std::string_view::npos;

std::size_t run_end(std::string_view text, std::size_t begin) {
  return std::min(text.find_first_not_of('`', begin), text.size());
}

/// All runs of backticks by their length, so that a partner is found without
/// reading the paragraph again for each run.
class backtick_runs {
public:
  explicit backtick_runs(std::string_view text) {
    for (auto begin = text.find('`'); begin != npos;) {
      const auto end = run_end(text, begin);
      begins_by_length_[end - begin].push_back(begin);
      begin = text.find('`', end);
    }
  }

  /// Where the first run of that length at or after `from` begins.
  std::size_t find(std::size_t length, std::size_t from) const {
    const auto runs = begins_by_length_.find(length);
    if (runs == begins_by_length_.end())
      return npos;
    const auto run = std::ranges::lower_bound(runs->second, from);
    return run == runs->second.end() ? npos : *run;
  }

private:
  std::unordered_map<std::size_t, std::vector<std::size_t>> begins_by_length_;
};

} // namespace

void append_without_code_spans(std::string_view paragraph, std::vector<std::string_view>& parts) {
  const backtick_runs runs(paragraph);
  std::size_t text_begin = 0;
  auto at = paragraph.find_first_of("`\\");
  while (at != npos) {
    auto next = at + 2; // a backslash and what it escapes
    if (paragraph[at] == '`') {
      next = run_end(paragraph, at);
      const auto length = next - at;
      if (const auto partner = runs.find(length, next); partner != npos) {
        parts.push_back(paragraph.substr(text_begin, at - text_begin));
        next = text_begin = partner + length;
      }
    }
    at = paragraph.find_first_of("`\\", next);
  }
  parts.push_back(paragraph.substr(text_begin));
}

} // namespace musiclink
