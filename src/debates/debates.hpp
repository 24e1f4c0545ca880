// Room debates: DISCOVER, RANK. Segments, Vectors -> Debates: what is being argued, its question, its salience.
// Tables: debates/debates.parquet, debates/threads.parquet, debates/members.parquet, debates/evidence.parquet,
// debates/sub_questions.parquet, debates/streams.parquet, debates/official.parquet, debates/corrections.parquet.
#pragma once

#include "src/vectors/vectors.hpp"

namespace agon {

enum class DebateId : std::int64_t {};

enum class QuestionForm { either_or, yes_no, why, how_see, open, news };
template <>
struct EnumNames<QuestionForm> {
    static constexpr std::string_view names[] = {"either_or", "yes_no", "why", "how_see", "open", "news"};
};

struct Debate {
    DebateId debate{};
    std::int32_t rank = 0;  // 1 = most salient
    std::string question;   // a real question title, verbatim
    ThreadId question_thread{};
    QuestionForm form = QuestionForm::open;
    std::string pole_a, pole_b;  // what the two sides stand for, cut from the question (yes/no: affirm / deny)
    /// The statement that one is for (pole a) or against (pole b), worded by agon from the naming question; for
    /// either_or the first pole as a statement; empty where the question puts none up; proposition_of_lead
    /// (ground/lexicon/camp_words.hpp) where its questions ask of many fields who should lead. Never quoted: reports
    /// quote the title.
    std::string proposition;
    std::string name;                          // the analyst's name for it (a correction); empty: none. Not a quote.
    std::string terms;                         // distinctive terms, space separated
    double salience = 0;                       // 0..1
    double disagreement = 0;                   // shrunk 2*min(a,b)/(a+b) of cue-bearing segments
    std::int64_t rank_low = 0, rank_high = 0;  // 95 % bootstrap over voices
    /// Share of resamples in which it ranks first; "the most pressing" may be said from .95 on.
    double first_share = 0;
    /// How well its set of questions comes back from resamples and other resolutions (mean Jaccard); 1: one question.
    double stability = 1;
    /// The parts of salience, 0..1 each; see salience.cpp.
    double salience_voices = 0, salience_posts = 0, salience_votes = 0, salience_years = 0, salience_questions = 0,
           salience_disagreement = 0, salience_recency = 0;
    std::int64_t threads = 0, voices = 0, posts = 0, votes = 0;
    std::int32_t first_year = 0, last_year = 0;
};

/// Every thread once, in a debate or left out with the reason.
struct ThreadPlace {
    ThreadId thread{};
    DebateId debate{};  // 0: none
    QuestionForm form = QuestionForm::open;
    double debatedness = 0;  // 0..1
    std::string reason;      // debate, few_voices, little_argument, one_sided, news
    std::int64_t voices = 0, posts = 0;
    /// Agreeing with this thread's question is a vote for the debate's pole a (1) or pole b (-1); 0: not known.
    std::int32_t orientation = 0;
    std::string proposition;  // this thread's own statement, which `orientation` is about; empty: none, or no debate
    ThreadId sub_question{};  // the thread that names its sub-question; 0: its debate has none
};

/// A part of a debate of several questions. By debate.
struct SubQuestion {
    DebateId debate{};
    ThreadId question_thread{};
    std::string question;  // a real question title, verbatim
    std::int64_t threads = 0, posts = 0;
};

/// A debate on one platform. By debate, then platform.
struct DebateStream {
    DebateId debate{};
    std::string platform;
    std::int64_t voices = 0, posts = 0;
    std::int32_t first_year = 0, last_year = 0;
};

/// A segment that argues in a debate.
struct Member {
    SegmentId segment{};
    DebateId debate{};
    PostId post{};
    VoiceId voice{};
    std::int32_t year = 0;
    std::int32_t by_thread = 1;  // 1: its thread belongs to the debate; 0: argued under another question
    double fit = 0;              // cosine to the debate's centre
};

/// A sentence of an official text on what a debate is about. By debate, nearest first; of a text one sentence.
struct OfficialSentence {
    DebateId debate{};
    SegmentId segment{};
    PostId post{};
    std::int32_t year = 0;
    double fit = 0;  // cosine to the debate's centre
};

/// What became of one of the analyst's corrections that concern debates.
struct CorrectionOutcome {
    std::int64_t line = 0;  // of corrections.jsonl
    std::string correction, what;
    std::int32_t applied = 0;
    std::string reason;  // why not
};

/// What was counted in one thread: what the debatedness model reads, and what an analyst can check it by.
struct Evidence {
    ThreadId thread{};
    QuestionForm form = QuestionForm::open;
    double debatedness = 0;
    std::int64_t posts = 0, voices = 0, votes = 0, segments = 0;
    std::int64_t approving = 0, rejecting = 0;   // posts whose cues lean one way
    std::int64_t saying_yes = 0, saying_no = 0;  // answers to the question itself that open with a yes or a no
    std::int64_t pointing = 0;                   // posts that point at people who think otherwise
    std::int64_t replies = 0, disagreeing_replies = 0;
    std::int64_t claims = 0, asking = 0,
                 of_matter = 0;  // segments: claim-like, questions, with words of public matters
    std::int64_t stories = 0;    // posts that open with a story of their own
    double vote_spread = 0;      // 1 - share of all votes that the most voted post has
    std::int32_t title_private = 0, title_leisure = 0, title_news = 0, title_advice = 0, title_matter = 0,
                 title_position = 0;  // 1: the title has a word of that list
};

struct Debates {
    std::vector<Debate> debates;  // by rank
    std::vector<ThreadPlace> threads;
    std::vector<Member> members;     // by debate, then segment order
    std::vector<Evidence> evidence;  // by thread, public threads only
    std::vector<SubQuestion> sub_questions;
    std::vector<DebateStream> streams;
    std::vector<OfficialSentence> official;
    std::vector<CorrectionOutcome> corrections;
};

/// How much each part of salience counts; 0 leaves it out.
struct SalienceWeights {
    double voices = 1, posts = 1, votes = 1, years = 1, questions = 1, disagreement = 1, recency = 1;
};
/// Table [salience] of the case's case.toml; all 1 where there is none. Errors: bad_value.
Result<SalienceWeights> read_salience_weights(Disk& disk, const std::string& case_folder);

struct DebateRoom;  // inside of the room

struct DebateOptions {
    std::int64_t least_voices = 8;
    std::int32_t resamples = 200;
    SalienceWeights salience;
    Corrections corrections;        // the analyst's, from read_corrections
    std::string models = "models";  // folder with debatedness.toml
};

/// What the debate is about, as a statement where there is one: its proposition, else its question.
const std::string& statement_of(const Debate& debate);
/// What it is headed by: the analyst's name for it, agon's own question where many fields are one issue, else the
/// question that names it.
std::string heading_of(const Debate& debate, bool chinese);

/// What build_debates() works out of threads, texts and vectors alone: what was counted in each thread, which threads
/// are near each other, how members are cut into words. Empty at first; the next call with the same arguments but for
/// the options finds there what it would work out again. Holds views of them. Thread rule: one thread at a time.
class DebateReadings {
  public:
    DebateReadings();
    DebateReadings(DebateReadings&&) noexcept;
    DebateReadings& operator=(DebateReadings&&) noexcept;
    ~DebateReadings();

