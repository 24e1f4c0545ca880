#include "ground/model/differences.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace agon {

double fisher(std::int64_t hits_a, std::int64_t of_a, std::int64_t hits_b, std::int64_t of_b) {
    const std::int64_t hits = hits_a + hits_b;
    const auto log_choose = [](std::int64_t n, std::int64_t k) {
        return std::lgamma(static_cast<double>(n) + 1) - std::lgamma(static_cast<double>(k) + 1) -
               std::lgamma(static_cast<double>(n - k) + 1);
    };
    const double whole = log_choose(of_a + of_b, hits);
    const auto chance = [&](std::int64_t k) {
        return std::exp(log_choose(of_a, k) + log_choose(of_b, hits - k) - whole);
    };
    const double seen = chance(hits_a) * (1 + 1e-9);  // equal tables count, whatever the last bit of lgamma
    double sum = 0;
    for (std::int64_t k = std::max<std::int64_t>(0, hits - of_b); k <= std::min(hits, of_a); ++k)
        if (const double c = chance(k); c <= seen) sum += c;
    return std::min(1.0, sum);
}

std::vector<double> false_discovery(const std::vector<double>& p) {
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) { return p[l] < p[r]; });
    std::vector<double> q(p.size(), 1);
    double least = 1;
    for (std::size_t rank = p.size(); rank > 0; --rank) {
        const std::size_t i = order[rank - 1];
        least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank));
        q[i] = least;
    }
    return q;
}

}  // namespace agon
