// The dividing line: the two key points that best tell the camps apart, what each side talks about, and how well the
// words separate the sides.
//
// Points: for each, the share of its own camp's voices that make it against the share of the other's; the z of the log
// odds ratio (with 0.5 added to each count) orders them. The first of each side, given as its real sentence, is the
// crux if its z says that it is no chance; else the sentence that speaks best for the side and heads none of its
// arguments. Terms: words with the greatest z of the log odds ratio with an informative Dirichlet prior (B. Monroe, M.
// Colaresi, K. Quinn, Fightin' Words, 2008), the prior being the debate itself; only names of things count ("政策",
// not "依然" or "拿到"), filler words and words of the question do not, and neither does what fewer than three posts
// say. Separation: area under the curve when posts are ordered by the mean log odds of their words, each post left out
// of the counts it is scored with, so that a camp of one post cannot separate itself.
//   Fits:          one side speaks of subsidy fraud, the other of embargoes.
//   Does not fit:  two sides that use the same words and draw opposite conclusions: separation near .5 says so.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "ground/lexicon/whole_word.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

constexpr double kPriorWords = 30;       // weight of the prior, in words
constexpr double kLeastContrast = 1.96;  // z; of hundreds of words some reach half of it by chance

constexpr double kLeastHeard = 0.6;  // Speaking::heard of a crux

struct CampSize {
    double posts = 0, words = 0;
};

/// Posts of each side that have the word.
struct WordCount {
    double a = 0, b = 0;
};
using WordCounts = std::unordered_map<std::string_view, WordCount>;

struct WordedPost {
    Pole pole = Pole::a;
    std::vector<const WordCount*> words;  // in the order of their letters
    double score = 0;
};

struct DebateWords {
    CampSize a, b;
    WordCounts counts;
    std::vector<WordedPost> posts;

    /// z of the log odds ratio of a word, side a positive.
    double contrast(const WordCount& word) const {
        const double prior = kPriorWords * (word.a + word.b) / (a.words + b.words);
        const auto odds = [&](double y, double n) { return std::log((y + prior) / (n + kPriorWords - y - prior)); };
        return (odds(word.a, a.words) - odds(word.b, b.words)) / std::sqrt(1 / (word.a + prior) + 1 / (word.b + prior));
    }
    double log_odds(const WordCount& word, double own_a, double own_b) const {
        return std::log((word.a - own_a + 0.5) / (a.posts - own_a + 1)) -
               std::log((word.b - own_b + 0.5) / (b.posts - own_b + 1));
    }
};

DebateWords words_of(const PointRoom& room, DebateId debate) {
    DebateWords all;
    std::vector<std::string_view> words;
    for (const PostStance& s : room.camps.stances) {
        if (s.debate != debate || (s.pole != Pole::a && s.pole != Pole::b)) continue;
        words.clear();
        for (const Segment* own : room.read.of_post(s.post))
            if (own->kind != SegmentKind::quotation)
                words.insert(words.end(), room.read.words(*own).begin(), room.read.words(*own).end());
        std::sort(words.begin(), words.end());
        words.erase(std::unique(words.begin(), words.end()), words.end());
        WordedPost post{s.pole, {}, 0};
        for (const std::string_view word : words) {
            WordCount& counted = all.counts[word];
            (s.pole == Pole::a ? counted.a : counted.b) += 1;
            post.words.push_back(&counted);
        }
        CampSize& camp = s.pole == Pole::a ? all.a : all.b;
        camp.posts += 1;
        camp.words += static_cast<double>(words.size());
        all.posts.push_back(std::move(post));
    }
    return all;
}

double separation_of(DebateWords& all) {
    for (WordedPost& post : all.posts) {
        const bool is_a = post.pole == Pole::a;
        for (const WordCount* word : post.words) post.score += all.log_odds(*word, is_a ? 1 : 0, is_a ? 0 : 1);
        post.score /= std::sqrt(static_cast<double>(post.words.size()) + 1);
    }
    std::stable_sort(all.posts.begin(), all.posts.end(),
                     [](const WordedPost& l, const WordedPost& r) { return l.score < r.score; });
    double seen_b = 0, pairs = 0;
    for (const WordedPost& post : all.posts) {
        seen_b += post.pole == Pole::b ? 1 : 0;
        pairs += post.pole == Pole::a ? seen_b : 0;
    }
    return all.a.posts * all.b.posts > 0 ? pairs / (all.a.posts * all.b.posts) : 0.5;
}

bool is_content_word(const PointRoom& room, const std::string& word, const std::set<std::string>& of_question) {
    if (of_question.contains(word) || word.find_first_of("0123456789") != std::string::npos) return false;
    return room.words.is_name_of_something(word) && !is_whole_word(room.lexicon.list("plain_words"), word) &&
           !is_whole_word(room.lexicon.list("filler"), word);
}

