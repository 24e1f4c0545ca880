// Which Chinese sentences make the same argument, by likeness of meaning.
//
// Idea: the pair network has read more Chinese than the matching judge, which learned from English and compares words;
// so for Chinese its sentence rows decide. What all sentences of a debate share is taken off first (their mean), since
// every sentence about riders and factories is alike in that; the cosine of what is left becomes a probability.
//   Fits:          "补贴最多时没起来，补贴没了它飞了" and "断奶后才长个": one thought in other words.
//   Does not fit:  irony, and a thought that is told in a story: the story's things are what is compared.
// Source of the centring: S. Arora et al., A Simple but Tough-to-Beat Baseline for Sentence Embeddings, ICLR 2017.
#pragma once

#include "src/points/matching.hpp"

namespace agon {

/// True if nearly all texts and points of the group have sentence rows: then likeness decides.
bool has_sentence_rows(const MatchGroup& group);

/// What probabilities mean: from where on a text makes an argument, says it for a consensus, and from where on two
/// candidates are one.
struct MatchLevels {
    float makes, says, same_candidate;
};
constexpr MatchLevels judge_levels{0.6F, 0.7F, 0.3F};  // Chinese matches surely enough only here
MatchLevels alike_levels();
/// Of the argument judge's probabilities (reading.hpp); see models/pair.md for what is right at and above them.
constexpr MatchLevels read_levels{0.3F, 0.3F, 0.25F};

/// Probabilities of both ways to tell, with their levels.
struct ArgumentMatches {
    std::vector<float> probability;  // text by text
    MatchLevels levels;
};

/// points.size() probabilities for each text, text by text; 0 where either has no row. `width` numbers a row. The mean
/// is that of the group's texts. Thread rule: reads its arguments only. Cost: the product of both sizes.
std::vector<float> alike_probabilities(const MatchGroup& group, std::int32_t width);

/// The same for plain texts, as the evals ask: encodes both.
Result<std::vector<float>> alike(const Encoder& sentences, const std::vector<std::string_view>& texts,
                                 const std::vector<std::string_view>& points);

/// The probability that two sentences whose centred rows have this cosine make one argument.
double alike_probability(double cosine);

}  // namespace agon
