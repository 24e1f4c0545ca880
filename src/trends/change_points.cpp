// Change points: from which month on a subject has another share of all posts than before.
//
// Idea: cut the months into regimes, each with one share, so that the sum of the regimes' binomial costs plus a penalty
// per cut is least. The cost of a regime with h posts of the subject among n is twice the negative log-likelihood at h
// / n. The least sum is found exactly by dynamic programming with pruning: a cut that can never again be best is
// dropped. Source: R. Killick, P. Fearnhead, I. Eckley, Optimal detection of changepoints with a linear computational
// cost, JASA 107, 2012 (PELT). Because shares are of all posts of the stream, growth of the platform is no change.
// Penalty: 3 log(months) + 10. 3 log n is the modified BIC order (N. Zhang, D. Siegmund, Biometrics 63, 2007); the
// constant holds the false alarms of a whole series under 5 % when posts are dealt to dates at random (agon eval
// trends). A regime is at least three months long and both regimes at a cut together hold at least 10 posts of the
// subject. Fits: a term in 1 of 100 posts until 2019 and in 8 of 100 after. Does not fit: a single month in which one
// thread exploded; its posts are not independent, and three months are the shortest regime.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kShortest = 3;
constexpr std::int64_t kLeastPosts = 10;

double cost(std::int64_t hits, std::int64_t trials) {
    if (trials <= 0 || hits <= 0 || hits >= trials) return 0;
    const auto h = static_cast<double>(hits), n = static_cast<double>(trials);
    return -2 * (h * std::log(h / n) + (n - h) * std::log1p(-h / n));
}

double penalty_of(std::size_t months) {
    return 3 * std::log(static_cast<double>(std::max<std::size_t>(months, 2))) + 10;
}

struct Sums {
    std::vector<std::int64_t> hits{0}, trials{0};
    Sums(const std::vector<std::int64_t>& h, const std::vector<std::int64_t>& t) {
        for (std::size_t i = 0; i < h.size(); ++i) {
            hits.push_back(hits.back() + h[i]);
            trials.push_back(trials.back() + t[i]);
        }
    }
    double cost_of(std::size_t begin, std::size_t end) const {
        return cost(hits[end] - hits[begin], trials[end] - trials[begin]) / design_effect;
    }
    double design_effect = 1;
};

}  // namespace

