// KEY POINTS, RELATIONS, for every debate in turn. The steps stand in key_points.cpp, relations.cpp, divide.cpp,
// sectors.cpp.
#include "src/points/points.hpp"

#include "ground/model/geometry.hpp"
#include "src/points/steps.hpp"

namespace agon {

Result<Points> build_points(const Threads& threads, const Corpus&, const Segments& segments, const Vectors& vectors,
                            const Debates& debates, const Camps& camps, const Lexicon& lexicon, const Words& words,
                            const PointOptions& options) {
    PointRoom room{threads, segments, vectors, debates,
                   camps,   lexicon,  words,   mean_of_rows(vectors.segments.values, vectors.segments.width),
                   {},      {},       {},      {}};
    for (std::size_t i = 0; i < segments.segments.size(); ++i) {
        room.segment_index[segments.segments[i].segment] = i;
        room.segments_of_post[segments.segments[i].post].push_back(i);
    }
    for (std::size_t i = 0; i < threads.posts.size(); ++i)
        if (threads.posts[i].newest) room.post_index[threads.posts[i].post] = i;
    for (const PostStance& s : camps.stances) room.stance[{s.debate, s.post}] = &s;
    Points out;
    for (const Debate& debate : debates.debates) {
        find_key_points(room, debate.debate, Pole::a, options, out);
        find_key_points(room, debate.debate, Pole::b, options, out);
        find_relations(room, debate.debate, out);
        find_divide(room, debate.debate, out);
    }
    find_sector_views(room, out);
    return out;
}

Result<Points> read_points(Disk& disk, const std::string& case_folder) {
    Points out;
    TRY(out.points, read_rows<KeyPoint>(disk, case_folder + "/points/points.parquet"));
    TRY(out.matches, read_rows<PointMatch>(disk, case_folder + "/points/matches.parquet"));
    TRY(out.relations, read_rows<Relation>(disk, case_folder + "/points/relations.parquet"));
    TRY(out.divides, read_rows<Divide>(disk, case_folder + "/points/divides.parquet"));
    TRY(out.sectors, read_rows<SectorView>(disk, case_folder + "/points/sectors.parquet"));
    return out;
}

}  // namespace agon
