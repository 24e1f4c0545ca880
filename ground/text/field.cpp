// Fields: from the bytes of a record to its text, with a map back.
//
// A quote in the report must be found in the imported file byte for byte, but the file holds `他说\n\"好\"`, not the
// text. So decoding never loses where a character came from: the text is tiled by runs, and a run says which source
// bytes it stands for. Bytes that are copied join one long run; an escape is a run of its own and maps as a whole.
//   source  a \n b     text  a LF b      runs (text, source): (0+1, 0+1) (1+1, 1+2) (2+1, 3+1)
// Asking for text [1,3) gives source [1,4). The span of a piece decodes to that piece again (tests/text_test.cpp).
#include <algorithm>
#include <limits>

#include "ground/text/text.hpp"

namespace agon {
namespace {

constexpr std::int64_t kLargestField = std::numeric_limits<std::int32_t>::max();

/// Four hexadecimal digits at `at`, or -1.
std::int32_t hexadecimal_four(std::string_view raw, std::size_t at) {
    if (raw.size() < at + 4) return -1;
    std::int32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        const char c = raw[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

struct Escape {
    char32_t code_point = 0;
    std::size_t length = 0;  // source bytes; 0: not an escape
};

/// \uXXXX, and the pair \uD8xx\uDCxx that stands for one character above U+FFFF (RFC 8259, 7).
Escape unicode_escape(std::string_view raw, std::size_t at) {
    const std::int32_t first = hexadecimal_four(raw, at + 2);
    if (first < 0 || (first >= 0xDC00 && first <= 0xDFFF)) return {};
    if (first < 0xD800 || first > 0xDBFF) return {static_cast<char32_t>(first), 6};
    if (raw.substr(std::min(raw.size(), at + 6), 2) != "\\u") return {};
    const std::int32_t second = hexadecimal_four(raw, at + 8);
    if (second < 0xDC00 || second > 0xDFFF) return {};
    return {static_cast<char32_t>(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)), 12};
}

Escape json_escape(std::string_view raw, std::size_t at) {
    if (at + 1 >= raw.size()) return {};
    switch (raw[at + 1]) {
        case '"':
            return {'"', 2};
        case '\\':
            return {'\\', 2};
        case '/':
            return {'/', 2};
        case 'b':
            return {'\b', 2};
        case 'f':
            return {'\f', 2};
        case 'n':
            return {'\n', 2};
        case 'r':
            return {'\r', 2};
        case 't':
            return {'\t', 2};
        case 'u':
            return unicode_escape(raw, at);
        default:
            return {};
    }
}

Result<MappedText> decode_json(std::string_view raw, std::int64_t source_begin) {
    MappedText out;
    out.text.reserve(raw.size());
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t stop = std::min(raw.find('\\', at), raw.size());
        out.append(raw.substr(at, stop - at), source_begin + static_cast<std::int64_t>(at),
                   static_cast<std::int64_t>(stop - at));
        at = stop;
        if (at == raw.size()) break;
        const std::int64_t here = source_begin + static_cast<std::int64_t>(at);
        const Escape escape = json_escape(raw, at);
        if (escape.length == 0)
            return Error{ErrorCode::malformed_json, "", 0, here, "a \\ begins no escape that JSON knows"};
        std::string character;
        append_utf8(character, escape.code_point);
        out.append(character, here, static_cast<std::int64_t>(escape.length));
        at += escape.length;
    }
    return out;
}

/// RFC 4180: within quotes, a quote is written twice. A single one is kept as it stands.
MappedText decode_csv(std::string_view raw, std::int64_t source_begin) {
    MappedText out;
    out.text.reserve(raw.size());
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t stop = std::min(raw.find("\"\"", at), raw.size());
        out.append(raw.substr(at, stop - at), source_begin + static_cast<std::int64_t>(at),
                   static_cast<std::int64_t>(stop - at));
        at = stop;
        if (at == raw.size()) break;
        out.append("\"", source_begin + static_cast<std::int64_t>(at), 2);
        at += 2;
    }
    return out;
}

/// The five entities of XML and its numbers, at raw[at] == '&'.
Escape xml_entity(std::string_view raw, std::size_t at) {
    const std::size_t end = raw.find(';', at);
    if (end == std::string_view::npos || end - at > 9) return {};
    std::string_view name = raw.substr(at + 1, end - at - 1);
    const std::size_t length = end - at + 1;
    if (name == "amp") return {'&', length};
    if (name == "lt") return {'<', length};
    if (name == "gt") return {'>', length};
    if (name == "quot") return {'"', length};
    if (name == "apos") return {'\'', length};
    if (!name.starts_with('#')) return {};
    name.remove_prefix(1);
    const bool hexadecimal = name.starts_with('x');
    if (hexadecimal) name.remove_prefix(1);
    char32_t value = 0;
    for (const char c : name) {
        const int digit = c >= '0' && c <= '9'                  ? c - '0'
                          : hexadecimal && c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : hexadecimal && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                                : -1;
        if (digit < 0) return {};
        value = value * (hexadecimal ? 16 : 10) + static_cast<char32_t>(digit);
    }
    if (name.empty() || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {};
    return {value, length};
}

/// Entities decoded, tags left out: the text of an element or attribute.
Result<MappedText> decode_xml(std::string_view raw, std::int64_t source_begin) {
    MappedText out;
    out.text.reserve(raw.size());
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t stop = std::min(raw.find_first_of("&<", at), raw.size());
        const std::int64_t here = source_begin + static_cast<std::int64_t>(stop);
        out.append(raw.substr(at, stop - at), source_begin + static_cast<std::int64_t>(at),
                   static_cast<std::int64_t>(stop - at));
        at = stop;
        if (at == raw.size()) break;
        if (raw[at] == '<') {
            const std::size_t end = raw.find('>', at);
            if (end == std::string_view::npos)
                return Error{ErrorCode::malformed_xml, "", 0, here, "a tag is not closed"};
            at = end + 1;
            continue;
        }
        const Escape entity = xml_entity(raw, at);
        if (entity.length == 0)
            return Error{ErrorCode::malformed_xml, "", 0, here, "a & begins no entity that XML knows"};
        std::string character;
        append_utf8(character, entity.code_point);
        out.append(character, here, static_cast<std::int64_t>(entity.length));
        at += entity.length;
    }
    return out;
}

bool is_copy(const SourceRun& run) {
    return run.text_length == run.source_length;
}

}  // namespace

