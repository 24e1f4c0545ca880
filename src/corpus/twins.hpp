// Inside of room corpus: near-copies.
#pragma once

#include "src/corpus/corpus.hpp"

namespace agon {

/// Marks every analysed post that (nearly) repeats an earlier one as its twin. See twins.cpp.
void fold_twins(const Threads& threads, Corpus& corpus, double least_similarity);

/// Exact Jaccard similarity of the sets of 4-grams of word characters, case and width folded.
double text_similarity(std::string_view left, std::string_view right);

}  // namespace agon
