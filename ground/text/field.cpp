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

Result<MappedText> decode_field(std::string_view raw, FieldEncoding encoding, std::int64_t source_begin) {
    if (static_cast<std::int64_t>(raw.size()) > kLargestField)
        return Error{ErrorCode::bad_value, "", 0, source_begin, "a field is larger than 2 GB"};
    if (encoding == FieldEncoding::json_string) return decode_json(raw, source_begin);
    if (encoding == FieldEncoding::csv_field) return decode_csv(raw, source_begin);
    MappedText out;
    out.append(raw, source_begin, static_cast<std::int64_t>(raw.size()));
    return out;
}

}  // namespace agon
