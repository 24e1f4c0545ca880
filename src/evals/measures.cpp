// Measures that several evals share. Each is the textbook formula, in index order, so that no run differs from another.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "ground/model/share_interval.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

std::map<std::string, double> counts_of(const std::vector<std::string>& labels) {
    std::map<std::string, double> counts;
    for (const std::string& label : labels) counts[label] += 1;
    return counts;
}

double entropy(const std::map<std::string, double>& counts, double all) {
    double sum = 0;
    for (const auto& [label, count] : counts) sum -= count / all * std::log(count / all);
    return sum;
}

/// Mutual information expected of two random labelings with these sizes: the hypergeometric sum of Vinh et al. (eq.
/// 24a).
double expected_information(const std::map<std::string, double>& left, const std::map<std::string, double>& right,
                            double all) {
    double sum = 0;
    for (const auto& [l, a] : left)
        for (const auto& [r, b] : right)
            for (double n = std::max(1.0, a + b - all); n <= std::min(a, b); n += 1) {
                const double log_probability = std::lgamma(a + 1) + std::lgamma(b + 1) + std::lgamma(all - a + 1) +
                                               std::lgamma(all - b + 1) - std::lgamma(all + 1) - std::lgamma(n + 1) -
                                               std::lgamma(a - n + 1) - std::lgamma(b - n + 1) -
                                               std::lgamma(all - a - b + n + 1);
                sum += n / all * std::log(all * n / (a * b)) * std::exp(log_probability);
            }
    return sum;
}

}  // namespace

double accuracy(const std::vector<std::string>& gold, const std::vector<std::string>& given) {
    VERIFY(gold.size() == given.size());
    double hits = 0;
    for (std::size_t i = 0; i < gold.size(); ++i) hits += gold[i] == given[i] ? 1 : 0;
    return gold.empty() ? 0 : hits / static_cast<double>(gold.size());
}

double macro_f1(const std::vector<std::string>& gold, const std::vector<std::string>& given) {
    VERIFY(gold.size() == given.size());
    const std::set<std::string> labels(gold.begin(), gold.end());
    double sum = 0;
    for (const std::string& label : labels) {
        double both = 0, in_gold = 0, in_given = 0;
        for (std::size_t i = 0; i < gold.size(); ++i) {
            both += gold[i] == label && given[i] == label ? 1 : 0;
            in_gold += gold[i] == label ? 1 : 0;
            in_given += given[i] == label ? 1 : 0;
        }
        sum += 2 * both / (in_gold + in_given);
    }
    return labels.empty() ? 0 : sum / static_cast<double>(labels.size());
}

double adjusted_mutual_information(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    VERIFY(left.size() == right.size());
    if (left.empty()) return 1;
    const auto all = static_cast<double>(left.size());
    const auto counts_left = counts_of(left), counts_right = counts_of(right);
    if (counts_left.size() == 1 && counts_right.size() == 1) return 1;
    std::map<std::pair<std::string, std::string>, double> joint;
    for (std::size_t i = 0; i < left.size(); ++i) joint[{left[i], right[i]}] += 1;
    double information = 0;
    for (const auto& [pair, count] : joint)
        information +=
            count / all * std::log(all * count / (counts_left.at(pair.first) * counts_right.at(pair.second)));
    const double expected = expected_information(counts_left, counts_right, all);
    const double mean = (entropy(counts_left, all) + entropy(counts_right, all)) / 2;
    return mean == expected ? 1 : (information - expected) / (mean - expected);
}

double v_measure(const std::vector<std::string>& gold, const std::vector<std::string>& given) {
    VERIFY(gold.size() == given.size());
    if (gold.empty()) return 1;
    const auto all = static_cast<double>(gold.size());
    const auto of_gold = counts_of(gold), of_given = counts_of(given);
    std::map<std::pair<std::string, std::string>, double> joint;
    for (std::size_t i = 0; i < gold.size(); ++i) joint[{gold[i], given[i]}] += 1;
    double information = 0;
    for (const auto& [pair, count] : joint)
        information += count / all * std::log(count * all / (of_gold.at(pair.first) * of_given.at(pair.second)));
    const double gold_entropy = entropy(of_gold, all), given_entropy = entropy(of_given, all);
    const double homogeneity = gold_entropy == 0 ? 1 : information / gold_entropy;
    const double completeness = given_entropy == 0 ? 1 : information / given_entropy;
    return homogeneity + completeness == 0 ? 0 : 2 * homogeneity * completeness / (homogeneity + completeness);
}

double area_under_curve(const std::vector<std::string>& gold, std::string_view wanted,
                        const std::vector<double>& scores) {
    std::vector<std::size_t> order(scores.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto l, auto r) { return scores[l] < scores[r]; });
    double below = 0, won = 0, all_wanted = 0;
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin;
        double equal_wanted = 0, equal_others = 0;
        for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end)
            (gold[order[end]] == wanted ? equal_wanted : equal_others) += 1;
        won += equal_wanted * (below + equal_others / 2);
        below += equal_others;
        all_wanted += equal_wanted;
        begin = end;
    }
    return all_wanted > 0 && below > 0 ? won / (all_wanted * below) : 0;
}

void set_wilson(Score& score, std::int64_t hits) {
    if (score.items <= 0) return;
    const ShareInterval interval = share_of(hits, score.items);
    score.low = interval.low;
    score.high = interval.high;
}

}  // namespace agon
