// Room camps: STANCE, GROUPS. + Debates -> Camps: who stands where, with confidence.
// Tables: camps/stances.parquet, camps/voices.parquet, camps/camps.parquet, camps/replies.parquet,
// camps/lessons.parquet, camps/corrections.parquet.
#pragma once

#include "ground/model/judge.hpp"
#include "src/debates/debates.hpp"

namespace agon {

/// a, b: the poles of the debate's question. both: argues for each in part. unclear: the judge abstains.
enum class Pole { a, b, both, unclear };
template <>
struct EnumNames<Pole> {
    static constexpr std::string_view names[] = {"a", "b", "both", "unclear"};
};

/// Which judge read a post. pair: the pair network; attention: the smaller attention network, which reads what is
/// beyond the case's number of questions; endpoint: a language model that the analyst named; own: a network of the
/// analyst's own; reader: the larger judge that the analyst installed. analyst: a person placed it.
enum class JudgedBy { pair, attention, endpoint, own, reader, analyst };
template <>
struct EnumNames<JudgedBy> {
    static constexpr std::string_view names[] = {"pair", "attention", "endpoint", "own", "reader", "analyst"};
};

/// Where a post stands in a debate. One row per (debate, post).
struct PostStance {
    DebateId debate{};
    PostId post{};
    VoiceId voice{};
    Pole pole = Pole::unclear;
    double confidence = 0;  // 0.5..1 for a and b
    double lean = 0;        // -1 (b) .. 1 (a)
    SegmentId evidence{};   // the segment that weighs most
    std::int32_t year = 0;
    std::int64_t votes = 0;
    JudgedBy judged_by = JudgedBy::attention;
};
/// Whether a reply takes the side of the post that it answers. One row per (debate, reply to a post of the debate by
/// another voice).
struct ReplySide {
    DebateId debate{};
    PostId post{}, answered{};
    double odds = 0;  // log-odds of the same side, by marks and, where it was asked, by the pair network
    double agrees = 0, disagrees = 0;  // shares of the pair network; both 0: not asked
};
/// Where a voice stands in a debate: its posts combined. One row per (debate, voice).
struct VoiceStance {
    DebateId debate{};
    VoiceId voice{};
    Pole pole = Pole::unclear;
    double lean = 0;
    std::int64_t posts = 0;
    std::int32_t first_year = 0, last_year = 0;
    std::int32_t changed = 0;  // 1: posts of both poles in different years
};
/// What the sizes of its camps allow to say of a debate. contested: two camps; one_sided: the smaller camp has under
/// three voices or under a tenth of those that take a side; thin: under eight voices take a side; unread: most voices
/// are unclear, so the camps are those of a minority.
enum class CampVerdict { contested, one_sided, thin, unread };
template <>
struct EnumNames<CampVerdict> {
    static constexpr std::string_view names[] = {"contested", "one_sided", "thin", "unread"};
};
struct Camp {
    DebateId debate{};
    Pole pole = Pole::a;
    std::int64_t voices = 0, posts = 0, votes = 0;
    double share = 0, share_low = 0, share_high = 0;  // of voices with any stance row; Wilson 95 %
    CampVerdict verdict = CampVerdict::contested;     // of the whole debate: the same in its four rows
};
/// What the posts that an analyst placed say of how far the judge's own word and the replies are to be believed. One
/// row per debate with a placed post; own_slope and the columns of replies are of all debates of the case together, the
/// same in every row.
struct Lesson {
    DebateId debate{};
    std::int64_t placed = 0, sided = 0;       // posts; of them at a or b
    std::int64_t own_right = 0;               // of the sided: the judge alone had them on that side
    double own_slope = 1;                     // what the judge's log-odds are multiplied with in this case
    std::int64_t replies = 0, same_side = 0;  // between two sided posts of two voices; of them on one side
    double reply_shift = 0, reply_slope = 0;  // log-odds of the same side: shift + slope * the reply model's
};
struct Camps {
    std::vector<PostStance> stances;
    std::vector<ReplySide> replies;
    std::vector<VoiceStance> voices;
    std::vector<Camp> camps;
    std::vector<Lesson> lessons;
    std::vector<CorrectionOutcome> corrections;  // what became of each correction that concerns this room
};

/// Changes whenever the same inputs would give other stances, so that no case keeps those of an older agon.
constexpr const char* camp_method =
    "pair by windows of 140, both poles; attention both ways; endpoint first; leaning by statement off; talk by voice, "
    "sure "
    "replies, likeness; confidence 1.4 and .5, bar .55; plain statements; lessons of placed posts; the most answered "
    "asked first";

class EndpointJudge;

/// Who is asked. `reply` reads Chinese, the others Chinese and English; `endpoint`, where there is one, first; then
/// `own`, where there is one, instead of `pair` and `attention`.
struct CampJudges {
    const Judge& pair;
    const Judge& attention;
    const ReplyJudge& reply;
    EndpointJudge* endpoint = nullptr;
    const Judge* own = nullptr;
    const Judge* reader = nullptr;             // the reader (ground/model/reader.hpp), before all but `endpoint`
    const ReplyJudge* reader_reply = nullptr;  // there if `reader` is
};
/// Questions that may still be put to a judge before the next takes over: debates by rank, the most answered posts
/// first.
struct QuestionsLeft {
    std::int64_t of_pair = 0, of_reader = 0;
};
/// How a settled lean becomes a confidence and a pole.
struct Sureness {
    double of_log_odds = 1;     // the lean's log-odds times this
    double least = 0.5;         // below this confidence a post is unclear
    double least_weighing = 0;  // below it a post that weighs both sides is `both`
};
struct CampOptions {
    Corrections corrections;  // move, mark_author are applied here
    std::string models;       // the programme's models folder
    QuestionsLeft most{20000, 0};
    // Five folds, mean of iam, c-stance, c-mtcsd and zs-csd: the slope is 1.4 (statements 1.5 to 1.8, threads under
    // .6). Of texts with log-odds .4 to .6 that take a side .61 are on it, .6 to .9 .68, .9 to 1.3 .78, beyond 1.3 .94.
    // The slope stands before settling, so that own words and ties are told in the same odds. The bar is .55: since
    // posts tell each other by messages and no longer by echo, half of the sample's posts stay unclear at it; at .65,
    // the bar before, nine in ten, and with them whole debates. Choosing it, the sample was looked at.
    Sureness read{1.4, 0.55, 0.95};
    // With ties by likeness leans are surer than they are right.
    Sureness tied{0.5, 0.55, 0.75};
    // The reader's own odds: of threads on a statement (c-mtcsd, training/threads, fold 0) the slope is .55 to .7.
    Sureness by_reader{0.7, 0.55, 0.95};
    int threads = 1;  // changes speed only
};

/// `questions` of table [stance] in the case's case.toml; 20000 where there is none. Errors: bad_value.
Result<std::int64_t> read_most_questions(Disk& disk, const std::string& case_folder);
/// Reads models/reply.toml. Errors: model_missing, model_damaged, and the judges'.
Result<Camps> build_camps(Disk& disk, const Segments& segments, const Vectors& vectors, const Debates& debates,
                          const CampJudges& judges, const Lexicon& lexicon, const CampOptions& options);
Result<Camps> read_camps(Disk& disk, const std::string& case_folder);

/// Calls visit(name, rows) for every table in order until one does not succeed; `name` is the path in the case.
/// CampsType: Camps or const Camps; visit returns Result<void>.
template <class CampsType, class Visit>
requires std::same_as<std::remove_const_t<CampsType>, Camps> Result<void> each_table_of(CampsType& t, Visit&& visit) {
    TRY_VOID(visit("camps/stances.parquet", t.stances));
    TRY_VOID(visit("camps/replies.parquet", t.replies));
    TRY_VOID(visit("camps/corrections.parquet", t.corrections));
    TRY_VOID(visit("camps/lessons.parquet", t.lessons));
    TRY_VOID(visit("camps/voices.parquet", t.voices));
    return visit("camps/camps.parquet", t.camps);
}

template <>
struct ColumnsOf<PostStance> {
    static constexpr auto columns =
        std::tuple{column("debate", &PostStance::debate),         column("post", &PostStance::post),
                   column("voice", &PostStance::voice),           column("pole", &PostStance::pole),
                   column("confidence", &PostStance::confidence), column("lean", &PostStance::lean),
                   column("evidence", &PostStance::evidence),     column("year", &PostStance::year),
                   column("votes", &PostStance::votes),           column("judged_by", &PostStance::judged_by)};
};
template <>
struct ColumnsOf<ReplySide> {
    static constexpr auto columns =
        std::tuple{column("debate", &ReplySide::debate),     column("post", &ReplySide::post),
                   column("answered", &ReplySide::answered), column("odds", &ReplySide::odds),
                   column("agrees", &ReplySide::agrees),     column("disagrees", &ReplySide::disagrees)};
};
template <>
struct ColumnsOf<VoiceStance> {
    static constexpr auto columns =
        std::tuple{column("debate", &VoiceStance::debate),       column("voice", &VoiceStance::voice),
                   column("pole", &VoiceStance::pole),           column("lean", &VoiceStance::lean),
                   column("posts", &VoiceStance::posts),         column("first_year", &VoiceStance::first_year),
                   column("last_year", &VoiceStance::last_year), column("changed", &VoiceStance::changed)};
};
template <>
struct ColumnsOf<Camp> {
    static constexpr auto columns =
        std::tuple{column("debate", &Camp::debate),       column("pole", &Camp::pole),
                   column("voices", &Camp::voices),       column("posts", &Camp::posts),
                   column("votes", &Camp::votes),         column("share", &Camp::share),
                   column("share_low", &Camp::share_low), column("share_high", &Camp::share_high),
                   column("verdict", &Camp::verdict)};
};
template <>
struct ColumnsOf<Lesson> {
    static constexpr auto columns = std::tuple{column("debate", &Lesson::debate),
                                               column("placed", &Lesson::placed),
                                               column("sided", &Lesson::sided),
                                               column("own_right", &Lesson::own_right),
                                               column("own_slope", &Lesson::own_slope),
                                               column("replies", &Lesson::replies),
                                               column("same_side", &Lesson::same_side),
                                               column("reply_shift", &Lesson::reply_shift),
                                               column("reply_slope", &Lesson::reply_slope)};
};

}  // namespace agon
