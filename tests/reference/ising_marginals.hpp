// The slow, obvious twin of settle(): the mean lean of every post over all ways to put posts into two camps.
#pragma once

#include <cmath>
#include <vector>

#include "src/camps/steps.hpp"

namespace agon::reference {

/// REQUIRES: at most 16 posts and no tie by likeness.
inline std::vector<double> exact_leans(const std::vector<double>& odds, const std::vector<Tie>& ties) {
    const std::size_t count = odds.size();
    std::vector<double> leans(count, 0.0);
    double all = 0;
    for (std::size_t way = 0; way < (std::size_t{1} << count); ++way) {
        const auto side = [&](std::size_t i) { return (way >> i) % 2 == 1 ? 1.0 : -1.0; };
        double energy = 0;
        for (std::size_t i = 0; i < count; ++i) energy += 0.5 * odds[i] * side(i);
        for (const Tie& tie : ties) energy += tie.strength * side(tie.left) * side(tie.right);
        const double weight = std::exp(energy);
        all += weight;
        for (std::size_t i = 0; i < count; ++i) leans[i] += weight * side(i);
    }
    for (double& lean : leans) lean /= all;
    return leans;
}

}  // namespace agon::reference
