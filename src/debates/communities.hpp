// Inside of room debates: communities of a weighted graph.
#pragma once

#include <cstdint>
#include <vector>

namespace agon {

/// An undirected weighted graph in compressed rows: neighbours of node i stand at [starts[i], starts[i + 1]). Every
/// edge is stored from both ends with the same weight; no self loops. Weights are positive.
struct Graph {
    std::vector<std::int64_t> starts;  // node count + 1
    std::vector<std::int32_t> ends;
    std::vector<float> weights;
    std::int32_t node_count() const { return starts.empty() ? 0 : static_cast<std::int32_t>(starts.size()) - 1; }
};

struct Edge {
    std::int32_t left = 0, right = 0;
    float weight = 0;
};
/// Merges parallel edges (the larger weight counts), drops self loops. Rows come out sorted by neighbour.
Graph graph_of(std::int32_t node_count, std::vector<Edge> edges);

enum class Quality { modularity, constant_potts };

struct CommunityOptions {
    Quality quality = Quality::modularity;
    /// modularity: gamma of Reichardt and Bornholdt; constant_potts: the least inner density of a community.
    double resolution = 1.0;
    std::int32_t most_passes = 8;  // climbs through all levels, each from the last one's answer; stops when stable
};

/// Community of each node, numbered from 0 by first member. The same graph gives the same answer, bit for bit, on every
/// machine and for any number of threads. Every community is connected.
std::vector<std::int32_t> communities_of(const Graph& graph, const CommunityOptions& options);

/// The quality that communities_of raises, on its own scale (tests compare it with the twin's).
double quality_of(const Graph& graph, const std::vector<std::int32_t>& communities, const CommunityOptions& options);

}  // namespace agon
