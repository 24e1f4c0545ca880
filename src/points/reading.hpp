// Inside of room points: who makes an argument, read sentence by sentence.
//
// Idea: likeness finds where an argument may be made and cannot tell that it is (of the pairs above its cut a quarter,
// docs/labelling/arguments.md); the argument judge reads both sentences together and tells far better, but each pair
// costs a reading of the network. So the sentences that come first by nearness are read, and only they can make the
// point. Nearness is the sum of the centred cosines of both kinds of rows and of the shared pairs of characters, each
// weighed by its rarity among the group's sentences: of the thousand labelled pairs that it puts first .36 are of one
// argument, by each of the three alone .31, .31 and .34 (docs/labelling/arguments.md, third set).
//   Fits:          "封校只管学生，教职工随便进出" under "管学生不管老师，防不住"
//   Does not fit:  an argument told in quite other words comes far down in nearness and is not read: voices that a
//                  point counts are those found, not all there are.
// Source of reading the first of a ranking: R. Nogueira, K. Cho, Passage Re-ranking with BERT, 2019.
#pragma once

#include "ground/model/judge.hpp"
#include "src/points/likeness.hpp"

namespace agon {

/// What those of nearness mean, while it is chosen what is read.
constexpr MatchLevels near_levels{0.1F, 0.2F, 0.35F};

/// Numbers of both kinds of rows of a group's texts.
struct RowWidths {
    std::int32_t sentence = 0, vector = 0;
};

/// texts x points, text by text: how near each text is to each point; -1 where either has no sentence row.
std::vector<float> nearness(const MatchGroup& group, RowWidths widths, int threads);

/// The same as probabilities of making the point's argument, from a logistic curve fitted to the labelled pairs.
ArgumentMatches near_matches(const MatchGroup& group, RowWidths widths, int threads);

/// Probabilities by the judge for each point's nearest `most` texts and for those in `always` (places of texts), 1 for
/// a text with the point's words, 0 for all others. A pair that the judge has not read yet has that of near_matches.
/// REQUIRES: has_sentence_rows(group).
Result<ArgumentMatches> read_arguments(const ArgumentJudge& judge, const MatchGroup& group, RowWidths widths,
                                       std::size_t most, const std::vector<std::size_t>& always, int threads);

}  // namespace agon
