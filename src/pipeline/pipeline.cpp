// Stages with their keys: a stage is skipped when its key (tool, lexicon, model, parameters and the keys of its inputs)
// is the one in the manifest and its files are there.
#include "src/pipeline/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "ground/text/date.hpp"
#include "src/coding/coding.hpp"
#include "src/pipeline/models.hpp"
#include "src/pipeline/stage_answers.hpp"
#include "src/trends/trends.hpp"

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

namespace {

class Run {
  public:
    Run(Disk& disk, std::string folder, const std::function<void(const std::string&)>& progress)
        : disk_(disk), folder_(std::move(folder)), progress_(progress) {}

    Result<void> open(const std::string& data) {
        data_ = data;
        if (!disk_.exists(folder_ + "/manifest.json")) return Error{ErrorCode::case_missing, folder_, 0, -1, ""};
        TRY_VOID(migrate_threads(disk_, folder_));
        TRY(manifest_, Manifest::load(disk_, folder_));
        if (!manifest_.stages.contains("threads")) return Error{ErrorCode::case_missing, folder_, 0, -1, ""};
        TRY(models_, Models::load(disk_, data));
        TRY(words_, Words::load(data + "/.deps/cppjieba/dict"));
        encoder_ = models_.full_encoder.get();
        manifest_.tool_version = AGON_VERSION;
        std::erase_if(manifest_.models, [](const auto& entry) { return entry.first.starts_with("endpoint "); });
        for (const Judge* judge : {models_.attention_judge.get(), models_.pair_judges.stance.get()})
            manifest_.models[judge->name()] = judge->digest();
        manifest_.models["claim score"] = models_.claims->digest();
        manifest_.models["lexicon"] = models_.lexicon->digest();
        return {};
    }

    std::string key_of(const std::string& stage, const std::vector<std::string>& inputs,
                       const std::map<std::string, std::string>& parameters) const {
        std::string all = "agon " AGON_VERSION "\n" + stage + '\n' + models_.lexicon->digest() + '\n';
        for (const std::string& input : inputs) all += input + '=' + manifest_.stages.at(input).key + '\n';
        for (const auto& [name, value] : parameters) all += name + ':' + value + '\n';
        return sha256_hex(all);
    }

    /// True if the stage is up to date.
    bool current(const std::string& stage, const std::string& key) const {
        const auto found = manifest_.stages.find(stage);
        if (found == manifest_.stages.end() || found->second.key != key) return false;
        for (const std::string& file : found->second.files)
            if (!disk_.exists(folder_ + "/" + file)) return false;
        return true;
    }

    /// What a language model elsewhere was asked, and the digest of what it said.
    Result<void> note_endpoint(ManifestStage& stage, const EndpointJudge& endpoint) {
        const EndpointUse use = endpoint.use();
        stage.parameters["texts labelled by the endpoint"] = std::to_string(use.labelled);
        stage.parameters["texts refused by the endpoint"] = std::to_string(use.refused);
        stage.parameters["texts not sent to the endpoint"] = std::to_string(use.left);
        const std::string record = folder_ + "/judge/exchanges.jsonl";
        if (!disk_.exists(record)) return {};
        TRY(const std::string bytes, disk_.read_file(record));
        stage.parameters["sha256 of judge/exchanges.jsonl"] = sha256_hex(bytes);
        return {};
    }

    template <class Row>
    Result<void> table(ManifestStage& stage, const std::string& name, const std::vector<Row>& rows) {
        TRY(const std::string bytes, to_parquet(rows));
        return file(stage, name, bytes, static_cast<std::int64_t>(rows.size()));
    }
    /// All tables of a room.
    template <class Tables>
    Result<void> tables(ManifestStage& s, const Tables& made) {
        return each_table_of(made, [&](const std::string& name, const auto& rows) { return table(s, name, rows); });
    }
    Result<void> file(ManifestStage& stage, const std::string& name, const std::string& bytes, std::int64_t rows) {
        TRY_VOID(disk_.write_file(folder_ + "/" + name, bytes));
        manifest_.files[name] = {sha256_hex(bytes), rows};
        stage.files.push_back(name);
        return {};
    }

