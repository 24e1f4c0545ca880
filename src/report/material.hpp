// Inside of room report: the rows that the article is written from, joined by id, and what may be quoted of them.
#pragma once

#include "src/report/lines.hpp"

namespace agon {

std::string id_text(auto id) {
    return std::to_string(static_cast<std::int64_t>(id));
}

struct Material {
    Threads threads;
    Corpus corpus;
    Segments segments;
    Debates debates;
    Camps camps;
    Points points;
    bool points_unread = false;  // see agon::points_unread
    std::map<PostId, const Post*> post;
    std::map<PostId, const CleanPost*> clean;
    std::map<SegmentId, const Segment*> segment;
    std::map<ThreadId, const Thread*> thread;
    std::map<ThreadId, std::vector<const Post*>> posts_of;      // in the order of the thread: time, then id
    std::map<PostId, std::vector<const Segment*>> segments_of;  // by ordinal
    std::map<std::pair<DebateId, PostId>, const PostStance*> stance;

    static Result<Material> read(Disk& disk, const std::string& case_folder);
    Pole pole_of(DebateId debate, PostId post) const;  // unclear if it has no stance row
    /// The segment without quotation marks that do not close and without a comma or semicolon at its end.
    Passage passage(SegmentId segment) const;
};

/// How well a passage reads outside its post; below 0 it is not quoted. Short and long ones, and those that lean on
/// what was said before ("this", "you"), lose; a claim with a reason, a number or an image of its own gains.
/// Fits: 升级升级，机器是花钱就能升的，人不是。 Does not: 同意。 or 你列的三样国内一样都没有
double quotability(const Passage& passage);

}  // namespace agon
