// Inside of room points: the sentences that may stand for a camp.
#pragma once

#include "src/points/steps.hpp"

namespace agon {

/// Sentences of one debate that argue, with the camp of their post.
struct CampTexts {
    std::vector<const Segment*> texts;
    std::vector<double> quality;
};
/// The camp's texts, those of the most quality first; of a sentence that several voices wrote alike the earliest
/// voice's.
CampTexts texts_of(const PointRoom& room, const Debate& debate, Pole pole);

struct Candidates {
    std::vector<std::size_t> places;    // in CampTexts
    std::vector<double> weight, heard;  // of each, as in Speaking
};
/// The candidates of both camps. The odds of all of them are set in a row: what counts is who speaks for the statement
/// more than the others do, so the judge's leaning on it falls out.
Result<std::pair<Candidates, Candidates>> judged_candidates(const PointRoom& room, const Debate& debate,
                                                            const CampTexts& a, const CampTexts& b, int threads);

}  // namespace agon
