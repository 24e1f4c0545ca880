// Which questions are one debate: communities over the threads that argue.
//
// How near two threads are is the mean cosine of their answers' centres and of their titles, raised by rare words that
// the titles share. That alone makes a debate of any field of life: twenty unrelated questions about jobs are nearer to
// each other than two questions about the state's part in industry. So each thread brings its own yardstick: how near
// the nearest threads are that are NOT debated. Two threads belong together as far as they are nearer than their
// yardsticks. Questions about jobs have many near neighbours that ask for advice, so only a true paraphrase stands out.
// Communities by the constant Potts model: a group holds if its mean nearness is above the resolution. Three
// resolutions are tried on the whole and on resamples; the middle one counts. A group that falls apart in most
// resamples of four fifths of the threads is unstable: it is cut along the finer resolution instead. Whatever comes
// out, the same question in the same words is one debate. Fits: twelve questions on railways, chips and machine tools
// that all ask "state or market?". Does not fit: one debate asked in two fields without one common word; it stays two,
// but for who should lead, the state or the market (approach.cpp): two questions on that are nearer by kSameIssue.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <span>
#include <unordered_map>

#include "ground/model/geometry.hpp"
#include "ground/model/neighbours.hpp"
#include "src/debates/communities.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr double kTitleWords = 0.35;
constexpr double kSameIssue = 0.20;       // both titles ask who should lead, the state or the market
constexpr double kPlainYardstick = 0.20;  // stands in for background threads that a case does not have
constexpr std::size_t kBackground = 3;    // nearest undebated threads that make the yardstick
constexpr double kShift = 0.5;            // makes edge weights positive; resolutions are shifted alike
constexpr std::int32_t kNeighbours = 60;
constexpr std::size_t kCompared = 1500;  // up to so many threads every pair is compared
constexpr std::size_t kPart = 65536;     // threads searched at a time

/// Rarity of each word of a title; words as numbers in the order of their bytes.
using WordRarity = std::vector<std::pair<std::uint32_t, double>>;

std::vector<WordRarity> rarity_of(const TitleWords& title_words) {
    std::unordered_map<std::string_view, std::uint32_t> number;
    for (const std::vector<std::string>& title : title_words)
        for (const std::string& word : title) number.try_emplace(word, 0);
    std::vector<std::string_view> ordered;
    for (const auto& [word, unset] : number) ordered.push_back(word);
    std::sort(ordered.begin(), ordered.end());
    for (std::uint32_t i = 0; i < ordered.size(); ++i) number[ordered[i]] = i;

    std::vector<WordRarity> titles(title_words.size());
    std::vector<double> frequency(ordered.size(), 0);
    for (std::size_t i = 0; i < title_words.size(); ++i)
        for (const std::string& word : title_words[i]) {
            titles[i].emplace_back(number.at(word), 1.0);
            frequency[titles[i].back().first] += 1;
        }
    const double count = static_cast<double>(title_words.size());
    for (WordRarity& title : titles) {
        double square = 0;
        for (auto& [word, weight] : title) {
            weight = std::log(1.0 + count / frequency[word]);
            square += weight * weight;
        }
        for (auto& [word, weight] : title) weight /= std::sqrt(square);
    }
    return titles;
}

double overlap(const WordRarity& left, const WordRarity& right) {
    double sum = 0;
    for (std::size_t l = 0, r = 0; l < left.size() && r < right.size();) {
        if (left[l].first == right[r].first)
            sum += left[l++].second * right[r++].second;
        else if (left[l].first < right[r].first)
            ++l;
        else
            ++r;
    }
    return sum;
}

using CentreOf = std::function<ThreadCentre(std::size_t)>;

/// The thread's centre: the one that is held, or the one made in `scratch`.
const ThreadCentre& centre_at(const std::vector<ThreadEvidence>& evidence, std::size_t i, const CentreOf& centre_of,
                              ThreadCentre& scratch) {
    if (!evidence[i].centre.empty()) return evidence[i];
    scratch = centre_of(i);
    return scratch;
}

