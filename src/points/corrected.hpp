// Inside of room points: the analyst's word on key points and relations.
#pragma once

#include <set>
#include <utility>

#include "src/points/points.hpp"

namespace agon {

/// choose_quote and reword, on points found. A point is the one with the line's `point`, else the one that its
/// `segment` makes most surely, so that a line outlives a key sentence that more data replaced. One row a line.
std::vector<CorrectionOutcome> correct_points(const Corrections& corrections, Points& points);

/// reject_relation: pairs (from, to) of posts between which there is none.
std::set<std::pair<PostId, PostId>> rejected_relations(const Corrections& corrections);

/// One row for each reject_relation: whether both posts are still in a debate.
std::vector<CorrectionOutcome> outcomes_of_rejections(const Corrections& corrections, const Camps& camps);

}  // namespace agon