std::string top_terms(const PointRoom& room, const DebateWords& all, Pole pole,
                      const std::set<std::string>& of_question) {
    std::vector<std::pair<double, std::string>> order;
    for (const auto& [word, count] : all.counts)
        if ((pole == Pole::a ? count.a : count.b) >= 3)
            if (const double z = (pole == Pole::a ? 1 : -1) * all.contrast(count); z >= kLeastContrast)
                if (is_content_word(room, std::string(word), of_question)) order.emplace_back(-z, word);
    std::sort(order.begin(), order.end());
    std::string terms;
    for (std::size_t i = 0; i < std::min<std::size_t>(5, order.size()); ++i)
        terms += (i > 0 ? " " : "") + order[i].second;
    return terms;
}

struct Crux {
    const Segment* sentence = nullptr;
    double z = 0, in_own = 0, in_other = 0;
};

/// The point of `pole` that tells the camps apart best.
Crux crux_of(const DebateMatches& matched, Pole pole, const std::set<SegmentId>& kept) {
    std::map<Pole, std::set<VoiceId>> camp;
    for (std::size_t t = 0; t < matched.texts.size(); ++t) camp[matched.poles[t]].insert(matched.texts[t]->voice);
    const Pole other = pole == Pole::a ? Pole::b : Pole::a;
    const auto own_all = static_cast<double>(camp[pole].size()), other_all = static_cast<double>(camp[other].size());
    Crux best;
    for (std::size_t p = 0; p < matched.points.size(); ++p) {
        if (matched.pole_of_point[p] != pole || !kept.contains(matched.points[p]->segment)) continue;
        std::set<VoiceId> own_voices, other_voices;
        for (std::size_t t = 0; t < matched.texts.size(); ++t)
            if (matched.makes(t, p))
                (matched.poles[t] == pole ? own_voices : other_voices).insert(matched.texts[t]->voice);
        const double own = static_cast<double>(own_voices.size()), against = static_cast<double>(other_voices.size());
        const double odds =
            std::log((own + 0.5) / (own_all - own + 0.5)) - std::log((against + 0.5) / (other_all - against + 0.5));
        const double z = odds / std::sqrt(1 / (own + 0.5) + 1 / (own_all - own + 0.5) + 1 / (against + 0.5) +
                                          1 / (other_all - against + 0.5));
        if (best.sentence == nullptr || z > best.z)
            best = {matched.points[p], z, own / std::max(own_all, 1.0), against / std::max(other_all, 1.0)};
    }
    return best;
}

/// The sentence that speaks best for the side, as its words go, and heads none of its arguments. What a judge hears
/// counts here even where posts are known to be misheard: a crux says its side outright, and that it hears
/// (models/pair.md).
const Segment* best_sentence(const DebateMatches& matched, Pole pole, const std::set<SegmentId>& kept) {
    const Segment* best = nullptr;
    double most = 0;
    for (const Speaking& s : matched.speaking) {
        if (s.pole != pole || s.heard < kLeastHeard || kept.contains(s.sentence->segment)) continue;
        if (s.weight * s.heard > most) most = s.weight * s.heard, best = s.sentence;
    }
    return best;
}

}  // namespace

void find_divide(const PointRoom& room, const Debate& debate, const DebateMatches& matched, Points& out) {
    DebateWords all = words_of(room, debate.debate);
    if (all.a.posts < 3 || all.b.posts < 3) return;  // one camp only: no line to draw
    std::set<SegmentId> kept;
    std::map<SegmentId, PointId> point_of;
    for (const KeyPoint& point : out.points)
        if (point.debate == debate.debate) kept.insert(point.segment), point_of[point.segment] = point.point;
    const std::set<std::string> of_question = words_of_debate(room, debate);
    Divide divide;
    divide.debate = debate.debate;
    divide.terms_a = top_terms(room, all, Pole::a, of_question);
    divide.terms_b = top_terms(room, all, Pole::b, of_question);
    divide.separation = separation_of(all);
    const Crux a = crux_of(matched, Pole::a, kept), b = crux_of(matched, Pole::b, kept);
    const auto crux = [&](const Crux& point, Pole pole) {
        const Segment* best = point.z >= kLeastContrast ? nullptr : best_sentence(matched, pole, kept);
        return best == nullptr ? point.sentence : best;
    };
    const Segment *of_a = crux(a, Pole::a), *of_b = crux(b, Pole::b);
    if (of_a == nullptr || of_b == nullptr) return;
    divide.segment_a = of_a->segment;
    divide.post_a = of_a->post;
    divide.segment_b = of_b->segment;
    divide.post_b = of_b->post;
    if (of_a == a.sentence)
        divide.point_a = point_of.at(of_a->segment), divide.a_in_a = a.in_own, divide.a_in_b = a.in_other;
    if (of_b == b.sentence)
        divide.point_b = point_of.at(of_b->segment), divide.b_in_b = b.in_own, divide.b_in_a = b.in_other;
    out.divides.push_back(divide);
}

}  // namespace agon