class Nearness {
  public:
    Nearness(const std::vector<ThreadEvidence>& evidence, const TitleWords& title_words, const CentreOf& centre_of)
        : evidence_(evidence), titles_(rarity_of(title_words)), centre_of_(centre_of) {}
    /// REQUIRES: the centre of `l` is held.
    double between(std::size_t l, std::size_t r) const {
        ThreadCentre scratch;
        const ThreadCentre &left = evidence_[l], &right = centre_at(evidence_, r, centre_of_, scratch);
        const auto width = static_cast<std::int32_t>(left.body.size());
        return 0.5 * static_cast<double>(dot(left.body.data(), right.body.data(), width)) +
               0.5 * static_cast<double>(dot(left.title.data(), right.title.data(), width)) +
               kTitleWords * overlap(titles_[l], titles_[r]) + (one_issue(l, r) ? kSameIssue : 0);
    }
    const std::vector<ThreadEvidence>& evidence() const { return evidence_; }
    /// The centres of these threads, row after row.
    std::vector<float> rows_of(std::span<const std::size_t> which) const {
        std::vector<float> rows;
        ThreadCentre scratch;
        for (const std::size_t i : which) {
            const std::vector<float>& centre = centre_at(evidence_, i, centre_of_, scratch).centre;
            rows.insert(rows.end(), centre.begin(), centre.end());
        }
        return rows;
    }

  private:
    bool one_issue(std::size_t l, std::size_t r) const {
        return evidence_[l].shape.who_leads && evidence_[r].shape.who_leads;
    }

    const std::vector<ThreadEvidence>& evidence_;
    std::vector<WordRarity> titles_;
    const CentreOf& centre_of_;
};

/// Pairs of candidate and other thread worth comparing: all of them, or the nearest by centre in a large case. There
/// the others' rows are made and searched a part at a time.
std::vector<std::vector<std::size_t>> compared_with(const Nearness& nearness, const std::vector<std::size_t>& from,
                                                    const std::vector<std::size_t>& to) {
    std::vector<std::vector<std::size_t>> pairs(from.size());
    if (to.size() <= kCompared) {
        for (auto& p : pairs) p = to;
        return pairs;
    }
    const std::vector<float> queries = nearness.rows_of(from);
    const auto width = static_cast<std::int32_t>(queries.size() / from.size());
    std::vector<std::vector<std::pair<float, std::size_t>>> nearest(from.size());  // minus the cosine, then the thread
    for (std::size_t begin = 0; begin < to.size(); begin += kPart) {
        const auto part = std::span(to).subspan(begin, std::min(kPart, to.size() - begin));
        const std::vector<Neighbour> found = nearest_of(queries, nearness.rows_of(part), width, kNeighbours, 1);
        const std::size_t k = std::min<std::size_t>(kNeighbours, part.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
            for (std::size_t n = 0; n < k; ++n)
                nearest[i].emplace_back(-found[i * k + n].cosine, part[static_cast<std::size_t>(found[i * k + n].row)]);
            std::sort(nearest[i].begin(), nearest[i].end());
            nearest[i].resize(std::min<std::size_t>(nearest[i].size(), kNeighbours));
        }
    }
    for (std::size_t i = 0; i < from.size(); ++i)
        for (const auto& [minus_cosine, thread] : nearest[i]) pairs[i].push_back(thread);
    return pairs;
}

/// The mean nearness of the nearest undebated threads; those that a case lacks count as kPlainYardstick.
std::vector<double> yardsticks(const Nearness& nearness, const std::vector<std::size_t>& candidates,
                               const std::vector<std::size_t>& background) {
    const auto compared = compared_with(nearness, candidates, background);
    std::vector<double> sticks;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        std::vector<double> near(kBackground, kPlainYardstick);
        for (const std::size_t b : compared[i]) near.push_back(nearness.between(candidates[i], b));
        std::partial_sort(near.begin(), near.begin() + kBackground, near.end(), std::greater<>());
        sticks.push_back(std::accumulate(near.begin(), near.begin() + kBackground, 0.0) / kBackground);
    }
    return sticks;
}

std::vector<Edge> edges_between(const Nearness& nearness, const std::vector<std::size_t>& candidates,
                                const std::vector<double>& sticks) {
    std::vector<std::size_t> place(nearness.evidence().size(), 0);
    for (std::size_t i = 0; i < candidates.size(); ++i) place[candidates[i]] = i;
    const auto compared = compared_with(nearness, candidates, candidates);
    std::vector<Edge> edges;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        for (const std::size_t other : compared[i]) {
            const std::size_t j = place[other];
            if (j == i || (candidates.size() <= kCompared && j < i)) continue;
            const double above = nearness.between(candidates[i], other) - 0.5 * (sticks[i] + sticks[j]) + kShift;
            if (above > 0)
                edges.push_back(
                    {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), static_cast<float>(above)});
        }
    return edges;
}

