// Inside room forgetting: taking bytes out of a source without moving any other byte of it.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ground/text/text.hpp"

namespace agon {

/// Overwrites the values of a record with spaces (the digits of a JSON number with 0 and spaces). Its form stays: the
/// brackets and keys of JSON, the commas and quotes of CSV, the tags and attribute names of XML; of other text only the
/// line ends. Bytes inside `kept` are left alone. `encoding`: of the record's text. REQUIRES: record inside bytes.
void blank_record(std::string& bytes, Span record, FieldEncoding encoding, const std::vector<Span>& kept);
/// Overwrites [begin, end) with spaces of the charset.
void blank_span(std::string& bytes, Span span, Charset charset);

/// Texts that are looked for in sources in every way they may be written there: in the source's charset, with JSON's
/// \uXXXX, and percent-encoded.
class Needles {
  public:
    /// `whole`: the neighbours in the source must not be ASCII letters or digits (ids; names that end in them).
    void add(const std::string& text, bool whole);
    bool empty() const { return texts_.empty(); }
    /// Where any of them stands, ascending, not overlapping; the longest at each place.
    std::vector<Span> find(std::string_view bytes, Charset charset) const;
    /// UTF-8 text with each of them replaced by as many spaces.
    std::string without(std::string text) const;

  private:
    struct Text {
        std::string text;
        bool whole = false;
    };
    std::vector<Text> texts_;
};

/// For each place (ascending) the innermost {...} of a JSON text around it; an empty span where there is none.
std::vector<Span> objects_around(std::string_view json, const std::vector<Span>& places, Charset charset);

}  // namespace agon
