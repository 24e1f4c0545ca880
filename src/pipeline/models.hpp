// Everything trained or written that the stages read beside a case, opened once: for a run of the pipeline and for an
// engine of libagon.
#pragma once

#include <memory>

#include "ground/lexicon/lexicon.hpp"
#include "ground/model/judge.hpp"
#include "src/segments/segments.hpp"

namespace agon {

/// Thread rule: const after loading.
struct Models {
    std::unique_ptr<Lexicon> lexicon;
    std::unique_ptr<Encoder> full_encoder, fast_encoder;
    std::unique_ptr<ClaimScorer> claims;
    std::unique_ptr<Judge> attention_judge;
    PairJudges pair_judges;

    /// From the programme's data folder. The encoders' weights are read when they are first asked, from `disk`, which
    /// must outlive this; what is wrong with them is said then. Errors: model_missing, model_damaged, file_missing.
    static Result<Models> load(Disk& disk, const std::string& data);
};

}  // namespace agon
