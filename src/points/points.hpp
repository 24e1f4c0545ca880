// Room points: KEY POINTS, RELATIONS. + Camps -> Points: arguments with voices behind them, who answers whom, the
// dividing line, what is agreed. Tables:
// points/{points,matches,statements,relations,point_relations,links,divides,consensus,
// sectors,sector_cells,voters,group_votes,voted_statements,debate_pairs,allies,allies_standings,corrections}.parquet.
#pragma once

#include "src/camps/camps.hpp"
#include "src/points/covering.hpp"
#include "src/points/groups.hpp"
#include "src/points/likeness.hpp"
#include "src/points/matching.hpp"
#include "src/points/quality.hpp"

namespace agon {

enum class PointId : std::int64_t {};

/// How it was told who makes an argument: two sentences read together (reading.hpp), by the likeness of both (Chinese,
/// likeness.hpp), by the matching judge (other languages, matching.hpp).
enum class ToldBy { reading, likeness, matching };
template <>
struct EnumNames<ToldBy> {
    static constexpr std::string_view names[] = {"reading", "likeness", "matching"};
};

/// A key point: a real sentence that stands for an argument of one camp.
struct KeyPoint {
    PointId point{};
    DebateId debate{};
    Pole pole = Pole::a;
    std::int32_t rank = 0;  // within its camp, 1 = most voices
    SegmentId segment{};    // the sentence
    PostId post{};
    std::string terms;  // what its matches share, space separated
    std::int64_t voices = 0, posts = 0;
    std::int32_t first_year = 0, last_year = 0;
    std::int64_t votes = 0;                           // of the posts that make it
    std::int64_t camp_voices = 0;                     // voices of the camp whose sentences were read
    double share = 0, share_low = 0, share_high = 0;  // voices of camp_voices, Wilson 95 %
    double coverage = 0;    // share of camp_voices that make any of the camp's points; the same on all of them
    double redundancy = 0;  // greatest probability that one point of the camp makes another's argument
    ToldBy told_by = ToldBy::likeness;  // the same on all points of a debate
    std::string wording;                // the analyst's words for the argument; empty: none
};
/// A sentence that speaks well for its camp, whether or not others make the same argument: what a camp is quoted with
/// where no argument of its is shared by enough voices.
struct CampStatement {
    DebateId debate{};
    Pole pole = Pole::a;
    std::int32_t rank = 0;  // within its camp, 1 = speaks best
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};    // another one for each rank
    double weight = 0;  // 0 to 1: quality as an argument on what is asked, surety of the side
};
/// A segment that makes a key point's argument.
struct PointMatch {
    PointId point{};
    DebateId debate{};
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    std::int32_t year = 0;
    double score = 0;             // probability of the matching judge
    std::int32_t quote_rank = 0;  // 1 to 3: the clearest quotes, of different voices; 0: none of them
};