std::vector<std::int32_t> communities_at(const Graph& graph, double resolution) {
    return communities_of(graph, {Quality::constant_potts, kShift + resolution, 8});
}

/// Whether a resample is without this thread: every fifth is left out, another fifth each time.
bool left_out(std::int32_t node, std::uint64_t resample) {
    return (static_cast<std::uint64_t>(node) * 7 + resample * 3) % 5 == resample % 5;
}

/// The graph without the edges of what is left out.
Graph resampled(const Graph& graph, std::uint64_t resample) {
    Graph kept;
    kept.starts.push_back(0);
    for (std::int32_t node = 0; node < graph.node_count(); ++node) {
        const auto row = static_cast<std::size_t>(node);
        for (std::int64_t e = graph.starts[row]; e < graph.starts[row + 1] && !left_out(node, resample); ++e) {
            const auto at = static_cast<std::size_t>(e);
            if (left_out(graph.ends[at], resample)) continue;
            kept.ends.push_back(graph.ends[at]);
            kept.weights.push_back(graph.weights[at]);
        }
        kept.starts.push_back(static_cast<std::int64_t>(kept.ends.size()));
    }
    return kept;
}

/// Communities of a resample, -1 for what is left out.
std::vector<std::int32_t> communities_of_resample(const Graph& kept, double resolution, std::uint64_t resample) {
    std::vector<std::int32_t> found = communities_at(kept, resolution);
    for (std::int32_t node = 0; node < kept.node_count(); ++node)
        if (left_out(node, resample)) found[static_cast<std::size_t>(node)] = -1;
    return found;
}

using Group = std::vector<std::size_t>;

std::map<std::int32_t, Group> groups_of(const std::vector<std::int32_t>& communities) {
    std::map<std::int32_t, Group> groups;
    for (std::size_t i = 0; i < communities.size(); ++i)
        if (communities[i] >= 0) groups[communities[i]].push_back(i);
    return groups;
}

/// For each set of threads the first that holds a question of its in the same words, itself where none before it does.
std::vector<std::size_t> first_with_a_title_of(const std::vector<const Group*>& sets,
                                               const std::vector<ThreadEvidence>& evidence) {
    std::vector<std::size_t> into(sets.size());
    const auto root_of = [&](std::size_t set) {
        while (into[set] != set) set = into[set];
        return set;
    };
    std::unordered_map<std::string_view, std::size_t> of_title;
    for (std::size_t set = 0; set < sets.size(); ++set) {
        into[set] = set;
        for (const std::size_t i : *sets[set]) {
            if (evidence[i].shape.proposition.empty()) continue;
            const std::size_t own = root_of(set);
            const std::size_t other = root_of(of_title.try_emplace(evidence[i].thread->title, set).first->second);
            into[std::max(own, other)] = std::min(own, other);
        }
    }
    for (std::size_t set = 0; set < sets.size(); ++set) into[set] = root_of(set);
    return into;
}

void join_parts(std::vector<Group>& parts, const std::vector<ThreadEvidence>& evidence) {
    std::vector<const Group*> sets;
    for (const Group& part : parts) sets.push_back(&part);
    const std::vector<std::size_t> into = first_with_a_title_of(sets, evidence);
    for (std::size_t p = 0; p < parts.size(); ++p) {
        if (into[p] == p) continue;
        Group& to = parts[into[p]];
        to.insert(to.end(), parts[p].begin(), parts[p].end());
        std::sort(to.begin(), to.end());
        parts[p].clear();
    }
    std::erase_if(parts, [](const Group& part) { return part.empty(); });
}

