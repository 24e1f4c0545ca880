// The inner loop of the fast encoder. See fast_encoder.hpp for the idea.
//
// A piece's row is 256 bytes in a table of 33 MB, so the cost of a text is mostly waiting for memory: all rows of a
// text are asked for before the first is added. 128 sums stay in registers, so a text is summed in two halves.
#include "ground/model/piece_table.hpp"

#include <darts.h>
#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ground/text/text.hpp"

namespace agon {

struct LongestPieces::Trie {
    Darts::DoubleArray array;
};

LongestPieces::LongestPieces(const std::vector<std::string>& pieces) : trie_(std::make_unique<Trie>()) {
    std::vector<std::int32_t> order(pieces.size());
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](std::int32_t i) { return pieces[static_cast<std::size_t>(i)].empty(); });
    const auto text_of = [&](std::int32_t i) -> const std::string& { return pieces[static_cast<std::size_t>(i)]; };
    std::stable_sort(order.begin(), order.end(), [&](auto l, auto r) { return text_of(l) < text_of(r); });
    order.erase(std::unique(order.begin(), order.end(), [&](auto l, auto r) { return text_of(l) == text_of(r); }),
                order.end());
    std::vector<const char*> keys;
    std::vector<std::size_t> lengths;
    for (const std::int32_t i : order) {
        keys.push_back(text_of(i).data());
        lengths.push_back(text_of(i).size());
    }
    trie_->array.build(keys.size(), keys.data(), lengths.data(), order.data());
}
LongestPieces::LongestPieces(LongestPieces&&) noexcept = default;
LongestPieces::~LongestPieces() = default;

namespace {

constexpr std::string_view space_mark = "\xE2\x96\x81";  // ▁

bool is_blank(char32_t c) {
    return c == U' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xA0 || c == 0x3000 || c == 0x2581 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x1680;
}

void fold(std::string_view text, std::string& out) {
    out.clear();
    out.append(space_mark);
    bool after_blank = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        const bool blank = is_blank(c);
        if (blank && !after_blank) out.append(space_mark);
        if (!blank && c >= 0xFF01 && c <= 0xFF5E)
            out += static_cast<char>(c - 0xFEE0);
        else if (!blank)
            out.append(text, begin, at - begin);
        after_blank = blank;
    }
    if (out.size() > space_mark.size() && out.ends_with(space_mark)) out.resize(out.size() - space_mark.size());
}

std::size_t bytes_of_character(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

void LongestPieces::split(std::string_view text, std::string& folded, std::vector<std::int32_t>& found) const {
    fold(text, folded);
    std::size_t at = 0;
    while (at < folded.size()) {
        std::int32_t longest = -1;
        std::size_t end = at + bytes_of_character(folded[at]);
        std::size_t node = 0, key = at;
        for (std::size_t ahead = at; ahead < folded.size();) {
            const auto value = trie_->array.traverse(folded.data(), node, key, ++ahead);
            if (value == -2) break;  // no piece begins like this
            if (value < 0) continue;
            longest = value;
            end = ahead;
        }
        if (longest >= 0) found.push_back(longest);
        at = end;
    }
}

void PieceTable::put(std::size_t piece, const float* row, float weight) {
    float largest = 0;
    for (std::size_t i = 0; i < fast_width; ++i) largest = std::max(largest, std::fabs(row[i]));
    scales[piece] = weight * largest / 127.0F;
    if (largest < 1e-30F) return;
    for (std::size_t i = 0; i < fast_width; ++i)
        steps[piece * fast_width + i] = static_cast<std::int8_t>(std::lrint(row[i] * (127.0F / largest)));
}

void PieceTable::unit_sum(const std::vector<std::int32_t>& pieces, float* out) const {
    constexpr std::size_t half = fast_width / 2, line = 64;
    for (const std::int32_t piece : pieces)
        for (std::size_t i = 0; i < fast_width; i += line)
            _mm_prefetch(reinterpret_cast<const char*>(&steps[static_cast<std::size_t>(piece) * fast_width + i]),
                         _MM_HINT_T0);
    __m256 squares = _mm256_setzero_ps();
    for (std::size_t begin = 0; begin < fast_width; begin += half) {
        __m256 sums[half / 8];
        for (__m256& sum : sums) sum = _mm256_setzero_ps();
        for (const std::int32_t piece : pieces) {
            const std::int8_t* row = &steps[static_cast<std::size_t>(piece) * fast_width + begin];
            const __m256 scale = _mm256_set1_ps(scales[static_cast<std::size_t>(piece)]);
#pragma GCC unroll 16
            for (std::size_t i = 0; i < half / 8; ++i) {
                const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(row + i * 8));
                sums[i] = _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)), sums[i]);
            }
        }
        for (std::size_t i = 0; i < half / 8; ++i) {
            squares = _mm256_fmadd_ps(sums[i], sums[i], squares);
            _mm256_storeu_ps(out + begin + i * 8, sums[i]);
        }
    }
    float lanes[8];
    _mm256_storeu_ps(lanes, squares);
    const float length =
        std::sqrt(((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7])));
    if (length < 1e-20F) {  // rows that cancel each other: no direction is right, but rows have unit length
        std::fill_n(out, fast_width, 0.0F);
        out[0] = 1;
        return;
    }
    const __m256 factor = _mm256_set1_ps(1.0F / length);
    for (std::size_t i = 0; i < fast_width; i += 8)
        _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_loadu_ps(out + i), factor));
}

}  // namespace agon
