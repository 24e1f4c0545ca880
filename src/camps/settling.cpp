// Settling: single odds become the stances of a debate.
//
// The judge reads one segment at a time and is often unsure. But people who make one argument mostly stand on one side,
// people seldom contradict themselves, and who throws "你" and a question back mostly stands on the other. So posts are
// tied: by likeness of segments (each to its ten nearest in the debate), by voice, by replies. Half the log-odds that
// two posts stand alike is the strength of a tie. Along voices and replies the posts tell each other what each knows
// without the other (belief propagation in an Ising model; J. Pearl, Probabilistic Reasoning in Intelligent Systems,
// 1988, ch. 4): the message of i to j is atanh(tanh(strength) * tanh(all that i knows but what j told it)), damped, 40
// rounds, all at once, so that no order matters. Reply trees have no circles, and there the leans are exact. The mean
// field, used before, lets a post hear its own echo: with ties as strong as these it made leans of .98 out of nothing,
// and whole threads of the sample whose own odds lie around 0 fell to one side. How alike likes are was counted on sets
// with labels: among pairs of neighbours at cosine .5 in a topic (after the topic's mean is taken off) 84 in 100 stand
// alike in iam, 89 in kpa2021, 74 to 77 in c-mtcsd and nlpcc2016, 67 in zs-csd, 58 in iac, with 50 to 58 by chance; far
// fewer than those numbers is used here, because ties repeat each other. What the pair network read is not tied by
// likeness: on fold 0 of iam the ties make .686 of the sides right into .655, of c-mtcsd .572 into .506
// (bench/stance_ablation.py). DEVIATION: a tie by likeness pulls by how far the other lies from the mean of all. Else,
// with ten ties a segment, the debate falls to one side whole, which was seen on the sample: all of 195 posts in one
// camp. Fits: a debate whose camps bring different arguments. Does not fit: two camps that quarrel over one fact in the
// same words; there likeness ties the wrong posts, and only replies hold against it.
#include <algorithm>
#include <cmath>
#include <map>

#include "ground/model/geometry.hpp"
#include "ground/model/neighbours.hpp"
#include "src/camps/steps.hpp"

