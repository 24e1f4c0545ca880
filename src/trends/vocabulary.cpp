// Words that one side uses and the other does not: log-odds ratio with an informative Dirichlet prior.
//
// Idea (B. Monroe, M. Colaresi, K. Quinn, Fightin' Words, Political Analysis 16, 2008, eqs. 15, 16, 22): compare the
// odds of a word in two bodies of text, each with the pooled counts added as a prior of fixed weight, and divide by the
// standard deviation. Rare words are pulled to zero, and so are words common to both. Fits: 高质量发展, in most reports
// and few threads. Does not fit: a word that stands forty times in one text; so words of fewer than three texts of
// their side are left out. DEVIATION: of a large public stream every n-th post is read (n from the number of posts, by
// the remainder of the post's id), at most about 30,000, since segmentation would else cost more than all other steps
// together.
#include <algorithm>
#include <cmath>
#include <set>

#include "src/trends/steps.hpp"

namespace agon {
namespace {

constexpr std::int64_t kMostPosts = 30000;
constexpr double kPriorWords = 500;  // weight of the prior, in words
constexpr double kLeastZ = 1.96;
constexpr std::int64_t kLeastPosts = 3;
constexpr std::size_t kMostWords = 60;  // per side

struct Tally {
    std::int64_t count[2] = {0, 0}, posts[2] = {0, 0};
    PostId first[2] = {};
};

std::map<std::string, Tally> tally_words(const CaseTexts& index, const Words& words, double (&totals)[2]) {
    std::int64_t sizes[2] = {0, 0};
    for (const PlacedPost& p : index.posts) ++sizes[p.clean->stream == "official" ? 0 : 1];
    std::map<std::string, Tally> tally;
    std::set<std::string> seen;
    for (const PlacedPost& p : index.posts) {
        const int side = p.clean->stream == "official" ? 0 : 1;
        const std::int64_t stride = (sizes[side] + kMostPosts - 1) / kMostPosts;
        if (static_cast<std::int64_t>(p.clean->post) % stride != 0) continue;
        seen.clear();
        for (std::string& word : words.content_words(p.clean->text)) {
            Tally& t = tally[word];
            ++t.count[side];
            totals[side] += 1;
            if (!seen.insert(std::move(word)).second) continue;
            if (t.posts[side]++ == 0) t.first[side] = p.clean->post;
        }
    }
    return tally;
}

}  // namespace

void contrast_vocabulary(const CaseTexts& index, const Words& words, Trends& out) {
    std::int64_t officials = 0;
    for (const PlacedPost& p : index.posts) officials += p.clean->stream == "official" ? 1 : 0;
    if (officials == 0 || officials == static_cast<std::int64_t>(index.posts.size())) return;
    double totals[2] = {0, 0};
    const auto tally = tally_words(index, words, totals);
    const double all = totals[0] + totals[1];
    std::vector<VocabularyWord> sides[2];
    for (const auto& [word, counted] : tally) {
        const auto& t = counted;  // a lambda cannot hold the binding itself
        const double prior = kPriorWords * static_cast<double>(t.count[0] + t.count[1]) / all;
        const auto odds = [&](int side) {
            const double with = static_cast<double>(t.count[side]) + prior;
            return std::log(with / (totals[side] + kPriorWords - with));
        };
        const double difference = odds(0) - odds(1);
        const double z = difference / std::sqrt(1 / (static_cast<double>(t.count[0]) + prior) +
                                                1 / (static_cast<double>(t.count[1]) + prior));
        const int side = z > 0 ? 0 : 1;
        if (std::abs(z) < kLeastZ || t.posts[side] < kLeastPosts) continue;
        sides[side].push_back({word, side == 0 ? "official" : "public", t.posts[0], t.posts[1], t.count[0], t.count[1],
                               difference, z, t.count[1 - side] == 0 ? 1 : 0, 0, t.first[side]});
    }
    for (auto& side : sides) {
        std::stable_sort(side.begin(), side.end(), [](const VocabularyWord& l, const VocabularyWord& r) {
            return std::abs(l.z) > std::abs(r.z);
        });
        if (side.size() > kMostWords) side.resize(kMostWords);
        for (std::size_t i = 0; i < side.size(); ++i) side[i].rank = static_cast<std::int32_t>(i) + 1;
        out.vocabulary.insert(out.vocabulary.end(), side.begin(), side.end());
    }
}

}  // namespace agon
