// Leiden against an exhaustive search of all partitions of small graphs, and what it promises: connected communities,
// the same answer every time, planted groups found.
#include "src/debates/communities.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/reference/best_partition.hpp"

namespace agon {
namespace {

Graph random_graph(std::mt19937& random, std::int32_t nodes, double density) {
    std::vector<Edge> edges;
    std::uniform_real_distribution<double> draw(0, 1);
    for (std::int32_t i = 0; i < nodes; ++i)
        for (std::int32_t j = i + 1; j < nodes; ++j)
            if (draw(random) < density) edges.push_back({i, j, static_cast<float>(0.1 + draw(random))});
    return graph_of(nodes, edges);
}

bool connected(const Graph& graph, const std::vector<std::int32_t>& community, std::int32_t which) {
    std::vector<std::int32_t> members;
    for (std::int32_t v = 0; v < graph.node_count(); ++v)
        if (community[static_cast<std::size_t>(v)] == which) members.push_back(v);
    std::vector<std::int32_t> reached = {members.front()};
    for (std::size_t at = 0; at < reached.size(); ++at) {
        const auto i = static_cast<std::size_t>(reached[at]);
        for (std::int64_t e = graph.starts[i]; e < graph.starts[i + 1]; ++e) {
            const std::int32_t other = graph.ends[static_cast<std::size_t>(e)];
            if (community[static_cast<std::size_t>(other)] == which &&
                std::count(reached.begin(), reached.end(), other) == 0)
                reached.push_back(other);
        }
    }
    return reached.size() == members.size();
}

TEST(Communities, NearTheBestOfAllPartitions) {
    std::mt19937 random(7);
    for (const Quality quality : {Quality::modularity, Quality::constant_potts}) {
        int best = 0;
        double reached_in_all = 0, most_in_all = 0;  // the order of moves is fixed: now and then a local optimum stays
        for (int trial = 0; trial < 150; ++trial) {
            const Graph graph = random_graph(random, 7, 0.5);
            const CommunityOptions options{quality, quality == Quality::modularity ? 1.0 : 0.4, 8};
            const double reached = quality_of(graph, communities_of(graph, options), options);
            const double most = reference::best_quality(graph, options);
            ASSERT_LE(reached, most + 1e-6);
            reached_in_all += reached;
            most_in_all += most;
            best += reached >= most - 1e-6 ? 1 : 0;
        }
        EXPECT_GE(reached_in_all, 0.95 * most_in_all);
        EXPECT_GE(best, 150 * 7 / 10);
    }
}

TEST(Communities, AreConnectedAndRepeat) {
    std::mt19937 random(11);
    for (int trial = 0; trial < 30; ++trial) {
        const Graph graph = random_graph(random, 60, 0.06);
        const std::vector<std::int32_t> once = communities_of(graph, {});
        EXPECT_EQ(once, communities_of(graph, {}));
        const std::int32_t count = *std::max_element(once.begin(), once.end()) + 1;
        for (std::int32_t c = 0; c < count; ++c) EXPECT_TRUE(connected(graph, once, c));
    }
}

TEST(Communities, FindPlantedGroups) {
    std::vector<Edge> edges;
    for (std::int32_t g = 0; g < 5; ++g)
        for (std::int32_t i = 0; i < 8; ++i) {
            for (std::int32_t j = i + 1; j < 8; ++j) edges.push_back({g * 8 + i, g * 8 + j, 1.0F});
            edges.push_back({g * 8 + i, (g * 8 + 8 + i) % 40, 0.2F});
        }
    const std::vector<std::int32_t> found = communities_of(graph_of(40, edges), {});
    for (std::int32_t v = 0; v < 40; ++v) EXPECT_EQ(found[static_cast<std::size_t>(v)], v / 8);
}

TEST(Communities, EmptyAndEdgelessGraphs) {
    EXPECT_TRUE(communities_of(graph_of(0, {}), {}).empty());
    EXPECT_EQ(communities_of(graph_of(3, {}), {}), (std::vector<std::int32_t>{0, 1, 2}));
}

}  // namespace
}  // namespace agon
