// How hot a debate is, and how sure the order is.
//
// Salience is the weighted mean of seven parts, each 0..1. Five are sizes, each over the largest of the case on a log
// scale, so that one huge thread does not drown all: voices, posts, votes, years of life, number of questions.
// Disagreement is 2 * min(for, against) / (for + against + 4) of the posts whose cues lean one way: the 4 draws one
// against one to near zero. Recency is the share of posts from the last three years of the case. Each part is a column;
// the weights stand in the case's case.toml (all 1 if it has none).
// The rank's interval comes from resamples of the voices (Poisson bootstrap: every voice counts 0, 1, 2 ... times,
// drawn from its id and the resample's number, so that the order of rows does not matter). "The most pressing debate"
// may be said only of one that ranks first in at least 95 % of them. Does not fit: voices that answer once each across
// many threads of one person; they count as several.
#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

#include "ground/table/case_settings.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t kRecentYears = 3;

struct VoiceShare {
    VoiceId voice{};
    std::int64_t posts = 0, votes = 0, recent = 0;
};
struct Volume {
    double voices = 0, posts = 0, votes = 0, recent = 0;
};
using Parts = std::array<double, 7>;  // voices, posts, votes, years, questions, disagreement, recency

std::uint64_t scatter(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

int poisson_weight(std::uint64_t voice, std::uint64_t resample) {
    static const std::array<double, 9> cumulative = [] {
        std::array<double, 9> sums{};
        double probability = std::exp(-1.0), sum = probability;
        for (std::size_t count = 0; count < sums.size(); ++count) {
            sums[count] = sum;
            probability /= static_cast<double>(count + 1);
            sum += probability;
        }
        return sums;
    }();
    const double u = static_cast<double>(scatter(voice ^ scatter(resample)) >> 11) * 0x1.0p-53;
    int count = 0;
    while (count < 8 && u > cumulative[static_cast<std::size_t>(count)]) ++count;
    return count;
}

double years_of(const Debate& debate) {
    return debate.first_year == 0 ? 0 : static_cast<double>(debate.last_year - debate.first_year + 1);
}

std::vector<Parts> parts_of(const std::vector<Debate>& debates, const std::vector<Volume>& volumes) {
    Volume most;
    double years = 1, questions = 1;
    for (std::size_t i = 0; i < debates.size(); ++i) {
        most.voices = std::max(most.voices, volumes[i].voices);
        most.posts = std::max(most.posts, volumes[i].posts);
        most.votes = std::max(most.votes, volumes[i].votes);
        years = std::max(years, years_of(debates[i]));
        questions = std::max(questions, static_cast<double>(debates[i].threads));
    }
    const auto part = [](double value, double largest) {
        return std::log1p(value) / std::log1p(std::max(1.0, largest));
    };
    std::vector<Parts> out;
    for (std::size_t i = 0; i < debates.size(); ++i)
        out.push_back({part(volumes[i].voices, most.voices), part(volumes[i].posts, most.posts),
                       part(volumes[i].votes, most.votes), part(years_of(debates[i]), years),
                       part(static_cast<double>(debates[i].threads), questions), debates[i].disagreement,
                       volumes[i].recent / std::max(1.0, volumes[i].posts)});
    return out;
}

double weighted(const Parts& parts, const SalienceWeights& w) {
    const Parts weights = {w.voices, w.posts, w.votes, w.years, w.questions, w.disagreement, w.recency};
    double sum = 0, all = 0;
    for (std::size_t k = 0; k < parts.size(); ++k) {
        sum += weights[k] * parts[k];
        all += weights[k];
    }
    return all > 0 ? sum / all : 0;
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

/// Of each debate, its voices with what they posted; members come sorted by debate, posts in a row.
std::vector<std::vector<VoiceShare>> shares_by_voice(const std::vector<Debate>& debates,
                                                     const std::vector<Member>& members, const DebateRoom& room) {
    std::unordered_map<std::int64_t, std::size_t> index;
    for (std::size_t i = 0; i < debates.size(); ++i) index[static_cast<std::int64_t>(debates[i].debate)] = i;
    std::int32_t last_year = 0;
    for (const Member& m : members) last_year = std::max(last_year, m.year);
    std::vector<std::vector<VoiceShare>> shares(debates.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const Member& m = members[i];
        if (i > 0 && members[i - 1].post == m.post && members[i - 1].debate == m.debate) continue;
        const bool recent = m.year > 0 && m.year > last_year - kRecentYears;
        shares[index.at(static_cast<std::int64_t>(m.debate))].push_back(
            {m.voice, 1, room.segment(m.segment).votes, recent ? 1 : 0});
    }
    for (auto& list : shares) {
        std::stable_sort(list.begin(), list.end(),
                         [](const VoiceShare& l, const VoiceShare& r) { return l.voice < r.voice; });
        std::size_t kept = 0;
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (kept > 0 && list[kept - 1].voice == list[i].voice) {
                list[kept - 1].posts += list[i].posts;
                list[kept - 1].votes += list[i].votes;
                list[kept - 1].recent += list[i].recent;
            } else {
                list[kept++] = list[i];
            }
        }
        list.resize(kept);
    }
    return shares;
}

Volume volume_of(const std::vector<VoiceShare>& shares, std::int32_t resample) {
    Volume volume;
    for (const VoiceShare& share : shares) {
        const double weight = resample == 0 ? 1
                                            : poisson_weight(static_cast<std::uint64_t>(share.voice),
                                                             static_cast<std::uint64_t>(resample));
        volume.voices += weight;
        volume.posts += weight * static_cast<double>(share.posts);
        volume.votes += weight * static_cast<double>(share.votes);
        volume.recent += weight * static_cast<double>(share.recent);
    }
    return volume;
}

void set_parts(Debate& debate, const Parts& parts, double salience, std::size_t place) {
    debate.salience_voices = parts[0];
    debate.salience_posts = parts[1];
    debate.salience_votes = parts[2];
    debate.salience_years = parts[3];
    debate.salience_questions = parts[4];
    debate.salience_disagreement = parts[5];
    debate.salience_recency = parts[6];
    debate.salience = salience;
    debate.rank = static_cast<std::int32_t>(place) + 1;
}

}  // namespace

