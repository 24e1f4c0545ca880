// e^x, tanh and gelu from multiplications only, so that they give the same bits with every C library.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace agon {

/// e^x = 2^n e^r, |r| <= ln 2 / 2, e^r by its Taylor polynomial. Relative error below 3e-7; x is held in [-80, 80].
inline float fixed_exponential(float x) {
    const float held = x < -80.0f ? -80.0f : x > 80.0f ? 80.0f : x;
    const float scaled = held * 1.4426950408889634f;  // 1 / ln 2
    const float shifted = scaled + 12582912.0f;       // 1.5 * 2^23: rounds to a whole number
    const float whole = shifted - 12582912.0f;
    const float r = (scaled - whole) * 0.6931471805599453f;
    const float series =
        1 + r * (1 + r * (1.0f / 2 + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
    return std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23) * series;
}

/// tanh x = 1 - 2 / (e^2x + 1). Error below 3e-7.
inline float fixed_tanh(float x) {
    const float clipped = x < -9.0f ? -9.0f : x > 9.0f ? 9.0f : x;
    return 1.0f - 2.0f / (fixed_exponential(2.0f * clipped) + 1.0f);
}

/// x * (1 + erf(x / sqrt 2)) / 2, with erf by M. Abramowitz, I. Stegun, Handbook of Mathematical Functions, 7.1.26.
/// Error below 4e-7 times the larger of |x| and 1.
inline float fixed_gelu(float x) {
    const float magnitude = std::fabs(x), z = magnitude * 0.7071067811865476f;
    const float t = 1.0f / (1.0f + 0.3275911f * z);
    const float series =
        t * (0.254829592f + t * (-0.284496736f + t * (1.421413741f + t * (-1.453152027f + t * 1.061405429f))));
    const float tail = 0.5f * series * fixed_exponential(-z * z);  // the normal distribution beyond |x|
    return (x > 0 ? x : 0.0f) - magnitude * tail;
}

}  // namespace agon
