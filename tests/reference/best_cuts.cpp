#include "tests/reference/best_cuts.hpp"

#include <cmath>

namespace agon::reference {

double cut_cost(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                const std::vector<std::size_t>& cuts, double penalty) {
    double sum = penalty * static_cast<double>(cuts.size());
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const std::size_t end = i < cuts.size() ? cuts[i] : hits.size();
        double h = 0, n = 0;
        for (std::size_t m = begin; m < end; ++m)
            h += static_cast<double>(hits[m]), n += static_cast<double>(trials[m]);
        if (h > 0 && h < n) sum -= 2 * (h * std::log(h / n) + (n - h) * std::log((n - h) / n));
        begin = end;
    }
    return sum;
}

std::vector<std::size_t> best_cuts(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                                   std::size_t shortest, double penalty) {
    std::vector<std::size_t> best;
    double least = cut_cost(hits, trials, best, penalty);
    for (std::uint64_t mask = 1; mask < (std::uint64_t{1} << (hits.size() - 1)); ++mask) {
        std::vector<std::size_t> cuts;
        std::size_t begin = 0;
        bool fits = true;
        for (std::size_t m = 1; m < hits.size(); ++m)
            if ((mask >> (m - 1)) & 1U) {
                fits = fits && m - begin >= shortest;
                begin = m;
                cuts.push_back(m);
            }
        if (!fits || hits.size() - begin < shortest) continue;
        if (const double sum = cut_cost(hits, trials, cuts, penalty); sum < least) least = sum, best = cuts;
    }
    return best;
}

}  // namespace agon::reference