void rank_debates(std::vector<Debate>& debates, const std::vector<Member>& members, const DebateRoom& room,
                  const DebateOptions& options) {
    const auto shares = shares_by_voice(debates, members, room);
    std::vector<std::vector<std::int32_t>> ranks(debates.size());
    for (std::int32_t resample = 0; resample <= options.resamples; ++resample) {
        std::vector<Volume> volumes;
        for (const auto& list : shares) volumes.push_back(volume_of(list, resample));
        const std::vector<Parts> parts = parts_of(debates, volumes);
        std::vector<double> salience;
        for (const Parts& p : parts) salience.push_back(weighted(p, options.salience));
        const std::vector<std::size_t> order = order_of(debates, salience);
        for (std::size_t place = 0; place < order.size(); ++place) {
            const std::size_t i = order[place];
            if (resample == 0)
                set_parts(debates[i], parts[i], salience[i], place);
            else
                ranks[i].push_back(static_cast<std::int32_t>(place) + 1);
        }
    }
    for (std::size_t i = 0; i < debates.size(); ++i) {
        if (ranks[i].empty()) continue;
        std::sort(ranks[i].begin(), ranks[i].end());
        debates[i].rank_low = ranks[i][ranks[i].size() / 40];
        debates[i].rank_high = ranks[i][ranks[i].size() - 1 - ranks[i].size() / 40];
        debates[i].first_share =
            static_cast<double>(std::count(ranks[i].begin(), ranks[i].end(), 1)) / static_cast<double>(ranks[i].size());
    }
    std::sort(debates.begin(), debates.end(), [](const Debate& l, const Debate& r) { return l.rank < r.rank; });
}

Result<SalienceWeights> read_salience_weights(Disk& disk, const std::string& case_folder) {
    TRY(const toml::table settings, read_case_settings(disk, case_folder));
    const auto salience = settings["salience"];
    SalienceWeights weights;
    for (const auto& [name, weight] : {std::pair<const char*, double*>{"voices", &weights.voices},
                                       {"posts", &weights.posts},
                                       {"votes", &weights.votes},
                                       {"years", &weights.years},
                                       {"questions", &weights.questions},
                                       {"disagreement", &weights.disagreement},
                                       {"recency", &weights.recency}}) {
        *weight = salience[name].value_or(1.0);
        if (!(*weight >= 0) || *weight > 1e6)
            return Error{ErrorCode::bad_value, case_settings_file(case_folder), 0, -1,
                         std::string("salience.") + name + " must be 0 or more"};
    }
    return weights;
}

}  // namespace agon
