// KEY POINTS, RELATIONS, for every debate in turn. The steps stand in key_points.cpp, relations.cpp, divide.cpp,
// consensus.cpp, sectors.cpp.
#include "src/points/points.hpp"

#include "src/points/corrected.hpp"
#include "src/points/steps.hpp"

namespace agon {
namespace {

/// The matching judge reads rows of the encoder that it was trained on. Where a case's vectors are of another (large
/// cases are embedded by the fast one), the posts that take a side and the debates' questions are encoded here.
Result<Vectors> rows_for_matching(const PointRoom& room, const Encoder& encoder, int threads) {
    Vectors rows;
    rows.encoder = encoder.name();
    rows.segments.width = rows.questions.width = encoder.width();
    std::set<SegmentId> wanted;
    for (const PostStance& s : room.camps.stances)
        if (const auto found = room.segments_of_post.find(s.post); found != room.segments_of_post.end())
            for (const std::size_t i : found->second)
                if (room.segments.segments[i].kind != SegmentKind::aside)
                    wanted.insert(room.segments.segments[i].segment);
    std::vector<std::string_view> texts;
    for (const SegmentId id : wanted) {
        rows.segments.ids.push_back(static_cast<std::int64_t>(id));
        texts.push_back(room.segment(id).text);
    }
    TRY(rows.segments.values, encoder.encode(texts, threads));
    std::set<ThreadId> questions;
    for (const Debate& debate : room.debates.debates) questions.insert(debate.question_thread);
    texts.clear();
    for (const Thread& thread : room.threads.threads)
        if (questions.contains(thread.thread)) {
            rows.questions.ids.push_back(static_cast<std::int64_t>(thread.thread));
            texts.push_back(thread.title);
        }
    TRY(rows.questions.values, encoder.encode(texts, threads));
    return rows;
}

}  // namespace

Result<Points> build_points(const Threads& threads, const Corpus&, const Segments& segments, const Vectors& vectors,
                            const Debates& debates, const Camps& camps, const Encoder& encoder, const Matcher& matcher,
                            const Judge& judge, const Lexicon& lexicon, const Words& words,
                            const PointOptions& options) {
    PointRoom room{threads, segments, &vectors, debates, camps, encoder, matcher, judge, lexicon, words};
    for (std::size_t i = 0; i < segments.segments.size(); ++i) {
        room.segment_index[segments.segments[i].segment] = i;
        room.segments_of_post[segments.segments[i].post].push_back(i);
    }
    for (std::size_t i = 0; i < threads.posts.size(); ++i)
        if (threads.posts[i].newest) room.post_index[threads.posts[i].post] = i;
    for (const PostStance& s : camps.stances) room.stance[{s.debate, s.post}] = &s;
    room.rejected = rejected_relations(options.corrections);
    Vectors own_rows;
    if (vectors.segments.width != encoder.width()) {
        TRY(own_rows, rows_for_matching(room, encoder, options.threads));
        room.vectors = &own_rows;
    }
    for (const ReplySide& r : camps.replies) room.same_side_odds[{r.debate, r.post, r.answered}] = r.odds;
    Points out;
    for (const Debate& debate : debates.debates) {
        TRY(const DebateMatches matched, find_key_points(room, debate, options, out));
        find_relations(room, debate, out);
        find_divide(room, debate, matched, out);
        TRY_VOID(find_consensus(room, debate, options, out));
    }
    find_sector_views(room, out);
    count_sector_cells(out.sectors, out.sector_cells);
    out.corrections = correct_points(options.corrections, out);
    for (CorrectionOutcome& outcome : outcomes_of_rejections(options.corrections, camps))
        out.corrections.push_back(std::move(outcome));
    return out;
}

Result<Points> read_points(Disk& disk, const std::string& case_folder) {
    Points out;
    const std::string folder = case_folder + "/points/";
    TRY(out.points, read_rows<KeyPoint>(disk, folder + "points.parquet"));
    TRY(out.matches, read_rows<PointMatch>(disk, folder + "matches.parquet"));
    TRY(out.relations, read_rows<Relation>(disk, folder + "relations.parquet"));
    TRY(out.point_relations, read_rows<PointRelation>(disk, folder + "point_relations.parquet"));
    TRY(out.links, read_rows<VoiceLink>(disk, folder + "links.parquet"));
    TRY(out.divides, read_rows<Divide>(disk, folder + "divides.parquet"));
    TRY(out.consensus, read_rows<Consensus>(disk, folder + "consensus.parquet"));
    TRY(out.sectors, read_rows<SectorView>(disk, folder + "sectors.parquet"));
    TRY(out.sector_cells, read_rows<SectorCell>(disk, folder + "sector_cells.parquet"));
    TRY(out.corrections, read_rows<CorrectionOutcome>(disk, folder + "corrections.parquet"));
    return out;
}

}  // namespace agon
