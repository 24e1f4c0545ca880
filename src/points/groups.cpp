#include "src/points/groups.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>

namespace agon {
namespace {

using Place = std::array<double, 2>;
constexpr int kPowerRounds = 100, kMeansRounds = 60;
constexpr std::size_t kSmallClusters = 100;

double squared(const Place& left, const Place& right) {
    return (left[0] - right[0]) * (left[0] - right[0]) + (left[1] - right[1]) * (left[1] - right[1]);
}

/// The filled and centred value of a cell: 0 where there is a gap, since gaps hold the mean.
class Centred {
  public:
    explicit Centred(const VoteMatrix& votes) : votes_(votes), mean_(votes.statements, 0.0) {
        for (std::size_t s = 0; s < votes.statements; ++s) {
            double sum = 0, count = 0;
            for (std::size_t p = 0; p < votes.people; ++p)
                if (votes.at(p, s) != vote_unseen) sum += votes.at(p, s), count += 1;
            mean_[s] = count > 0 ? sum / count : 0;
        }
    }
    double at(std::size_t person, std::size_t statement) const {
        const std::int8_t vote = votes_.at(person, statement);
        return vote == vote_unseen ? 0 : vote - mean_[statement];
    }

  private:
    const VoteMatrix& votes_;
    std::vector<double> mean_;
};

/// The main direction that is at right angles to `before`.
std::vector<double> direction(const VoteMatrix& votes, const Centred& cells,
                              const std::vector<std::vector<double>>& before) {
    std::vector<double> axis(votes.statements);
    for (std::size_t s = 0; s < axis.size(); ++s) axis[s] = 1 + 0.01 * static_cast<double>((s * 7919) % 101);
    for (int round = 0; round < kPowerRounds; ++round) {
        for (const auto& other : before) {
            double along = 0;
            for (std::size_t s = 0; s < axis.size(); ++s) along += axis[s] * other[s];
            for (std::size_t s = 0; s < axis.size(); ++s) axis[s] -= along * other[s];
        }
        std::vector<double> next(axis.size(), 0.0);
        for (std::size_t p = 0; p < votes.people; ++p) {
            double along = 0;
            for (std::size_t s = 0; s < axis.size(); ++s) along += cells.at(p, s) * axis[s];
            for (std::size_t s = 0; s < axis.size(); ++s) next[s] += along * cells.at(p, s);
        }
        double length = 0;
        for (const double x : next) length += x * x;
        if (length <= 0) break;
        for (std::size_t s = 0; s < axis.size(); ++s) axis[s] = next[s] / std::sqrt(length);
    }
    return axis;
}

struct Clusters {
    std::vector<Place> centres;
    std::vector<double> weights;
    std::vector<std::size_t> of;  // cluster of each point
};

/// The point farthest from the mean, then each time the one farthest from all chosen.
std::vector<Place> farthest_points(const std::vector<Place>& points, const std::vector<double>& weights,
                                   std::size_t k) {
    Place mean{0, 0};
    double all = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        mean[0] += weights[i] * points[i][0], mean[1] += weights[i] * points[i][1];
        all += weights[i];
    }
    mean[0] /= all, mean[1] /= all;
    std::vector<double> far(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) far[i] = squared(points[i], mean);
    std::vector<Place> chosen;
    for (std::size_t c = 0; c < k; ++c) {
        const auto at = static_cast<std::size_t>(std::max_element(far.begin(), far.end()) - far.begin());
        chosen.push_back(points[at]);
        for (std::size_t i = 0; i < points.size(); ++i)
            far[i] = c == 0 ? squared(points[i], points[at]) : std::min(far[i], squared(points[i], points[at]));
    }
    return chosen;
}

/// Points at equal shares of the weight along one axis: a start that a few outliers do not pull away.
std::vector<Place> along_axis(const std::vector<Place>& points, const std::vector<double>& weights, std::size_t k,
                              std::size_t axis) {
    std::vector<std::size_t> order(points.size());
    double all = 0;
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i, all += weights[i];
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return points[l][axis] < points[r][axis]; });
    std::vector<Place> chosen;
    double passed = 0;
    for (const std::size_t i : order) {
        passed += weights[i];
        while (chosen.size() < k && passed >= all * (static_cast<double>(chosen.size()) + 0.5) / static_cast<double>(k))
            chosen.push_back(points[i]);
    }
    while (chosen.size() < k) chosen.push_back(points[order.back()]);
    return chosen;
}

