// Utf8, Span, Digest, field decoding: the words for "which bytes".
//
// All offsets are byte offsets. Spans are half open [begin, end). Nothing here depends on the locale.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
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
/// SHA-256 of bytes that come piece by piece.
class Digester {
  public:
    Digester();
    Digester(Digester&&) noexcept;
    Digester& operator=(Digester&&) noexcept;
    ~Digester();
    void take(std::string_view bytes);
    /// Of all that was taken; nothing may be taken after it.
    std::string hex();

  private:
    struct State;
    std::unique_ptr<State> state_;
};
/// First 63 bits of SHA-256: the ids of posts, threads, segments ... (63 bits, since Spark and R have no
/// unsigned 64-bit integers). Never 0, which means "none".
std::int64_t stable_id(std::string_view bytes);
/// Of the pieces one after the other.
std::int64_t stable_id(std::initializer_list<std::string_view> pieces);

/// Byte offset of the first byte that is not valid UTF-8 (surrogates and overlong forms are invalid), or -1.
std::int64_t first_invalid_utf8(std::string_view bytes);
/// Decodes the code point at `offset` (input must be valid UTF-8) and moves the offset past it.
char32_t next_code_point(std::string_view text, std::size_t& offset);
/// Appends the UTF-8 form of a code point.
void append_utf8(std::string& out, char32_t code_point);
std::size_t count_code_points(std::string_view text);
bool is_han(char32_t code_point);
bool has_han(std::string_view text);  // any
/// True for letters, digits and Han: what carries meaning when texts are compared.
bool is_word_character(char32_t code_point);
/// Traditional to simplified characters, exactly as OpenCC's t2s. See matching.cpp.
std::string to_simplified(std::string_view text);
/// Matching form: one width, NFC, case folded, traditional to simplified. Never shown, never quoted.
std::string fold_for_matching(std::string_view text);
/// What becomes of one character in the matching form if its neighbours do not matter to it.
char32_t fold_character(char32_t code_point);
/// Appends the word characters of the matching form as UTF-16: what shingles are made of.
void append_word_units(std::string_view text, std::u16string& out);

/// The characters of a file.
enum class Charset { utf8, gb18030, big5, utf16le, utf16be };

/// How the text of a record is written in its source file: a charset, and over its characters the marks of a format
/// (none, JSON's escapes, CSV's doubled quotes, XML's entities and tags). Four marks to a charset, in this order.
enum class FieldEncoding {
    plain,
    json_string,
    csv_field,
    xml_text,
    plain_gb18030,
    json_string_gb18030,
    csv_field_gb18030,
    xml_text_gb18030,
    plain_big5,
    json_string_big5,
    csv_field_big5,
    xml_text_big5,
    plain_utf16le,
    json_string_utf16le,
    csv_field_utf16le,
    xml_text_utf16le,
    plain_utf16be,
    json_string_utf16be,
    csv_field_utf16be,
    xml_text_utf16be
};
Charset charset_of(FieldEncoding encoding);
/// The marks alone: one of the first four.
FieldEncoding marks_of(FieldEncoding encoding);
FieldEncoding with_charset(FieldEncoding marks, Charset charset);

/// A stretch of decoded text and the source bytes it came from. Where the two lengths are equal, text and source match
/// character by character; where they differ the stretch is one character or escape and maps as a whole.
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

/// Bytes of a charset as UTF-8 with the map back. Bytes that are no character of it (half a character, or one that
/// means something else on every machine: private use) come out as U+FFFD, and their places in the text are `damage`,
/// in ascending order. REQUIRES: at most 2 GB of text.
struct DecodedCharacters {
    MappedText mapped;
    std::vector<std::int64_t> damage;
};
DecodedCharacters decode_characters(std::string_view raw, Charset charset, std::int64_t source_begin);

/// Decodes the raw bytes of a field (without surrounding quotes); offsets start at source_begin.
/// Errors: malformed_json for a bad escape (a lone surrogate too) and malformed_xml for a bad entity, with the byte
/// offset; not_text for bytes outside the charset; bad_value above 1 GB.
Result<MappedText> decode_field(std::string_view raw, FieldEncoding encoding, std::int64_t source_begin);

/// HTML fragment to text, keeping the map: tags dropped, entities decoded, <br> and block edges become one line feed
/// (never first, never last, never two in a row), images, figures and scripts dropped. Spans of mapped.text name what
/// stood in <blockquote>, <code> or <pre>, and <a>; they ascend and are never empty. Images are empty spans where one
/// stood, one for images in a row. Markup that is none ("a<b", "&co") stays text; see html.cpp.
struct HtmlText {
    MappedText mapped;
    std::vector<Span> quoted, code, links, images;
};
HtmlText html_to_text(const MappedText& html);

}  // namespace agon