/// Groups that hold the same question in the same words are one, whatever their answers say: posts of a microblog under
/// one hashtag are hundreds, more than have edges to each other. As stable as the most stable of them.
void join_groups(std::vector<ThreadGroup>& groups, const std::vector<ThreadEvidence>& evidence) {
    std::vector<const Group*> sets;
    for (const ThreadGroup& group : groups) sets.push_back(&group.threads);
    const std::vector<std::size_t> into = first_with_a_title_of(sets, evidence);
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (into[g] == g) continue;
        ThreadGroup &from = groups[g], &to = groups[into[g]];
        to.stability = std::max(to.stability, from.stability);
        to.threads.insert(to.threads.end(), from.threads.begin(), from.threads.end());
        std::sort(to.threads.begin(), to.threads.end());
        std::move(from.parts.begin(), from.parts.end(), std::back_inserter(to.parts));
        from = {};
    }
    std::erase_if(groups, [](const ThreadGroup& group) { return group.threads.empty(); });
    for (ThreadGroup& group : groups) join_parts(group.parts, evidence);
}

/// Mean Jaccard index of the group with its best match in each resample, over its threads that are in the resample.
double stability_of(const Group& group, const std::vector<std::vector<std::int32_t>>& resamples) {
    double sum = 0, counted = 0;
    for (const auto& communities : resamples) {
        std::map<std::int32_t, double> inside;
        double present = 0;
        for (const std::size_t i : group)
            if (communities[i] >= 0) {
                ++inside[communities[i]];
                ++present;
            }
        if (present < 2) continue;
        double best = 0;
        for (const auto& [community, shared] : inside) {
            const auto size = static_cast<double>(std::count(communities.begin(), communities.end(), community));
            best = std::max(best, shared / (present + size - shared));
        }
        sum += best;
        counted += 1;
    }
    return counted == 0 ? 1 : sum / counted;
}

}  // namespace

TitleWords words_of_titles(const std::vector<ThreadEvidence>& evidence, const Words& words) {
    TitleWords titles;
    for (const ThreadEvidence& e : evidence) {
        std::vector<std::string>& unique = titles.emplace_back(words.content_words(e.thread->title));
        std::sort(unique.begin(), unique.end());
        unique.erase(std::unique(unique.begin(), unique.end()), unique.end());
    }
    return titles;
}

std::vector<ThreadGroup> group_threads(const std::vector<ThreadEvidence>& evidence, const TitleWords& title_words,
                                       const std::vector<bool>& debated, const GroupingOptions& options,
                                       const CentreOf& centre_of) {
    std::vector<std::size_t> candidates, background;
    for (std::size_t i = 0; i < evidence.size(); ++i) (debated[i] ? candidates : background).push_back(i);
    if (candidates.empty()) return {};
    const Nearness nearness(evidence, title_words, centre_of);
    const std::vector<double> sticks = yardsticks(nearness, candidates, background);
    const Graph graph =
        graph_of(static_cast<std::int32_t>(candidates.size()), edges_between(nearness, candidates, sticks));
    std::vector<std::vector<std::int32_t>> resamples;
    for (std::uint64_t r = 0; r < 10; ++r) {
        const Graph kept = resampled(graph, r);
        for (const double step : {-options.step, 0.0, options.step})
            resamples.push_back(communities_of_resample(kept, options.resolution + step, r));
    }
    const std::vector<std::int32_t> whole = communities_at(graph, options.resolution);
    const std::vector<std::int32_t> finer = communities_at(graph, options.resolution + options.finer);
    std::vector<ThreadGroup> groups;
    const auto put = [&](const Group& group, double stability) {
        ThreadGroup out{{}, {}, stability};
        std::map<std::int32_t, Group> parts;
        for (const std::size_t i : group) {
            out.threads.push_back(candidates[i]);
            parts[finer[i]].push_back(candidates[i]);
        }
        for (auto& [number, part] : parts) out.parts.push_back(std::move(part));
        groups.push_back(std::move(out));
    };
    for (const auto& [number, group] : groups_of(whole)) {
        const double stability = group.size() == 1 ? 1.0 : stability_of(group, resamples);
        if (stability >= options.least_stability) {
            put(group, stability);
            continue;
        }
        std::vector<std::int32_t> cut(whole.size(), -1);
        for (const std::size_t i : group) cut[i] = finer[i];
        for (const auto& [part_number, part] : groups_of(cut)) put(part, part.size() == 1 ? 1.0 : stability);
    }
    join_groups(groups, evidence);
    return groups;
}

}  // namespace agon