std::vector<std::size_t> changes_in(const std::vector<std::int64_t>& hits, const std::vector<std::int64_t>& trials,
                                    double design_effect) {
    VERIFY(hits.size() == trials.size());
    const std::size_t months = hits.size();
    Sums sums(hits, trials);
    sums.design_effect = design_effect;
    if (months < 2 * kShortest || sums.hits.back() < kLeastPosts) return {};
    const double penalty = penalty_of(months);
    std::vector<double> best(months + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> last(months + 1, 0), candidates{0};
    best[0] = -penalty;
    for (std::size_t end = kShortest; end <= months; ++end) {
        if (end >= 2 * kShortest) candidates.push_back(end - kShortest);
        for (const std::size_t begin : candidates)
            if (const double sum = best[begin] + sums.cost_of(begin, end) + penalty; sum < best[end])
                best[end] = sum, last[end] = begin;
        // With a shortest regime a candidate may only go once it is beaten by a cut that is itself usable from here on.
        std::erase_if(candidates, [&](std::size_t begin) {
            return end - begin >= 2 * kShortest &&
                   best[begin] + sums.cost_of(begin, end - kShortest) > best[end - kShortest] &&
                   best[begin] + sums.cost_of(begin, end) > best[end];
        });
    }
    std::vector<std::size_t> cuts;
    for (std::size_t end = months; last[end] > 0; end = last[end]) cuts.push_back(last[end]);
    std::reverse(cuts.begin(), cuts.end());
    return cuts;
}

namespace {

struct Around {
    const PlacedPost* most_voted = nullptr;
    std::map<ThreadId, std::int64_t> fresh_threads;
    std::map<std::string, std::pair<double, double>> words;  // before, after
    double before = 0, after = 0;
};

/// Words of the year after that stand out against the year before (the log-odds of vocabulary.cpp with a flat prior).
std::string new_terms(const Around& around) {
    std::vector<std::pair<double, std::string>> ranked;
    for (const auto& [word, counts] : around.words) {
        if (counts.second < 3) continue;
        const double left = counts.first + 0.5, right = counts.second + 0.5;
        const double odds = std::log(right / (around.after + 1)) - std::log(left / (around.before + 1));
        if (const double z = odds / std::sqrt(1 / left + 1 / right); z > 1.5) ranked.emplace_back(-z, word);
    }
    std::sort(ranked.begin(), ranked.end());
    std::vector<std::string> words;
    for (std::size_t i = 0; i < std::min<std::size_t>(ranked.size(), 6); ++i) words.push_back(ranked[i].second);
    return joined(words);
}

void describe(const CaseTexts& texts, const Followed& f, const Words& words, ChangePoint& change) {
    Around around;
    const std::int32_t at = month_index(change.month);
    constexpr std::int64_t kMostRead = 400;  // posts segmented per side
    std::int64_t read[2] = {0, 0};
    for (const std::size_t place : f.posts) {
        const PlacedPost& p = texts.posts[place];
        if (p.date.month == 0) continue;
        const std::int32_t month = month_index(p.date.year_month());
        if (month < at - 12 || month >= at + 12) continue;
        const bool after = month >= at;
        if (after && month < at + 6) {
            if (!around.most_voted || p.post->votes > around.most_voted->post->votes) around.most_voted = &p;
            const Thread* thread = texts.thread_of.at(static_cast<std::int64_t>(p.clean->thread));
            if (thread->created_seconds >= 0) {
                const std::int32_t opened = month_index(civil_date(thread->created_seconds).year_month());
                if (opened >= at - 1 && opened < at + 6) ++around.fresh_threads[thread->thread];
            }
        }
        if (read[after ? 1 : 0]++ >= kMostRead) continue;
        const std::vector<std::string> content = words.content_words(p.clean->text);
        for (const std::string& word : std::set<std::string>(content.begin(), content.end())) {
            auto& [left, right] = around.words[word];
            (after ? right : left) += 1;
        }
        (after ? around.after : around.before) += 1;
    }
    change.new_terms = new_terms(around);
    std::int64_t most = 0;
    for (const auto& [thread, posts] : around.fresh_threads)
        if (posts > most) most = posts, change.thread = thread;
    if (!around.most_voted) return;
    change.post = around.most_voted->clean->post;
    double claim = -1;
    for (const Segment* s : around.most_voted->segments)
        if (s->claim_score > claim) claim = s->claim_score, change.segment = s->segment;
}

}  // namespace

void find_changes(const CaseTexts& texts, const Followed& f, const StreamTimes& stream, double effect,
                  const Words& words, Course& out) {
    const std::int32_t first = stream.months.front();
    const std::vector<std::int64_t>& trials = stream.posts_in_month;
    std::vector<std::int64_t> hits(trials.size());
    for (const std::size_t place : f.posts)
        if (const CivilDate& d = texts.posts[place].date; d.month > 0)
            ++hits[static_cast<std::size_t>(month_index(d.year_month()) - first)];
    std::vector<std::size_t> cuts = changes_in(hits, trials, effect);
    if (cuts.empty()) return;
    cuts.insert(cuts.begin(), 0);
    cuts.push_back(hits.size());
    Sums sums(hits, trials);
    sums.design_effect = effect;
    for (std::size_t i = 1; i + 1 < cuts.size(); ++i) {
        ChangePoint change;
        change.subject_kind = f.kind, change.subject = f.subject, change.label = f.label;
        change.month = year_month_of(first + static_cast<std::int32_t>(cuts[i]));
        change.year = change.month / 100;
        change.posts_before = sums.hits[cuts[i]] - sums.hits[cuts[i - 1]];
        change.of_before = sums.trials[cuts[i]] - sums.trials[cuts[i - 1]];
        change.posts_after = sums.hits[cuts[i + 1]] - sums.hits[cuts[i]];
        change.of_after = sums.trials[cuts[i + 1]] - sums.trials[cuts[i]];
        if (change.of_before == 0 || change.of_after == 0) continue;
        change.share_before = static_cast<double>(change.posts_before) / static_cast<double>(change.of_before);
        change.share_after = static_cast<double>(change.posts_after) / static_cast<double>(change.of_after);
        change.direction = change.share_after > change.share_before ? "up" : "down";
        change.gain = sums.cost_of(cuts[i - 1], cuts[i + 1]) - sums.cost_of(cuts[i - 1], cuts[i]) -
                      sums.cost_of(cuts[i], cuts[i + 1]);
        change.penalty = penalty_of(hits.size());
        describe(texts, f, words, change);
        out.changes.push_back(std::move(change));
    }
}

}  // namespace agon
