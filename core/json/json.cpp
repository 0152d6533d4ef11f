#include "core/json/json.hpp"

#include "core/json/stream.hpp"
#include "core/json/syntax.hpp"
#include "core/text/utf8.hpp"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <utility>
#include <vector>

namespace musiclink::json {
namespace {

using raw_value = rapidjson::Value;

// The default parser recurses per level (actors/CAF.md 4); its check of UTF-8 reads past the end of
// text that breaks off within a character, and is slow; see encoding_error.
constexpr unsigned relaxed_flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                                   rapidjson::kParseCommentsFlag |
                                   rapidjson::kParseTrailingCommasFlag;

const raw_value* as_raw(const void* raw) {
  return static_cast<const raw_value*>(raw);
}

std::string_view view(const raw_value& string) {
  return {string.GetString(), string.GetStringLength()};
}

bool is_escaped_unit(std::string_view text, std::size_t at, unsigned low, unsigned high) {
  if (text.size() < at + 6 || text[at] != '\\' || text[at + 1] != 'u')
    return false;
  const auto unit = code_unit(text.substr(at + 2, 4));
  return unit && *unit >= low && *unit <= high;
}

/// Makes \ufffd of each escaped surrogate without its other half. RFC 8259
/// section 8.2 allows such strings, JavaScript writes them when it cuts a text
/// inside a character, and RapidJSON refuses the first half and makes invalid
/// UTF-8 of the second. In JSON a backslash always begins an escape of two
/// bytes, so that this needs no knowledge of strings.
void repair_surrogates(std::string& text) {
  for (auto at = text.find('\\'); at != std::string::npos; at = text.find('\\', at)) {
    if (!is_escaped_unit(text, at, 0xd800, 0xdfff)) {
      at += 2;
    } else if (is_escaped_unit(text, at, 0xd800, 0xdbff) &&
               is_escaped_unit(text, at + 6, 0xdc00, 0xdfff)) {
      at += 12;
    } else {
      text.replace(at + 2, 4, "fffd");
      at += 6;
    }
  }
}

/// To be asked before a parse, which trusts the encoding. `counted` is the text in which lines are
/// counted.
std::optional<syntax_error> encoding_error(std::string_view text, std::string_view counted) {
  const auto valid = utf8_length(text);
  if (valid == text.size())
    return std::nullopt;
  return error_at("The text is not UTF-8.", valid, counted);
}

/// What a finished parse says, if anything.
std::optional<syntax_error> outcome(const rapidjson::ParseResult& result, std::size_t stopped_at,
                                    std::size_t size, std::string_view original) {
  if (result.IsError())
    return explain_syntax(original, result.Offset(), rapidjson::GetParseError_En(result.Code()));
  // A zero byte ends RapidJSON's streams; what follows it was never looked at.
  if (stopped_at < size)
    return error_at("The text holds a zero byte.", stopped_at, original);
  return std::nullopt;
}

/// Makes a RapidJSON document of what a stream tells. Its strings stay in the text.
class builder final : public handler {
public:
  explicit builder(rapidjson::Document& to) : to_(to) {}

  void on_null() override {
    count_element();
    to_.Null();
  }
  void on_boolean(bool truth) override {
    count_element();
    to_.Bool(truth);
  }
  void on_integer(std::int64_t number) override {
    count_element();
    to_.Int64(number);
  }
  void on_number(double number) override {
    count_element();
    to_.Double(number);
  }
  void on_string(std::string_view text) override {
    count_element();
    to_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()), false);
  }
  bool on_key(std::string_view name) override {
    return to_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()), false);
  }
  bool on_begin_object() override { return begin(to_.StartObject()); }
  bool on_begin_array() override { return begin(to_.StartArray()); }
  void on_end_object() override { to_.EndObject(end()); }
  void on_end_array() override { to_.EndArray(end()); }

