// Both products of attention are one kernel, C = A * B over blocks of 4 rows and 16 columns of C that stay in registers
// while it runs along the inner side. Every number of C is its own chain of fused multiply-adds in ascending order, so
// the size of blocks never shows. See attention.hpp.
#include "ground/model/attention.hpp"

#include <immintrin.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ground/model/fixed_exponential.hpp"

namespace agon {
namespace {

constexpr std::size_t block_rows = 4, block_columns = 16;

struct Matrix {
    const float* numbers;
    std::size_t stride;
};

/// Rows 0 .. `rows` and 16 columns of C = A * B, `inner` numbers long.
template <std::size_t rows>
void multiply_block(Matrix left, Matrix right, std::size_t inner, float* out, std::size_t out_stride) {
    __m256 low[rows], high[rows];
    for (std::size_t r = 0; r < rows; ++r) low[r] = high[r] = _mm256_setzero_ps();
    for (std::size_t k = 0; k < inner; ++k) {
        const __m256 first = _mm256_loadu_ps(right.numbers + k * right.stride);
        const __m256 second = _mm256_loadu_ps(right.numbers + k * right.stride + 8);
        for (std::size_t r = 0; r < rows; ++r) {
            const __m256 number = _mm256_broadcast_ss(left.numbers + r * left.stride + k);
            low[r] = _mm256_fmadd_ps(number, first, low[r]);
            high[r] = _mm256_fmadd_ps(number, second, high[r]);
        }
    }
    for (std::size_t r = 0; r < rows; ++r) {
        _mm256_storeu_ps(out + r * out_stride, low[r]);
        _mm256_storeu_ps(out + r * out_stride + 8, high[r]);
    }
}

/// REQUIRES: columns divides by 16.
void multiply(Matrix left, std::size_t rows, Matrix right, std::size_t columns, std::size_t inner, float* out,
              std::size_t out_stride) {
    for (std::size_t column = 0; column < columns; column += block_columns) {
        const Matrix part{right.numbers + column, right.stride};
        std::size_t r = 0;
        for (; r + block_rows <= rows; r += block_rows)
            multiply_block<block_rows>({left.numbers + r * left.stride, left.stride}, part, inner,
                                       out + r * out_stride + column, out_stride);
        for (; r < rows; ++r)
            multiply_block<1>({left.numbers + r * left.stride, left.stride}, part, inner, out + r * out_stride + column,
                              out_stride);
    }
}

/// Scores, times `scale`, to shares of the `count` first numbers; the padding behind them becomes 0.
void soften(float* scores, std::size_t count, std::size_t padded, float scale) {
    std::fill(scores + count, scores + padded, scores[0]);
    float tops[16];
    std::copy_n(scores, 16, tops);
    for (std::size_t j = 16; j < padded; j += 16)
        for (std::size_t lane = 0; lane < 16; ++lane)
            tops[lane] = tops[lane] > scores[j + lane] ? tops[lane] : scores[j + lane];
    const float highest = *std::max_element(tops, tops + 16);
    for (std::size_t j = 0; j < padded; ++j) scores[j] = fixed_exponential((scores[j] - highest) * scale);
    std::fill(scores + count, scores + padded, 0.0f);
    float lanes[16] = {};
    for (std::size_t j = 0; j < padded; j += 16)
        for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += scores[j + lane];
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    const float share = 1.0f / sum;
    for (std::size_t j = 0; j < count; ++j) scores[j] *= share;
}

}  // namespace

void attend_to(const float* query, std::size_t asking, const float* key, const float* value, std::size_t count,
               std::size_t stride, std::size_t width, float* seen) {
    static_assert(head_step == block_columns);
    const float scale = 1.0F / std::sqrt(static_cast<float>(width));
    const std::size_t padded = (count + block_columns - 1) / block_columns * block_columns;
    std::vector<float> keys(width * padded), scores(asking * padded);
    for (std::size_t j = 0; j < count; ++j)
        for (std::size_t d = 0; d < width; ++d) keys[d * padded + j] = key[j * stride + d];
    multiply({query, stride}, asking, {keys.data(), padded}, padded, width, scores.data(), padded);
    for (std::size_t i = 0; i < asking; ++i) soften(scores.data() + i * padded, count, padded, scale);
    multiply({scores.data(), padded}, asking, {value, stride}, width, count, seen, stride);
}

}  // namespace agon
