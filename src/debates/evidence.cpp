// What speaks for a thread being a debate, counted: opposing cues, yes against no at the head of answers, disagreeing
// replies, pointing at people who think otherwise, reasoning, matters of the public; and what the title asks.
//
// Fits: "高校九月份还会封闭管理吗？": answers open with 会 and 不会, speak of rights and rules, and scold those who
// scold. Does not fit: "哪些古诗带有竹字": hundreds of voices and votes, none against another. Volume alone says
// nothing, so it is no feature. The counts are a table of the case (debates/evidence.parquet); debatedness.cpp weighs
// them.
#include <algorithm>
#include <cmath>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

struct Cues {
    explicit Cues(const Lexicon& lexicon)
        : negation(lexicon.list("negation")),
          support(lexicon.list("support")),
          oppose(lexicon.list("oppose")),
          disagree(lexicon.list("disagree")),
          story(lexicon.list("first_person")),
          opponent(lexicon.list("opponent")),
          matter(lexicon.list("public_matter")),
          yes(lexicon.list("verdict_yes")),
          no(lexicon.list("verdict_no")) {}
    const LexiconList &negation, &support, &oppose, &disagree, &story, &opponent, &matter, &yes, &no;
};

/// Approving minus rejecting cues, a cue behind a negation counted the other way.
int net_approval(std::string_view text, const Cues& cues) {
    const auto negations = cues.negation.find(text);
    const auto negated = [&](std::int64_t at) {
        return std::any_of(negations.begin(), negations.end(),
                           [&](const LexiconMatch& n) { return n.span.end <= at && at - n.span.end <= 6; });
    };
    int net = 0;
    for (const LexiconMatch& m : cues.support.find(text)) net += negated(m.span.begin) ? -1 : 1;
    for (const LexiconMatch& m : cues.oppose.find(text)) net += negated(m.span.begin) ? 1 : -1;
    return net;
}

/// 1 if an answer opens with a yes, -1 with a no, 0 with neither: the first cue within its first eight characters.
int opening_verdict(std::string_view text, const Cues& cues) {
    const std::string_view head = text.substr(0, std::min<std::size_t>(text.size(), 36));
    const auto first = [&](const LexiconList& list) {
        const auto matches = list.find(head);
        return matches.empty() ? std::int64_t{1000} : matches.front().span.begin;
    };
    const std::int64_t yes = first(cues.yes), no = first(cues.no);
    if (std::min(yes, no) > 24) return 0;
    return yes < no ? 1 : -1;
}

struct PostCount {
    int net = 0;
    bool disagrees = false, points_at_opponents = false, tells_story = false;
};

void count_segment(const Segment& s, const Cues& cues, PostCount& post, Evidence& e) {
    if (s.claim_score >= 0.45) ++e.claims;
    if (s.kind == SegmentKind::aside) return;
    if (s.kind == SegmentKind::question) ++e.asking;
    if (cues.matter.contains_any(s.text)) ++e.of_matter;
    if (cues.opponent.contains_any(s.text)) post.points_at_opponents = true;
    if (s.kind == SegmentKind::quotation) return;
    post.net += net_approval(s.text, cues);
    if (s.ordinal < 2) post.disagrees = post.disagrees || cues.disagree.contains_any(s.text);
    if (s.ordinal < 3) post.tells_story = post.tells_story || cues.story.contains_any(s.text);
}

/// One past the greatest share of all votes that one post has; 0 where no votes are known.
double spread_of_votes(std::int64_t largest, std::int64_t all) {
    return all <= 0 ? 0.0 : 1.0 - static_cast<double>(largest) / static_cast<double>(all);
}

void count_posts(ThreadEvidence& e, const Segments& segments, const Cues& cues) {
    std::vector<VoiceId> voices;
    std::int64_t most_votes = 0;
    Evidence& counts = e.counts;
    for (std::size_t begin = 0; begin < e.segments.size();) {
        const Segment& first = segments.segments[e.segments[begin]];
        PostCount post;
        std::size_t end = begin;
        for (; end < e.segments.size() && segments.segments[e.segments[end]].post == first.post; ++end)
            count_segment(segments.segments[e.segments[end]], cues, post, counts);
        voices.push_back(first.voice);
        ++counts.posts;
        counts.segments += static_cast<std::int64_t>(end - begin);
        counts.votes += first.votes;
        most_votes = std::max(most_votes, first.votes);
        counts.approving += post.net > 0 ? 1 : 0;
        counts.rejecting += post.net < 0 ? 1 : 0;
        counts.pointing += post.points_at_opponents ? 1 : 0;
        counts.stories += post.tells_story ? 1 : 0;
        if (static_cast<std::int64_t>(first.answers) != 0) {
            ++counts.replies;
            counts.disagreeing_replies += post.disagrees ? 1 : 0;
        } else {
            const int verdict = opening_verdict(first.text, cues);
            counts.saying_yes += verdict > 0 ? 1 : 0;
            counts.saying_no += verdict < 0 ? 1 : 0;
        }
        begin = end;
    }
    std::sort(voices.begin(), voices.end());
    counts.voices = std::unique(voices.begin(), voices.end()) - voices.begin();
    counts.vote_spread = spread_of_votes(most_votes, counts.votes);
}

