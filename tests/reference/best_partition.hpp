// Slow twin of communities_of: the quality of the best of all partitions, by trying each (n <= 9: 21,147 of them).
#pragma once

#include <algorithm>

#include "src/debates/communities.hpp"

namespace agon::reference {

inline void try_from(const Graph& graph, const CommunityOptions& options, std::vector<std::int32_t>& partition,
                     std::size_t node, std::int32_t used, double& best) {
    if (node == partition.size()) {
        best = std::max(best, quality_of(graph, partition, options));
        return;
    }
    for (std::int32_t c = 0; c <= used; ++c) {
        partition[node] = c;
        try_from(graph, options, partition, node + 1, std::max(used, c + 1), best);
    }
}

inline double best_quality(const Graph& graph, const CommunityOptions& options) {
    std::vector<std::int32_t> partition(static_cast<std::size_t>(graph.node_count()), 0);
    double best = -1e300;
    try_from(graph, options, partition, 0, 0, best);
    return best;
}

}  // namespace agon::reference
