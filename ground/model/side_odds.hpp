// Which side texts take of a target, by two judges.
//
// The pair network reads target and text together; the attention network, smaller and trained apart, errs elsewhere.
// Its word counts half, less its median over the texts on the target, since it leans on targets that it has not seen.
// Room camps then takes a quarter of what the median of a debate still is off, for what both lean. How much to take off
// was chosen on fold 0 (targets that neither network saw; accuracy of the side, mean of iam, c-stance, zs-csd and
// c-mtcsd, in brackets balanced over both sides): pair network alone .629 (.620); with the attention network and none,
// a quarter, half of the median .628 (.623), .629 (.627), .631 (.632). Half is no better for certain, and wrong where
// nearly all reject a thing: of c-mtcsd, 72 of 100 against, it makes .607 into .575. What the pair network says of the
// target beside texts that are about something else was taken off before: .590 (.601); the network now learns with each
// target's shares of labels given (training/pair.py) and leans less.
//   Fits:          propositions whose texts bring reasons.
//   Does not fit:  things in two or three words (zs-csd): the side is right in half of the texts, as by a coin.
#pragma once

#include "ground/model/judge.hpp"

namespace agon {

constexpr double share_of_median = 0.25;  // of the odds of a debate's posts, taken off by who counts them
constexpr std::size_t fewest_for_median = 8;

/// Log-odds of for against against, one a question, in order, from the `answers` of the pair network and those of the
/// attention network, `others`. Bits depend on nothing else.
std::vector<double> side_odds(std::span<const StanceQuestion> questions, const std::vector<StanceAnswer>& answers,
                              const std::vector<StanceAnswer>& others);
/// The same, asking both. Errors: the judges'. Thread rule: as the judges.
Result<std::vector<double>> side_odds(const Judge& judge, const Judge& second,
                                      std::span<const StanceQuestion> questions, int threads);

/// The upper median; 0 of nothing.
double median_of(std::vector<double> values);

}  // namespace agon
