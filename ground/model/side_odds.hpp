// What the posts asked for one statement all lean, and how much of it is the judge's own.
//
// A judge leans on a statement that it has not seen, mostly against it. So of the log-odds of all posts asked for the
// same statement the median is taken off by who counts them, but no more than `most_leaning`, about what the judge
// leans by itself: what goes beyond is said by the posts. Chosen on five folds of the labelled sets, each target unseen
// (models/pair.md; side right, in brackets balanced over both sides, and how far the share of a camp is off; mean of
// iam, zs-csd and c-mtcsd): nothing taken off .623 (.645) .236, half the median .628 (.646) .194, all of it .641 (.648)
// .152, all of it up to .2 .637 (.648) .168, up to .4 .644 (.649) .150, up to .8 .643 (.649) .150. Those are the odds
// of one text; a post of one such text has .78 of them.
//   Fits:          a statement whose posts the judge hears a little too much against.
//   Does not fit:  a camp of nine in ten: a tenth of its posts, those nearest to the middle, may change sides.
// The attention network's word beside the pair network's, which counted half before, is no longer heard: with the
// weights of 2026-11-26 and the whole of fold 0 it made iam .824 into .815, zs-csd .430 into .455 and c-mtcsd .608 into
// .611, for a third of the time.
#pragma once

#include <cstddef>
#include <vector>

namespace agon {

constexpr double most_leaning = 0.3;
constexpr std::size_t fewest_for_leaning = 8;

/// The upper median of the odds of all texts asked for one statement, kept within most_leaning; 0 of fewer than
/// fewest_for_leaning.
double leaning_of(std::vector<double> odds);

}  // namespace agon
