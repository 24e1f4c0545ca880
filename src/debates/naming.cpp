// Which of its own questions names a debate.
//
// Best is a question that says what one may be for or against: either/or with both poles, then yes/no, "how do you
// see", "why"; news titles last. "Will there be a lockdown in September?" asks what will come, and its camps approve or
// object: it comes after a "how do you see" of the same measure. Among equals the one nearest to the debate's centre
// and short wins. A form is worth a fixed bonus and no more, so that a far-off either/or question does not name a
// debate that a plain yes/no sums up. Fits: "中国现在应该先搞产业升级，还是先提高工人收入？" before
// "扩大内需和攻克卡脖子技术哪个更优先？". Does not fit: a debate that only news titles carry; the best of them names
// it, and the report says that it is a news title.
#include <algorithm>
#include <cmath>

#include "ground/lexicon/camp_words.hpp"
#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

double bonus_of(const QuestionShape& shape) {
    switch (shape.form) {
        case QuestionForm::either_or:
            return 0.30;
        case QuestionForm::yes_no:
            if (shape.proposition.ends_with(proposition_of_deed)) return 0.08;  // foretells a measure
            return shape.proposition.empty() ? 0.05 : 0.30;
        case QuestionForm::how_see:
            return shape.proposition.empty() ? 0.0 : 0.12;
        case QuestionForm::why:
            return 0.05;
        case QuestionForm::open:
            return -0.05;
        case QuestionForm::news:
            return -0.40;
    }
    return 0;
}

}  // namespace

std::vector<float> centre_of_group(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group) {
    std::vector<float> sum(evidence[group[0]].centre.size(), 0.0F);
    for (const std::size_t i : group) {
        // A thread of a thousand answers knows better than one of eight what the debate is about.
        const auto weight = static_cast<float>(std::log1p(static_cast<double>(evidence[i].counts.posts)));
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += weight * evidence[i].centre[k];
    }
    normalise(sum);
    return sum;
}

const ThreadEvidence& naming_thread(const std::vector<ThreadEvidence>& evidence,
                                    const std::vector<std::size_t>& group) {
    const std::vector<float> centre = centre_of_group(evidence, group);
    const auto worth = [&](std::size_t i) {
        const ThreadEvidence& e = evidence[i];
        const double near =
            static_cast<double>(dot(e.centre.data(), centre.data(), static_cast<std::int32_t>(centre.size())));
        return near + bonus_of(e.shape) - 0.006 * static_cast<double>(count_code_points(e.thread->title)) +
               0.02 * std::log1p(static_cast<double>(e.counts.voices));
    };
    return evidence[*std::max_element(group.begin(), group.end(), [&](std::size_t l, std::size_t r) {
        const double left = worth(l), right = worth(r);
        if (left != right) return left < right;
        return evidence[l].thread->thread > evidence[r].thread->thread;
    })];
}

}  // namespace agon
