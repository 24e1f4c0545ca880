#include "src/pipeline/stages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <memory>
#include <optional>

#include "ground/model/onnx_encoder.hpp"
#include "ground/model/onnx_judge.hpp"
#include "ground/model/reader.hpp"
#include "ground/model/translator.hpp"
#include "src/coding/coding.hpp"
#include "src/pipeline/seen.hpp"

namespace agon {

Result<HeldCase> HeldCase::load(Disk& disk, const std::string& data, const std::string& case_folder) {
    HeldCase held;
    held.data = data;
    TRY(held.models, Models::load(disk, data, case_folder));
    TRY(held.words, Words::load(data + "/.deps/cppjieba/dict"));
    return held;
}

namespace {

constexpr StageAnswers::How in_portions = StageAnswers::How::in_portions;

/// Changes whenever the same inputs would give other debates, so that no case keeps those of an older agon.
constexpr const char* kDebateMethod =
    "residents by their question's centre or, of a lone post, its title, what others were asked, one debate a title, "
    "exclusions after grouping, who leads is one issue, official sentences by two words, degrees, comparisons, "
    "foretold measures named last, English titles, no quoted words, English statements, no thin debates";
constexpr const char* kPointMethod =
    "no bare figures or calls as statements, sure contrasts of names, groups of voters, allies, no lists, sectors "
    "quoted for their side, learned quality, one belief for the case, by root of voices, fifty of a view with its "
    "contrary, quality of answers, sayings have no author, sectors where who leads is asked or said outright, told by "
    "likeness where reading finds no point, no talk of the talk, whole English sentences, terms are names by half more "
    "that the rest and the questions lack";  // likewise
constexpr const char* kTrendMethod =
    "deeds, objects by little words, sides named, guards, no relations to China between others; what is better done is "
    "no comparison; nothing beside an and";
constexpr std::array<const char*, 2> kVectorTables = {"vectors/segments.parquet", "vectors/questions.parquet"};

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

class Stages {
  public:
    Stages(Run& run, HeldCase& held, const AnalyzeOptions& options) : run_(run), held_(held), options_(options) {
        run_.set_threads(options.threads);
    }

    Result<void> all() {
        TRY_VOID(texts());
        for (const auto stage : kOnDebates) TRY_VOID((this->*stage)());
        return saving_.valid() ? saving_.get() : Result<void>();
    }

    Result<void> rehearse(const std::function<bool()>& stop) {
        stop_ = stop;
        run_.set_manner(Run::Manner::look);
        TRY_VOID(texts());
        run_.set_manner(Run::Manner::rehearse);
        for (const auto stage : kOnDebates) {
            if (stop()) return {};
            TRY_VOID((this->*stage)());
        }
        return {};
    }

  private:
    Disk& disk() const { return run_.disk(); }
    const std::string& folder() const { return run_.folder(); }
    const Models& models() const { return held_.models; }
    std::string model_folder() const { return held_.data + "/models"; }

    using Stage = Result<void> (Stages::*)();
    static const std::array<Stage, 4> kOnDebates;

    /// The stages that no correction touches.
    Result<void> texts() {
        TRY(threads_,
            held_.threads.get(run_.digest_of_files("threads"), [&] { return read_threads(disk(), folder()); }));
        TRY_VOID(corpus());
        TRY_VOID(segments());
        TRY_VOID(vectors());
        TRY(corrections_, read_corrections(disk(), folder()));
        return {};
    }
    Result<void> corpus();
    Result<void> segments();
    Result<void> vectors();
    Result<void> debates();
    Result<void> camps();
    Result<void> points();
    Result<void> trends();

    /// Of a case too large to be held after this run, what the last stage does not read need not lie beside it.
    void let_go_of_read() {
        if (held_.posts() <= most_posts_held) return;
        held_.debate_readings.let_go();
        held_.point_readings.let_go();
        held_.vectors.let_go();
    }

