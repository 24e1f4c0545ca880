// Is this question debated? A logistic model over a score of features that a reader can check one by one.
//
// Each feature is a share or a flag (opposition of cues, yes against no, pointing at opponents, the form of the
// question ...), so that a thread of 30 answers and one of 3,000 are weighed alike; shares of few are drawn to zero by
// constants in the denominator. A last term reads the title's vector. Weights come from training/debatedness.py, which
// learns them from eval/gold/debated_hotdaily.tsv and the sample's gold; models/debatedness.md says what they reach.
// Fits: "职校学生该去学徒还是送外卖", answers split. Does not fit: a chorus of anger; many rejecting cues, none
// approving, and opposition is near zero.
#include "src/debates/debatedness.hpp"

#include <algorithm>
#include <cmath>

namespace agon {
namespace {

double share(std::int64_t part, std::int64_t all, double prior) {
    return static_cast<double>(part) / (static_cast<double>(all) + prior);
}

/// 0 if one side is empty, near 1 if both are large and equal.
double split(std::int64_t left, std::int64_t right) {
    return 2.0 * static_cast<double>(std::min(left, right)) / (static_cast<double>(left + right) + 4.0);
}

}  // namespace

const std::vector<std::string>& DebatednessModel::feature_names() {
    static const std::vector<std::string> names = {
        "opposition",  "rejecting_share", "verdict_split", "verdict_share",  "pointing_share",    "disagreeing_share",
        "claim_share", "asking_share",    "matter_share",  "story_share",    "segments_per_post", "form_either_or",
        "form_yes_no", "form_how_see",    "form_why",      "form_news",      "title_private",     "title_leisure",
        "title_news",  "title_advice",    "title_matter",  "title_position", "title_contest"};
    return names;
}

std::vector<double> DebatednessModel::features_of(const Evidence& e) {
    const auto form = [&](QuestionForm f) { return e.form == f ? 1.0 : 0.0; };
    const auto flag = [](std::int32_t f) { return static_cast<double>(f); };
    const double per_post = static_cast<double>(e.segments) / std::max(1.0, static_cast<double>(e.posts));
    // A title that asks for a position on a public matter and is none of the things that make a question private.
    const bool asks =
        e.form == QuestionForm::either_or || e.form == QuestionForm::yes_no || e.form == QuestionForm::how_see;
    const double contest =
        asks && e.title_matter && !e.title_private && !e.title_leisure && !e.title_news && !e.title_advice ? 1.0 : 0.0;
    return {split(e.approving, e.rejecting),
            share(e.rejecting, e.posts, 5),
            split(e.saying_yes, e.saying_no),
            share(e.saying_yes + e.saying_no, e.posts, 5),
            share(e.pointing, e.posts, 5),
            share(e.disagreeing_replies, e.replies, 10),
            share(e.claims, e.segments, 10),
            share(e.asking, e.segments, 10),
            share(e.of_matter, e.segments, 10),
            share(e.stories, e.posts, 5),
            std::log1p(per_post),
            form(QuestionForm::either_or),
            form(QuestionForm::yes_no),
            form(QuestionForm::how_see),
            form(QuestionForm::why),
            form(QuestionForm::news),
            flag(e.title_private),
            flag(e.title_leisure),
            flag(e.title_news),
            flag(e.title_advice),
            flag(e.title_matter),
            flag(e.title_position),
            contest};
}

Result<DebatednessModel> DebatednessModel::load(Disk& disk, const std::string& file) {
    DebatednessModel model;
    TRY(model.weights_, NamedWeights::load(disk, file, feature_names()));
    model.threshold_ = model.weights_.number("threshold", 0.5);
    if (const auto title = model.weights_.further.find("title"); title != model.weights_.further.end())
        model.title_weights_ = title->second;
    return model;
}

double DebatednessModel::probability(const Evidence& evidence, std::span<const float> title) const {
    double x = weights_.log_odds(features_of(evidence));
    VERIFY(title.empty() || title_weights_.empty() || title.size() == title_weights_.size());
    if (!title.empty())
        for (std::size_t k = 0; k < title_weights_.size(); ++k) x += title_weights_[k] * static_cast<double>(title[k]);
    return 1.0 / (1.0 + std::exp(-x));
}

}  // namespace agon
