// KEY POINTS, RELATIONS, for every debate in turn. The steps stand in key_points.cpp, relations.cpp, divide.cpp,
// consensus.cpp, sectors.cpp.
#include "src/points/points.hpp"

#include "src/points/steps.hpp"

namespace agon {

Result<Points> build_points(const Threads& threads, const Corpus&, const Segments& segments, const Vectors& vectors,
                            const Debates& debates, const Camps& camps, const Encoder& encoder, const Matcher& matcher,
                            const Lexicon& lexicon, const Words& words, const PointOptions& options) {
    PointRoom room{threads, segments, vectors, debates, camps, encoder, matcher, lexicon, words};
    for (std::size_t i = 0; i < segments.segments.size(); ++i) {
        room.segment_index[segments.segments[i].segment] = i;
        room.segments_of_post[segments.segments[i].post].push_back(i);
    }
    for (std::size_t i = 0; i < threads.posts.size(); ++i)
        if (threads.posts[i].newest) room.post_index[threads.posts[i].post] = i;
    for (const PostStance& s : camps.stances) room.stance[{s.debate, s.post}] = &s;
    Points out;
    for (const Debate& debate : debates.debates) {
        TRY(const DebateMatches matched, find_key_points(room, debate, options, out));
        find_relations(room, debate, out);
        find_divide(room, debate, matched, out);
        TRY_VOID(find_consensus(room, debate, options, out));
    }
    find_sector_views(room, out);
    count_sector_cells(out.sectors, out.sector_cells);
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
    return out;
}

}  // namespace agon
