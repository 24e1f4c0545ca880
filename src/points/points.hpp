// Room points: KEY POINTS, RELATIONS. + Camps -> Points: arguments with voices behind them, who answers whom, the
// dividing line, what is agreed. Tables: points/{points,matches,relations,divides,sectors}.parquet.
#pragma once

#include "src/camps/camps.hpp"
#include "src/points/covering.hpp"
#include "src/points/matching.hpp"

namespace agon {

enum class PointId : std::int64_t {};

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
};
/// A segment that makes a key point's argument.
struct PointMatch {
    PointId point{};
    DebateId debate{};
    SegmentId segment{};
    PostId post{};
    VoiceId voice{};
    std::int32_t year = 0;
    double score = 0;
};

enum class RelationKind { rebuts, echoes, concedes };
template <>
struct EnumNames<RelationKind> {
    static constexpr std::string_view names[] = {"rebuts", "echoes", "concedes"};
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
};
/// The contrast that best separates the two camps of a debate.
struct Divide {
    DebateId debate{};
    std::string terms_a, terms_b;        // what each side talks about and the other does not
    SegmentId segment_a{}, segment_b{};  // a sentence of each side that carries the contrast
    PostId post_a{}, post_b{};
    double separation = 0;  // area under the curve of the contrast against the camps, 0.5 = none
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
};
struct Points {
    std::vector<KeyPoint> points;
    std::vector<PointMatch> matches;
    std::vector<Relation> relations;
    std::vector<Divide> divides;
    std::vector<SectorView> sectors;
};

struct PointOptions {
    std::int64_t least_voices = 3;
    std::int32_t most_points = 5;  // per camp
};

Result<Points> build_points(const Threads& threads, const Corpus& corpus, const Segments& segments,
                            const Vectors& vectors, const Debates& debates, const Camps& camps, const Lexicon& lexicon,
                            const Words& words, const PointOptions& options);
Result<Points> read_points(Disk& disk, const std::string& case_folder);

template <>
struct ColumnsOf<KeyPoint> {
    static constexpr auto columns =
        std::tuple{column("point", &KeyPoint::point),        column("debate", &KeyPoint::debate),
                   column("pole", &KeyPoint::pole),          column("rank", &KeyPoint::rank),
                   column("segment", &KeyPoint::segment),    column("post", &KeyPoint::post),
                   column("terms", &KeyPoint::terms),        column("voices", &KeyPoint::voices),
                   column("posts", &KeyPoint::posts),        column("first_year", &KeyPoint::first_year),
                   column("last_year", &KeyPoint::last_year)};
};
template <>
struct ColumnsOf<PointMatch> {
    static constexpr auto columns =
        std::tuple{column("point", &PointMatch::point),     column("debate", &PointMatch::debate),
                   column("segment", &PointMatch::segment), column("post", &PointMatch::post),
                   column("voice", &PointMatch::voice),     column("year", &PointMatch::year),
                   column("score", &PointMatch::score)};
};
template <>
struct ColumnsOf<Relation> {
    static constexpr auto columns =
        std::tuple{column("debate", &Relation::debate),     column("from_post", &Relation::from_post),
                   column("to_post", &Relation::to_post),   column("from_voice", &Relation::from_voice),
                   column("to_voice", &Relation::to_voice), column("kind", &Relation::kind),
                   column("evidence", &Relation::evidence), column("answered", &Relation::answered),
                   column("basis", &Relation::basis),       column("cue", &Relation::cue)};
};
template <>
struct ColumnsOf<Divide> {
    static constexpr auto columns =
        std::tuple{column("debate", &Divide::debate),       column("terms_a", &Divide::terms_a),
                   column("terms_b", &Divide::terms_b),     column("segment_a", &Divide::segment_a),
                   column("segment_b", &Divide::segment_b), column("post_a", &Divide::post_a),
                   column("post_b", &Divide::post_b),       column("separation", &Divide::separation)};
};
template <>
struct ColumnsOf<SectorView> {
    static constexpr auto columns =
        std::tuple{column("sector", &SectorView::sector),   column("approach", &SectorView::approach),
                   column("segment", &SectorView::segment), column("post", &SectorView::post),
                   column("voice", &SectorView::voice),     column("debate", &SectorView::debate),
                   column("pole", &SectorView::pole),       column("year", &SectorView::year)};
};

}  // namespace agon
