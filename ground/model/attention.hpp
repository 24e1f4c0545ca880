// Attention of one head over one question, in floats with a fixed order of sums.
#pragma once

#include <cstddef>

namespace agon {

/// Widths of a head divide by this.
constexpr std::size_t head_step = 16;

/// `asking` rows of `query` look at `count` rows of keys and values; rows lie `stride` floats apart. What each sees,
/// softmax(query * key / sqrt(width)) * value, goes to `seen`, `width` numbers a row, `stride` apart.
/// REQUIRES: asking >= 1, count >= 1, width divides by head_step. Bits of a row do not depend on `asking`.
void attend_to(const float* query, std::size_t asking, const float* key, const float* value, std::size_t count,
               std::size_t stride, std::size_t width, float* seen);

}  // namespace agon
