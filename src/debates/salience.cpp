// How hot a debate is, and how sure the order is.
//
// Salience is the mean of six parts, each divided by the largest of the case on a log scale (so that one huge thread
// does not drown all): voices, posts, votes, years of life, number of questions; and disagreement as it is.
// The rank's interval comes from 200 resamples of the voices (Poisson bootstrap: every voice counts 0, 1, 2 ... times,
// drawn from its id and the resample's number, so that the result does not depend on the order of rows).
#include <algorithm>
#include <cmath>
#include <set>

#include "src/debates/steps.hpp"

namespace agon {
namespace {

struct VoiceShare {
    std::int64_t posts = 0, votes = 0;
};
struct Volume {
    double voices = 0, posts = 0, votes = 0;
};

std::uint64_t scatter(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

int poisson_weight(std::uint64_t voice, std::uint64_t resample) {
    const double u = static_cast<double>(scatter(voice ^ scatter(resample)) >> 11) * 0x1.0p-53;
    double probability = std::exp(-1.0), cumulative = probability;
    int count = 0;
    while (u > cumulative && count < 8) {
        ++count;
        probability /= count;
        cumulative += probability;
    }
    return count;
}

std::vector<double> saliences(const std::vector<Debate>& debates, const std::vector<Volume>& volumes) {
    Volume most;
    double years = 1, threads = 1;
    for (std::size_t i = 0; i < debates.size(); ++i) {
        most.voices = std::max(most.voices, volumes[i].voices);
        most.posts = std::max(most.posts, volumes[i].posts);
        most.votes = std::max(most.votes, volumes[i].votes);
        years = std::max(years, static_cast<double>(debates[i].last_year - debates[i].first_year + 1));
        threads = std::max(threads, static_cast<double>(debates[i].threads));
    }
    const auto part = [](double value, double largest) {
        return std::log1p(value) / std::log1p(std::max(1.0, largest));
    };
    std::vector<double> out;
    for (std::size_t i = 0; i < debates.size(); ++i)
        out.push_back((part(volumes[i].voices, most.voices) + part(volumes[i].posts, most.posts) +
                       part(volumes[i].votes, most.votes) +
                       part(debates[i].last_year - debates[i].first_year + 1, years) +
                       part(static_cast<double>(debates[i].threads), threads) + debates[i].disagreement) /
                      6.0);
    return out;
}

std::vector<std::size_t> order_of(const std::vector<Debate>& debates, const std::vector<double>& salience) {
    std::vector<std::size_t> order(debates.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) {
        if (salience[l] != salience[r]) return salience[l] > salience[r];
        return debates[l].debate < debates[r].debate;
    });
    return order;
}

using VoiceShares = std::vector<std::map<VoiceId, VoiceShare>>;

VoiceShares shares_by_voice(const std::vector<Debate>& debates, const std::vector<Member>& members,
                            const Segments& segments) {
    std::map<DebateId, std::size_t> index;
    for (std::size_t i = 0; i < debates.size(); ++i) index[debates[i].debate] = i;
    std::unordered_map<std::int64_t, std::int64_t> votes;
    for (const Segment& s : segments.segments) votes[static_cast<std::int64_t>(s.post)] = s.votes;
    VoiceShares shares(debates.size());
    std::set<std::pair<DebateId, PostId>> seen;
    for (const Member& m : members) {
        if (!seen.emplace(m.debate, m.post).second) continue;
        VoiceShare& share = shares[index[m.debate]][m.voice];
        ++share.posts;
        share.votes += votes[static_cast<std::int64_t>(m.post)];
    }
    return shares;
}

}  // namespace

void rank_debates(std::vector<Debate>& debates, const std::vector<Member>& members, const Segments& segments,
                  std::int32_t resamples) {
    const VoiceShares shares = shares_by_voice(debates, members, segments);
    std::vector<std::vector<std::int32_t>> ranks(debates.size());
    for (std::int32_t resample = 0; resample <= resamples; ++resample) {
        std::vector<Volume> volumes(debates.size());
        for (std::size_t i = 0; i < debates.size(); ++i)
            for (const auto& [voice, share] : shares[i]) {
                const double weight = resample == 0 ? 1
                                                    : poisson_weight(static_cast<std::uint64_t>(voice),
                                                                     static_cast<std::uint64_t>(resample));
                volumes[i].voices += weight;
                volumes[i].posts += weight * static_cast<double>(share.posts);
                volumes[i].votes += weight * static_cast<double>(share.votes);
            }
        const std::vector<double> salience = saliences(debates, volumes);
        const std::vector<std::size_t> order = order_of(debates, salience);
        for (std::size_t place = 0; place < order.size(); ++place) {
            if (resample > 0) {
                ranks[order[place]].push_back(static_cast<std::int32_t>(place) + 1);
                continue;
            }
            debates[order[place]].rank = static_cast<std::int32_t>(place) + 1;
            debates[order[place]].salience = salience[order[place]];
        }
    }
    for (std::size_t i = 0; i < debates.size(); ++i) {
        std::sort(ranks[i].begin(), ranks[i].end());
        if (ranks[i].empty()) continue;
        debates[i].rank_low = ranks[i][ranks[i].size() / 40];
        debates[i].rank_high = ranks[i][ranks[i].size() - 1 - ranks[i].size() / 40];
    }
    std::sort(debates.begin(), debates.end(), [](const Debate& l, const Debate& r) { return l.rank < r.rank; });
}

}  // namespace agon
