// Inside room threads: one JSON record as a tree that knows its bytes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"
#include "ground/text/text.hpp"

namespace agon {

/// A JSON value and where it stands in the file.
struct JsonValue {
    enum class Kind { null, boolean, number, text, list, object };
    Kind kind = Kind::null;
    Span span;                       // the whole value; a text with its quotes
    std::string text;                // decoded text; the token of a number or boolean; else empty
    std::vector<std::string> names;  // of an object's members, parallel to items
    std::vector<JsonValue> items;

    /// The first member of that name that is not null, or nullptr.
    const JsonValue* find(std::string_view name) const;
    /// The text between the quotes.
    Span inside() const { return {span.begin + 1, span.end - 1}; }
    bool is_scalar() const { return kind == Kind::text || kind == Kind::number; }
};

/// Parses records out of one file. Thread rule: one thread.
class JsonReader {
  public:
    /// REQUIRES: kJsonPadding readable bytes follow `bytes`.
    explicit JsonReader(std::string_view bytes);
    ~JsonReader();
    /// The object or list that fills `where`. Errors: malformed_json with the offset of the token at fault.
    Result<JsonValue> parse(Span where);

  private:
    struct Engine;
    std::string_view bytes_;
    std::unique_ptr<Engine> engine_;
};

extern const std::size_t kJsonPadding;

/// A record that simdjson did not take, as an Error. `at`: offset of the value it stumbled over; -1: it did not say.
Error json_error(std::string_view record, std::int64_t record_begin, std::int64_t at, int simdjson_code);

/// `where` without white space at its ends.
Span trimmed_json(std::string_view bytes, Span where);
/// The lines of [begin, end of bytes) that are not blank, trimmed.
std::vector<Span> json_lines(std::string_view bytes, std::int64_t begin);
/// The same without a list of them.
using TakeSpan = std::function<void(Span)>;
void for_each_line(std::string_view bytes, std::int64_t begin, const TakeSpan& take);
void for_each_element(std::string_view bytes, std::int64_t begin, const TakeSpan& take);
/// The elements of the list that opens at `begin`, found by brackets and quotes alone, so that one bad element does not
/// take the others along. A list that is cut short gives its last, broken element too.
std::vector<Span> list_elements(std::string_view bytes, std::int64_t begin);

}  // namespace agon
