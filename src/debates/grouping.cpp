// Threads that ask the same thing become one debate: average-linkage clustering of the threads' centres.
//
// Two threads are as near as the cosine of their centres (question and arguments, centred on the case), raised a little
// by rare words that their titles share. The closest two groups merge until none is nearer than the threshold. Average
// linkage keeps one odd thread from chaining two debates together. Quadratic in threads: fine for hundreds, issue 6
// replaces it by communities over a neighbour graph. Source: Sokal and Michener 1958.
#include <algorithm>
#include <cmath>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr double kNearEnough = 0.27;
constexpr double kTitleWeight = 0.35;

using TitleWords = std::map<std::string, double>;  // rarity of each word of a title

double title_overlap(const TitleWords& left, const TitleWords& right) {
    double shared = 0, of_left = 0, of_right = 0;
    for (const auto& [word, weight] : left) {
        of_left += weight * weight;
        if (const auto found = right.find(word); found != right.end()) shared += weight * found->second;
    }
    for (const auto& [word, weight] : right) of_right += weight * weight;
    return shared == 0 ? 0 : shared / std::sqrt(of_left * of_right);
}

std::vector<TitleWords> words_of_titles(const std::vector<ThreadEvidence>& evidence, const Words& words) {
    std::vector<TitleWords> titles(evidence.size());
    std::map<std::string, double> frequency;
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        for (const std::string& word : words.content_words(evidence[i].thread->title)) titles[i][word] = 1.0;
        for (const auto& [word, weight] : titles[i]) frequency[word] += weight;
    }
    const double count = static_cast<double>(evidence.size());
    for (TitleWords& title : titles)
        for (auto& [word, weight] : title) weight = std::log(1.0 + count / frequency[word]);
    return titles;
}

}  // namespace

std::vector<std::vector<std::size_t>> group_threads(const std::vector<ThreadEvidence>& evidence, const Words& words,
                                                    double least) {
    const std::vector<TitleWords> titles = words_of_titles(evidence, words);
    const auto nearness = [&](std::size_t l, std::size_t r) {
        const auto width = static_cast<std::int32_t>(evidence[l].centre.size());
        return static_cast<double>(dot(evidence[l].centre.data(), evidence[r].centre.data(), width)) +
               kTitleWeight * title_overlap(titles[l], titles[r]);
    };
    std::vector<std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < evidence.size(); ++i)
        if (evidence[i].counts.debatedness >= least) groups.push_back({i});
    const std::size_t n = groups.size();
    std::vector<std::vector<double>> near(n, std::vector<double>(n, -1));
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i != j) near[i][j] = nearness(groups[i][0], groups[j][0]);
    for (;;) {
        std::size_t left = 0, right = 0;
        double best = kNearEnough;
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = i + 1; j < n; ++j)
                if (!groups[i].empty() && !groups[j].empty() && near[i][j] > best) {
                    best = near[i][j];
                    left = i;
                    right = j;
                }
        if (left == right) break;
        const double a = static_cast<double>(groups[left].size()), b = static_cast<double>(groups[right].size());
        for (std::size_t k = 0; k < n; ++k)
            near[left][k] = near[k][left] = (a * near[left][k] + b * near[right][k]) / (a + b);
        groups[left].insert(groups[left].end(), groups[right].begin(), groups[right].end());
        groups[right].clear();
    }
    std::erase_if(groups, [](const auto& group) { return group.empty(); });
    for (auto& group : groups) std::sort(group.begin(), group.end());
    return groups;
}

}  // namespace agon
