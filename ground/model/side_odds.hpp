// What a debate's posts all lean, and how much of it is the judge's own.
//
// A judge leans on a target that it has not seen: it says "against" more often than the texts do. So of the log-odds of
// all posts of a debate a part of their median is taken off by who counts them. How much was chosen on five folds of
// the labelled sets, each target unseen (models/pair.md; side right, in brackets balanced over both sides, mean of iam,
// zs-csd and c-mtcsd): none .623 (.645), a quarter .624 (.643), half .628 (.646), all .641 (.648). All of it is wrong
// where nearly all reject a thing, so half is taken.
//   Fits:          a debate that the judge hears two tenths too much against.
//   Does not fit:  one in which all are against: half of what they say is taken for the judge's.
// The attention network's word beside the pair network's, which counted half before, is no longer heard: with the
// weights of 2026-11-26 and the whole of fold 0 it made iam .824 into .815, zs-csd .430 into .455 and c-mtcsd .608 into
// .611, for a third of the time.
#pragma once

#include <cstddef>
#include <vector>

namespace agon {

constexpr double share_of_median = 0.5;
constexpr std::size_t fewest_for_median = 8;

/// The upper median; 0 of nothing.
double median_of(std::vector<double> values);

}  // namespace agon
