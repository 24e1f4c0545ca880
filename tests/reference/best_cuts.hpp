// The slow twin of changes_in: every way to cut a short series, by enumeration.
#pragma once

#include <cstdint>
#include <vector>

namespace agon::reference {

/// Cuts with the least sum of binomial costs plus penalty per cut; regimes of at least `shortest` months.
std::vector<std::size_t> best_cuts(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                                   std::size_t shortest, double penalty);
double cut_cost(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                const std::vector<std::size_t>& cuts, double penalty);

}  // namespace agon::reference