/// rebuts: argues against. echoes: agrees in words. concedes: grants a point, then turns. supports: argues for the same
/// side in answer, without saying so.
enum class RelationKind { rebuts, echoes, concedes, supports };
template <>
struct EnumNames<RelationKind> {
    static constexpr std::string_view names[] = {"rebuts", "echoes", "concedes", "supports"};
};
/// One post answering another, with the words that show it.
struct Relation {
    DebateId debate{};
    PostId from_post{}, to_post{};
    VoiceId from_voice{}, to_voice{};
    RelationKind kind = RelationKind::rebuts;
    SegmentId evidence{};  // segment of from_post that answers
    SegmentId answered{};  // segment of to_post that is answered
    std::string basis;     // reply, mention, quotation
    std::string cue;       // the word that decided, empty if the two stances did
    double quality = 0;    // of the weaker of both sentences as an argument on what is asked, 0 to 1
};
/// One key point answering another: counted over the posts that make them and answer each other.
struct PointRelation {
    DebateId debate{};
    PointId from_point{}, to_point{};
    RelationKind kind = RelationKind::rebuts;
    std::int64_t voices = 0, relations = 0;
    SegmentId evidence{}, answered{};  // of one of the relations
};
/// How one voice answers another in a debate: the signed network.
struct VoiceLink {
    DebateId debate{};
    VoiceId from_voice{}, to_voice{};
    std::int64_t positive = 0, negative = 0;  // echoes and supports; rebuttals. A concession counts once on each side
};
/// The contrast that best separates the two camps of a debate.
struct Divide {
    DebateId debate{};
    std::string terms_a, terms_b;        // what each side talks about and the other does not
    SegmentId segment_a{}, segment_b{};  // a sentence of each side that carries the contrast
    PostId post_a{}, post_b{};
    double separation = 0;         // area under the curve of the contrast against the camps, 0.5 = none
    PointId point_a{}, point_b{};  // the key points the sentences stand for; 0: none
    double a_in_a = 0, a_in_b = 0, b_in_a = 0, b_in_b = 0;  // share of each camp's voices that make point a, point b
};
/// A statement that voices of both camps make or grant.
struct Consensus {
    PointId point{};
    DebateId debate{};
    SegmentId segment{};
    PostId post{};
    std::int64_t voices_a = 0, voices_b = 0, voices = 0;  // who make or grant it
    std::int64_t against_a = 0, against_b = 0;            // who rebut it
    double share_a = 0, share_b = 0;                      // of the camp's voices
    double score = 0;  // geometric mean over camps of p_agree * (1 - p_disagree), Jeffreys prior
    ToldBy told_by = ToldBy::likeness;
};
/// One statement that a sector is or should be led in one way.
struct SectorView {
    std::string sector;
    std::string approach;  // state, market, mixed
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    DebateId debate{};          // 0: outside every debate
    Pole pole = Pole::unclear;  // where the voice stands in that debate
    std::int32_t year = 0;
    double weight = 0;       // of the words that say so
    std::int32_t names = 0;  // 1: the sentence itself names the sector
};
/// Sector by approach, over the voices that have a view of the sector. Cells without a voice have no row.
struct SectorCell {
    std::string sector;
    std::string approach;
    std::int64_t voices = 0, sector_voices = 0;
    double share = 0, share_low = 0, share_high = 0;  // Wilson 95 %
    std::int64_t voices_a = 0, voices_b = 0;          // by where the voice stands in its debate
    SegmentId segment{};                              // the clearest sentence
    PostId post{};
};
/// Who voted on the statements of a conversation (a thread with votes), and the group that votes alike.
struct Voter {
    ThreadId conversation{};
    AuthorId voter{};
    std::int32_t group = 0;  // 1: the largest; 0: too few votes to say
};
/// How a group voted on a statement.
struct GroupVotes {
    ThreadId conversation{};
    PostId post{};
    std::int32_t group = 0;  // from 1
    std::int64_t agrees = 0, disagrees = 0, passes = 0;
    std::int64_t votes = 0;  // all three
};
/// accepted, rejected: by all groups. divisive: accepted by one and not by another.
enum class Standing { unsettled, accepted, rejected, divisive };
template <>
struct EnumNames<Standing> {
    static constexpr std::string_view names[] = {"unsettled", "accepted", "rejected", "divisive"};
};
/// A statement that people voted on; measures as StatementStanding has them.
struct VotedStatement {
    ThreadId conversation{};
    PostId post{};
    SegmentId segment{};  // if the statement is a single sentence; else 0
    Standing standing = Standing::unsettled;
    double acceptance = 0, rejection = 0, difference = 0, z = 0;
    std::int64_t least_votes = 0;  // of the group with fewest
};

/// What the side that people take in one debate tells of the side they take in another. alike: who is for a in one is
/// oftener for a in the other; crossed: for b. few: under ten voices take a side in both.
enum class Alignment { few, unrelated, alike, crossed };
template <>
struct EnumNames<Alignment> {
    static constexpr std::string_view names[] = {"few", "unrelated", "alike", "crossed"};
};
/// Two debates and the voices that take a side in both.
struct DebatePair {
    DebateId debate{}, other_debate{};
    Alignment alignment = Alignment::few;
    std::int64_t voices = 0;
    std::int64_t from_a = 0, from_a_to_a = 0;  // who are for a in `debate`, and of them for a in `other_debate`
    std::int64_t from_b = 0, from_b_to_a = 0;
    double p = 1, q = 1;  // Fisher's exact test of the two shares; Benjamini-Hochberg over all pairs that are not few
};
/// One of the sides that a voice takes in two debates or more, and the group that takes the same sides.
struct Ally {
    VoiceId voice{};
    DebateId debate{};
    Pole pole = Pole::a;     // a or b
    std::int32_t group = 0;  // of the voice, 1: the largest; 0: none
};
/// Where a group stands in a debate.
struct AlliesStanding {
    std::int32_t group = 0;  // from 1
    DebateId debate{};
    std::int64_t voices_a = 0, voices_b = 0;
};

