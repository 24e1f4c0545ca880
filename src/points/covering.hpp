// Choosing key points: a few candidates that between them make the arguments of most voices.
//
// Idea: every candidate stands for the voices that make its argument. Take the one that adds most, count those voices
// as covered as far as they are, and go on; leave out candidates that say what a chosen one says. The gain is
// submodular, so greedy choice reaches 1 - 1/e of the best cover (G. Nemhauser, L. Wolsey, M. Fisher 1978).
//   Fits:          forty voices with four arguments between them.
//   Does not fit:  forty voices with forty arguments: nothing reaches least_voices, and nothing is chosen.
// DEVIATION: a gain counts by its root, since of the sentences near another hardly more than a quarter makes its
// argument (docs/labelling/arguments.md), and times the candidate's quality, so that a clear sentence beats a muddle
// that many come near; the bound holds for the plain gain only.
#pragma once

#include <cstdint>
#include <vector>

namespace agon {

struct CoverProblem {
    std::vector<float> match;          // [text][candidate]: probability that the text makes the candidate's argument
    std::vector<std::int64_t> voice;   // of each text
    std::vector<std::size_t> text_of;  // which text each candidate is
    std::vector<double> quality;       // of each candidate, 0 to 1
};

struct CoverOptions {
    std::int64_t least_voices = 3;
    std::size_t most = 5;
    double same_argument = 0.3;   // probability from which a text makes the argument
    double same_candidate = 0.3;  // from which two candidates say the same
};

struct Cover {
    std::vector<std::size_t> chosen;  // candidates, in order of choice
    double covered = 0;               // share of voices with a text that makes a chosen argument
    double redundancy = 0;            // greatest probability with which one chosen candidate makes another's argument
};

Cover choose_cover(const CoverProblem& problem, const CoverOptions& options);

}  // namespace agon
