// Inside of room points: its steps over one debate.
#pragma once

#include <map>
#include <unordered_map>

#include "src/points/points.hpp"

namespace agon {

/// Everything the steps look things up in, built once.
struct PointRoom {
    const Threads& threads;
    const Segments& segments;
    const Vectors& vectors;
    const Debates& debates;
    const Camps& camps;
    const Lexicon& lexicon;
    const Words& words;
    std::vector<float> mean;
    std::map<SegmentId, std::size_t> segment_index;
    std::map<PostId, std::vector<std::size_t>> segments_of_post;
    std::map<PostId, std::size_t> post_index;
    std::map<std::pair<DebateId, PostId>, const PostStance*> stance;

    const Segment& segment(SegmentId id) const { return segments.segments[segment_index.at(id)]; }
};

void find_key_points(const PointRoom& room, DebateId debate, Pole pole, const PointOptions& options, Points& out);
void find_relations(const PointRoom& room, DebateId debate, Points& out);
void find_divide(const PointRoom& room, DebateId debate, Points& out);
void find_sector_views(const PointRoom& room, Points& out);

}  // namespace agon
