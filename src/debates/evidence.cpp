// What speaks for a thread being a debate: opposing cues, disagreeing replies, reasoning, and a question that asks for
// a position. News, advice and jokes have voices and votes too, so volume alone must not count.
#include <algorithm>
#include <cmath>
#include <set>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

/// Approving minus rejecting cues, a cue behind a negation counted the other way.
int net_approval(std::string_view text, const Lexicon& lexicon) {
    const auto negations = lexicon.list("negation").find(text);
    const auto negated = [&](std::int64_t at) {
        return std::any_of(negations.begin(), negations.end(),
                           [&](const LexiconMatch& n) { return n.span.end <= at && at - n.span.end <= 6; });
    };
    int net = 0;
    for (const LexiconMatch& m : lexicon.list("support").find(text)) net += negated(m.span.begin) ? -1 : 1;
    for (const LexiconMatch& m : lexicon.list("oppose").find(text)) net += negated(m.span.begin) ? 1 : -1;
    return net;
}

void count_posts(ThreadEvidence& e, const Segments& segments, const Lexicon& lexicon) {
    std::set<VoiceId> voices;
    std::int64_t claims = 0;
    for (std::size_t begin = 0; begin < e.segments.size();) {
        const Segment& first = segments.segments[e.segments[begin]];
        int net = 0;
        bool disagrees = false;
        std::size_t end = begin;
        for (; end < e.segments.size() && segments.segments[e.segments[end]].post == first.post; ++end) {
            const Segment& s = segments.segments[e.segments[end]];
            if (s.claim_score >= 0.45) ++claims;
            if (s.kind == SegmentKind::aside || s.kind == SegmentKind::quotation) continue;
            net += net_approval(s.text, lexicon);
            if (s.ordinal < 2) disagrees = disagrees || lexicon.list("disagree").contains_any(s.text);
        }
        voices.insert(first.voice);
        ++e.posts;
        e.votes += first.votes;
        if (net > 0) ++e.approving;
        if (net < 0) ++e.rejecting;
        if (static_cast<std::int64_t>(first.answers) != 0) {
            ++e.replies;
            e.disagreeing_replies += disagrees ? 1 : 0;
        }
        begin = end;
    }
    e.voices = static_cast<std::int64_t>(voices.size());
    if (!e.segments.empty()) e.argument_density = static_cast<double>(claims) / static_cast<double>(e.segments.size());
}

/// DEVIATION: weights set by hand; issue 6 learns them from labelled questions.
double debatedness_of(const ThreadEvidence& e, bool advice) {
    const double approving = static_cast<double>(e.approving), rejecting = static_cast<double>(e.rejecting);
    const double opposition = 2.0 * std::min(approving, rejecting) / (approving + rejecting + 4.0);
    const double disagreement = static_cast<double>(e.disagreeing_replies) / (static_cast<double>(e.replies) + 10.0);
    double form = 0.0;
    switch (e.shape.form) {
        case QuestionForm::either_or:
            form = 1.2;
            break;
        case QuestionForm::yes_no:
            form = 1.0;
            break;
        case QuestionForm::how_see:
            form = 0.5;
            break;
        case QuestionForm::why:
            form = 0.4;
            break;
        case QuestionForm::open:
            form = -0.3;
            break;
        case QuestionForm::news:
            form = -1.6;
            break;
    }
    if (advice) form -= 1.0;
    const double x = -1.5 + 2.0 * opposition + 2.0 * disagreement + 2.6 * e.argument_density + form;
    return 1.0 / (1.0 + std::exp(-x));
}

std::vector<float> centre_of(const ThreadEvidence& e, const Segments& segments, const Vectors& vectors,
                             const std::vector<float>& mean) {
    std::vector<float> sum(mean.size(), 0.0F);
    const auto add = [&](const float* row, float weight) {
        if (!row) return;
        const std::vector<float> v = centred(row, mean);
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weight * v[k];
    };
    for (const std::size_t index : e.segments) {
        const Segment& s = segments.segments[index];
        if (s.kind == SegmentKind::aside) continue;
        add(vectors.segments.row(static_cast<std::int64_t>(s.segment)), static_cast<float>(s.claim_score));
    }
    normalise(sum);
    add(vectors.questions.row(static_cast<std::int64_t>(e.thread->thread)), 1.0F);  // the title weighs as all segments
    normalise(sum);
    return sum;
}

}  // namespace

std::vector<ThreadEvidence> weigh_threads(const Threads& threads, const Corpus&, const Segments& segments,
                                          const Vectors& vectors, const std::vector<float>& mean,
                                          const Lexicon& lexicon, const Words& words) {
    std::map<ThreadId, std::vector<std::size_t>> by_thread;
    for (std::size_t i = 0; i < segments.segments.size(); ++i) by_thread[segments.segments[i].thread].push_back(i);
    std::map<std::string, double> frequency;
    std::vector<ThreadEvidence> evidence;
    for (const Thread& thread : threads.threads) {
        const auto found = by_thread.find(thread.thread);
        if (thread.stream != "public" || found == by_thread.end()) continue;
        ThreadEvidence e;
        e.thread = &thread;
        e.shape = shape_of_question(thread.title, lexicon);
        e.segments = found->second;
        count_posts(e, segments, lexicon);
        e.debatedness = debatedness_of(e, lexicon.list("advice_question").contains_any(thread.title));
        e.centre = centre_of(e, segments, vectors, mean);
        for (const std::string& word : words.content_words(thread.title)) e.title_words[word] = 1.0;
        for (const auto& [word, weight] : e.title_words) frequency[word] += weight;
        evidence.push_back(std::move(e));
    }
    const double count = static_cast<double>(evidence.size());
    for (ThreadEvidence& e : evidence)
        for (auto& [word, weight] : e.title_words) weight = std::log(1.0 + count / frequency[word]);
    return evidence;
}

}  // namespace agon