struct Points {
    std::vector<KeyPoint> points;
    std::vector<PointMatch> matches;
    std::vector<CampStatement> statements;
    std::vector<Relation> relations;
    std::vector<Divide> divides;
    std::vector<SectorView> sectors;
    std::vector<PointRelation> point_relations;
    std::vector<VoiceLink> links;
    std::vector<Consensus> consensus;
    std::vector<SectorCell> sector_cells;
    std::vector<Voter> voters;
    std::vector<GroupVotes> group_votes;
    std::vector<VotedStatement> voted_statements;
    std::vector<DebatePair> debate_pairs;
    std::vector<Ally> allies;
    std::vector<AlliesStanding> allies_standings;
    std::vector<CorrectionOutcome> corrections;  // what became of each correction that concerns this room
};

struct PointOptions {
    Corrections corrections;  // choose_quote, reword, reject_relation are applied here
    std::int64_t least_voices = 3;
    std::int32_t most_points = 5;  // per camp
    int threads = 1;               // changes speed only
};

/// What build_points() works out of threads and texts alone, whatever the debates are: how a sentence is cut into
/// words, how well it argues, what it says of sectors. Empty at first; the next call with the same threads, segments,
/// quality model, lexicon and words finds there what it would work out again. Holds views of them. Thread rule: one
/// thread at a time.
class PointReadings {
  public:
    PointReadings();
    PointReadings(PointReadings&&) noexcept;
    PointReadings& operator=(PointReadings&&) noexcept;
    ~PointReadings();

  private:
    friend struct PointRoom;
    std::unique_ptr<class Sentences> sentences_;
    /// Memory to use again.
    struct Rows {
        std::vector<float> segments, sentences;
    } rows_;
};

/// `encoder` is the matching judge's (the embedded one), whatever `vectors` are of: where they are of another, the rows
/// needed are encoded anew. `sentences` gives the rows by which Chinese arguments are told alike, `arguments` reads who
/// makes one (PairJudges; may be null).
Result<Points> build_points(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Vectors& vectors, const Debates& debates, const Camps& camps, const Encoder& encoder,
                            const Encoder& sentences, const Matcher& matcher, const Judge& judge,
                            const ArgumentJudge* arguments, const QualityModel& quality, const Lexicon& lexicon,
                            const Words& words, PointReadings& readings, const PointOptions& options);
Result<Points> read_points(Disk& disk, const std::string& case_folder);

/// Parameter of stage "points" in the manifest of a case whose key points were found by the answers that it kept: some
/// sentences of them were not read.
inline constexpr const char* points_left_unread = "left unread";
/// Whether the case's key points are such, until an analysis reads the rest.
bool points_unread(const Manifest& manifest);
/// Whether the argument judge is to read who makes an argument: [points] read_arguments in case.toml, true where it
/// says nothing. Errors: the disk's, bad_value.
Result<bool> wants_arguments_read(Disk& disk, const std::string& case_folder);

/// Calls visit(name, rows) for every table in order until one does not succeed; `name` is the path in the case.
/// PointsType: Points or const Points; visit returns Result<void>.
template <class PointsType, class Visit>
requires std::same_as<std::remove_const_t<PointsType>, Points> Result<void> each_table_of(PointsType& t,
                                                                                          Visit&& visit) {
    TRY_VOID(visit("points/points.parquet", t.points));
    TRY_VOID(visit("points/corrections.parquet", t.corrections));
    TRY_VOID(visit("points/matches.parquet", t.matches));
    TRY_VOID(visit("points/statements.parquet", t.statements));
    TRY_VOID(visit("points/relations.parquet", t.relations));
    TRY_VOID(visit("points/divides.parquet", t.divides));
    TRY_VOID(visit("points/point_relations.parquet", t.point_relations));
    TRY_VOID(visit("points/links.parquet", t.links));
    TRY_VOID(visit("points/consensus.parquet", t.consensus));
    TRY_VOID(visit("points/sector_cells.parquet", t.sector_cells));
    TRY_VOID(visit("points/voters.parquet", t.voters));
    TRY_VOID(visit("points/group_votes.parquet", t.group_votes));
    TRY_VOID(visit("points/voted_statements.parquet", t.voted_statements));
    TRY_VOID(visit("points/debate_pairs.parquet", t.debate_pairs));
    TRY_VOID(visit("points/allies.parquet", t.allies));
    TRY_VOID(visit("points/allies_standings.parquet", t.allies_standings));
    return visit("points/sectors.parquet", t.sectors);
}