void read_title(ThreadEvidence& e, const Lexicon& lexicon) {
    const std::string& title = e.thread->title;
    const auto has = [&](const char* list) { return lexicon.list(list).contains_any(title) ? 1 : 0; };
    e.shape = shape_of_question(title, lexicon);
    e.counts.form = e.shape.form;
    e.counts.title_private = has("private_question");
    e.counts.title_leisure = has("leisure_question");
    e.counts.title_news = has("news_question");
    e.counts.title_advice = has("advice_question");
    e.counts.title_matter = has("public_matter");
    e.counts.title_position = has("debate_question");
}

/// Indices of the public segments, by thread id, in their own order within a thread.
std::vector<std::size_t> segments_by_thread(const Segments& segments) {
    std::vector<std::size_t> order;
    order.reserve(segments.segments.size());
    for (std::size_t i = 0; i < segments.segments.size(); ++i)
        if (segments.segments[i].stream == "public") order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t l, std::size_t r) {
        return segments.segments[l].thread < segments.segments[r].thread;
    });
    return order;
}

}  // namespace

ThreadCentre CentreMaker::of(const ThreadEvidence& thread) const {
    ThreadCentre made;
    made.body.assign(mean.size(), 0.0F);
    std::vector<float> scratch;
    for (const std::size_t index : thread.segments) {
        const Segment& s = segments.segments[index];
        const float* row = s.kind == SegmentKind::aside
                               ? nullptr
                               : vectors.segments.row(static_cast<std::int64_t>(s.segment), scratch);
        if (!row) continue;
        const auto weight = static_cast<float>(s.claim_score);
        for (std::size_t k = 0; k < mean.size(); ++k) made.body[k] += weight * (row[k] - mean[k]);
    }
    normalise(made.body);
    made.title.assign(mean.size(), 0.0F);
    if (const float* row = vectors.questions.row(static_cast<std::int64_t>(thread.thread->thread), scratch))
        made.title = centred(row, mean);
    made.centre = made.body;  // the title weighs as much as all segments
    for (std::size_t k = 0; k < mean.size(); ++k) made.centre[k] += made.title[k];
    normalise(made.centre);
    return made;
}

/// The vectors of a case are of the full encoder or, where it is large, of the fast one, whose rows mean nothing to the
/// model: then titles are encoded here, those of threads in which more than one person speaks (in a large case of
/// single posts, each its own thread, titles would cost more than all else; without the title a log-odds is .17 higher
/// in the mean of 298 questions, standard deviation .47).
Result<void> weigh_threads(std::vector<ThreadEvidence>& evidence, const Vectors& vectors, const DebatednessModel& model,
                           const Encoder& title_encoder) {
    const auto width = static_cast<std::size_t>(title_encoder.width());
    std::vector<std::span<const float>> rows(evidence.size());
    std::vector<float> own;
    const bool are_there = vectors.are_of(title_encoder);
    if (!are_there) {
        std::vector<std::string_view> titles;
        std::vector<std::size_t> of;
        for (std::size_t i = 0; i < evidence.size(); ++i) {
            if (evidence[i].counts.voices < 2) continue;
            titles.emplace_back(evidence[i].thread->title);
            of.push_back(i);
        }
        TRY(own, title_encoder.encode(titles, 1));
        for (std::size_t k = 0; k < of.size(); ++k) rows[of[k]] = std::span(own).subspan(k * width, width);
    }
    std::vector<float> scratch;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const float* row = nullptr;
        if (are_there) row = vectors.questions.row(static_cast<std::int64_t>(evidence[i].thread->thread), scratch);
        if (row) rows[i] = {row, width};
        evidence[i].counts.debatedness = model.probability(evidence[i].counts, rows[i]);
    }
    return {};
}

std::vector<ThreadEvidence> count_threads(const Threads& threads, const Segments& segments, const Vectors& vectors,
                                          const std::vector<float>& mean, const Lexicon& lexicon) {
    const Cues cues(lexicon);
    const CentreMaker centres{segments, vectors, mean};
    const bool few = threads.threads.size() <= most_threads_with_centres;
    const std::vector<std::size_t> order = segments_by_thread(segments);
    std::vector<ThreadEvidence> evidence;
    std::size_t at = 0;
    for (const Thread& thread : threads.threads) {  // ascending by id, as `order` is
        while (at < order.size() && segments.segments[order[at]].thread < thread.thread) ++at;
        ThreadEvidence e;
        for (; at < order.size() && segments.segments[order[at]].thread == thread.thread; ++at)
            e.segments.push_back(order[at]);
        if (thread.stream != "public" || e.segments.empty()) continue;
        e.thread = &thread;
        e.counts.thread = thread.thread;
        read_title(e, lexicon);
        count_posts(e, segments, cues);
        if (few) static_cast<ThreadCentre&>(e) = centres.of(e);
        evidence.push_back(std::move(e));
    }
    return evidence;
}

}  // namespace agon
