// Everything trained or written that the stages read beside a case, opened once: for a run of the pipeline and for an
// engine of libagon.
#pragma once

#include <memory>
#include <string>
#include <vector>

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

    /// From the programme's data folder, and the lexicon that `case_folder` adds, if any. The encoders' weights are
    /// read when they are first asked, from `disk`, which must outlive this; what is wrong with them is said then.
    /// Errors: model_missing, model_damaged, file_missing.
    static Result<Models> load(Disk& disk, const std::string& data, const std::string& case_folder = {});
};

/// The word lists for a case: the programme's, and those that the analyst put into it. Errors: lexicon_damaged.
Result<Lexicon> load_lexicon(Disk& disk, const std::string& data, const std::string& case_folder);
/// The same for a report in this language: in English with the dictionary, where setup/install brought it.
Result<Lexicon> load_report_lexicon(Disk& disk, const std::string& data, const std::string& case_folder,
                                    const std::string& language);
/// What load_lexicon() depends on. Errors: the disk's.
Result<std::string> lexicon_digest(Disk& disk, const std::string& data, const std::string& case_folder);
/// Puts the analyst's files into the case's lexicon, each in the place of one of its name. Writes nothing unless all of
/// them can be used there. Errors: file_missing, lexicon_damaged (of the file given), usage for a name that is none.
Result<void> add_to_lexicon(Disk& disk, const std::string& data, const std::string& case_folder,
                            const std::vector<std::string>& files);

}  // namespace agon