    Result<void> stage(const std::string& name, const std::vector<std::string>& inputs,
                       const std::map<std::string, std::string>& parameters,
                       const std::function<Result<void>(ManifestStage&)>& work) {
        const std::string key = key_of(name, inputs, parameters);
        StageOutcome outcome{name, current(name, key), 0};
        if (!outcome.skipped) {
            progress_(name);
            ManifestStage entry{key, parameters, {}};
            TRY(const bool adopted, adopt(name, entry));
            if (!adopted) {
                TRY_VOID(work(entry));
            }
            for (const std::string& f : entry.files) outcome.rows += std::max<std::int64_t>(0, manifest_.files[f].rows);
            manifest_.stages[name] = std::move(entry);
            TRY_VOID(manifest_.save(disk_, folder_));
        }
        outcomes_.push_back(outcome);
        return {};
    }

    /// Takes a stage out whose input is gone, and its tables.
    Result<void> drop(const std::string& name) {
        const auto found = manifest_.stages.find(name);
        if (found == manifest_.stages.end()) return {};
        for (const std::string& file : found->second.files) {
            manifest_.files.erase(file);
            TRY_VOID(disk_.remove_file(folder_ + "/" + file));
        }
        manifest_.stages.erase(found);
        return manifest_.save(disk_, folder_);
    }

    /// What rows of the case's tables of vectors depend on: the encoder, and the digests that the manifest gives them.
    std::string digest_of_vectors() const {
        std::string all = encoder_->digest();
        for (const char* table : {"vectors/segments.parquet", "vectors/questions.parquet"}) {
            const auto found = manifest_.files.find(table);
            all += '\n' + (found == manifest_.files.end() ? "" : found->second.sha256);
        }
        return all;
    }
    /// False if a table of vectors is not what the manifest says.
    Result<bool> vectors_are_as_noted() {
        for (const char* table : {"vectors/segments.parquet", "vectors/questions.parquet"}) {
            const auto noted = manifest_.files.find(table);
            if (noted == manifest_.files.end() || !disk_.exists(folder_ + "/" + table)) return false;
            TRY(const std::string bytes, disk_.read_file(folder_ + "/" + table));
            if (sha256_hex(bytes) != noted->second.sha256) return false;
        }
        return true;
    }
    StageAnswers answers_of(const std::string& stage) { return {disk_, folder_, stage}; }

    /// Enters tables that were made elsewhere, if they are to be and all of the stage's are there.
    Result<bool> adopt(const std::string& name, ManifestStage& entry) {
        static const std::map<std::string, std::vector<std::string>> adoptable = {
            {"corpus", {std::string(kCorpusPosts), std::string(kCorpusAccounts)}},
            {"segments", {"segments/segments.parquet"}},
            {"vectors", {"vectors/segments.parquet", "vectors/questions.parquet"}}};
        const auto found = adoptable.find(name);
        if (!adopts_ || found == adoptable.end()) return false;
        for (const std::string& path : found->second)
            if (!disk_.exists(folder_ + "/" + path)) return false;
        for (const std::string& path : found->second) {
            TRY(std::string bytes, disk_.read_file(folder_ + "/" + path));
            const std::string digest = sha256_hex(bytes);
            TRY(const TableReader table, TableReader::open(std::move(bytes), path));
            manifest_.files[path] = {digest, table.row_count()};
            entry.files.push_back(path);
        }
        return true;
    }