private:
  void count_element() {
    if (!counts_.empty())
      ++counts_.back();
  }
  bool begin(bool started) {
    count_element();
    counts_.push_back(0);
    return started;
  }
  rapidjson::SizeType end() {
    const auto count = counts_.back();
    counts_.pop_back();
    return count;
  }

  rapidjson::Document& to_;
  std::vector<rapidjson::SizeType> counts_; ///< of the open containers, outermost first
};

/// However it is written.
std::optional<std::int64_t> whole_number(const raw_value& value) {
  if (value.IsInt64())
    return value.GetInt64();
  const auto wide = value.IsNumber() ? value.GetDouble() : HUGE_VAL;
  // 2^63 is exact as a double, the largest int64 is not.
  if (wide < -0x1p63 || wide >= 0x1p63 || std::trunc(wide) != wide)
    return std::nullopt;
  return static_cast<std::int64_t>(wide);
}

void write_scalar(writer& out, const raw_value& value) {
  if (value.IsString())
    out.string(view(value));
  else if (value.IsBool())
    out.boolean(value.GetBool());
  else if (const auto whole = whole_number(value))
    out.integer(*whole);
  else if (value.IsNumber())
    out.number(value.GetDouble());
  else
    out.null();
}

/// A container that is being written, and how far.
struct open_container {
  const raw_value* container;
  rapidjson::SizeType next = 0;

  bool at_end() const {
    return next == (container->IsObject() ? container->MemberCount() : container->Size());
  }
};

void write_begin(writer& out, const raw_value& value, std::vector<open_container>& open) {
  if (!value.IsObject() && !value.IsArray())
    return write_scalar(out, value);
  value.IsObject() ? out.begin_object() : out.begin_array();
  open.push_back({&value});
}

/// Without recursion, unlike RapidJSON's own Accept.
void write_value(writer& out, const raw_value& root) {
  std::vector<open_container> open;
  write_begin(out, root, open);
  while (!open.empty()) {
    auto& top = open.back();
    const bool is_object = top.container->IsObject();
    if (top.at_end()) {
      is_object ? out.end_object() : out.end_array();
      open.pop_back();
    } else if (is_object) {
      const auto& member = *(top.container->MemberBegin() + top.next++);
      out.key(view(member.name));
      write_begin(out, member.value, open);
    } else {
      write_begin(out, (*top.container)[top.next++], open);
    }
  }
}

} // namespace

bool value::is_object() const noexcept {
  return exists() && as_raw(raw_)->IsObject();
}

bool value::is_array() const noexcept {
  return exists() && as_raw(raw_)->IsArray();
}

bool value::is_null() const noexcept {
  return exists() && as_raw(raw_)->IsNull();
}

value value::operator[](std::string_view name) const noexcept {
  for (auto index = size(); index > 0; --index)
    if (name_at(index - 1) == name && is_object())
      return member_at(index - 1);
  return {};
}

value value::at(std::size_t index) const noexcept {
  if (!is_array() || index >= size())
    return {};
  return value{&(*as_raw(raw_))[static_cast<rapidjson::SizeType>(index)]};
}

std::size_t value::size() const noexcept {
  if (is_object())
    return as_raw(raw_)->MemberCount();
  return is_array() ? as_raw(raw_)->Size() : 0;
}

std::string_view value::name_at(std::size_t index) const noexcept {
  if (!is_object() || index >= size())
    return {};
  return view((as_raw(raw_)->MemberBegin() + static_cast<std::ptrdiff_t>(index))->name);
}

value value::member_at(std::size_t index) const noexcept {
  if (!is_object() || index >= size())
    return {};
  return value{&(as_raw(raw_)->MemberBegin() + static_cast<std::ptrdiff_t>(index))->value};
}

std::optional<std::string_view> value::string() const noexcept {
  if (!exists() || !as_raw(raw_)->IsString())
    return std::nullopt;
  return view(*as_raw(raw_));
}

std::optional<std::int64_t> value::integer() const noexcept {
  return exists() ? whole_number(*as_raw(raw_)) : std::nullopt;
}

std::optional<double> value::number() const noexcept {
  if (!exists() || !as_raw(raw_)->IsNumber() || !std::isfinite(as_raw(raw_)->GetDouble()))
    return std::nullopt;
  return as_raw(raw_)->GetDouble();
}

