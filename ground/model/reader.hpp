// The reader: a larger judge of stances and replies on this machine, for who has time and 720 MB (models/reader.md).
//
// It is the first twenty layers of a language model with what agon learned on top of them, run by llama.cpp in a
// process of its own (setup/reader.cpp), which setup/translator builds; agon is built, tested and shipped without it.
// It says three numbers a text and writes nothing.
//
//   Fits:          posts that argue from what follows and never name what they are for or against.
//   Does not fit:  a million posts: two to three CPU seconds a text.
//
// Source: E. Hu et al., LoRA: Low-Rank Adaptation of Large Language Models, ICLR 2022.
#pragma once

#include <memory>
#include <string>

#include "ground/model/judge.hpp"

namespace agon {

struct Reader {
    std::unique_ptr<Judge> stance;
    std::unique_ptr<ReplyJudge> reply;
};

/// What setup/translator put into `folder` (translator_folder()). The process starts with the first question and goes
/// with the judges; its files are read against reader.sha256 then. Errors: model_missing where the folder has no
/// reader; from judge(): model_damaged for files that are not those, a process that is gone or silent for `seconds`.
Result<Reader> open_reader(const std::string& folder, int threads, int seconds = 300);

}  // namespace agon
