// Groups of posts that have no question above them: a board, a reply tree, a stream of short messages.
//
// Posts of one conversation are one node (the mean of their centred vectors): replies say little by themselves, their
// conversation says what it is about. Nodes are tied to their nearest others with the cosine as weight, and Leiden
// finds communities. Several resolutions are tried; each is repeated on resamples without a fifth of the nodes, and the
// one whose communities come back best wins, where coarser ones are preferred within one hundredth. Communities of
// fewer nodes than `least` are left out and counted. Fits: four topics in seventeen thousand posts. Does not fit: one
// long conversation that changes its subject.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "ground/model/geometry.hpp"
#include "ground/model/neighbours.hpp"
#include "src/debates/communities.hpp"
#include "src/debates/debates.hpp"

namespace agon {
namespace {

struct Nodes {
    std::vector<std::int32_t> of_post;
    std::vector<float> rows;  // unit length
    std::int32_t count = 0;
};

Nodes nodes_of(const std::vector<float>& rows, std::int32_t width, const std::vector<std::int64_t>& conversations) {
    const std::vector<float> mean = mean_of_rows(rows, width);
    const auto w = static_cast<std::size_t>(width);
    const std::size_t posts = rows.size() / w;
    Nodes nodes;
    std::map<std::int64_t, std::int32_t> node_of;
    for (std::size_t i = 0; i < posts; ++i) {
        const std::int64_t conversation = conversations.empty() ? static_cast<std::int64_t>(i) : conversations[i];
        const auto [at, fresh] = node_of.try_emplace(conversation, nodes.count);
        if (fresh) {
            ++nodes.count;
            nodes.rows.resize(nodes.rows.size() + w, 0.0F);
        }
        nodes.of_post.push_back(at->second);
        const std::vector<float> v = centred(rows.data() + i * w, mean);
        for (std::size_t k = 0; k < w; ++k) nodes.rows[static_cast<std::size_t>(at->second) * w + k] += v[k];
    }
    for (std::int32_t n = 0; n < nodes.count; ++n) {
        float* row = nodes.rows.data() + static_cast<std::size_t>(n) * w;
        const float length = std::sqrt(dot(row, row, width));
        if (length > 1e-9F)
            for (std::size_t k = 0; k < w; ++k) row[k] /= length;
    }
    return nodes;
}

std::vector<Edge> edges_of(const Nodes& nodes, std::int32_t width, std::int32_t neighbours, int threads) {
    const std::vector<Neighbour> near = nearest(nodes.rows, width, neighbours, threads);
    const std::int32_t k = std::min(neighbours, nodes.count - 1);
    std::vector<Edge> edges;
    for (std::int32_t n = 0; n < nodes.count; ++n)
        for (std::int32_t i = 0; i < k; ++i) {
            const Neighbour& other =
                near[static_cast<std::size_t>(n) * static_cast<std::size_t>(k) + static_cast<std::size_t>(i)];
            if (other.cosine > 0) edges.push_back({n, other.row, other.cosine});
        }
    return edges;
}

/// Mean over nodes of the Jaccard index of their community in one partition and the other, over nodes in both.
double agreement(const std::vector<std::int32_t>& whole, const std::vector<std::int32_t>& part) {
    std::map<std::pair<std::int32_t, std::int32_t>, double> both;
    std::map<std::int32_t, double> left, right;
    double nodes = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (part[i] < 0) continue;
        ++both[{whole[i], part[i]}];
        ++left[whole[i]];
        ++right[part[i]];
        ++nodes;
    }
    double sum = 0;
    for (const auto& [pair, shared] : both) sum += shared * shared / (left[pair.first] + right[pair.second] - shared);
    return nodes > 0 ? sum / nodes : 1;
}

}  // namespace

PostGroups group_posts(const std::vector<float>& rows, std::int32_t width,
                       const std::vector<std::int64_t>& conversations, const PostGroupingOptions& options) {
    PostGroups best;
    if (rows.empty()) return best;
    const Nodes nodes = nodes_of(rows, width, conversations);
    const std::vector<Edge> edges = edges_of(nodes, width, options.neighbours, options.threads);
    const Graph graph = graph_of(nodes.count, edges);
    std::vector<Graph> resampled;
    for (std::int32_t r = 0; r < options.resamples; ++r) {
        std::vector<Edge> kept;
        const auto out = [&](std::int32_t node) { return (node + r) % 5 == 0; };
        for (const Edge& e : edges)
            if (!out(e.left) && !out(e.right)) kept.push_back(e);
        resampled.push_back(graph_of(nodes.count, std::move(kept)));
    }
    std::vector<std::int32_t> chosen;
    best.stability = -1;
    for (const double resolution : options.resolutions) {  // coarse to fine
        const CommunityOptions how{Quality::modularity, resolution, 8};
        const std::vector<std::int32_t> whole = communities_of(graph, how);
        double stability = 0;
        for (std::int32_t r = 0; r < options.resamples; ++r) {
            std::vector<std::int32_t> part = communities_of(resampled[static_cast<std::size_t>(r)], how);
            for (std::int32_t n = 0; n < nodes.count; ++n)
                if ((n + r) % 5 == 0) part[static_cast<std::size_t>(n)] = -1;
            stability += agreement(whole, part) / options.resamples;
        }
        const std::int32_t groups = *std::max_element(whole.begin(), whole.end()) + 1;
        if (groups < 2 || stability <= best.stability + 0.01) continue;
        best.stability = stability;
        best.resolution = resolution;
        chosen = whole;
    }
    if (chosen.empty()) chosen.assign(static_cast<std::size_t>(nodes.count), 0);
    std::vector<std::int64_t> size(static_cast<std::size_t>(nodes.count), 0);
    for (const std::int32_t c : chosen) ++size[static_cast<std::size_t>(c)];
    for (const std::int32_t node : nodes.of_post) {
        const std::int32_t c = chosen[static_cast<std::size_t>(node)];
        best.group.push_back(size[static_cast<std::size_t>(c)] >= options.least ? c : -1);
        best.left_out += best.group.back() < 0 ? 1 : 0;
    }
    return best;
}

}  // namespace agon