    Disk& disk_;
    bool adopts_ = false;
    std::string folder_;
    std::string data_;
    const std::function<void(const std::string&)>& progress_;
    Manifest manifest_;
    Models models_;
    std::unique_ptr<Words> words_;
    const Encoder* encoder_ = nullptr;  // the one that this case's vectors are from
    std::vector<StageOutcome> outcomes_;
};

/// Of the lines of these kinds: a room's own corrections, so that a quote chosen anew does not make debates run again.
std::string digest_of(const Corrections& corrections, std::initializer_list<std::string_view> kinds) {
    std::string all;
    for (const Correction& c : corrections.corrections) {
        if (std::find(kinds.begin(), kinds.end(), c.what) == kinds.end()) continue;
        all += std::to_string(c.line) + '\n';
        for (const std::string* text : {&c.id, &c.what, &c.debate, &c.segment, &c.post, &c.point, &c.voice, &c.from,
                                        &c.to, &c.text, &c.pole, &c.pole_a, &c.pole_b, &c.with, &c.kind})
            all += std::to_string(text->size()) + ' ' + *text + '\n';
        for (const std::vector<std::string>* texts : {&c.threads, &c.with_threads}) {
            all += std::to_string(texts->size()) + '\n';
            for (const std::string& text : *texts) all += std::to_string(text.size()) + ' ' + text + '\n';
        }
    }
    return all.empty() ? all : sha256_hex(all);
}

Result<Segments> segments_of(Run& run, const Threads& threads, const Corpus& corpus, const AnalyzeOptions& options) {
    std::optional<Segments> made;
    TRY_VOID(run.stage(
        "segments", {"corpus"}, {{"claim score", run.models_.claims->digest()}}, [&](ManifestStage& s) -> Result<void> {
            SegmentOptions segment_options;
            segment_options.threads = options.threads;
            StageAnswers kept = run.answers_of("segments");
            segment_options.kept_scores = &kept.of("claims", run.models_.claims->digest(), sizeof(double));
            TRY(made, build_segments(threads, corpus, *run.models_.lexicon, *run.models_.claims, segment_options));
            TRY_VOID(kept.save());
            return run.table(s, "segments/segments.parquet", made->segments);
        }));
    if (made) return std::move(*made);
    return read_segments(run.disk_, run.folder_);
}

/// Encodes the texts that the case's tables of vectors, as the last run left them, have no row of. The fast encoder is
/// quicker than this.
Result<Vectors> vectors_beside_held(Run& run, const Threads& threads, const Segments& segments,
                                    const VectorOptions& options) {
    StageAnswers kept = run.answers_of("vectors");
    KeptAnswers& rows = kept.of("rows", run.digest_of_vectors(), sizeof(std::int64_t));
    TRY(const bool intact, rows.empty() ? Result<bool>(false) : run.vectors_are_as_noted());
    if (!intact) return build_vectors(threads, segments, *run.encoder_, options);
    TRY(const Vectors held, read_vectors(run.disk_, run.folder_));
    return build_vectors(threads, segments, *encoder_beside(*run.encoder_, held, rows), options);
}

/// Vectors of the case, which are large: read when a stage that runs asks for them.
class LateVectors {
  public:
    explicit LateVectors(const Run& run, std::optional<Vectors> made) : run_(run), vectors_(std::move(made)) {}
    Result<const Vectors*> get() {
        if (!vectors_) {
            TRY(vectors_, read_vectors(run_.disk_, run_.folder_));
        }
        return &*vectors_;
    }

