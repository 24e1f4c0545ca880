// Communities of a graph: the Leiden algorithm.
//
// A community is a set of nodes with more weight inside than the resolution asks for. Three steps repeat:
// 1. Move: every node goes to the neighbouring community that raises the quality most; a queue holds the nodes whose
//    neighbourhood changed, so that settled parts of the graph cost nothing.
// 2. Refine: inside each community nodes start alone again and join well-connected parts of it, so that no community
//    falls to pieces (Louvain's fault).
// 3. Aggregate: the refined parts become nodes of a smaller graph, which starts from the communities of step 1.
// Fits: threads that ask one thing share many near neighbours. Does not fit: a star around one general question; its
// rays share no edges, and whether they stay together is the resolution's choice.
// Source: V. Traag, L. Waltman, N. van Eck, From Louvain to Leiden, 2019.
// DEVIATION: step 2 takes the best part instead of drawing one at random, and ties go to the lower number: the result
// is a function of the graph alone. Sums of weights are 64-bit integers (weight * 2^20), so no order of addition
// matters.
#include "src/debates/communities.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <tuple>

namespace agon {
namespace {

constexpr double kScale = 1048576.0;

/// The graph of one level, with integer weights, the weight inside each node, and its size in original nodes.
struct Level {
    std::vector<std::int64_t> starts;
    std::vector<std::int32_t> ends;
    std::vector<std::int64_t> weights;
    std::vector<std::int64_t> strength;  // all weight at the node, inner weight twice
    std::vector<std::int64_t> size;
    std::int32_t count() const { return static_cast<std::int32_t>(size.size()); }
};

Level lowest_level(const Graph& graph) {
    Level level;
    level.starts = graph.starts;
    level.ends = graph.ends;
    level.weights.reserve(graph.weights.size());
    for (const float w : graph.weights)
        level.weights.push_back(std::max<std::int64_t>(1, std::llround(static_cast<double>(w) * kScale)));
    const auto n = static_cast<std::size_t>(graph.node_count());
    level.size.assign(n, 1);
    level.strength.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i)
        for (std::int64_t e = level.starts[i]; e < level.starts[i + 1]; ++e)
            level.strength[i] += level.weights[static_cast<std::size_t>(e)];
    return level;
}

/// What a node pays for joining a community: resolution times what chance (or a constant density) would put there.
class Price {
  public:
    Price(const Level& level, const CommunityOptions& options)
        : modularity_(options.quality == Quality::modularity), mass_(modularity_ ? level.strength : level.size) {
        const auto all =
            static_cast<double>(std::accumulate(level.strength.begin(), level.strength.end(), std::int64_t{0}));
        factor_ = modularity_ ? options.resolution / std::max(1.0, all) : options.resolution * kScale;
    }
    std::int64_t mass(std::int32_t node) const { return mass_[static_cast<std::size_t>(node)]; }
    double of(std::int64_t node_mass, std::int64_t community_mass) const {
        return factor_ * static_cast<double>(node_mass) * static_cast<double>(community_mass);
    }

  private:
    bool modularity_;
    const std::vector<std::int64_t>& mass_;
    double factor_ = 0;
};

/// Weight from one node to each neighbouring community, in an array that is cleared by its list of touched entries.
class Towards {
  public:
    explicit Towards(std::int32_t communities) : weight_(static_cast<std::size_t>(communities), 0) {}
    void gather(const Level& level, std::int32_t node, const std::vector<std::int32_t>& community) {
        clear();
        const auto i = static_cast<std::size_t>(node);
        for (std::int64_t e = level.starts[i]; e < level.starts[i + 1]; ++e) {
            const auto at = static_cast<std::size_t>(e);
            add(community[static_cast<std::size_t>(level.ends[at])], level.weights[at]);
        }
    }
    void clear() {
        for (const std::int32_t c : touched_) weight_[static_cast<std::size_t>(c)] = 0;
        touched_.clear();
    }
    void add(std::int32_t c, std::int64_t weight) {
        std::int64_t& sum = weight_[static_cast<std::size_t>(c)];
        if (sum == 0) touched_.push_back(c);
        sum += weight;
    }
    const std::vector<std::int32_t>& touched() const { return touched_; }
    std::int64_t weight(std::int32_t c) const { return weight_[static_cast<std::size_t>(c)]; }

