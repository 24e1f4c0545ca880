// Own words: what the judge says of each segment, and what that makes of a post.
//
// Every segment is put to the judge beside a statement. Which one: the statement of its own thread's question, turned
// round where that question asks the other way (ThreadPlace::orientation), since an answer speaks to the question it
// stands under; beside it, in an either/or debate, each pole, since people praise and blame the poles by name. What the
// judge says for the target minus what it says against it, in log-odds, turned to pole a, is the segment's word; their
// mean, weighed by how much of a claim each is and growing with the root of their number (segments of one post repeat
// each other), is the post's.
// Fits: "举国体制能集中力量" under "举国还是市场". Does not fit: a story whose moral is left to the reader.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/camps/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t most_segments_of_post = 8;
constexpr std::size_t answered_bytes = 240;
constexpr double centring = 0.5;  // share of the debate's median odds that is taken for the judge's bias on its target

/// A statement to ask for, and whether being for it is a vote for pole a.
struct Target {
    std::string statement;
    double sign = 1;
};

std::map<ThreadId, std::vector<Target>> targets_of(const Debate& debate, const Debates& debates) {
    std::vector<Target> poles;
    if (!debate.pole_a.empty() && !debate.pole_b.empty()) poles = {{debate.pole_a, 1}, {debate.pole_b, -1}};
    const std::string& of_debate = debate.proposition.empty() ? debate.question : debate.proposition;
    const auto add_both_ways = [](std::vector<Target>& asked, const std::string& statement, double sign) {
        asked.push_back({statement, sign});
        asked.push_back({opposite_of(statement), -sign});
    };
    std::map<ThreadId, std::vector<Target>> targets;
    targets[ThreadId{}] = poles;
    add_both_ways(targets[ThreadId{}], of_debate, 1);
    for (const ThreadPlace& place : debates.threads) {
        if (place.debate != debate.debate) continue;
        std::vector<Target>& own = targets[place.thread] = poles;
        if (place.orientation != 0 && !place.proposition.empty())
            add_both_ways(own, place.proposition, place.orientation);
        else
            add_both_ways(own, of_debate, 1);
    }
    return targets;
}

/// The first words of each post, for what is answered.
std::map<PostId, std::string> beginnings(const Segments& segments) {
    std::map<PostId, std::string> texts;
    for (const Segment& s : segments.segments) {
        std::string& text = texts[s.post];
        if (text.size() < answered_bytes && s.kind != SegmentKind::quotation) text += s.text;
    }
    return texts;
}

double weight_of(const Segment& s) {
    if (s.kind == SegmentKind::aside) return 0.15;
    return (s.kind == SegmentKind::question ? 0.25 : 0.3) + s.claim_score;
}

/// The segments of a post that are asked of: the weightiest, in text order.
void keep_weightiest(DebatePost& post, const Room& room) {
    if (post.segments.size() <= most_segments_of_post) return;
    std::stable_sort(post.segments.begin(), post.segments.end(), [&](std::size_t l, std::size_t r) {
        return weight_of(room.segments.segments[l]) > weight_of(room.segments.segments[r]);
    });
    post.segments.resize(most_segments_of_post);
    std::sort(post.segments.begin(), post.segments.end());
}

void weigh(DebatePost& post, const Room& room) {
    double sum = 0, weight = 0, for_a = 0, for_b = 0;
    for (std::size_t k = 0; k < post.segments.size(); ++k) {
        sum += post.segment_weight[k] * post.segment_odds[k];
        weight += post.segment_weight[k];
        (post.segment_odds[k] > 0 ? for_a : for_b) += post.segment_weight[k] * std::abs(post.segment_odds[k]);
        const std::string_view text = room.segments.segments[post.segments[k]].text;
        post.weighs_both = post.weighs_both || room.lexicon.list("weighing").contains_any(text);
    }
    post.odds = sum / std::sqrt(weight + 0.25);
}

/// A judge leans on some targets whatever is said; part of what all posts share is taken for that.
void centre(std::vector<DebatePost>& posts) {
    std::vector<double> sorted;
    for (const DebatePost& post : posts)
        if (!post.segments.empty()) sorted.push_back(post.odds);
    if (sorted.empty()) return;
    std::sort(sorted.begin(), sorted.end());
    const double median = sorted[sorted.size() / 2];
    for (DebatePost& post : posts)
        if (!post.segments.empty()) post.odds -= centring * median;
}

}  // namespace

std::vector<DebatePost> posts_of(DebateId debate, const Debates& debates, const Room& room,
                                 const std::map<SegmentId, std::size_t>& index) {
    std::map<PostId, DebatePost> by_post;
    for (const Member& m : debates.members) {
        if (m.debate != debate) continue;
        const std::size_t i = index.at(m.segment);
        const Segment& s = room.segments.segments[i];
        DebatePost& post = by_post[m.post];
        post.post = m.post;
        post.voice = s.voice;
        post.answers = s.answers;
        post.thread = s.thread;
        post.year = s.year;
        post.votes = s.votes;
        // Words of others are heard as theirs, not as the poster's.
        if (s.kind != SegmentKind::quotation) post.segments.push_back(i);
    }
    std::map<PostId, PostId> answered;
    for (const Segment& s : room.segments.segments) answered[s.post] = s.answers;
    std::vector<DebatePost> posts;
    for (auto& [id, post] : by_post) {
        for (PostId above = post.answers; above != PostId{} && post.depth < 9; ++post.depth) {
            const auto next = answered.find(above);
            above = next == answered.end() ? PostId{} : next->second;
        }
        keep_weightiest(post, room);
        posts.push_back(std::move(post));
    }
    return posts;
}

Result<void> ask_judge(std::vector<DebatePost>& posts, const Debate& debate, const Debates& debates, const Room& room,
                       const Judge& judge, int threads) {
    const auto targets = targets_of(debate, debates);
    const auto texts = beginnings(room.segments);
    std::vector<StanceQuestion> questions;
    std::vector<double> signs;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t p = 0; p < posts.size(); ++p) {
        DebatePost& post = posts[p];
        const auto own = targets.find(post.thread);
        const std::vector<Target>& asked = own == targets.end() ? targets.at(ThreadId{}) : own->second;
        const auto answered = texts.find(post.answers);
        for (std::size_t k = 0; k < post.segments.size(); ++k) {
            const Segment& s = room.segments.segments[post.segments[k]];
            post.segment_odds.push_back(0);
            post.segment_weight.push_back(weight_of(s));
            for (const Target& target : asked) {
                questions.push_back(
                    {s.text, target.statement, answered == texts.end() ? std::string_view{} : answered->second});
                signs.push_back(target.sign / static_cast<double>(asked.size()));
                places.emplace_back(p, k);
            }
        }
    }
    TRY(const std::vector<StanceAnswer> answers, judge.judge(questions, threads));
    for (std::size_t i = 0; i < answers.size(); ++i)
        posts[places[i].first].segment_odds[places[i].second] +=
            signs[i] * (std::log(answers[i].in_favour + 1e-3) - std::log(answers[i].against + 1e-3));
    for (DebatePost& post : posts) weigh(post, room);
    centre(posts);
    return {};
}

}  // namespace agon
