// Attention of one head over one question, in floats with a fixed order of sums.
#pragma once

#include <cstddef>

namespace agon {

constexpr std::size_t head_width = 64;

/// `asking` rows of `query` look at `count` rows of keys and values; rows lie `stride` floats apart. What each sees,
/// softmax(query * key / sqrt(64)) * value, goes to `seen`, head_width numbers a row, `stride` apart.
/// REQUIRES: asking >= 1, count >= 1. Bits of a row do not depend on `asking`.
void attend_to(const float* query, std::size_t asking, const float* key, const float* value, std::size_t count,
               std::size_t stride, float* seen);

}  // namespace agon
