// How much a unit looks like an assertion that one could dispute: 0 (story, joke, thanks, report of a fact) to 1.
//
// Idea. A logistic regression over three kinds of features: which short runs of characters or words the unit has,
// hashed into 32,768 numbers (因为, 应该, 根本 ... pull up; 谢谢, 昨天, 编辑 ... pull down); its fast sentence vector,
// which knows likenesses where no run of characters was seen in training; and its shape (length, digits, question
// mark). Fits: "中国车企的核心零部件仍然受制于人。" Does not fit: an ironic "真是太厉害了", which asserts the contrary
// of what it says. Trained and calibrated by training/claims.py; models/claims.md says on what and how well it does.
// Source of the hashing: K. Weinberger et al., Feature Hashing for Large Scale Multitask Learning, ICML 2009.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ground/model/encoder.hpp"

namespace agon {

class ClaimScorer {
  public:
    /// models/claims.npz below `data`; `encoder` must be the fast encoder and live as long as this.
    /// Errors: model_missing, model_damaged.
    static Result<ClaimScorer> load(Disk& disk, const std::string& data, const Encoder& encoder);

    /// One score a text, in order. Scores do not depend on batch or threads. Thread rule: const, safe to share.
    Result<std::vector<double>> score(const std::vector<std::string_view>& texts, int threads) const;
    /// Of the weights and of the encoder.
    const std::string& digest() const { return digest_; }

  private:
    double score_one(std::string_view text, const float* vector) const;

    const Encoder* encoder_ = nullptr;
    std::vector<float> gram_weights_, vector_weights_, shape_weights_;
    std::string digest_;
};

/// The features of claims, as training/claims.py makes them; open for tests.
std::vector<std::uint32_t> claim_grams(std::string_view text);
std::vector<float> claim_shape(std::string_view text);

}  // namespace agon