void MappedText::append(std::string_view piece, std::int64_t source_begin, std::int64_t source_length) {
    if (piece.empty()) return;
    const auto length = static_cast<std::int32_t>(piece.size());
    const auto from = static_cast<std::int32_t>(source_length);
    const auto at = static_cast<std::int32_t>(text.size());
    text.append(piece);
    const bool joins = !runs.empty() && length == from && is_copy(runs.back()) &&
                       runs.back().source_begin + runs.back().source_length == source_begin;
    if (joins) {
        runs.back().text_length += length;
        runs.back().source_length += from;
    } else {
        runs.push_back({at, length, source_begin, from});
    }
}

Span MappedText::source_span(std::int64_t begin, std::int64_t end) const {
    VERIFY(0 <= begin && begin < end && end <= static_cast<std::int64_t>(text.size()));
    const auto run_with = [&](std::int64_t at) {
        const auto after = std::upper_bound(runs.begin(), runs.end(), at, [](std::int64_t value, const SourceRun& run) {
            return value < run.text_begin;
        });
        return *std::prev(after);
    };
    const SourceRun first = run_with(begin);
    const SourceRun last = run_with(end - 1);
    Span span{first.source_begin, last.source_begin + last.source_length};
    if (is_copy(first)) span.begin += begin - first.text_begin;
    if (is_copy(last)) span.end -= last.text_begin + last.text_length - end;
    return span;
}

namespace {

Result<MappedText> decode_marks(std::string_view raw, FieldEncoding marks, std::int64_t source_begin) {
    if (marks == FieldEncoding::json_string) return decode_json(raw, source_begin);
    if (marks == FieldEncoding::csv_field) return decode_csv(raw, source_begin);
    if (marks == FieldEncoding::xml_text) return decode_xml(raw, source_begin);
    MappedText out;
    out.append(raw, source_begin, static_cast<std::int64_t>(raw.size()));
    return out;
}

/// `outer` maps its text to offsets in inner.text: maps it through to the source of `inner`. Copied stretches are cut
/// where `inner` changes from one run to the next.
MappedText composed(const MappedText& outer, const MappedText& inner) {
    MappedText out;
    out.text.reserve(outer.text.size());
    std::size_t within = 0;  // the run of `inner` that is being walked
    for (const SourceRun& run : outer.runs) {
        const std::string_view piece =
            std::string_view(outer.text)
                .substr(static_cast<std::size_t>(run.text_begin), static_cast<std::size_t>(run.text_length));
        if (!is_copy(run)) {
            const Span span = inner.source_span(run.source_begin, run.source_begin + run.source_length);
            out.append(piece, span.begin, span.length());
            continue;
        }
        for (std::int64_t done = 0; done < run.text_length;) {
            const std::int64_t at = run.source_begin + done;
            while (inner.runs[within].text_begin + inner.runs[within].text_length <= at) ++within;
            const SourceRun& from = inner.runs[within];
            const std::int64_t length =
                std::min<std::int64_t>(run.text_length - done, from.text_begin + from.text_length - at);
            const Span span = inner.source_span(at, at + length);
            out.append(piece.substr(static_cast<std::size_t>(done), static_cast<std::size_t>(length)), span.begin,
                       span.length());
            done += length;
        }
    }
    return out;
}

}  // namespace

Charset charset_of(FieldEncoding encoding) {
    return static_cast<Charset>(static_cast<int>(encoding) / 4);
}

FieldEncoding marks_of(FieldEncoding encoding) {
    return static_cast<FieldEncoding>(static_cast<int>(encoding) % 4);
}

FieldEncoding with_charset(FieldEncoding marks, Charset charset) {
    return static_cast<FieldEncoding>(static_cast<int>(marks_of(marks)) + 4 * static_cast<int>(charset));
}

Result<MappedText> decode_field(std::string_view raw, FieldEncoding encoding, std::int64_t source_begin) {
    if (static_cast<std::int64_t>(raw.size()) > kLargestField / 2)
        return Error{ErrorCode::bad_value, "", 0, source_begin, "a field is larger than 1 GB"};
    if (charset_of(encoding) == Charset::utf8) return decode_marks(raw, encoding, source_begin);
    const DecodedCharacters characters = decode_characters(raw, charset_of(encoding), source_begin);
    if (!characters.damage.empty()) {
        const std::int64_t at = characters.damage.front();
        return Error{ErrorCode::not_text, "", 0, characters.mapped.source_span(at, at + 1).begin, ""};
    }
    auto marks = decode_marks(characters.mapped.text, marks_of(encoding), 0);
    if (marks) return composed(*marks, characters.mapped);
    Error error = marks.error();
    error.offset = characters.mapped.source_span(error.offset, error.offset + 1).begin;
    return error;
}

}  // namespace agon
