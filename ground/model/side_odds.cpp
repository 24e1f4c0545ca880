#include "ground/model/side_odds.hpp"

#include <algorithm>
#include <map>

namespace agon {
namespace {

constexpr double weight_of_second = 0.5;

using OddsOfTarget = std::map<std::string_view, double>;

/// The median of each target that has enough questions.
OddsOfTarget medians(std::span<const StanceQuestion> questions, const std::vector<double>& odds) {
    std::map<std::string_view, std::vector<double>> by_target;
    for (std::size_t i = 0; i < odds.size(); ++i) by_target[questions[i].target].push_back(odds[i]);
    OddsOfTarget middle;
    for (auto& [target, values] : by_target)
        middle[target] = values.size() < fewest_for_median ? 0 : median_of(std::move(values));
    return middle;
}

}  // namespace

double median_of(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

std::vector<double> side_odds(std::span<const StanceQuestion> questions, const std::vector<StanceAnswer>& answers,
                              const std::vector<StanceAnswer>& others) {
    std::vector<double> odds, beside;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        odds.push_back(log_odds(answers[i], pair_smoothing));
        beside.push_back(log_odds(others[i], pair_smoothing));
    }
    const OddsOfTarget middle = medians(questions, beside);
    for (std::size_t i = 0; i < questions.size(); ++i)
        odds[i] += weight_of_second * (beside[i] - middle.at(questions[i].target));
    return odds;
}

Result<std::vector<double>> side_odds(const Judge& judge, const Judge& second,
                                      std::span<const StanceQuestion> questions, int threads) {
    TRY(const std::vector<StanceAnswer> answers, judge.judge(questions, threads));
    TRY(const std::vector<StanceAnswer> others, second.judge(questions, threads));
    return side_odds(questions, answers, others);
}

}  // namespace agon
