// Inside of room camps: what the posts that an analyst has placed say of the judge and of the replies.
//
// The judge is right about four in five where texts speak to a statement and hardly ever more than a coin where they
// argue from what follows (docs/method.md), and it cannot tell which of the two a debate is. How quarrelsome a forum is
// cannot be told without labels either (docs/dead_ends.md). Forty placed posts tell both:
//   own words  P(a) = logistic(slope * log-odds of the judge), no slope below 0
//   replies    P(same side) = logistic(shift + slope * log-odds of the reply model)
// for all debates of the case together, by the most likely weights after placing, with normal priors around what is
// used where nothing is placed. The placed posts themselves are sure, and tell it on to those that they answer and that
// answer them (settling.cpp).
//   Fits:          a debate in which people answer each other.
//   Does not fit:  one of answers only; there the judge's word is believed less where it was wrong, and that is all.
// Source: logistic regression by the maximum a posteriori (C. Bishop, Pattern Recognition and Machine Learning,
// 2006, 4.3.3).
#pragma once

#include "src/camps/steps.hpp"

namespace agon {

/// A log-odds that was heard, and whether what it stands for was so.
struct HeardAndSo {
    double odds = 0;
    bool so = false;
};
struct BeliefPrior {
    Believed mean{};
    double shift_deviation = 0;  // 0: the shift stays as it is
    double slope_deviation = 1;
};
/// The most likely weights. A slope below 0 is 0: no judge is believed the other way round.
Believed believed_after(const std::vector<HeardAndSo>& seen, const BeliefPrior& prior);

/// Of posts' own words. Slopes of log-odds that were right on average are 1 (CampOptions); by set they lie between 0
/// and 1.3 of that (zs-csd, statements: CampOptions::read, models/pair.md).
inline constexpr BeliefPrior own_words_prior{{0, 1}, 0, 1};
/// Of replies. Slope: seven tenths of the model's word are believed without lessons. Shift: the log-odds of the share
/// of replies on the side of what they answer lie between -1.4 and 1.2 in nine groups of c-mtcsd, zs-csd and iac; their
/// standard deviation is .9.
inline constexpr BeliefPrior replies_prior{{0, 0.7}, 0.9, 0.3};

/// True for a post that the analyst has placed at a or b.
bool is_sided(const DebatePost& post);
/// What a debate's placed posts say of its own words, whose log-odds are `odds`: counts, and what was heard of each
/// sided post, added to `own_words`. Nothing where no post is placed.
std::optional<Lesson> lesson_of(DebateId debate, const std::vector<DebatePost>& posts, const std::vector<double>& odds,
                                std::vector<HeardAndSo>& own_words);
/// The replies between two placed posts that take a side.
std::vector<HeardAndSo> placed_replies(const std::vector<DebatePost>& posts, const std::vector<ReplySide>& replies);
/// Into the leans of settle: a placed post is as good as sure, and one that is placed at neither side tells nothing.
void set_placed(const std::vector<DebatePost>& posts, std::vector<double>& odds, std::vector<Tie>& ties);

}  // namespace agon
