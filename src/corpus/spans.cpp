// Spans of clean text: packing them for the table, and the author's own words between them.
#include <algorithm>

#include "src/corpus/steps.hpp"

namespace agon {
namespace {

void put_number(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out.push_back(static_cast<char>(value | 0x80));
        value >>= 7;
    }
    out.push_back(static_cast<char>(value));
}

std::uint64_t get_number(std::string_view packed, std::size_t& at) {
    std::uint64_t value = 0;
    for (int shift = 0; at < packed.size() && shift < 64; shift += 7) {
        const auto byte = static_cast<unsigned char>(packed[at++]);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (!(byte & 0x80)) break;
    }
    return value;
}

// The table stores text columns as UTF-8, so packed numbers are written in hexadecimal.
std::string to_hexadecimal(std::string_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        out.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
    return out;
}

int digit_value(char c) {
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

std::string from_hexadecimal(std::string_view text) {
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<char>(digit_value(text[i]) * 16 + digit_value(text[i + 1])));
    return out;
}

/// Written-out URLs differ from copy to copy (short links); the text of a marked-up link does not.
bool is_url(std::string_view text, const Span& span) {
    return text.substr(static_cast<std::size_t>(span.begin), 4) == "http";
}

}  // namespace

std::string pack_runs(const std::vector<SourceRun>& runs) {
    std::string packed;
    std::int64_t source_at = 0;
    for (const SourceRun& run : runs) {
        // Runs tile the text, so text_begin is implied; the source only moves forward.
        put_number(packed, static_cast<std::uint64_t>(run.text_length));
        put_number(packed, static_cast<std::uint64_t>(run.source_begin - source_at));
        put_number(packed, static_cast<std::uint64_t>(run.source_length));
        source_at = run.source_begin;
    }
    return to_hexadecimal(packed);
}

std::vector<SourceRun> unpack_runs(std::string_view text) {
    const std::string packed = from_hexadecimal(text);
    std::vector<SourceRun> runs;
    std::size_t at = 0;
    std::int32_t text_at = 0;
    std::int64_t source_at = 0;
    while (at < packed.size()) {
        SourceRun run;
        run.text_begin = text_at;
        run.text_length = static_cast<std::int32_t>(get_number(packed, at));
        source_at += static_cast<std::int64_t>(get_number(packed, at));
        run.source_begin = source_at;
        run.source_length = static_cast<std::int32_t>(get_number(packed, at));
        text_at += run.text_length;
        runs.push_back(run);
    }
    return runs;
}

std::string pack_spans(const std::vector<Span>& spans) {
    std::string packed;
    for (const Span& span : spans) {
        put_number(packed, static_cast<std::uint64_t>(span.begin));
        put_number(packed, static_cast<std::uint64_t>(span.length()));
    }
    return to_hexadecimal(packed);
}

std::vector<Span> unpack_spans(std::string_view text) {
    const std::string packed = from_hexadecimal(text);
    std::vector<Span> spans;
    std::size_t at = 0;
    while (at < packed.size()) {
        const auto begin = static_cast<std::int64_t>(get_number(packed, at));
        spans.push_back({begin, begin + static_cast<std::int64_t>(get_number(packed, at))});
    }
    return spans;
}

std::vector<Span> join_spans(std::vector<Span> spans) {
    std::sort(spans.begin(), spans.end(),
              [](const Span& a, const Span& b) { return a.begin != b.begin ? a.begin < b.begin : a.end < b.end; });
    std::vector<Span> joined;
    for (const Span& span : spans) {
        if (!joined.empty() && span.begin <= joined.back().end)
            joined.back().end = std::max(joined.back().end, span.end);
        else
            joined.push_back(span);
    }
    return joined;
}

void append_own_units(const CleanPost& post, std::u16string& out) {
    const std::string_view text = post.text;
    std::vector<Span> others;
    for (const std::string* packed : {&post.quoted_spans, &post.aside_spans})
        if (!packed->empty())
            for (const Span& span : unpack_spans(*packed)) others.push_back(span);
    if (!post.link_spans.empty())
        for (const Span& span : unpack_spans(post.link_spans))
            if (is_url(text, span)) others.push_back(span);
    std::int64_t at = 0;
    const auto take = [&](std::int64_t end) {
        append_word_units(text.substr(static_cast<std::size_t>(at), static_cast<std::size_t>(end - at)), out);
    };
    for (const Span& span : join_spans(std::move(others))) {
        take(span.begin);
        at = span.end;
    }
    take(static_cast<std::int64_t>(text.size()));
}

}  // namespace agon