    StageAnswers answers_of(const std::string& stage) {
        return run_.answers_of(stage, held_.left_answers, held_.holds_answer_files ? &held_.answer_files : nullptr);
    }
    /// Of the last stage that asks models. Where an analyst waits, trends are made meanwhile: an unfinished file costs
    /// the next run time and nothing else.
    Result<void> save_last(std::shared_ptr<StageAnswers> kept) {
        if (!held_.holds_answer_files) return kept->save();
        saving_ = std::async(std::launch::async, [kept = std::move(kept)] { return kept->save(); });
        return {};
    }
    Result<void> choose_encoder(Run::Parameters& parameters);
    Result<MadeVectors> vectors_beside_held(const VectorOptions& options);
    Result<MadeVectors> vectors_of_own(const VectorOptions& options);
    Result<void> enter_made(ManifestStage& s, const MadeVectors& made);
    std::string digest_of_vectors() const;
    Result<bool> vectors_are_as_noted();
    /// For what views threads, corpus and segments.
    std::string of_texts() const {
        return held_.threads.generation() + held_.corpus.generation() + held_.segments.generation();
    }
    Result<Vectors*> case_vectors() {
        TRY(Vectors * vectors,
            held_.vectors.get(run_.digest_of_files("vectors"), [&] { return read_vectors(disk(), folder()); }));
        vectors->encoder = encoder_->name();
        return vectors;
    }

    /// Whether this run is to make the points without reading what no answer is kept of, or rehearses one that was made
    /// so. Not if it is there whole.
    bool leaves_points_unread(const std::string& whole_key) const {
        if (run_.manner() == Run::Manner::rehearse) return points_unread(run_.manifest());
        return options_.read_later && !run_.current("points", whole_key);
    }
    Result<std::unique_ptr<EndpointJudge>> open_endpoint(Run::Parameters& parameters);
    Result<std::unique_ptr<Judge>> open_own_judge(Run::Parameters& parameters);
    Result<Reader> open_wanted_reader(Run::Parameters& parameters);
    Result<void> note_endpoint(ManifestStage& stage, const EndpointJudge& endpoint);
    Result<void> code_camps(const Camps& made);

