// The matching judge: does this text make that argument? Text and key point -> probability, within a group of texts.
//
// Idea: two texts of one topic are always alike, so likeness says little by itself. What tells is whether a key point
// is liker to this text than the other key points are, and whether this text is liker to it than other texts are. Every
// likeness (cosines of sentence vectors, a learned projection of them, shared words, character grams, the vectors of
// the single words aligned) is therefore also given relative to its row and its column; a logistic regression weighs
// them.
//   Fits:          "骗补的厂跑了一地，钱打了水漂" and "补贴养出骗补和烂尾": few shared words, but nearest of its row.
//   Does not fit:  two sentences that share all words and differ in a negation score high.
// Trained by training/matching.py on the key points of R. Bar-Haim et al., From Arguments to Key Points, ACL 2020; the
// task's metric: R. Friedman et al., Overview of the 2021 Key Point Analysis Shared Task. Weights: models/matching.npz.
// English words are stemmed; Chinese goes through the same vectors, with words of cppjieba and grams of one and two
// characters. Thread rule: const after loading.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "ground/lexicon/lexicon.hpp"
#include "ground/model/encoder.hpp"

namespace agon {

constexpr std::size_t match_feature_count = 41;

/// A text with its sentence vector (Encoder::width() numbers of unit length, not owned).
struct MatchText {
    std::string_view text;
    const float* vector = nullptr;
    const float* sentence = nullptr;  // row of PairJudges::sentences, Chinese texts only (likeness.hpp)
};

/// Texts of one side of one topic, and the key points they are compared with.
struct MatchGroup {
    std::vector<MatchText> texts, points;
    std::vector<std::string_view> beside;  // other texts of the topic: they count in the words' frequencies only
    const float* topic = nullptr;          // vector of the question or proposition
};

class Matcher {
  public:
    /// matching.npz in `folder`. Errors: file_missing, model_damaged.
    static Result<Matcher> load(Disk& disk, const std::string& folder);
    const std::string& digest() const { return digest_; }

    /// points.size() probabilities for each text, text by text. Bits do not depend on `threads`.
    /// Cost: the product of both sizes, and one encoding of every different word.
    Result<std::vector<float>> probabilities(const MatchGroup& group, const Encoder& encoder, const Words& words,
                                             int threads) const;

  private:
    std::vector<float> projection_;        // 512 x 128
    std::vector<float> projection_scale_;  // weight of the projected cosine, of the bare one, bias
    std::vector<float> mean_, scale_, weight_;
    float bias_ = 0;
    std::string digest_;
};

/// Different words that carry content, as matching counts them: Latin words lower-cased and without stop words, Chinese
/// words of two characters or more. `stem` is what counts as the same word.
struct MatchWord {
    std::string stem, spelled;
};
std::vector<MatchWord> match_words(std::string_view text, const Words& words);

}  // namespace agon