  private:
    friend struct DebateRoom;
    std::unique_ptr<DebateRoom> room_;
};

/// `encoder` is the one that `vectors` are from; `title_encoder` the full one, whose rows of titles the weights of
/// debatedness.toml were trained on. Errors: model_missing, model_damaged; the encoders'.
Result<Debates> build_debates(Disk& disk, const Threads& threads, const Corpus& corpus, const Segments& segments,
                              const Vectors& vectors, const Encoder& encoder, const Encoder& title_encoder,
                              const Lexicon& lexicon, const Words& words, DebateReadings& readings,
                              const DebateOptions& options);

/// A debate by how near it is to a question that somebody asks, nearest first.
struct AskedDebate {
    DebateId debate{};
    double nearness = 0;             // of the question's vector to the debate's questions and arguments
    std::vector<SegmentId> nearest;  // its members nearest to the question, at most 200
};
/// `question`: its vector from the case's encoder. Pure; the case's tables only.
std::vector<AskedDebate> nearest_debates(const std::vector<float>& question, const Debates& debates,
                                         const Vectors& vectors);
/// From this nearness on a debate is about what was asked; below it nobody in the case debates it.
constexpr double kAskedNearness = 0.36;

/// Posts without a question above them, in groups of one subject; see post_groups.cpp.
struct PostGroups {
    std::vector<std::int32_t> group;  // by row; -1: left out
    double stability = 0;             // 0..1, how well the groups come back from resamples
    double resolution = 0;            // the one that was chosen
    std::int64_t left_out = 0;
};
struct PostGroupingOptions {
    std::int32_t neighbours = 15;
    std::vector<double> resolutions = {0.25, 0.5, 1.0, 2.0, 4.0};
    std::int32_t resamples = 3;
    std::int64_t least = 3;  // conversations that make a group
    int threads = 1;
};
/// `rows`: vectors, `width` numbers each; `conversations`: of each row, or empty: every post is its own. Pure; the same
/// for any number of threads.
PostGroups group_posts(const std::vector<float>& rows, std::int32_t width,
                       const std::vector<std::int64_t>& conversations, const PostGroupingOptions& options);

Result<Debates> read_debates(Disk& disk, const std::string& case_folder);

/// Calls visit(name, rows) for every table in order until one does not succeed; `name` is the path in the case.
/// DebatesType: Debates or const Debates; visit returns Result<void>.
template <class DebatesType, class Visit>
requires std::same_as<std::remove_const_t<DebatesType>, Debates> Result<void> each_table_of(DebatesType& t,
                                                                                            Visit&& visit) {
    TRY_VOID(visit("debates/evidence.parquet", t.evidence));
    TRY_VOID(visit("debates/sub_questions.parquet", t.sub_questions));
    TRY_VOID(visit("debates/streams.parquet", t.streams));
    TRY_VOID(visit("debates/official.parquet", t.official));
    TRY_VOID(visit("debates/corrections.parquet", t.corrections));
    TRY_VOID(visit("debates/debates.parquet", t.debates));
    TRY_VOID(visit("debates/threads.parquet", t.threads));
    return visit("debates/members.parquet", t.members);
}

template <>
struct ColumnsOf<Debate> {
    static constexpr auto columns = std::tuple{column("debate", &Debate::debate),
                                               column("rank", &Debate::rank),
                                               column("question", &Debate::question),
                                               column("question_thread", &Debate::question_thread),
                                               column("form", &Debate::form),
                                               column("pole_a", &Debate::pole_a),
                                               column("pole_b", &Debate::pole_b),
                                               column("proposition", &Debate::proposition),
                                               column("name", &Debate::name),
                                               column("terms", &Debate::terms),
                                               column("salience", &Debate::salience),
                                               column("disagreement", &Debate::disagreement),
                                               column("rank_low", &Debate::rank_low),
                                               column("rank_high", &Debate::rank_high),
                                               column("first_share", &Debate::first_share),
                                               column("stability", &Debate::stability),
                                               column("salience_voices", &Debate::salience_voices),
                                               column("salience_posts", &Debate::salience_posts),
                                               column("salience_votes", &Debate::salience_votes),
                                               column("salience_years", &Debate::salience_years),
                                               column("salience_questions", &Debate::salience_questions),
                                               column("salience_disagreement", &Debate::salience_disagreement),
                                               column("salience_recency", &Debate::salience_recency),
                                               column("threads", &Debate::threads),
                                               column("voices", &Debate::voices),
                                               column("posts", &Debate::posts),
                                               column("votes", &Debate::votes),
                                               column("first_year", &Debate::first_year),
                                               column("last_year", &Debate::last_year)};
};
template <>
struct ColumnsOf<ThreadPlace> {
    static constexpr auto columns = std::tuple{column("thread", &ThreadPlace::thread),
                                               column("debate", &ThreadPlace::debate),
                                               column("form", &ThreadPlace::form),
                                               column("debatedness", &ThreadPlace::debatedness),
                                               column("reason", &ThreadPlace::reason),
                                               column("voices", &ThreadPlace::voices),
                                               column("posts", &ThreadPlace::posts),
                                               column("orientation", &ThreadPlace::orientation),
                                               column("proposition", &ThreadPlace::proposition),
                                               column("sub_question", &ThreadPlace::sub_question)};
};
template <>
struct ColumnsOf<CorrectionOutcome> {
    static constexpr auto columns =
        std::tuple{column("line", &CorrectionOutcome::line), column("correction", &CorrectionOutcome::correction),
                   column("what", &CorrectionOutcome::what), column("applied", &CorrectionOutcome::applied),
                   column("reason", &CorrectionOutcome::reason)};
};
template <>
struct ColumnsOf<SubQuestion> {
    static constexpr auto columns =
        std::tuple{column("debate", &SubQuestion::debate), column("question_thread", &SubQuestion::question_thread),
                   column("question", &SubQuestion::question), column("threads", &SubQuestion::threads),
                   column("posts", &SubQuestion::posts)};
};
template <>
struct ColumnsOf<DebateStream> {
    static constexpr auto columns =
        std::tuple{column("debate", &DebateStream::debate),         column("platform", &DebateStream::platform),
                   column("voices", &DebateStream::voices),         column("posts", &DebateStream::posts),
                   column("first_year", &DebateStream::first_year), column("last_year", &DebateStream::last_year)};
};
template <>
struct ColumnsOf<OfficialSentence> {
    static constexpr auto columns =
        std::tuple{column("debate", &OfficialSentence::debate), column("segment", &OfficialSentence::segment),
                   column("post", &OfficialSentence::post), column("year", &OfficialSentence::year),
                   column("fit", &OfficialSentence::fit)};
};
template <>
struct ColumnsOf<Evidence> {
    static constexpr auto columns = std::tuple{column("thread", &Evidence::thread),
                                               column("form", &Evidence::form),
                                               column("debatedness", &Evidence::debatedness),
                                               column("posts", &Evidence::posts),
                                               column("voices", &Evidence::voices),
                                               column("votes", &Evidence::votes),
                                               column("segments", &Evidence::segments),
                                               column("approving", &Evidence::approving),
                                               column("rejecting", &Evidence::rejecting),
                                               column("saying_yes", &Evidence::saying_yes),
                                               column("saying_no", &Evidence::saying_no),
                                               column("pointing", &Evidence::pointing),
                                               column("replies", &Evidence::replies),
                                               column("disagreeing_replies", &Evidence::disagreeing_replies),
                                               column("claims", &Evidence::claims),
                                               column("asking", &Evidence::asking),
                                               column("of_matter", &Evidence::of_matter),
                                               column("stories", &Evidence::stories),
                                               column("vote_spread", &Evidence::vote_spread),
                                               column("title_private", &Evidence::title_private),
                                               column("title_leisure", &Evidence::title_leisure),
                                               column("title_news", &Evidence::title_news),
                                               column("title_advice", &Evidence::title_advice),
                                               column("title_matter", &Evidence::title_matter),
                                               column("title_position", &Evidence::title_position)};
};
template <>
struct ColumnsOf<Member> {
    static constexpr auto columns = std::tuple{
        column("segment", &Member::segment), column("debate", &Member::debate), column("post", &Member::post),
        column("voice", &Member::voice),     column("year", &Member::year),     column("by_thread", &Member::by_thread),
        column("fit", &Member::fit)};
};

}  // namespace agon
