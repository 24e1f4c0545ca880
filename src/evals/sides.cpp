// agon eval stance, the measure nearest to what a reader sees: of the texts that take a side of one target, how many
// are put on the right one, and by how much the share of a camp is off. Read as room camps reads a debate: the pair
// network, what all texts on the target lean together taken off (ground/model/side_odds.hpp). What is not done
// here are ties by voice and reply.
#include "src/evals/sides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "ground/model/side_odds.hpp"

namespace agon {
namespace {

constexpr std::int64_t fewest_sided = 12;

/// What came out for one target.
struct Balance {
    double right = 0, share_off = 0;
};

Balance balance_of(const std::vector<SideExample>& examples, const std::vector<double>& odds) {
    double sided = 0, right = 0, in_favour = 0, found = 0;
    for (std::size_t i = 0; i < examples.size(); ++i) {
        if (examples[i].side == 0) continue;
        sided += 1;
        right += (odds[i] > 0) == (examples[i].side > 0) ? 1 : 0;
        in_favour += examples[i].side > 0 ? 1 : 0;
        found += odds[i] > 0 ? 1 : 0;
    }
    return {right / sided, std::abs(found - in_favour) / sided};
}

Score mean_score(const std::string& name, const char* measure, const std::vector<double>& values, std::int64_t items,
                 const std::vector<double>& plain) {
    const auto mean = [](const std::vector<double>& all) {
        return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
    };
    Score score{name, measure, mean(values), 0, 0, items, ""};
    double squares = 0;
    for (const double v : values) squares += (v - score.value) * (v - score.value);
    if (values.size() > 1) {
        const auto count = static_cast<double>(values.size());
        const double half = 1.96 * std::sqrt(squares / (count - 1) / count);
        score.low = score.value - half;
        score.high = score.value + half;
    }
    score.beside = fmt::format("mean of {} targets; with nothing taken off {:.3f}", values.size(), mean(plain));
    return score;
}

}  // namespace

Result<void> score_sides(const std::string& name, const std::vector<SideExample>& examples, const Judge& pair,
                         std::vector<Score>& scores) {
    std::map<std::string_view, std::vector<SideExample>> by_target;
    for (const SideExample& e : examples) by_target[e.target].push_back(e);
    std::vector<double> right, off, plain_right, plain_off;
    std::int64_t items = 0;
    for (const auto& [target, own] : by_target) {
        const auto sided = std::count_if(own.begin(), own.end(), [](const SideExample& e) { return e.side != 0; });
        if (sided < fewest_sided) continue;
        std::vector<StanceQuestion> questions;
        for (const SideExample& e : own) questions.push_back({e.text, e.target, e.answered});
        TRY(const std::vector<StanceAnswer> answers, pair.judge(questions, 2));
        std::vector<double> plain;
        for (const StanceAnswer& answer : answers) plain.push_back(log_odds(answer, pair_smoothing));
        std::vector<double> odds = plain;
        const double leaning = leaning_of(plain);
        for (double& o : odds) o -= leaning;
        const Balance as_camps = balance_of(own, odds), alone = balance_of(own, plain);
        right.push_back(as_camps.right);
        off.push_back(as_camps.share_off);
        plain_right.push_back(alone.right);
        plain_off.push_back(alone.share_off);
        items += sided;
    }
    if (right.empty()) return {};
    scores.push_back(mean_score(name, "side right, as in a debate", right, items, plain_right));
    scores.push_back(mean_score(name, "share of a camp off by", off, items, plain_off));
    return {};
}

}  // namespace agon