/// k-means from one start; also the weighted sum of squared distances that remains.
std::pair<Clusters, double> k_means_from(const std::vector<Place>& points, const std::vector<double>& weights,
                                         std::vector<Place> start) {
    Clusters clusters;
    clusters.centres = std::move(start);
    const std::size_t k = clusters.centres.size();
    clusters.of.assign(points.size(), 0);
    double left = 0;
    for (int round = 0; round < kMeansRounds; ++round) {
        bool moved = round == 0;
        left = 0;
        std::vector<Place> sums(k, Place{0, 0});
        clusters.weights.assign(k, 0.0);
        for (std::size_t i = 0; i < points.size(); ++i) {
            std::size_t nearest = 0;
            for (std::size_t c = 1; c < k; ++c)
                if (squared(points[i], clusters.centres[c]) < squared(points[i], clusters.centres[nearest]))
                    nearest = c;
            moved = moved || nearest != clusters.of[i];
            clusters.of[i] = nearest;
            left += weights[i] * squared(points[i], clusters.centres[nearest]);
            sums[nearest][0] += weights[i] * points[i][0], sums[nearest][1] += weights[i] * points[i][1];
            clusters.weights[nearest] += weights[i];
        }
        if (!moved) break;
        for (std::size_t c = 0; c < k; ++c)
            if (clusters.weights[c] > 0)
                clusters.centres[c] = {sums[c][0] / clusters.weights[c], sums[c][1] / clusters.weights[c]};
    }
    return {std::move(clusters), left};
}

/// The best of three starts.
Clusters k_means(const std::vector<Place>& points, const std::vector<double>& weights, std::size_t k) {
    auto best = k_means_from(points, weights, farthest_points(points, weights, k));
    for (const std::size_t axis : {0U, 1U}) {
        auto tried = k_means_from(points, weights, along_axis(points, weights, k, axis));
        if (tried.second < best.second) best = std::move(tried);
    }
    return std::move(best.first);
}

double mean_silhouette(const std::vector<Place>& points, const std::vector<std::size_t>& of, std::size_t k) {
    double sum = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
        std::vector<double> distance(k, 0.0), count(k, 0.0);
        for (std::size_t j = 0; j < points.size(); ++j)
            if (j != i) distance[of[j]] += std::sqrt(squared(points[i], points[j])), count[of[j]] += 1;
        if (count[of[i]] == 0) continue;  // alone: 0
        const double own = distance[of[i]] / count[of[i]];
        double other = -1;
        for (std::size_t c = 0; c < k; ++c)
            if (c != of[i] && count[c] > 0 && (other < 0 || distance[c] / count[c] < other))
                other = distance[c] / count[c];
        if (other >= 0 && std::max(own, other) > 0) sum += (other - own) / std::max(own, other);
    }
    return points.empty() ? 0 : sum / static_cast<double>(points.size());
}

std::vector<Place> places_of(const VoteMatrix& votes, const std::vector<std::size_t>& people) {
    const Centred cells(votes);
    std::vector<std::vector<double>> axes;
    for (int axis = 0; axis < 2; ++axis) axes.push_back(direction(votes, cells, axes));
    std::vector<Place> places;
    for (const std::size_t p : people) {
        Place place{0, 0};
        double cast = 0;
        for (std::size_t s = 0; s < votes.statements; ++s) {
            cast += votes.at(p, s) != vote_unseen ? 1 : 0;
            for (std::size_t axis = 0; axis < 2; ++axis) place[axis] += cells.at(p, s) * axes[axis][s];
        }
        const double stretch = std::sqrt(static_cast<double>(votes.statements) / std::max(cast, 1.0));
        places.push_back({place[0] * stretch, place[1] * stretch});
    }
    return places;
}

/// The square of what the main direction carries.
double main_spread(const VoteMatrix& votes) {
    const Centred cells(votes);
    const auto statements = static_cast<Eigen::Index>(votes.statements);
    Eigen::MatrixXd products = Eigen::MatrixXd::Zero(statements, statements);
    std::vector<std::pair<Eigen::Index, double>> cast;
    for (std::size_t p = 0; p < votes.people; ++p) {
        cast.clear();
        for (std::size_t s = 0; s < votes.statements; ++s)
            if (const double value = cells.at(p, s); value != 0) cast.emplace_back(static_cast<Eigen::Index>(s), value);
        for (const auto& [i, left] : cast)
            for (const auto& [j, right] : cast) products(i, j) += left * right;
    }
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(products, Eigen::EigenvaluesOnly).eigenvalues().maxCoeff();
}

/// Deals the votes on each statement anew among those who cast them.
void shuffle_votes(VoteMatrix& votes, std::mt19937_64& random) {
    std::vector<std::size_t> cast;
    for (std::size_t s = 0; s < votes.statements; ++s) {
        cast.clear();
        for (std::size_t p = 0; p < votes.people; ++p)
            if (votes.at(p, s) != vote_unseen) cast.push_back(p * votes.statements + s);
        for (std::size_t left = cast.size(); left > 1; --left)  // std::shuffle differs between libraries
            std::swap(votes.votes[cast[left - 1]], votes.votes[cast[random() % left]]);
    }
}

