// The stages from corpus to trends, in their order.
#pragma once

#include <memory>

#include "src/pipeline/held.hpp"
#include "src/pipeline/run.hpp"
#include "src/trends/trends.hpp"

namespace agon {

/// What a process that analyses the same case again need not load or make again; see held.hpp.
struct HeldCase {
    /// Errors: those of the models' and dictionary's files.
    static Result<HeldCase> load(Disk& disk, const std::string& data, const std::string& case_folder);

    std::size_t posts() const { return threads.value() ? threads.value()->posts.size() : 0; }

    std::string data;  // the programme's data folder
    Models models;
    std::unique_ptr<Words> words;
    Held<Threads> threads;
    Held<Corpus> corpus;
    Held<Segments> segments;
    Held<Vectors> vectors;
    Held<DebateReadings> debate_readings;
    Held<PointReadings> point_readings;
    Held<Readings> readings;
    LeftAnswers left_answers;
    HeldAnswerFiles answer_files;
    bool holds_answer_files = false;  // in a process that was told to expect more runs
};

/// Runs what is not current. Errors: the disk's, and usage for dates.
Result<void> run_stages(Run& run, HeldCase& held, const AnalyzeOptions& options);
/// Fills `held` with what a correction will need, and the case's kept answers with those of the arguments left unread;
/// writes no table. Ends early where a stage is not current, where answers of models are not kept (they would be
/// asked), or when `stop` says so.
void rehearse_stages(Run& run, HeldCase& held, const AnalyzeOptions& options, const std::function<bool()>& stop);

}  // namespace agon
