// A share and how far its number of cases lets it be known: Wilson's 95 % interval (E. B. Wilson, Probable inference,
// the law of succession, and statistical inference, JASA 22, 1927).
//
// It stays inside 0..1 and is honest for few cases: 3 of 4 is a share of .75, but lies anywhere between .30 and .95.
// The report's words of quantity have an interval of their own (z = 1.96, docs/formats/report.md), and the verdict
// recomputes those with code of its own.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace agon {

struct ShareInterval {
    double share = 0, low = 0, high = 0;
};

/// `hits` of `of`; all zero if there is no case.
inline ShareInterval share_of(std::int64_t hits, std::int64_t of) {
    if (of <= 0) return {};
    constexpr double z = 1.959963984540054;
    const auto n = static_cast<double>(of);
    const double p = static_cast<double>(hits) / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return {p, std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace agon
