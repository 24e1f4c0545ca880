// Room evals: SCORE. Labelled sets and the rooms' own answers -> scores. Nothing downstream of it but the command line,
// and the pipeline never reads a label.
//
// Each eval is one file with one function, entered in the table of evals.cpp. An eval never tunes: it calls the same
// library code as `agon analyze` and compares. Test splits are read with --test only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ground/model/endpoint_judge.hpp"
#include "ground/outcome/outcome.hpp"
#include "ground/table/table.hpp"

namespace agon {

struct EvalOptions {
    std::string data;                           // the programme's data folder
    std::string corpora = "../shared/corpora";  // labelled corpora, see its README
    std::string case_folder;                    // analysed case, where the eval wants one
    std::string vectors_folder;                 // write the vectors of labelled posts here, for peers; empty: do not
    EndpointJudgeOptions judge;                 // stance: a language model to ask too; url empty: none
    std::string judge_folder;                   // stance: an ONNX network to ask too; empty: none
    std::size_t reader_texts = 0;               // stance: texts of each set that the reader is asked of; 0: none
    std::string translator;                     // translations: a GGUF file; empty: only what people wrote
    std::string drafts_file;                    // translations: write the drafts here; empty: do not
    bool test = false;                          // the test split instead of dev or folds
};

/// One number of the table that `agon eval` prints.
struct Score {
    std::string set;      // e.g. "iam/stance_zh dev"
    std::string measure;  // "accuracy", "macro-F1", "AMI" ...
    double value = 0;
    double low = 0, high = 0;  // 95 % interval; equal: none
    std::int64_t items = 0;    // labelled items behind it
    std::string beside;        // floor and published figures to read it against, e.g. "floor .589, published .902"
};

struct Eval {
    const char* name;   // agon eval NAME
    const char* tells;  // one line of help
    Result<std::vector<Score>> (*run)(Disk& disk, const EvalOptions& options);
};
std::span<const Eval> all_evals();

}  // namespace agon
