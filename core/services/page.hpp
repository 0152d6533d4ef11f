#pragma once

#include "core/model/link.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace musiclink::services {

/// The segments of a URL's path, taken from the front one by one as a service
/// understands them. They point into the URL.
class segments {
public:
  /// Splits a path; one separator at its front and one at its end count for
  /// nothing. Nothing for what no item page has: empty or dot segments, or more
  /// of them than `most`.
  static std::optional<segments> of(std::string_view path, char separator = '/');

  bool empty() const noexcept { return size() == 0; }
  std::size_t size() const noexcept { return end_ - begin_; }
  std::string_view operator[](std::size_t index) const noexcept { return all_[begin_ + index]; }
  std::string_view back() const noexcept { return all_[end_ - 1]; }

  /// Takes the first segment if it is this word.
  bool take(std::string_view word) noexcept;
  /// Takes the first segment if there is one and it satisfies `shape`.
  bool take_if(bool (*shape)(std::string_view)) noexcept;
  /// Leaves out the first segment, or the last; there must be one.
  void drop_first() noexcept { ++begin_; }
  void drop_last() noexcept { --end_; }

  /// Takes a view of an artist off the end, which stands behind a word and an id: "albums", or
  /// "discography" and what of it.
  void take_artist_view() noexcept;

  /// Ends the path at its first non-ASCII character, where the text after a
  /// link begins (core/links/RULES.md 4): for what is left when the slugs are taken.
  void end_at_text() noexcept;

  /// "/a/b", percent-encoded where it is not ASCII.
  std::string joined() const;

private:
  static constexpr std::size_t most = 8;
  std::array<std::string_view, most> all_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// A URL as the services look at it.
struct page {
  std::string_view host; ///< lower case
  segments path;
  std::string_view query;
};

/// The value of a query parameter that identifies an item, percent-decoded and
/// ended where text begins; nothing if it is missing or empty.
std::optional<std::string> identity_parameter(const page& at, std::string_view name);

/// Whether the word, all of it, is one of these.
bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) noexcept;
bool is_any_of(item_type type, std::initializer_list<item_type> types) noexcept;
bool is_any_of_ignoring_case(std::string_view word,
                             std::initializer_list<std::string_view> words) noexcept;

/// Whether the host is one label and this domain: "name" + ".bandcamp.com".
bool is_name_under(std::string_view host, std::string_view dot_domain) noexcept;

/// What a service calls a kind of page, and what it is.
struct kind {
  std::string_view word;
  item_type type;
};

/// The type of a page by its service's word for it, if it is a kind of item.
template<std::size_t Count>
constexpr std::optional<item_type> type_of(std::string_view word, const kind (&kinds)[Count]) {
  for (const auto& each : kinds)
    if (each.word == word)
      return each.type;
  return std::nullopt;
}

/// An item with an id. The canonical form is https:// and the parts.
link item(service where, item_type type, std::string_view id,
          std::initializer_list<std::string_view> canonical);

/// An item whose path is its identity.
link path_item(service where, item_type type, std::initializer_list<std::string_view> canonical);

/// The canonical form of an item, if it is of these kinds.
std::optional<std::string> canonical_of(const link& item, std::initializer_list<item_type> types);

/// Title and artist, as the texts of a service's page say them.
struct credits {
  std::string_view title;
  std::string_view artist = {};
};

/// The credits of a description "Title Artist", of which the title is known.
credits joined_credits(std::string_view title, std::string_view text) noexcept;

/// The page of an opaque code: exactly one segment of letters, digits, - and _.
std::optional<link> short_link(service where, const page& at);

} // namespace musiclink::services