  private:
    std::vector<std::int64_t> weight_;
    std::vector<std::int32_t> touched_;
};

/// Step 1.
void move_nodes(const Level& level, const Price& price, std::vector<std::int32_t>& community) {
    const std::int32_t n = level.count();
    std::vector<std::int64_t> mass(static_cast<std::size_t>(n), 0);
    for (std::int32_t i = 0; i < n; ++i)
        mass[static_cast<std::size_t>(community[static_cast<std::size_t>(i)])] += price.mass(i);
    std::deque<std::int32_t> queue(static_cast<std::size_t>(n));
    std::iota(queue.begin(), queue.end(), 0);
    std::vector<char> waiting(static_cast<std::size_t>(n), 1);
    Towards towards(n);
    while (!queue.empty()) {
        const std::int32_t node = queue.front();
        const auto i = static_cast<std::size_t>(node);
        queue.pop_front();
        waiting[i] = 0;
        const std::int32_t home = community[i];
        const std::int64_t own = price.mass(node);
        towards.gather(level, node, community);
        mass[static_cast<std::size_t>(home)] -= own;
        std::int32_t best = home;
        double best_gain =
            static_cast<double>(towards.weight(home)) - price.of(own, mass[static_cast<std::size_t>(home)]);
        for (const std::int32_t c : towards.touched()) {
            const double gain =
                static_cast<double>(towards.weight(c)) - price.of(own, mass[static_cast<std::size_t>(c)]);
            if (gain > best_gain + 0.5 || (c < best && best != home && gain >= best_gain)) {
                best = c;
                best_gain = gain;
            }
        }
        mass[static_cast<std::size_t>(best)] += own;
        if (best == home) continue;
        community[i] = best;
        for (std::int64_t e = level.starts[i]; e < level.starts[i + 1]; ++e) {
            const std::int32_t other = level.ends[static_cast<std::size_t>(e)];
            if (community[static_cast<std::size_t>(other)] == best || waiting[static_cast<std::size_t>(other)])
                continue;
            waiting[static_cast<std::size_t>(other)] = 1;
            queue.push_back(other);
        }
    }
}

/// Numbers communities from 0 in the order of their first member; returns how many there are.
std::int32_t renumber(std::vector<std::int32_t>& community) {
    std::vector<std::int32_t> number(community.size(), -1);
    std::int32_t next = 0;
    for (std::int32_t& c : community) {
        std::int32_t& given = number[static_cast<std::size_t>(c)];
        if (given < 0) given = next++;
        c = given;
    }
    return next;
}

/// Step 2: parts of communities. A node joins a part only while alone, only within its community, and only if it and
/// the part are tied to the rest of the community by more than the price.
std::vector<std::int32_t> refine(const Level& level, const Price& price, const std::vector<std::int32_t>& community) {
    const std::int32_t n = level.count();
    std::vector<std::int32_t> part(static_cast<std::size_t>(n));
    std::iota(part.begin(), part.end(), 0);
    std::vector<std::int64_t> mass(static_cast<std::size_t>(n)), whole(static_cast<std::size_t>(n), 0),
        tie(static_cast<std::size_t>(n), 0);
    std::vector<char> alone(static_cast<std::size_t>(n), 1);
    for (std::int32_t v = 0; v < n; ++v) {
        const auto i = static_cast<std::size_t>(v);
        mass[i] = price.mass(v);
        whole[static_cast<std::size_t>(community[i])] += price.mass(v);
        for (std::int64_t e = level.starts[i]; e < level.starts[i + 1]; ++e)
            if (const auto at = static_cast<std::size_t>(e);
                community[static_cast<std::size_t>(level.ends[at])] == community[i])
                tie[i] += level.weights[at];
    }
    const auto well_tied = [&](std::size_t p, std::size_t of) {
        return static_cast<double>(tie[p]) >= price.of(mass[p], whole[of] - mass[p]);
    };
    Towards towards(n);
    std::vector<std::int32_t> within(static_cast<std::size_t>(n));
    for (std::int32_t v = 0; v < n; ++v) {
        const auto i = static_cast<std::size_t>(v);
        const auto of = static_cast<std::size_t>(community[i]);
        if (!alone[i] || !well_tied(i, of)) continue;
        towards.gather(level, v, part);
        std::int32_t best = part[i];
        double best_gain = 0;
        for (const std::int32_t p : towards.touched()) {
            const auto at = static_cast<std::size_t>(p);
            if (p == part[i] || static_cast<std::size_t>(community[at]) != of || !well_tied(at, of)) continue;
            const double gain = static_cast<double>(towards.weight(p)) - price.of(mass[i], mass[at]);
            if (gain > best_gain || (gain == best_gain && gain > 0 && p < best)) {
                best = p;
                best_gain = gain;
            }
        }
        if (best == part[i]) continue;
        const auto at = static_cast<std::size_t>(best);
        tie[at] += tie[i] - 2 * towards.weight(best);
        mass[at] += mass[i];
        alone[i] = alone[at] = 0;
        part[i] = best;
    }
    return part;
}

/// Step 3: one node for each part. `part` must be numbered 0 .. parts - 1.
Level aggregate(const Level& level, const std::vector<std::int32_t>& part, std::int32_t parts) {
    Level up;
    up.size.assign(static_cast<std::size_t>(parts), 0);
    up.strength.assign(static_cast<std::size_t>(parts), 0);
    std::vector<std::vector<std::int32_t>> members(static_cast<std::size_t>(parts));
    for (std::int32_t v = 0; v < level.count(); ++v) {
        const auto p = static_cast<std::size_t>(part[static_cast<std::size_t>(v)]);
        members[p].push_back(v);
        up.size[p] += level.size[static_cast<std::size_t>(v)];
        up.strength[p] += level.strength[static_cast<std::size_t>(v)];
    }
    Towards towards(parts);
    up.starts.push_back(0);
    for (std::int32_t p = 0; p < parts; ++p) {
        towards.clear();  // weight between p and every other part; inner weight lives on in the strength
        for (const std::int32_t v : members[static_cast<std::size_t>(p)])
            for (std::int64_t e = level.starts[static_cast<std::size_t>(v)];
                 e < level.starts[static_cast<std::size_t>(v) + 1]; ++e) {
                const auto at = static_cast<std::size_t>(e);
                const std::int32_t q = part[static_cast<std::size_t>(level.ends[at])];
                if (q != p) towards.add(q, level.weights[at]);
            }
        std::vector<std::int32_t> others = towards.touched();
        std::sort(others.begin(), others.end());
        for (const std::int32_t q : others) {
            up.ends.push_back(q);
            up.weights.push_back(towards.weight(q));
        }
        up.starts.push_back(static_cast<std::int64_t>(up.ends.size()));
    }
    return up;
}

/// One climb through the levels, from these communities of the lowest one; numbered by first member.
std::vector<std::int32_t> climbed(const Level& lowest, const CommunityOptions& options,
                                  const std::vector<std::int32_t>& begin) {
    std::vector<std::int32_t> of_node(begin.size());  // node of the current level
    std::iota(of_node.begin(), of_node.end(), 0);
    std::vector<std::int32_t> community = begin, answer = begin;
    Level level = lowest;
    for (bool again = true; again;) {
        const Price price(level, options);
        move_nodes(level, price, community);
        for (std::size_t i = 0; i < answer.size(); ++i) answer[i] = community[static_cast<std::size_t>(of_node[i])];
        renumber(community);
        std::vector<std::int32_t> part = refine(level, price, community);
        const std::int32_t parts = renumber(part);
        again = parts < level.count();
        if (!again) break;
        std::vector<std::int32_t> above(static_cast<std::size_t>(parts));
        for (std::size_t v = 0; v < part.size(); ++v) above[static_cast<std::size_t>(part[v])] = community[v];
        level = aggregate(level, part, parts);
        for (std::int32_t& v : of_node) v = part[static_cast<std::size_t>(v)];
        community = std::move(above);
    }
    renumber(answer);
    return answer;
}

}  // namespace