  private:
    const Run& run_;
    std::optional<Vectors> vectors_;
};

/// Also decides which encoder this case and all later stages use.
Result<LateVectors> vectors_of(Run& run, const Threads& threads, const Segments& segments,
                               const AnalyzeOptions& options) {
    const std::int64_t count = count_embedded(segments);
    const bool fast = tier_for(options.encoder, count) == EncoderTier::fast;
    run.encoder_ = fast ? run.models_.fast_encoder.get() : run.models_.full_encoder.get();
    run.manifest_.models.erase((fast ? run.models_.full_encoder : run.models_.fast_encoder)->name());
    run.manifest_.models[run.encoder_->name()] = run.encoder_->digest();
    const std::string why = options.encoder == EncoderTier::automatic
                                ? std::string(fast ? "more than " : "at most ") + std::to_string(most_fully_encoded) +
                                      " segments with a vector"
                                : "asked for";
    VectorOptions vector_options;
    vector_options.threads = options.threads;
    std::optional<Vectors> made;
    TRY_VOID(
        run.stage("vectors", {"segments"},
                  {{"encoder", fast ? "fast" : "full"},
                   {"encoder because", why},
                   {"encoder digest", run.encoder_->digest()},
                   {"segments with a vector", std::to_string(count)}},
                  [&](ManifestStage& s) -> Result<void> {
                      TRY(made, fast ? build_vectors(threads, segments, *run.encoder_, vector_options)
                                     : vectors_beside_held(run, threads, segments, vector_options));
                      TRY_VOID(write_vectors(run.disk_, run.folder_, *made));
                      for (const auto& [name, set] :
                           {std::pair<const char*, const VectorSet*>{"vectors/segments.parquet", &made->segments},
                            {"vectors/questions.parquet", &made->questions}}) {
                          TRY(const std::string bytes, run.disk_.read_file(run.folder_ + "/" + name));
                          run.manifest_.files[name] = {sha256_hex(bytes), static_cast<std::int64_t>(set->ids.size())};
                          s.files.push_back(name);
                      }
                      if (fast) return {};
                      StageAnswers kept = run.answers_of("vectors");
                      note_rows(threads, segments, kept.of("rows", run.digest_of_vectors(), sizeof(std::int64_t)));
                      return kept.save();
                  }));
    return LateVectors(run, std::move(made));
}

/// What people's codes say of the camps. A case without codes has no such stage and no such tables.
Result<void> code_camps(Run& run, const Camps& camps) {
    TRY(const CodeLines lines, read_codes(run.disk_, run.folder_));
    if (lines.codes.empty()) return run.drop("coding");
    return run.stage("coding", {"camps"}, {{"sha256 of coding.jsonl", lines.sha256}},
                     [&](ManifestStage& s) { return run.tables(s, build_coding(camps, lines)); });
}

Result<void> run_stages(Run& run, const AnalyzeOptions& options) {
    CorpusOptions window;
    if (!options.from.empty()) {
        TRY(window.from_seconds, window_edge(options.from, false));
    }
    if (!options.to.empty()) {
        TRY(window.to_seconds, window_edge(options.to, true));
    }
    Disk& disk = run.disk_;
    const std::string& folder = run.folder_;
    TRY(const Threads threads, read_threads(disk, folder));
    window.topic = options.topic;
    window.stream = options.stream;
    window.boilerplate = &run.models_.lexicon->list("boilerplate");
    TRY_VOID(
        run.stage("corpus", {"threads"},
                  {{"from", options.from}, {"to", options.to}, {"topic", options.topic}, {"stream", options.stream}},
                  [&](ManifestStage& s) -> Result<void> {
                      TRY(const Corpus made, build_corpus(disk, folder, threads, window));
                      TRY_VOID(run.table(s, std::string(kCorpusPosts), made.posts));
                      return run.table(s, std::string(kCorpusAccounts), made.accounts);
                  }));
    TRY(const Corpus corpus, read_corpus(disk, folder));
    TRY(const Segments segments, segments_of(run, threads, corpus, options));
    TRY(LateVectors late_vectors, vectors_of(run, threads, segments, options));
    DebateOptions debate_options;
    debate_options.models = run.data_ + "/models";
    TRY(const std::string weights, disk.read_file(debate_options.models + "/debatedness.toml"));
    TRY(debate_options.salience, read_salience_weights(disk, folder));
    TRY(debate_options.corrections, read_corrections(disk, folder));
    const SalienceWeights& w = debate_options.salience;
    const std::map<std::string, std::string> debate_parameters = {
        {"debatedness", sha256_hex(weights)},
        {"encoder of titles", run.models_.full_encoder->digest()},
        {"corrections",
         digest_of(debate_options.corrections, {"exclude", "pin", "merge", "split", "rename", "set_proposition"})},
        {"salience", fmt::format("{} {} {} {} {} {} {}", w.voices, w.posts, w.votes, w.years, w.questions,
                                 w.disagreement, w.recency)}};
    TRY_VOID(run.stage("debates", {"segments", "vectors"}, debate_parameters, [&](ManifestStage& s) -> Result<void> {
        TRY(const Vectors* vectors, late_vectors.get());
        StageAnswers kept = run.answers_of("debates");
        const Encoder& titles = kept.encoder("titles", *run.models_.full_encoder);
        const Encoder& encoder = run.encoder_ == run.models_.full_encoder.get() ? titles : *run.encoder_;
        TRY(const Debates made, build_debates(disk, threads, corpus, segments, *vectors, encoder, titles,
                                              *run.models_.lexicon, *run.words_, debate_options));
        TRY_VOID(kept.save());
        return run.tables(s, made);
    }));
    TRY(const Debates debates, read_debates(disk, folder));
    CampOptions camp_options;
    camp_options.models = run.data_ + "/models";
    camp_options.threads = options.threads;
    camp_options.corrections = debate_options.corrections;
    TRY(camp_options.most_questions, read_most_questions(disk, folder));
    TRY(const std::string reply_weights, disk.read_file(camp_options.models + "/reply.toml"));
    std::unique_ptr<EndpointJudge> endpoint;
    if (!options.judge.url.empty()) {
        EndpointJudgeOptions judge_options = options.judge;
        judge_options.record = folder + "/judge/exchanges.jsonl";
        TRY_VOID(disk.make_folder(folder + "/judge"));
        TRY(endpoint, EndpointJudge::open(disk, std::move(judge_options)));
    }
    std::map<std::string, std::string> camp_parameters = {
        {"judge", run.models_.attention_judge->digest()},
        {"pair judge", run.models_.pair_judges.stance->digest()},
        {"corrections", digest_of(camp_options.corrections, {"move", "mark_author"})},
        {"questions to the pair judge", std::to_string(camp_options.most_questions)},
        {"reply", sha256_hex(reply_weights)},
        {"method", camp_method}};
    const Judge& judge = *run.models_.pair_judges.stance;
    if (endpoint) {
        camp_parameters["endpoint"] = endpoint->name() + ", " + endpoint->digest();
        camp_parameters["requests to the endpoint"] =
            options.judge.offline ? "recorded ones only" : std::to_string(options.judge.most_requests);
        run.manifest_.models[endpoint->name()] = endpoint->digest();
    }
    TRY_VOID(run.stage("camps", {"debates"}, camp_parameters, [&](ManifestStage& s) -> Result<void> {
        TRY(const Vectors* vectors, late_vectors.get());
        StageAnswers kept = run.answers_of("camps");
        const CampJudges judges{kept.judge("stance", judge), kept.judge("attention", *run.models_.attention_judge),
                                kept.reply_judge("reply", *run.models_.pair_judges.reply), endpoint.get()};
        TRY(const Camps made,
            build_camps(disk, segments, *vectors, debates, judges, *run.models_.lexicon, camp_options));
        TRY_VOID(kept.save());
        s.parameters["posts read by the pair judge"] =
            std::to_string(std::count_if(made.stances.begin(), made.stances.end(),
                                         [](const PostStance& p) { return p.judged_by == JudgedBy::pair; }));
        s.parameters["posts read in all"] = std::to_string(made.stances.size());
        if (endpoint) TRY_VOID(run.note_endpoint(s, *endpoint));
        return run.tables(s, made);
    }));
    TRY(const Camps camps, read_camps(disk, folder));
    TRY_VOID(code_camps(run, camps));
    TRY(const Matcher matcher, Matcher::load(disk, run.data_ + "/models"));
    PointOptions point_options;
    point_options.threads = options.threads;
    point_options.corrections = debate_options.corrections;
    TRY_VOID(run.stage(
        "points", {"camps"},
        {{"matching.npz", matcher.digest()},
         {"sentences", run.models_.pair_judges.sentences->digest()},
         {"judge", judge.digest()},
         {"corrections", digest_of(point_options.corrections, {"choose_quote", "reword", "reject_relation"})}},
        [&](ManifestStage& s) -> Result<void> {
            TRY(const Vectors* vectors, late_vectors.get());
            StageAnswers kept = run.answers_of("points");
            TRY(const Points made,
                build_points(threads, corpus, segments, *vectors, debates, camps,
                             kept.encoder("vectors", *run.models_.full_encoder),
                             kept.encoder("sentences", *run.models_.pair_judges.sentences), matcher,
                             kept.judge("stance", judge), *run.models_.lexicon, *run.words_, point_options));
            TRY_VOID(kept.save());
            return run.tables(s, made);
        }));
    TRY(const Points points, read_points(disk, folder));
    return run.stage("trends", {"corpus", "points"}, {}, [&](ManifestStage& s) -> Result<void> {
        TRY(const Trends made,
            build_trends(threads, corpus, segments, debates, camps, points, *run.models_.lexicon, *run.words_));
        return run.tables(s, made);
    });
}

}  // namespace

std::string data_folder(const std::string& program_path) {
    if (const char* set = std::getenv("AGON_DATA"); set && *set) return set;
    std::error_code ignored;
    const auto program = std::filesystem::canonical("/proc/self/exe", ignored);
    const auto base = ignored ? std::filesystem::path(program_path) : program;
    return base.parent_path().parent_path().parent_path().string();
}

Result<std::vector<StageOutcome>> analyze_case(Disk& disk, const std::string& case_folder, const std::string& data,
                                               const AnalyzeOptions& options,
                                               const std::function<void(const std::string&)>& progress) {
    Run run(disk, case_folder, progress);
    TRY_VOID(run.open(data));
    run.adopts_ = options.adopt;
    AnalyzeOptions effective = options;
    if (const auto last = run.manifest_.stages.find("corpus");
        options.keep_window && last != run.manifest_.stages.end()) {
        const auto& parameters = last->second.parameters;
        if (const auto from = parameters.find("from"); from != parameters.end()) effective.from = from->second;
        if (const auto to = parameters.find("to"); to != parameters.end()) effective.to = to->second;
    }
    TRY_VOID(run_stages(run, effective));
    return run.outcomes_;
}

}  // namespace agon
