// Utf8, Span, Digest, field decoding: the words for "which bytes".
//
// All offsets are byte offsets. Spans are half open [begin, end). Nothing here depends on the locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ground/outcome/outcome.hpp"

namespace agon {

/// Half-open byte range.
struct Span {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t length() const { return end - begin; }
    bool operator==(const Span&) const = default;
};

/// SHA-256 as 64 lowercase hexadecimal digits (checkable with sha256sum).
std::string sha256_hex(std::string_view bytes);
/// First 63 bits of SHA-256: the ids of posts, threads, segments ... (63 bits, since Spark and R have no
/// unsigned 64-bit integers). Never 0, which means "none".
std::int64_t stable_id(std::string_view bytes);

/// Byte offset of the first byte that is not valid UTF-8 (surrogates and overlong forms are invalid), or -1.
std::int64_t first_invalid_utf8(std::string_view bytes);
/// Decodes the code point at `offset` (input must be valid UTF-8) and moves the offset past it.
char32_t next_code_point(std::string_view text, std::size_t& offset);
/// Appends the UTF-8 form of a code point.
void append_utf8(std::string& out, char32_t code_point);
std::size_t count_code_points(std::string_view text);
bool is_han(char32_t code_point);
/// True for letters, digits and Han: what carries meaning when texts are compared.
bool is_word_character(char32_t code_point);
/// Matching form: ASCII lower case, full-width ASCII to half width, ideographic space to space. Never shown.
std::string fold_for_matching(std::string_view text);

/// How the text of a record is written in its source file.
enum class FieldEncoding { plain, json_string, csv_field };

/// A stretch of decoded text and the source bytes it came from. Where the two lengths are equal the bytes are the
/// same; where they differ the stretch is one character or escape and maps as a whole.
struct SourceRun {
    std::int32_t text_begin = 0;
    std::int32_t text_length = 0;
    std::int64_t source_begin = 0;
    std::int32_t source_length = 0;
    bool operator==(const SourceRun&) const = default;
};

/// Text with a map of every byte back to the source.
struct MappedText {
    std::string text;
    std::vector<SourceRun> runs;  // ascending, without holes in the text (the source may have holes: tags)

    /// Appends `length` text bytes that stand for source_length bytes at source_begin.
    void append(std::string_view piece, std::int64_t source_begin, std::int64_t source_length);
    /// The smallest source span that covers text[begin, end). REQUIRES: 0 <= begin < end <= text.size().
    Span source_span(std::int64_t begin, std::int64_t end) const;
};

/// Decodes the raw bytes of a field (without surrounding quotes); offsets start at source_begin.
/// Errors: malformed_json for a bad escape (a lone surrogate too), with the byte offset; bad_value above 2 GB.
Result<MappedText> decode_field(std::string_view raw, FieldEncoding encoding, std::int64_t source_begin);

/// HTML fragment to text, keeping the map: tags dropped, entities decoded, <br> and block edges become one line feed
/// (never first, never last, never two in a row), images, figures and scripts dropped. What stood in <blockquote> is
/// kept and named by spans. Markup that is none ("a<b", "&co") stays text; see html.cpp.
struct HtmlText {
    MappedText mapped;
    std::vector<Span> quoted;  // spans of mapped.text that stood in <blockquote>
};
HtmlText html_to_text(const MappedText& html);

}  // namespace agon
