// The analyst's hand on points: which quote stands first, how an argument is worded, which answer is none.
#include "src/points/corrected.hpp"

#include <algorithm>

namespace agon {
namespace {

template <class Id>
Id id_of(const std::string& text) {
    return id_named<Id>(text).value_or(Id{});
}

CorrectionOutcome outcome(const Correction& c, const char* reason) {
    return {c.line, c.id, c.what, *reason == '\0' ? 1 : 0, reason};
}

/// Index into points.points; its size if the line's point is gone.
std::size_t point_of(const Correction& c, const Points& points) {
    const auto point = id_of<PointId>(c.point);
    const auto with = [&](PointId id) {
        return static_cast<std::size_t>(
            std::find_if(points.points.begin(), points.points.end(), [&](const KeyPoint& p) { return p.point == id; }) -
            points.points.begin());
    };
    if (const std::size_t at = with(point); point != PointId{} && at < points.points.size()) return at;
    const PointMatch* surest = nullptr;
    for (const PointMatch& m : points.matches)
        if (m.segment == id_of<SegmentId>(c.segment) && (!surest || m.score > surest->score)) surest = &m;
    return surest ? with(surest->point) : points.points.size();
}

/// Makes the segment the first quote of its point; false if it does not make the point.
bool set_first(Points& points, const KeyPoint& point, SegmentId segment) {
    const auto is = [&](const PointMatch& m) { return m.point == point.point && m.segment == segment; };
    const auto chosen = std::find_if(points.matches.begin(), points.matches.end(), is);
    if (chosen == points.matches.end()) return false;
    const std::int32_t before = chosen->quote_rank == 0 ? 3 : chosen->quote_rank;
    for (PointMatch& m : points.matches) {
        if (m.point != point.point || m.quote_rank == 0 || m.quote_rank > before || is(m)) continue;
        m.quote_rank = m.quote_rank == 3 ? 0 : m.quote_rank + 1;
    }
    chosen->quote_rank = 1;
    return true;
}

}  // namespace

std::vector<CorrectionOutcome> correct_points(const Corrections& corrections, Points& points) {
    std::vector<CorrectionOutcome> outcomes;
    for (const Correction& c : corrections.corrections) {
        if (c.what != "choose_quote" && c.what != "reword") continue;
        const std::size_t at = point_of(c, points);
        if (at == points.points.size()) {
            outcomes.push_back(outcome(c, "no key point is made by this sentence any more"));
            continue;
        }
        KeyPoint& point = points.points[at];
        if (c.what == "reword") {
            point.wording = c.text;
            outcomes.push_back(outcome(c, ""));
            continue;
        }
        const auto segment = id_of<SegmentId>(c.segment);
        const auto post = std::find_if(points.matches.begin(), points.matches.end(), [&](const PointMatch& m) {
            return m.point == point.point && m.segment == segment;
        });
        if (post == points.matches.end() || !set_first(points, point, segment)) {
            outcomes.push_back(outcome(c, "the sentence does not make this point"));
            continue;
        }
        point.segment = segment;
        point.post = post->post;
        outcomes.push_back(outcome(c, ""));
    }
    return outcomes;
}

std::set<std::pair<PostId, PostId>> rejected_relations(const Corrections& corrections) {
    std::set<std::pair<PostId, PostId>> rejected;
    for (const Correction& c : corrections.corrections)
        if (c.what == "reject_relation") rejected.emplace(id_of<PostId>(c.from), id_of<PostId>(c.to));
    return rejected;
}

std::vector<CorrectionOutcome> outcomes_of_rejections(const Corrections& corrections, const Camps& camps) {
    std::set<PostId> posts;
    for (const PostStance& s : camps.stances) posts.insert(s.post);
    std::vector<CorrectionOutcome> outcomes;
    for (const Correction& c : corrections.corrections)
        if (c.what == "reject_relation")
            outcomes.push_back(outcome(c, posts.contains(id_of<PostId>(c.from)) && posts.contains(id_of<PostId>(c.to))
                                              ? ""
                                              : "one of the two posts is in no debate any more"));
    return outcomes;
}

}  // namespace agon
