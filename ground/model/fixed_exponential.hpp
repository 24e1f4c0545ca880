// e^x from multiplications only, so that it gives the same bits with every C library.
#pragma once

#include <bit>
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

}  // namespace agon
