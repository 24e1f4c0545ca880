// The pipeline as library calls: import, analyze, report, verify, inspect. Nothing here prints.
//
// Room pipeline: all rooms in their order, each skipped when its inputs did not change. What the command line and
// libagon both call.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ground/model/endpoint_judge.hpp"
#include "ground/model/endpoint_writer.hpp"
#include "src/pipeline/models.hpp"
#include "src/pipeline/own_encoder.hpp"
#include "src/report/report.hpp"
#include "src/threads/threads.hpp"
#include "src/vectors/vectors.hpp"
#include "src/verdict/verdict.hpp"

namespace agon {

/// Where the programme's data files are: .deps/encoder, .deps/cppjieba/dict, ground/lexicon below it.
std::string data_folder(const std::string& program_path);

/// Where a window begins (`after` false) or the first instant behind it (`after` true), for a YYYY, YYYY-MM or
/// YYYY-MM-DD at +08:00, whatever the machine's zone; seconds since 1970. Errors: usage for anything else, 2018-02-30
/// too.
Result<std::int64_t> window_edge(const std::string& text, bool after);

/// The files that people mean by `given`: folders stand for the files in them in the order of their names, patterns for
/// what they match, - for standard input; others for themselves, whether or not they are there.
std::vector<std::string> files_below(const std::vector<std::string>& given);

struct AnalyzeOptions {
    std::string from, to;       // YYYY, YYYY-MM or YYYY-MM-DD, both inclusive, empty: open
    std::string topic, stream;  // only these are analysed; empty: all
    int threads = 2;
    bool keep_options = false;  // take from, to, topic, stream and the encoders of the case's last analysis instead
    EncoderTier encoder = EncoderTier::automatic;
    OwnEncoderOptions own_encoder;
    std::vector<std::string> lexicons;  // files to put into the case's lexicon first (docs/lexicons.md)
    /// Tables of corpus, segments and vectors that lie in the case were made elsewhere (many machines) from its threads
    /// and these options: they are entered as if they had been made here. The caller answers for that.
    bool adopt = false;
    /// A language model to ask for stances; url empty: none. `record` is set by analyze_case.
    EndpointJudgeOptions judge;
    std::string judge_folder;  // of an ONNX network that is asked for stances instead of agon's own; empty: none
    /// Texts that the reader is asked of, by debates in the order of their rank; 0: it is not asked.
    std::int64_t reader_questions = 0;
    /// Key points are found by the answers that the case keeps; where it keeps none, a sentence takes no side by itself
    /// and nearness tells who makes an argument. What is left so, CaseAnalysis::prepare reads, and the next run without
    /// this enters. For an analyst who waits.
    bool read_later = false;
};
/// The options that a case's last analysis ran with, as far as its result depends on them.
AnalyzeOptions options_of(const Manifest& last);

struct StageOutcome {
    std::string stage;
    bool skipped = false;
    std::int64_t rows = 0;
};
struct HeldCase;  // stages.hpp
inline constexpr std::size_t most_posts_held = 400000;

/// Analyses one case again and again: what corrections leave as it is (models, threads, segments, vectors, what texts
/// say by themselves) stays in memory from run to run, so that a correction costs what follows from it. The tables are
/// those of a single run. Memory: 14 KB a post; of a case with more than most_posts_held, nothing stays. Thread rule:
/// one thread at a time.
class CaseAnalysis {
  public:
    /// `disk` must outlive this. `data`: the programme's data folder.
    CaseAnalysis(Disk& disk, std::string case_folder, std::string data);
    ~CaseAnalysis();
    /// Runs every stage whose inputs or parameters changed. `progress` is told each stage when it begins.
    Result<std::vector<StageOutcome>> run(const AnalyzeOptions& options,
                                          const std::function<void(const std::string&)>& progress);
    /// Reads and works out beforehand what the next run will find held, as long as `stop` does not say otherwise
    /// between two stages, and reads the arguments that the last run left (between 64 of them). Writes no table.
    void prepare(const AnalyzeOptions& options, const std::function<bool()>& stop);

  private:
    Result<void> load();
    void let_go_if_large();

    Disk& disk_;
    std::string folder_, data_;
    std::unique_ptr<HeldCase> held_;
};

/// One such run.
Result<std::vector<StageOutcome>> analyze_case(Disk& disk, const std::string& case_folder, const std::string& data,
                                               const AnalyzeOptions& options,
                                               const std::function<void(const std::string&)>& progress);

struct ReportOutcome {
    std::string report_id;
    std::int64_t blocks = 0, quotes = 0, figures = 0;
    std::int64_t written = 0, withheld = 0;  // what a language model worded: shown, dropped by the check
    std::int64_t words = 0;                  // of the article without notes and tables
    std::string untranslated;                // lines for the translation memory, see untranslated_lines()
};
/// Writes the report, or what it cites, in the format that the ending of `file` names, and keeps its JSON in the case.
Result<ReportOutcome> write_report(Disk& disk, const std::string& case_folder, const std::string& data,
                                   const std::string& file, const ReportOptions& options);

struct DraftOptions {
    std::string model;  // a GGUF file; empty: the one that setup/translator added last
    int threads = 2;    // each with a text of its own
    std::function<void(std::size_t, std::size_t)> progress;  // so many of so many are done
};
/// Has a language model on this machine draft English translations of what the report would show in Chinese, and adds
/// them to the translation memory that `options` names. Errors: usage for a report that is not in English, those of
/// compose_report, open_translator and add_drafts.
Result<DraftsMade> draft_report(Disk& disk, const std::string& case_folder, const std::string& data,
                                const ReportOptions& options, const DraftOptions& drafts);

struct WriterOptions {
    EndpointWriterOptions endpoint;                             // `record` is set by ask_writer
    bool paragraphs = true, names = true, translations = true;  // what it is asked for
    bool only_forecast = false;
    std::function<void(const WriterForecast&)> forecast;     // told before anything is sent
    std::function<void(std::size_t, std::size_t)> progress;  // so many of so many are done
};
struct WriterOutcome {
    WriterUse use;
    DraftsMade drafts;
};
/// Has a language model elsewhere word parts of the report that `options` ask for, and puts its answers into `options`
/// for write_report, which checks each of them; its translations go into the translation memory as drafts. Answers are
/// kept in the case, writer.jsonl. Errors: those of compose_report, EndpointWriter::open and ask, and add_drafts.
Result<WriterOutcome> ask_writer(Disk& disk, const std::string& case_folder, const std::string& data,
                                 ReportOptions& options, const WriterOptions& writing);

}  // namespace agon
