// Communities of the graph of nearest neighbours. Usage: communities_bench ROWS WIDTH K EDGES
// ROWS: float32 unit rows. Makes the graph (untimed), writes it to EDGES as (int32, int32, float32) for peers, groups it by
// modularity, and prints CPU seconds and quality.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>

#include "ground/model/neighbours.hpp"
#include "src/debates/communities.hpp"

int main(int count, char** words) {
    if (count < 5) return std::fputs("usage: communities_bench ROWS WIDTH K EDGES\n", stderr), 2;
    std::ifstream input(words[1], std::ios::binary | std::ios::ate);
    std::vector<float> rows(static_cast<std::size_t>(input.tellg()) / sizeof(float));
    input.seekg(0);
    input.read(reinterpret_cast<char*>(rows.data()), static_cast<std::streamsize>(rows.size() * sizeof(float)));
    const int width = std::atoi(words[2]), k = std::atoi(words[3]);
    const auto nodes = static_cast<std::int32_t>(rows.size()) / width;
    const auto found = agon::nearest(rows, width, k, 1);
    std::vector<agon::Edge> edges;
    for (std::size_t i = 0; i < found.size(); ++i)
        if (found[i].row >= 0 && found[i].cosine > 0)
            edges.push_back({static_cast<std::int32_t>(i) / k, found[i].row, found[i].cosine});
    const agon::Graph graph = agon::graph_of(nodes, std::move(edges));
    std::ofstream output(words[4], std::ios::binary);
    for (std::int32_t i = 0; i < nodes; ++i)
        for (auto e = static_cast<std::size_t>(graph.starts[static_cast<std::size_t>(i)]);
             e < static_cast<std::size_t>(graph.starts[static_cast<std::size_t>(i) + 1]); ++e)
            if (i < graph.ends[e]) {
                const agon::Edge edge{i, graph.ends[e], graph.weights[e]};
                output.write(reinterpret_cast<const char*>(&edge), sizeof edge);
            }
    const std::clock_t before = std::clock();
    const auto groups = agon::communities_of(graph, {});
    const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    std::printf("nodes %d cpu_s %.3f communities %d quality %.4f\n", nodes, seconds,
                *std::max_element(groups.begin(), groups.end()) + 1, agon::quality_of(graph, groups, {}));
    return 0;
}
