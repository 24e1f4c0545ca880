// Inside of room points: would an article quote this sentence as an argument? 0 to 1.
//
// Idea. A logistic model over features that a reader can check one by one: the claim score, words of cause, condition,
// judgement, duty and generality, words of a story or of talk about the thread, length, marks, the lists of
// ground/lexicon that are named in it, and how near the sentence's vector is to that of the question asked. It learned
// from sentences that were graded 2 (a quotable argument), 1 (on the subject, but weak) and 0
// (docs/labelling/quality.md); what it says is the grade to be expected, halved.
//   Fits:          "没有哪个国家什么都自己造，划算才造。"
//   Does not fit:  irony, and what only its thread makes an argument: "谁等得起？"
// Source of choosing by a learned quality: R. Bar-Haim et al., Quantitative Argument Summarization and Beyond, EMNLP
// 2020. Weights: training/argument_quality.py; models/argument_quality.md says how good they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "ground/model/named_weights.hpp"

namespace agon {

/// A sentence of less quality is not shown as an argument: of those below, more are none at all than are a good one
/// (models/argument_quality.md).
inline constexpr double least_quality_shown = 0.3;

class QualityModel {
  public:
    /// Errors: model_missing, model_damaged (no TOML, a missing weight).
    static Result<QualityModel> load(Disk& disk, const std::string& file);
    /// What the sentence alone tells, in log-odds. `claim_score`: of room segments.
    double log_odds(std::string_view sentence, double claim_score, const Lexicon& lexicon) const;
    /// 0 to 1, from log_odds() and the cosine of the sentence's and the question's vectors by the embedded encoder.
    double quality(double log_odds, double nearness) const;
    /// The cosine of two unit rows; where either is null, usual_nearness().
    double nearness(const float* sentence, const float* question, std::int32_t width) const;
    double usual_nearness() const { return usual_nearness_; }
    const std::string& digest() const { return weights_.digest; }

    /// In the order of features_of().
    static const std::vector<std::string>& feature_names();
    static std::vector<double> features_of(std::string_view sentence, double claim_score, const Lexicon& lexicon);

  private:
    NamedWeights weights_;
    double nearness_weight_ = 0, usual_nearness_ = 0;
};

}  // namespace agon