Graph graph_of(std::int32_t node_count, std::vector<Edge> edges) {
    const std::size_t given = edges.size();
    edges.reserve(given * 2);
    for (std::size_t i = 0; i < given; ++i) edges.push_back({edges[i].right, edges[i].left, edges[i].weight});
    std::erase_if(edges, [](const Edge& e) { return e.left == e.right || !(e.weight > 0); });
    std::sort(edges.begin(), edges.end(), [](const Edge& l, const Edge& r) {
        return std::tie(l.left, l.right, r.weight) < std::tie(r.left, r.right, l.weight);
    });
    edges.erase(std::unique(edges.begin(), edges.end(),
                            [](const Edge& l, const Edge& r) { return l.left == r.left && l.right == r.right; }),
                edges.end());
    Graph graph;
    graph.starts.assign(static_cast<std::size_t>(node_count) + 1, 0);
    for (const Edge& e : edges) {
        ++graph.starts[static_cast<std::size_t>(e.left) + 1];
        graph.ends.push_back(e.right);
        graph.weights.push_back(e.weight);
    }
    std::partial_sum(graph.starts.begin(), graph.starts.end(), graph.starts.begin());
    return graph;
}

std::vector<std::int32_t> communities_of(const Graph& graph, const CommunityOptions& options) {
    std::vector<std::int32_t> answer(static_cast<std::size_t>(graph.node_count()));
    std::iota(answer.begin(), answer.end(), 0);
    const Level lowest = lowest_level(graph);
    for (std::int32_t pass = 0; pass < options.most_passes; ++pass) {
        std::vector<std::int32_t> next = climbed(lowest, options, answer);
        if (next == answer) break;
        answer = std::move(next);
    }
    return answer;
}

double quality_of(const Graph& graph, const std::vector<std::int32_t>& communities, const CommunityOptions& options) {
    const Level level = lowest_level(graph);
    const Price price(level, options);
    std::vector<std::int64_t> mass(communities.size(), 0);
    double quality = 0;
    for (std::int32_t v = 0; v < level.count(); ++v) {
        const auto i = static_cast<std::size_t>(v);
        const auto c = static_cast<std::size_t>(communities[i]);
        quality -= 2 * price.of(price.mass(v), mass[c]);
        mass[c] += price.mass(v);
        for (std::int64_t e = level.starts[i]; e < level.starts[i + 1]; ++e)
            if (const auto at = static_cast<std::size_t>(e);
                communities[static_cast<std::size_t>(level.ends[at])] == communities[i])
                quality += static_cast<double>(level.weights[at]);
    }
    return quality / kScale;
}

}  // namespace agon
