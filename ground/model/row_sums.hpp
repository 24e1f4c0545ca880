// Sums over a row of floats in 16 fixed lanes that are added up in a fixed order: the compiler may use wide registers
// and still every build gives the same bits.
#pragma once

#include <cmath>
#include <cstddef>

namespace agon {

constexpr float smallest_variance = 1e-12f;

/// REQUIRES: count divides by 16.
inline float sum_of(const float* row, std::size_t count) {
    float lanes[16] = {};
    for (std::size_t i = 0; i < count; i += 16)
        for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += row[i + lane];
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
}

/// REQUIRES: count divides by 16.
inline float sum_of_squares(const float* row, std::size_t count) {
    float lanes[16] = {};
    for (std::size_t i = 0; i < count; i += 16)
        for (std::size_t lane = 0; lane < 16; ++lane) lanes[lane] += row[i + lane] * row[i + lane];
    float sum = 0;
    for (const float lane : lanes) sum += lane;
    return sum;
}

/// Mean 0, variance 1. REQUIRES: count divides by 16.
inline void standardise(float* row, std::size_t count) {
    const float mean = sum_of(row, count) / static_cast<float>(count);
    for (std::size_t i = 0; i < count; ++i) row[i] -= mean;
    const float variance = sum_of_squares(row, count) / static_cast<float>(count);
    const float factor = 1.0f / std::sqrt(variance + smallest_variance);
    for (std::size_t i = 0; i < count; ++i) row[i] *= factor;
}

}  // namespace agon