template <>
struct ColumnsOf<KeyPoint> {
    static constexpr auto columns = std::tuple{column("point", &KeyPoint::point),
                                               column("debate", &KeyPoint::debate),
                                               column("pole", &KeyPoint::pole),
                                               column("rank", &KeyPoint::rank),
                                               column("segment", &KeyPoint::segment),
                                               column("post", &KeyPoint::post),
                                               column("terms", &KeyPoint::terms),
                                               column("voices", &KeyPoint::voices),
                                               column("posts", &KeyPoint::posts),
                                               column("first_year", &KeyPoint::first_year),
                                               column("last_year", &KeyPoint::last_year),
                                               column("votes", &KeyPoint::votes),
                                               column("camp_voices", &KeyPoint::camp_voices),
                                               column("share", &KeyPoint::share),
                                               column("share_low", &KeyPoint::share_low),
                                               column("share_high", &KeyPoint::share_high),
                                               column("coverage", &KeyPoint::coverage),
                                               column("redundancy", &KeyPoint::redundancy),
                                               column("told_by", &KeyPoint::told_by),
                                               column("wording", &KeyPoint::wording)};
};
template <>
struct ColumnsOf<PointMatch> {
    static constexpr auto columns =
        std::tuple{column("point", &PointMatch::point),     column("debate", &PointMatch::debate),
                   column("segment", &PointMatch::segment), column("post", &PointMatch::post),
                   column("voice", &PointMatch::voice),     column("year", &PointMatch::year),
                   column("score", &PointMatch::score),     column("quote_rank", &PointMatch::quote_rank)};
};
template <>
struct ColumnsOf<CampStatement> {
    static constexpr auto columns =
        std::tuple{column("debate", &CampStatement::debate), column("pole", &CampStatement::pole),
                   column("rank", &CampStatement::rank),     column("segment", &CampStatement::segment),
                   column("post", &CampStatement::post),     column("voice", &CampStatement::voice),
                   column("weight", &CampStatement::weight)};
};
template <>
struct ColumnsOf<Relation> {
    static constexpr auto columns =
        std::tuple{column("debate", &Relation::debate),     column("from_post", &Relation::from_post),
                   column("to_post", &Relation::to_post),   column("from_voice", &Relation::from_voice),
                   column("to_voice", &Relation::to_voice), column("kind", &Relation::kind),
                   column("evidence", &Relation::evidence), column("answered", &Relation::answered),
                   column("basis", &Relation::basis),       column("cue", &Relation::cue),
                   column("quality", &Relation::quality)};
};
template <>
struct ColumnsOf<Divide> {
    static constexpr auto columns =
        std::tuple{column("debate", &Divide::debate),       column("terms_a", &Divide::terms_a),
                   column("terms_b", &Divide::terms_b),     column("segment_a", &Divide::segment_a),
                   column("segment_b", &Divide::segment_b), column("post_a", &Divide::post_a),
                   column("post_b", &Divide::post_b),       column("separation", &Divide::separation),
                   column("point_a", &Divide::point_a),     column("point_b", &Divide::point_b),
                   column("a_in_a", &Divide::a_in_a),       column("a_in_b", &Divide::a_in_b),
                   column("b_in_a", &Divide::b_in_a),       column("b_in_b", &Divide::b_in_b)};
};
template <>
struct ColumnsOf<SectorView> {
    static constexpr auto columns =
        std::tuple{column("sector", &SectorView::sector),   column("approach", &SectorView::approach),
                   column("segment", &SectorView::segment), column("post", &SectorView::post),
                   column("voice", &SectorView::voice),     column("debate", &SectorView::debate),
                   column("pole", &SectorView::pole),       column("year", &SectorView::year),
                   column("weight", &SectorView::weight),   column("names", &SectorView::names)};
};
template <>
struct ColumnsOf<PointRelation> {
    static constexpr auto columns =
        std::tuple{column("debate", &PointRelation::debate),     column("from_point", &PointRelation::from_point),
                   column("to_point", &PointRelation::to_point), column("kind", &PointRelation::kind),
                   column("voices", &PointRelation::voices),     column("relations", &PointRelation::relations),
                   column("evidence", &PointRelation::evidence), column("answered", &PointRelation::answered)};
};
template <>
struct ColumnsOf<VoiceLink> {
    static constexpr auto columns =
        std::tuple{column("debate", &VoiceLink::debate), column("from_voice", &VoiceLink::from_voice),
                   column("to_voice", &VoiceLink::to_voice), column("positive", &VoiceLink::positive),
                   column("negative", &VoiceLink::negative)};
};
template <>
struct ColumnsOf<Consensus> {
    static constexpr auto columns =
        std::tuple{column("point", &Consensus::point),         column("debate", &Consensus::debate),
                   column("segment", &Consensus::segment),     column("post", &Consensus::post),
                   column("voices_a", &Consensus::voices_a),   column("voices_b", &Consensus::voices_b),
                   column("voices", &Consensus::voices),       column("against_a", &Consensus::against_a),
                   column("against_b", &Consensus::against_b), column("share_a", &Consensus::share_a),
                   column("share_b", &Consensus::share_b),     column("score", &Consensus::score),
                   column("told_by", &Consensus::told_by)};
};
template <>
struct ColumnsOf<SectorCell> {
    static constexpr auto columns = std::tuple{column("sector", &SectorCell::sector),
                                               column("approach", &SectorCell::approach),
                                               column("voices", &SectorCell::voices),
                                               column("sector_voices", &SectorCell::sector_voices),
                                               column("share", &SectorCell::share),
                                               column("share_low", &SectorCell::share_low),
                                               column("share_high", &SectorCell::share_high),
                                               column("voices_a", &SectorCell::voices_a),
                                               column("voices_b", &SectorCell::voices_b),
                                               column("segment", &SectorCell::segment),
                                               column("post", &SectorCell::post)};
};
template <>
struct ColumnsOf<Voter> {
    static constexpr auto columns = std::tuple{column("conversation", &Voter::conversation),
                                               column("voter", &Voter::voter), column("group", &Voter::group)};
};
template <>
struct ColumnsOf<GroupVotes> {
    static constexpr auto columns = std::tuple{column("conversation", &GroupVotes::conversation),
                                               column("post", &GroupVotes::post),
                                               column("group", &GroupVotes::group),
                                               column("agrees", &GroupVotes::agrees),
                                               column("disagrees", &GroupVotes::disagrees),
                                               column("passes", &GroupVotes::passes),
                                               column("votes", &GroupVotes::votes)};
};
template <>
struct ColumnsOf<VotedStatement> {
    static constexpr auto columns = std::tuple{
        column("conversation", &VotedStatement::conversation), column("post", &VotedStatement::post),
        column("segment", &VotedStatement::segment),           column("standing", &VotedStatement::standing),
        column("acceptance", &VotedStatement::acceptance),     column("rejection", &VotedStatement::rejection),
        column("difference", &VotedStatement::difference),     column("z", &VotedStatement::z),
        column("least_votes", &VotedStatement::least_votes)};
};
template <>
struct ColumnsOf<DebatePair> {
    static constexpr auto columns = std::tuple{column("debate", &DebatePair::debate),
                                               column("other_debate", &DebatePair::other_debate),
                                               column("alignment", &DebatePair::alignment),
                                               column("voices", &DebatePair::voices),
                                               column("from_a", &DebatePair::from_a),
                                               column("from_a_to_a", &DebatePair::from_a_to_a),
                                               column("from_b", &DebatePair::from_b),
                                               column("from_b_to_a", &DebatePair::from_b_to_a),
                                               column("p", &DebatePair::p),
                                               column("q", &DebatePair::q)};
};
template <>
struct ColumnsOf<Ally> {
    static constexpr auto columns = std::tuple{column("voice", &Ally::voice), column("debate", &Ally::debate),
                                               column("pole", &Ally::pole), column("group", &Ally::group)};
};
template <>
struct ColumnsOf<AlliesStanding> {
    static constexpr auto columns =
        std::tuple{column("group", &AlliesStanding::group), column("debate", &AlliesStanding::debate),
                   column("voices_a", &AlliesStanding::voices_a), column("voices_b", &AlliesStanding::voices_b)};
};

}  // namespace agon
