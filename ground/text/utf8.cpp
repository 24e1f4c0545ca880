// UTF-8: finding the first bad byte and walking code points.
//
// A byte below 0x80 is a character; C2..DF opens two bytes, E0..EF three, F0..F4 four, and every further byte is
// 80..BF. The second byte has narrower bounds after E0 (no overlong forms), ED (no surrogates), F0 (no overlong forms)
// and F4 (nothing above U+10FFFF). Unicode 15, table 3-7.
//   fits: E4 BD A0 (你)        does not: C0 AF (overlong '/'), ED A0 80 (half a surrogate pair), F4 90 80 80
#include <algorithm>
#include <cstring>

#include "ground/text/text.hpp"

namespace agon {
namespace {

struct Range {
    char32_t first, last;
};

constexpr Range kHan[] = {
    {0x3005, 0x3005},   {0x3007, 0x3007},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xF900, 0xFAFF},
    {0x20000, 0x2A6DF}, {0x2A700, 0x2EE5D}, {0x2F800, 0x2FA1F}, {0x30000, 0x323AF},
};

// Letters and digits outside Han. Blocks are taken whole where nearly all of a block is letters: this decides whether
// a text has words and what 4-grams are made of, not what is shown.
constexpr Range kLetters[] = {
    {'0', '9'},       {'A', 'Z'},       {'a', 'z'},       {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},
    {0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2C1},    {0x370, 0x373},   {0x376, 0x377},   {0x37B, 0x37D},
    {0x37F, 0x37F},   {0x386, 0x386},   {0x388, 0x481},   {0x48A, 0x556},   {0x561, 0x587},   {0x5D0, 0x5EA},
    {0x620, 0x64A},   {0x660, 0x669},   {0x66E, 0x6D3},   {0x6F0, 0x6FC},   {0x904, 0x963},   {0x966, 0xDFF},
    {0xE01, 0xE3A},   {0xE40, 0xE4E},   {0xE50, 0xE59},   {0xE81, 0xFFF},   {0x1000, 0x1049}, {0x10A0, 0x10FA},
    {0x1100, 0x135A}, {0x1380, 0x1FFF}, {0x2C00, 0x2DFF}, {0x3041, 0x3096}, {0x309D, 0x309F}, {0x30A1, 0x30FA},
    {0x30FC, 0x30FF}, {0x3105, 0x312F}, {0x3131, 0x318E}, {0xA000, 0xA4CF}, {0xAC00, 0xD7A3}, {0xFF10, 0xFF19},
    {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A}, {0xFF66, 0xFFDC},
};

template <std::size_t N>
bool contains(const Range (&ranges)[N], char32_t c) {
    const Range* found = std::upper_bound(std::begin(ranges), std::end(ranges), c,
                                          [](char32_t value, const Range& range) { return value < range.first; });
    return found != std::begin(ranges) && c <= std::prev(found)->last;
}

/// Length of the sequence that opens with `lead` and the bounds of its second byte; 0: not a lead byte.
struct Shape {
    std::size_t length = 0;
    unsigned char second_first = 0x80, second_last = 0xBF;
};

Shape shape_of(unsigned char lead) {
    if (lead < 0x80) return {1};
    if (lead >= 0xC2 && lead <= 0xDF) return {2};
    if (lead == 0xE0) return {3, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3};
    if (lead == 0xF0) return {4, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4};
    if (lead == 0xF4) return {4, 0x80, 0x8F};
    return {};
}

unsigned char byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

bool good_sequence(std::string_view bytes, std::size_t at, const Shape& shape) {
    if (shape.length == 0 || bytes.size() - at < shape.length) return false;
    if (shape.length == 1) return true;
    const unsigned char second = byte_at(bytes, at + 1);
    if (second < shape.second_first || second > shape.second_last) return false;
    for (std::size_t i = 2; i < shape.length; ++i)
        if ((byte_at(bytes, at + i) & 0xC0) != 0x80) return false;
    return true;
}

}  // namespace

std::int64_t first_invalid_utf8(std::string_view bytes) {
    std::size_t at = 0;
    while (at < bytes.size()) {
        std::uint64_t eight = 0;
        if (bytes.size() - at >= sizeof eight) {  // eight ASCII bytes at once
            std::memcpy(&eight, bytes.data() + at, sizeof eight);
            if ((eight & 0x8080808080808080ULL) == 0) {
                at += sizeof eight;
                continue;
            }
        }
        const Shape shape = shape_of(byte_at(bytes, at));
        if (!good_sequence(bytes, at, shape)) return static_cast<std::int64_t>(at);
        at += shape.length;
    }
    return -1;
}

char32_t next_code_point(std::string_view text, std::size_t& offset) {
    const unsigned char lead = byte_at(text, offset++);
    if (lead < 0x80) return lead;
    const std::size_t further = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t code_point = lead & (0x3F >> further);
    for (std::size_t i = 0; i < further && offset < text.size(); ++i)
        code_point = code_point << 6 | (byte_at(text, offset++) & 0x3F);
    return code_point;
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80 | (code_point >> shift & 0x3F))); };
    if (code_point < 0x80) {
        out.push_back(static_cast<char>(code_point));
    } else if (code_point < 0x800) {
        out.push_back(static_cast<char>(0xC0 | code_point >> 6));
        tail(0);
    } else if (code_point < 0x10000) {
        out.push_back(static_cast<char>(0xE0 | code_point >> 12));
        tail(6);
        tail(0);
    } else {
        out.push_back(static_cast<char>(0xF0 | code_point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

std::size_t count_code_points(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_han(char32_t code_point) {
    return contains(kHan, code_point);
}

bool has_han(std::string_view text) {
    for (std::size_t at = 0; at < text.size();)
        if (is_han(next_code_point(text, at))) return true;
    return false;
}

bool is_word_character(char32_t code_point) {
    return contains(kLetters, code_point) || contains(kHan, code_point);
}

}  // namespace agon
