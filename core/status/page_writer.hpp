#pragma once

#include "core/model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace musiclink {

/// Writes HTML. Whatever is not markup of our own goes through `text`.
class page_writer {
public:
  explicit page_writer(unix_ms now) : now_(now) {}

  page_writer& markup(std::string_view html);
  page_writer& text(std::string_view from_outside);
  page_writer& number(std::uint64_t value);

  /// "12 s ago", which the script keeps true; "never" for nothing.
  page_writer& ago(std::optional<unix_ms> at);
  /// "3 min 20 s", which the script counts down.
  page_writer& until(unix_ms at);
  /// How long ago, without "ago".
  page_writer& since(unix_ms at);

  unix_ms now() const noexcept { return now_; }
  std::string take() && { return std::move(out_); }

private:
  page_writer& time(std::string_view attribute, unix_ms at, std::string_view shown);

  unix_ms now_;
  std::string out_;
};

} // namespace musiclink