/// The groups numbered by size, the largest first; people who are not placed stay so.
OpinionGroups by_size(OpinionGroups groups) {
    std::vector<std::int64_t> size(static_cast<std::size_t>(groups.count));
    for (const std::int32_t group : groups.group)
        if (group >= 0) ++size[static_cast<std::size_t>(group)];
    std::vector<std::int32_t> order(size.size()), place(size.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t l, std::int32_t r) {
        return size[static_cast<std::size_t>(l)] > size[static_cast<std::size_t>(r)];
    });
    for (std::size_t i = 0; i < order.size(); ++i)
        place[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    for (std::int32_t& group : groups.group)
        if (group >= 0) group = place[static_cast<std::size_t>(group)];
    return groups;
}

struct GroupCounts {
    double agree = 0, disagree = 0, seen = 0;
};

}  // namespace

OpinionGroups find_opinion_groups(const VoteMatrix& votes, const GroupOptions& options) {
    OpinionGroups groups;
    groups.group.assign(votes.people, -1);
    const std::size_t least = std::min<std::size_t>(static_cast<std::size_t>(options.least_votes), votes.statements);
    std::vector<std::size_t> people;
    for (std::size_t p = 0; p < votes.people; ++p) {
        std::size_t cast = 0;
        for (std::size_t s = 0; s < votes.statements; ++s) cast += votes.at(p, s) != vote_unseen ? 1 : 0;
        if (cast >= std::max<std::size_t>(least, 1)) people.push_back(p);
    }
    if (people.size() < 4 || votes.statements < 2) return groups;
    const std::vector<Place> places = places_of(votes, people);
    const Clusters small =
        k_means(places, std::vector<double>(places.size(), 1.0), std::min(kSmallClusters, places.size()));
    const std::size_t most = std::min<std::size_t>(5, 2 + small.centres.size() / 12);
    Clusters best;
    for (std::size_t k = 2; k <= most; ++k) {
        Clusters tried = k_means(small.centres, small.weights, k);
        const double silhouette = mean_silhouette(small.centres, tried.of, k);
        if (k > 2 && silhouette <= groups.silhouette) continue;
        groups.silhouette = silhouette;
        groups.count = static_cast<std::int32_t>(k);
        best = std::move(tried);
    }
    for (std::size_t i = 0; i < people.size(); ++i)
        groups.group[people[i]] = static_cast<std::int32_t>(best.of[small.of[i]]);
    return by_size(std::move(groups));
}

double chance_of_main_direction(const VoteMatrix& votes, int shuffles) {
    if (votes.people == 0 || votes.statements == 0) return 1;
    const double seen = main_spread(votes);
    std::mt19937_64 random(1965);
    VoteMatrix dealt = votes;
    int as_long = 1;
    for (int i = 0; i < shuffles; ++i) {
        shuffle_votes(dealt, random);
        as_long += main_spread(dealt) >= seen ? 1 : 0;
    }
    return static_cast<double>(as_long) / (shuffles + 1);
}

std::vector<StatementStanding> standing_of_statements(const VoteMatrix& votes, const OpinionGroups& groups) {
    std::vector<StatementStanding> all;
    for (std::size_t s = 0; s < votes.statements; ++s) {
        std::vector<GroupCounts> counts(static_cast<std::size_t>(std::max(groups.count, 1)));
        for (std::size_t p = 0; p < votes.people; ++p) {
            if (groups.group[p] < 0 || votes.at(p, s) == vote_unseen) continue;
            GroupCounts& of = counts[static_cast<std::size_t>(groups.group[p])];
            of.seen += 1;
            of.agree += votes.at(p, s) == 1 ? 1 : 0;
            of.disagree += votes.at(p, s) == -1 ? 1 : 0;
        }
        StatementStanding standing;
        double logs = 0, logs_against = 0;
        standing.least = static_cast<std::int64_t>(counts.front().seen);
        for (const GroupCounts& of : counts) {
            const double agree = (of.agree + 0.5) / (of.seen + 1), disagree = (of.disagree + 0.5) / (of.seen + 1);
            logs += std::log(agree * (1 - disagree));
            logs_against += std::log(disagree * (1 - agree));
            standing.least = std::min(standing.least, static_cast<std::int64_t>(of.seen));
            for (const GroupCounts& other : counts) {
                const double mine = (of.agree + 1) / (of.seen + 2), theirs = (other.agree + 1) / (other.seen + 2);
                if (mine - theirs <= standing.difference) continue;
                const double pooled = (of.agree + other.agree + 2) / (of.seen + other.seen + 4);
                standing.difference = mine - theirs;
                standing.z =
                    (mine - theirs) / std::sqrt(pooled * (1 - pooled) * (1 / (of.seen + 2) + 1 / (other.seen + 2)));
            }
        }
        standing.consensus = std::exp(logs / static_cast<double>(counts.size()));
        standing.against = std::exp(logs_against / static_cast<double>(counts.size()));
        all.push_back(standing);
    }
    return all;
}

bool is_consensus(const StatementStanding& standing) {
    return standing.least >= 7 && std::max(standing.consensus, standing.against) >= 0.6;
}

bool is_divisive(const StatementStanding& standing) {
    return standing.least >= 7 && standing.difference >= 0.3 && standing.z > 1.96;
}

}  // namespace agon