namespace agon {
namespace {

constexpr std::int32_t neighbours_of_segment = 10;
constexpr double least_cosine = 0.2, no_likeness = 0.1;
constexpr double likeness_gain = 0.3;
constexpr double voice_strength = 1.2;  // in zs-csd 98 of 100 posts of one speaker in one thread stand alike
constexpr double most_reply = 0.8;      // half log-odds, where nobody has said how replies go in this case
constexpr double most_known_reply = 1.5;
// Below it a verdict on a reply ties nobody. Fold 0, sides right without replies, with all, with those beyond .5:
// c-mtcsd .642, .624, .632; zs-csd .540, .569, .562; iac .568, .549, .557 (balanced over both sides .502, .534, .542).
constexpr double least_reply = 0.35;  // of log-odds as believed: .5 of the reply model's
constexpr int rounds = 40;

void tie_by_likeness(const std::vector<DebatePost>& posts, const Room& room, int threads, std::vector<Tie>& ties) {
    const auto width = static_cast<std::size_t>(room.vectors.segments.width);
    std::vector<std::size_t> owner;
    std::vector<float> rows, scratch;
    for (std::size_t p = 0; p < posts.size(); ++p)
        for (const std::size_t i : posts[p].segments) {
            const Segment& s = room.segments.segments[i];
            if (s.kind == SegmentKind::aside || posts[p].judged_by != JudgedBy::attention) continue;
            const float* row = room.vectors.segments.row(static_cast<std::int64_t>(s.segment), scratch);
            rows.insert(rows.end(), row, row + width);
            owner.push_back(p);
        }
    if (owner.size() < 3) return;
    const auto columns = static_cast<std::int32_t>(width);
    rows = centred_rows(rows, mean_of_rows(rows, columns));
    const std::vector<Neighbour> found = nearest(rows, columns, neighbours_of_segment, threads);
    const std::size_t each = found.size() / owner.size();
    for (std::size_t r = 0; r < owner.size(); ++r)
        for (std::size_t n = r * each; n < (r + 1) * each; ++n) {
            const std::size_t other = owner[static_cast<std::size_t>(found[n].row)];
            const auto cosine = static_cast<double>(found[n].cosine);
            if (other == owner[r] || cosine < least_cosine) continue;
            const double share = 1.0 / std::sqrt(static_cast<double>(posts[owner[r]].segments.size()));
            ties.push_back({owner[r], other, likeness_gain * (cosine - no_likeness) * share, true});
        }
}

void tie_by_voice(const std::vector<DebatePost>& posts, std::vector<Tie>& ties) {
    std::map<VoiceId, std::size_t> last;
    for (std::size_t p = 0; p < posts.size(); ++p) {
        const auto [place, first] = last.emplace(posts[p].voice, p);
        if (first) continue;
        ties.push_back({place->second, p, voice_strength, false});
        place->second = p;
    }
}

void tie_by_replies(const std::vector<DebatePost>& posts, const std::vector<ReplySide>& replies,
                    const ReplyBelief& belief, std::vector<Tie>& ties) {
    std::map<PostId, std::size_t> number;
    for (std::size_t p = 0; p < posts.size(); ++p) number[posts[p].post] = p;
    const double most = belief.is_known ? most_known_reply : most_reply;
    for (const ReplySide& reply : replies)
        if (const double odds = belief.believed.shift + belief.believed.slope * reply.odds;
            std::abs(odds) >= least_reply)
            ties.push_back(
                {number.at(reply.post), number.at(reply.answered), std::clamp(0.5 * odds, -most, most), false});
}

}  // namespace

std::vector<Tie> ties_between(const std::vector<DebatePost>& posts, const Room& room,
                              const std::vector<ReplySide>& replies, const ReplyBelief& belief, int threads) {
    std::vector<Tie> ties;
    tie_by_likeness(posts, room, threads, ties);
    tie_by_voice(posts, ties);
    tie_by_replies(posts, replies, belief, ties);
    return ties;
}

namespace {

/// What two posts that are tied tell each other. Ties of one pair are one: two messages would be one thing said twice.
struct Talk {
    std::size_t left = 0, right = 0;
    double likely_same = 0;            // tanh of the strength
    double to_left = 0, to_right = 0;  // half log-odds for pole a
};

std::vector<Talk> talks_of(const std::vector<Tie>& ties) {
    std::map<std::pair<std::size_t, std::size_t>, double> strength;
    for (const Tie& tie : ties)
        if (!tie.by_likeness && tie.left != tie.right) strength[std::minmax(tie.left, tie.right)] += tie.strength;
    std::vector<Talk> talks;
    for (const auto& [pair, sum] : strength) talks.push_back({pair.first, pair.second, std::tanh(sum), 0, 0});
    return talks;
}

double told(double likely_same, double knows) {
    return std::atanh(likely_same * std::tanh(knows));  // |likely_same| < 1 for any finite strength used here
}

/// DEVIATION, see the head of the file: the pull of likeness, by how far the other lies from the mean of all.
void pull_by_likeness(const std::vector<Tie>& ties, const std::vector<double>& leans, std::vector<double>& knows) {
    double mean = 0;
    for (const double lean : leans) mean += lean / static_cast<double>(leans.size());
    for (const Tie& tie : ties) {
        if (!tie.by_likeness) continue;
        knows[tie.left] += tie.strength * (leans[tie.right] - mean);
        knows[tie.right] += tie.strength * (leans[tie.left] - mean);
    }
}

}  // namespace

std::vector<double> settle(const std::vector<double>& odds, const std::vector<Tie>& ties) {
    std::vector<Talk> talks = talks_of(ties);
    std::vector<double> leans(odds.size()), knows(odds.size());
    for (std::size_t i = 0; i < odds.size(); ++i) leans[i] = std::tanh(0.5 * odds[i]);
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < odds.size(); ++i) knows[i] = 0.5 * odds[i];
        pull_by_likeness(ties, leans, knows);
        for (const Talk& talk : talks) knows[talk.left] += talk.to_left, knows[talk.right] += talk.to_right;
        for (Talk& talk : talks) {
            const double from_left = told(talk.likely_same, knows[talk.left] - talk.to_left);
            const double from_right = told(talk.likely_same, knows[talk.right] - talk.to_right);
            talk.to_right = 0.5 * talk.to_right + 0.5 * from_left;
            talk.to_left = 0.5 * talk.to_left + 0.5 * from_right;
        }
        for (std::size_t i = 0; i < odds.size(); ++i) leans[i] = 0.5 * leans[i] + 0.5 * std::tanh(knows[i]);
    }
    return leans;
}

}  // namespace agon