    Run& run_;
    HeldCase& held_;
    const AnalyzeOptions& options_;
    const Threads* threads_ = nullptr;
    const Corpus* corpus_ = nullptr;
    const Segments* segments_ = nullptr;
    std::unique_ptr<Encoder> own_encoder_;  // of the analyst
    std::string own_kind_;
    const Encoder* encoder_ = nullptr;  // the one that this case's vectors are from
    Corrections corrections_;
    // What later stages read of these, and its digest.
    Debates debates_;
    Camps camps_;
    Points points_;
    std::string of_debates_, of_camps_, of_points_;
    std::function<bool()> stop_;        // of a rehearsal
    std::future<Result<void>> saving_;  // its end is waited for, also after an error
};

const std::array<Stages::Stage, 4> Stages::kOnDebates = {&Stages::debates, &Stages::camps, &Stages::points,
                                                         &Stages::trends};

Result<void> Stages::corpus() {
    CorpusOptions window;
    if (!options_.from.empty()) {
        TRY(window.from_seconds, window_edge(options_.from, false));
    }
    if (!options_.to.empty()) {
        TRY(window.to_seconds, window_edge(options_.to, true));
    }
    window.topic = options_.topic;
    window.stream = options_.stream;
    window.boilerplate = &models().lexicon->list("boilerplate");
    const Run::Parameters parameters = {
        {"from", options_.from}, {"to", options_.to}, {"topic", options_.topic}, {"stream", options_.stream}};
    TRY_VOID(run_.stage("corpus", {{"threads", run_.key_of_input("threads")}}, parameters,
                        [&](ManifestStage& s) -> Result<void> {
                            TRY(const Corpus made, build_corpus(disk(), folder(), *threads_, window));
                            TRY_VOID(run_.table(s, std::string(kCorpusPosts), made.posts));
                            return run_.table(s, std::string(kCorpusAccounts), made.accounts);
                        }));
    TRY(corpus_, held_.corpus.get(run_.digest_of_files("corpus"), [&] { return read_corpus(disk(), folder()); }));
    return {};
}

Result<void> Stages::segments() {
    std::optional<Segments> made;
    const std::string claims = models().claims->digest();
    TRY_VOID(run_.stage("segments", {{"corpus", run_.key_of_input("corpus")}}, {{"claim score", claims}},
                        [&](ManifestStage& s) -> Result<void> {
                            SegmentOptions segment_options;
                            segment_options.threads = options_.threads;
                            StageAnswers kept = answers_of("segments");
                            segment_options.kept_scores = &kept.of("claims", claims, sizeof(double));
                            TRY(made, build_segments(*threads_, *corpus_, *models().lexicon, *models().claims,
                                                     segment_options));
                            TRY_VOID(kept.save());
                            return run_.table(s, "segments/segments.parquet", made->segments);
                        }));
    if (made) held_.segments.put(run_.digest_of_files("segments"), std::move(*made));
    TRY(segments_,
        held_.segments.get(run_.digest_of_files("segments"), [&] { return read_segments(disk(), folder()); }));
    return {};
}

/// What rows of the case's tables of vectors depend on: the encoder, and the digests that the manifest gives them.
std::string Stages::digest_of_vectors() const {
    std::string all = encoder_->digest();
    for (const char* table : kVectorTables) {
        const auto found = run_.manifest().files.find(table);
        all += '\n' + (found == run_.manifest().files.end() ? "" : found->second.sha256);
    }
    return all;
}

/// False if a table of vectors is not what the manifest says.
Result<bool> Stages::vectors_are_as_noted() {
    for (const char* table : kVectorTables) {
        const auto noted = run_.manifest().files.find(table);
        if (noted == run_.manifest().files.end() || !disk().exists(folder() + "/" + table)) return false;
        TRY(const std::string digest, sha256_of_file(disk(), folder() + "/" + table));
        if (digest != noted->second.sha256) return false;
    }
    return true;
}

/// Encodes the texts that the case's tables of vectors, as the last run left them, have no row of. The fast encoder is
/// quicker than this.
Result<MadeVectors> Stages::vectors_beside_held(const VectorOptions& options) {
    StageAnswers kept = answers_of("vectors");
    KeptAnswers& rows = kept.of("rows", digest_of_vectors(), sizeof(std::int64_t));
    TRY(const bool intact, rows.empty() ? Result<bool>(false) : vectors_are_as_noted());
    if (!intact) return make_vectors(disk(), folder(), *threads_, *segments_, *encoder_, options);
    TRY(const Vectors held, read_vectors(disk(), folder()));
    return make_vectors(disk(), folder(), *threads_, *segments_, *encoder_beside(*encoder_, held, rows), options);
}

/// What an encoder of the analyst's own said is kept row by row: it may cost money, and another run might get other
/// bits.
Result<MadeVectors> Stages::vectors_of_own(const VectorOptions& options) {
    StageAnswers kept = answers_of("vectors");
    const Encoder& asked = kept.encoder(own_kind_, *own_encoder_, in_portions);
    TRY(MadeVectors made, make_vectors(disk(), folder(), *threads_, *segments_, asked, options));
    TRY_VOID(kept.save());
    return made;
}

/// Decides which encoder this case and all later stages use.
Result<void> Stages::choose_encoder(Run::Parameters& parameters) {
    const std::int64_t count = count_embedded(*segments_);
    const bool fast = tier_for(options_.encoder, count) == EncoderTier::fast;
    parameters = parameters_of(options_.own_encoder);
    StageAnswers kept = answers_of("vectors");
    TRY(own_encoder_, open_own_encoder(options_.own_encoder, held_.data, disk(), kept));
    own_kind_ = options_.own_encoder.kind();
    for (const Encoder* other : {models().full_encoder.get(), models().fast_encoder.get()})
        run_.manifest().models.erase(other->name());
    encoder_ = own_encoder_ ? own_encoder_.get() : fast ? models().fast_encoder.get() : models().full_encoder.get();
    run_.manifest().models[encoder_->name()] = encoder_->digest();
    const std::string why = options_.encoder == EncoderTier::automatic && !own_encoder_
                                ? std::string(fast ? "more than " : "at most ") + std::to_string(most_fully_encoded) +
                                      " segments with a vector"
                                : "asked for";
    parameters["encoder"] = own_encoder_ ? "own" : fast ? "fast" : "full";
    parameters["encoder because"] = why;
    parameters["encoder digest"] = encoder_->digest();
    parameters["segments with a vector"] = std::to_string(count);
    return {};
}

Result<void> Stages::enter_made(ManifestStage& s, const MadeVectors& made) {
    run_.enter(s, kVectorTables[0], made.segments_sha256, std::ssize(made.vectors.segments.ids));
    run_.enter(s, kVectorTables[1], made.questions_sha256, std::ssize(made.vectors.questions.ids));
    if (encoder_ != models().full_encoder.get()) return {};
    StageAnswers kept = answers_of("vectors");
    note_rows(*threads_, *segments_, kept.of("rows", digest_of_vectors(), sizeof(std::int64_t)));
    return kept.save();
}

Result<void> Stages::vectors() {
    Run::Parameters parameters;
    TRY_VOID(choose_encoder(parameters));
    VectorOptions vector_options;
    vector_options.threads = options_.threads;
    std::optional<MadeVectors> made;
    TRY_VOID(run_.stage(
        "vectors", {{"segments", run_.key_of_input("segments")}}, parameters, [&](ManifestStage& s) -> Result<void> {
            TRY(made, own_encoder_ ? vectors_of_own(vector_options)
                      : encoder_ == models().full_encoder.get()
                          ? vectors_beside_held(vector_options)
                          : make_vectors(disk(), folder(), *threads_, *segments_, *encoder_, vector_options));
            return enter_made(s, *made);
        }));
    if (made) held_.vectors.put(run_.digest_of_files("vectors"), std::move(made->vectors));
    return {};
}

Result<void> Stages::debates() {
    DebateOptions debate_options;
    debate_options.models = model_folder();
    TRY(const std::string weights, disk().read_file(debate_options.models + "/debatedness.toml"));
    TRY(debate_options.salience, read_salience_weights(disk(), folder()));
    debate_options.corrections = corrections_;
    const SalienceWeights& w = debate_options.salience;
    const Run::Parameters parameters = {
        {"debatedness", sha256_hex(weights)},
        {"method", kDebateMethod},
        {"encoder of titles", models().full_encoder->digest()},
        {"corrections", digest_of(corrections_, {"exclude", "pin", "merge", "split", "rename", "set_proposition"})},
        {"salience", fmt::format("{} {} {} {} {} {} {}", w.voices, w.posts, w.votes, w.years, w.questions,
                                 w.disagreement, w.recency)}};
    const Run::Parameters inputs = {{"segments", run_.key_of_input("segments")},
                                    {"vectors", run_.key_of_input("vectors")}};
    TRY_VOID(run_.stage("debates", inputs, parameters, [&](ManifestStage& s) -> Result<void> {
        TRY(const Vectors* vectors, case_vectors());
        TRY(DebateReadings * readings,
            held_.debate_readings.get(of_texts() + held_.vectors.generation(),
                                      []() -> Result<DebateReadings> { return DebateReadings(); }));
        StageAnswers kept = answers_of("debates");
        const Encoder& titles = kept.encoder("titles", *models().full_encoder);
        const Encoder& encoder = own_encoder_ ? kept.encoder(own_kind_, *own_encoder_, in_portions)
                                 : encoder_ == models().full_encoder.get() ? titles
                                                                           : *encoder_;
        TRY(const Debates made, build_debates(disk(), *threads_, *corpus_, *segments_, *vectors, encoder, titles,
                                              *models().lexicon, *held_.words, *readings, debate_options));
        TRY_VOID(kept.save());
        return run_.tables(s, made);
    }));
    TRY(const Debates made, read_debates(disk(), folder()));
    debates_ = seen_later(made);
    of_debates_ = digest_of_rows(debates_);
    return {};
}

/// The language model that the analyst named, if any, as the key of the stage has it.
Result<std::unique_ptr<EndpointJudge>> Stages::open_endpoint(Run::Parameters& parameters) {
    if (options_.judge.url.empty()) return std::unique_ptr<EndpointJudge>();
    EndpointJudgeOptions judge_options = options_.judge;
    judge_options.record = folder() + "/judge/exchanges.jsonl";
    TRY_VOID(disk().make_folder(folder() + "/judge"));
    TRY(std::unique_ptr<EndpointJudge> endpoint, EndpointJudge::open(disk(), std::move(judge_options)));
    parameters["endpoint"] = endpoint->name() + ", " + endpoint->digest();
    parameters["requests to the endpoint"] =
        options_.judge.offline ? "recorded ones only" : std::to_string(options_.judge.most_requests);
    run_.manifest().models[endpoint->name()] = endpoint->digest();
    return endpoint;
}

/// The network that the analyst named, if any, as the key of the stage has it.
Result<std::unique_ptr<Judge>> Stages::open_own_judge(Run::Parameters& parameters) {
    if (options_.judge_folder.empty()) return std::unique_ptr<Judge>();
    TRY(std::unique_ptr<Judge> own, load_onnx_judge(options_.judge_folder, openvino_folder(held_.data), disk()));
    parameters["judge folder"] = options_.judge_folder;
    parameters["judge of the folder"] = own->digest();
    run_.manifest().models[own->name()] = own->digest();
    return own;
}

/// The reader, if the analyst wants it, as the key of the stage has it. Its process starts with the first question that
/// the case holds no answer for.
Result<Reader> Stages::open_wanted_reader(Run::Parameters& parameters) {
    if (options_.reader_questions == 0) return Reader();
    TRY(Reader reader, open_reader(translator_folder(held_.data), options_.threads));
    parameters["reader"] = reader.stance->digest();
    parameters["questions to the reader"] = std::to_string(options_.reader_questions);
    run_.manifest().models[reader.stance->name()] = reader.stance->digest();
    return reader;
}

/// What a language model elsewhere was asked, and the digest of what it said.
Result<void> Stages::note_endpoint(ManifestStage& stage, const EndpointJudge& endpoint) {
    const EndpointUse use = endpoint.use();
    stage.parameters["texts labelled by the endpoint"] = std::to_string(use.labelled);
    stage.parameters["texts refused by the endpoint"] = std::to_string(use.refused);
    stage.parameters["texts not sent to the endpoint"] = std::to_string(use.left);
    const std::string record = folder() + "/judge/exchanges.jsonl";
    if (!disk().exists(record)) return {};
    TRY(const std::string bytes, disk().read_file(record));
    stage.parameters["sha256 of judge/exchanges.jsonl"] = sha256_hex(bytes);
    return {};
}

/// What people's codes say of the camps. A case without codes has no such stage and no such tables.
Result<void> Stages::code_camps(const Camps& made) {
    TRY(const CodeLines lines, read_codes(disk(), folder()));
    if (lines.codes.empty()) return run_.drop("coding");
    return run_.stage("coding", {{"camps", run_.key_of_input("camps")}}, {{"sha256 of coding.jsonl", lines.sha256}},
                      [&](ManifestStage& s) { return run_.tables(s, build_coding(made, lines)); });
}

Result<void> Stages::camps() {
    CampOptions camp_options;
    camp_options.models = model_folder();
    camp_options.threads = options_.threads;
    camp_options.corrections = corrections_;
    TRY(camp_options.most.of_pair, read_most_questions(disk(), folder()));
    camp_options.most.of_reader = options_.reader_questions;
    TRY(const std::string reply_weights, disk().read_file(camp_options.models + "/reply.toml"));
    Run::Parameters parameters = {{"judge", models().attention_judge->digest()},
                                  {"pair judge", models().pair_judges.stance->digest()},
                                  {"corrections", digest_of(corrections_, {"move", "mark_author"})},
                                  {"questions to the pair judge", std::to_string(camp_options.most.of_pair)},
                                  {"reply", sha256_hex(reply_weights)},
                                  {"method", camp_method}};
    TRY(const std::unique_ptr<EndpointJudge> endpoint, open_endpoint(parameters));
    TRY(const std::unique_ptr<Judge> own, open_own_judge(parameters));
    TRY(const Reader reader, open_wanted_reader(parameters));
    const Run::Parameters inputs = {{"debates", of_debates_}, {"vectors", run_.key_of_input("vectors")}};
    TRY_VOID(run_.stage("camps", inputs, parameters, [&](ManifestStage& s) -> Result<void> {
        TRY(const Vectors* vectors, case_vectors());
        StageAnswers kept = answers_of("camps");
        const CampJudges judges{kept.judge("stance", *models().pair_judges.stance),
                                kept.judge("attention", *models().attention_judge),
                                kept.reply_judge("reply", *models().pair_judges.reply),
                                endpoint.get(),
                                own ? &kept.judge("own", *own) : nullptr,
                                reader.stance ? &kept.judge("reader", *reader.stance, in_portions) : nullptr,
                                reader.reply ? &kept.reply_judge("reader-reply", *reader.reply, in_portions) : nullptr};
        TRY(const Camps made,
            build_camps(disk(), *segments_, *vectors, debates_, judges, *models().lexicon, camp_options));
        TRY_VOID(vectors->outcome());
        TRY_VOID(kept.save());
        s.parameters["posts read by the pair judge"] =
            std::to_string(std::count_if(made.stances.begin(), made.stances.end(),
                                         [](const PostStance& p) { return p.judged_by == JudgedBy::pair; }));
        s.parameters["posts read in all"] = std::to_string(made.stances.size());
        if (endpoint) TRY_VOID(note_endpoint(s, *endpoint));
        return run_.tables(s, made);
    }));
    TRY(const Camps made, read_camps(disk(), folder()));
    camps_ = seen_later(made);
    of_camps_ = digest_of_rows(camps_);
    return code_camps(made);
}

Result<void> Stages::points() {
    const PairJudges& pair = models().pair_judges;
    TRY(const Matcher matcher, Matcher::load(disk(), model_folder()));
    TRY(const QualityModel quality, QualityModel::load(disk(), model_folder() + "/argument_quality.toml"));
    PointOptions point_options;
    point_options.threads = options_.threads;
    point_options.corrections = corrections_;
    TRY(const bool wanted, wants_arguments_read(disk(), folder()));
    const ArgumentJudge* arguments = wanted ? pair.arguments.get() : nullptr;
    Run::Parameters parameters = {
        {"method", kPointMethod},
        {"matching.npz", matcher.digest()},
        {"sentences", pair.sentences->digest()},
        {"judge", pair.stance->digest()},
        {"quality", quality.digest()},
        {"corrections", digest_of(corrections_, {"choose_quote", "reword", "reject_relation"})}};
    if (arguments) parameters["arguments"] = "from .3, " + arguments->digest();
    const Run::Parameters inputs = {
        {"debates", of_debates_}, {"camps", of_camps_}, {"vectors", run_.key_of_input("vectors")}};
    const Run::Parameters whole = parameters;
    const std::string whole_key = run_.key_of("points", inputs, whole);
    const bool later = leaves_points_unread(whole_key);
    if (later) parameters[points_left_unread] = "sentences that no answer was kept of";
    std::size_t unread = 0;
    TRY_VOID(run_.stage("points", inputs, parameters, [&](ManifestStage& s) -> Result<void> {
        TRY(const Vectors* vectors, case_vectors());
        TRY(PointReadings * readings,
            held_.point_readings.get(of_texts() + quality.digest(),
                                     []() -> Result<PointReadings> { return PointReadings(); }));
        auto kept = std::make_shared<StageAnswers>(answers_of("points"));
        const bool rehearsed = run_.manner() == Run::Manner::rehearse, as_kept = later && !rehearsed;
        const Judge& judge =
            as_kept ? kept->kept_judge("stance", *pair.stance, unread) : kept->judge("stance", *pair.stance);
        const ArgumentJudge* argument_judge = !arguments ? nullptr
                                              : as_kept  ? &kept->kept_arguments("arguments", *arguments, unread)
                                                         : &kept->argument_judge("arguments", *arguments, stop_);
        TRY(const Points made, build_points(*threads_, *corpus_, *segments_, *vectors, debates_, camps_,
                                            kept->encoder("vectors", *models().full_encoder),
                                            kept->encoder("sentences", *pair.sentences), matcher, judge, argument_judge,
                                            quality, *models().lexicon, *held_.words, *readings, point_options));
        TRY_VOID(vectors->outcome());
        TRY_VOID(save_last(std::move(kept)));
        if (as_kept && unread == 0) {  // nothing was left: these are the tables of a whole reading
            s.parameters = whole;
            s.key = whole_key;
        }
        return run_.tables(s, made);
    }));
    TRY(const Points made, read_points(disk(), folder()));
    points_ = seen_later(made);
    of_points_ = digest_of_rows(points_);
    return {};
}

Result<void> Stages::trends() {
    const Run::Parameters inputs = {{"segments", run_.key_of_input("segments")},
                                    {"debates", of_debates_},
                                    {"camps", of_camps_},
                                    {"points", of_points_}};
    return run_.stage("trends", inputs, {{"method", kTrendMethod}}, [&](ManifestStage& s) -> Result<void> {
        let_go_of_read();
        TRY(Readings * readings, held_.readings.get(of_texts(), [&] {
            return Readings::read(*threads_, *corpus_, *segments_, *models().lexicon, *held_.words, options_.threads);
        }));
        return run_.tables(s, readings->trends_of(debates_, camps_, points_, options_.threads));
    });
}

}  // namespace

Result<void> run_stages(Run& run, HeldCase& held, const AnalyzeOptions& options) {
    return Stages(run, held, options).all();
}

void rehearse_stages(Run& run, HeldCase& held, const AnalyzeOptions& options, const std::function<bool()>& stop) {
    for (const char* stage : {"camps", "points"})
        if (!run.disk().exists(run.folder() + "/kept/" + stage + "-stance.answers")) return;
    held.holds_answer_files = true;
    // Whatever ends it, the next run makes what is missing and says what is wrong.
    (void)Stages(run, held, options).rehearse(stop);
}

}  // namespace agon
