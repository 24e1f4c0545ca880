// The pipeline as calls. The stages stand in stages.cpp, what a run is in run.hpp.
#include "src/pipeline/pipeline.hpp"

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "ground/text/date.hpp"
#include "src/pipeline/stages.hpp"

namespace agon {

Result<std::int64_t> window_edge(const std::string& text, bool after) {
    int year = 0, month = 1, day = 1, read = 0;
    int parts = std::sscanf(text.c_str(), "%4d%n-%2d%n-%2d%n", &year, &read, &month, &read, &day, &read);
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (parts < 1 || static_cast<std::size_t>(read) != text.size() || year < 1000 || month < 1 || month > 12 ||
        day < 1 || day > kDays[month - 1] + (leap && month == 2 ? 1 : 0))
        return Error{ErrorCode::usage, "", 0, -1, "not a date: " + text};
    if (after) {  // the first instant that no longer belongs to the period
        if (parts == 1) ++year;
        if (parts == 2 && ++month == 13) month = 1, ++year;
        if (parts == 3) ++day;
    }
    using namespace std::chrono;
    // Day 32 of a month is the first of the next: sys_days counts on from the first of the month.
    const sys_days first{std::chrono::year{year} / month / 1};
    return (first.time_since_epoch().count() + day - 1) * std::int64_t{86400} - platform_zone_seconds;
}

std::string data_folder(const std::string& program_path) {
    if (const char* set = std::getenv("AGON_DATA"); set && *set) return set;
    std::error_code ignored;
    const auto program = std::filesystem::canonical("/proc/self/exe", ignored);
    const auto base = ignored ? std::filesystem::path(program_path) : program;
    return base.parent_path().parent_path().parent_path().string();
}

CaseAnalysis::CaseAnalysis(Disk& disk, std::string case_folder, std::string data)
    : disk_(disk), folder_(std::move(case_folder)), data_(std::move(data)) {}
CaseAnalysis::~CaseAnalysis() = default;

Result<void> CaseAnalysis::load() {
    if (held_) {
        // Nearly all that is held was read with the case's word lists.
        TRY(const std::string lexicon, lexicon_digest(disk_, data_, folder_));
        if (lexicon == held_->models.lexicon->digest()) return {};
        held_.reset();
    }
    TRY(HeldCase loaded, HeldCase::load(disk_, data_, folder_));
    held_ = std::make_unique<HeldCase>(std::move(loaded));
    return {};
}

AnalyzeOptions options_of(const Manifest& last) {
    AnalyzeOptions all;
    const auto parameter = [&](const char* stage, const char* name) {
        const auto found = last.stages.find(stage);
        if (found == last.stages.end() || !found->second.parameters.contains(name)) return std::string();
        return found->second.parameters.at(name);
    };
    all.from = parameter("corpus", "from"), all.to = parameter("corpus", "to");
    all.topic = parameter("corpus", "topic"), all.stream = parameter("corpus", "stream");
    all.judge_folder = parameter("camps", "judge folder");
    if (const std::string most = parameter("camps", "questions to the reader"); !most.empty())
        std::from_chars(most.data(), most.data() + most.size(), all.reader_questions);
    if (const auto vectors = last.stages.find("vectors"); vectors != last.stages.end())
        all.own_encoder = own_encoder_of(vectors->second.parameters);
    if (!all.own_encoder.wanted() && parameter("vectors", "encoder because") == "asked for")
        all.encoder = parameter("vectors", "encoder") == "fast" ? EncoderTier::fast : EncoderTier::full;
    return all;
}

namespace {

/// What stands in the case, where the options say so, instead of what stands in them.
AnalyzeOptions effective(const AnalyzeOptions& options, const Manifest& last) {
    if (!options.keep_options) return options;
    AnalyzeOptions all = options;
    const AnalyzeOptions kept = options_of(last);
    all.from = kept.from, all.to = kept.to, all.topic = kept.topic, all.stream = kept.stream;
    all.encoder = kept.encoder, all.own_encoder = kept.own_encoder, all.judge_folder = kept.judge_folder,
    all.reader_questions = kept.reader_questions;
    return all;
}

}  // namespace

void CaseAnalysis::let_go_if_large() {
    if (held_ && held_->posts() > most_posts_held) held_.reset();
}

Result<std::vector<StageOutcome>> CaseAnalysis::run(const AnalyzeOptions& options,
                                                    const std::function<void(const std::string&)>& progress) {
    TRY(Run run, Run::open(disk_, folder_, progress));
    TRY_VOID(add_to_lexicon(disk_, data_, folder_, options.lexicons));
    TRY_VOID(load());
    run.enter_models(held_->models);
    if (options.adopt) {
        if (!held_->models.lexicon->own_files().empty())
            return Error{ErrorCode::usage, folder_, 0, -1, "tables made elsewhere know nothing of the case's lexicon"};
        run.adopt_tables();
    }
    const auto done = run_stages(run, *held_, effective(options, run.manifest()));
    let_go_if_large();
    if (!done) return done.error();
    return run.outcomes();
}

void CaseAnalysis::prepare(const AnalyzeOptions& options, const std::function<bool()>& stop) {
    const std::function<void(const std::string&)> unheard = [](const std::string&) {};
    auto run = Run::open(disk_, folder_, unheard);
    if (!run || !load()) return;  // the next run says what is wrong
    run->enter_models(held_->models);
    rehearse_stages(*run, *held_, effective(options, run->manifest()), stop);
    let_go_if_large();
}

Result<std::vector<StageOutcome>> analyze_case(Disk& disk, const std::string& case_folder, const std::string& data,
                                               const AnalyzeOptions& options,
                                               const std::function<void(const std::string&)>& progress) {
    return CaseAnalysis(disk, case_folder, data).run(options, progress);
}

}  // namespace agon