std::optional<bool> value::boolean() const noexcept {
  if (!exists() || !as_raw(raw_)->IsBool())
    return std::nullopt;
  return as_raw(raw_)->GetBool();
}

std::string_view value::string_or(std::string_view otherwise) const noexcept {
  return string().value_or(otherwise);
}

std::string value::text() const {
  writer out;
  if (exists())
    write_value(out, *as_raw(raw_));
  else
    out.null();
  return std::string(out.text());
}

struct document::implementation {
  std::string text;
  rapidjson::Document parsed;

  std::optional<syntax_error> parse_relaxed();
  std::optional<syntax_error> parse_strict();
};

document::document(std::unique_ptr<implementation> impl) : impl_(std::move(impl)) {
}
document::document(document&&) noexcept = default;
document& document::operator=(document&&) noexcept = default;
document::~document() = default;

value document::root() const noexcept {
  return impl_ ? value{static_cast<const raw_value*>(&impl_->parsed)} : value{};
}

std::optional<syntax_error> document::implementation::parse_relaxed() {
  // Editors on Windows begin a file with a byte order mark.
  if (text.starts_with("\xef\xbb\xbf"))
    text.replace(0, 3, "   ");
  // The parse overwrites the text, so that lines cannot be counted afterwards.
  const auto original = text;
  if (auto error = encoding_error(text, original))
    return error;
  repair_surrogates(text);
  rapidjson::InsituStringStream stream(text.data());
  parsed.ParseStream<relaxed_flags>(stream);
  const rapidjson::ParseResult result(parsed.GetParseError(), parsed.GetErrorOffset());
  return outcome(result, stream.Tell(), text.size(), original);
}

std::optional<syntax_error> document::implementation::parse_strict() {
  if (auto error = encoding_error(text, {}))
    return error;
  std::optional<syntax_error> error;
  auto fill = [&](rapidjson::Document& to) {
    builder events(to);
    error = parse_in_place(text, events);
    return !error;
  };
  parsed.Populate(fill);
  return error;
}

std::variant<document, syntax_error> document::parse(std::string text, dialect how) {
  auto impl = std::make_unique<implementation>();
  impl->text = std::move(text);
  auto error = how == dialect::relaxed ? impl->parse_relaxed() : impl->parse_strict();
  if (error)
    return std::move(*error);
  return document(std::move(impl));
}

std::optional<document> parsed(std::string text) {
  auto result = document::parse(std::move(text));
  if (auto* const found = std::get_if<document>(&result))
    return std::move(*found);
  return std::nullopt;
}

struct writer::implementation {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> out{buffer};
};

writer::writer() : impl_(std::make_unique<implementation>()) {
}
writer::~writer() = default;

writer& writer::begin_object() {
  impl_->out.StartObject();
  return *this;
}

writer& writer::end_object() {
  impl_->out.EndObject();
  return *this;
}

writer& writer::begin_array() {
  impl_->out.StartArray();
  return *this;
}

writer& writer::end_array() {
  impl_->out.EndArray();
  return *this;
}

writer& writer::key(std::string_view name) {
  return string(name);
}

writer& writer::string(std::string_view text) {
  if (!is_utf8(text))
    return string(to_utf8(text));
  impl_->out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return *this;
}

writer& writer::integer(std::int64_t number) {
  impl_->out.Int64(number);
  return *this;
}

writer& writer::number(double number) {
  if (!std::isfinite(number)) // JSON has no word for these
    return null();
  impl_->out.Double(number);
  return *this;
}

writer& writer::boolean(bool truth) {
  impl_->out.Bool(truth);
  return *this;
}

writer& writer::null() {
  impl_->out.Null();
  return *this;
}

writer& writer::raw(std::string_view json) {
  impl_->out.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  return *this;
}

std::string_view writer::text() const noexcept {
  return {impl_->buffer.GetString(), impl_->buffer.GetSize()};
}

} // namespace musiclink::json
