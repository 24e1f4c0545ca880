// Which debate a question is about.
//
// The encoder places questions of either language in one space, so "Should the state lead innovation?" lies near
// "创新该由国家主导还是市场主导？". A debate's nearness is half that of its nearest question and half the mean of its
// five nearest arguments, bare cosines both: a centred cosine would need to know which case the asker has in mind.
// Where a question that is NOT debated lies nearer than the debate's own, the difference is taken off.
// Fits: the asker's own words for the debate. Does not fit: a question that shares its field only ("哪种模具钢好？" in
// a case about industry policy): its title may be near, five arguments hardly are, and the sum stays below the line.
#include <algorithm>
#include <map>

#include "ground/model/geometry.hpp"
#include "src/debates/debates.hpp"

namespace agon {
namespace {

constexpr std::size_t kArguments = 5;
constexpr std::size_t kNearestKept = 200;

}  // namespace

std::vector<AskedDebate> nearest_debates(const std::vector<float>& question, const Debates& debates,
                                         const Vectors& vectors) {
    const auto width = static_cast<std::int32_t>(question.size());
    std::vector<float> scratch;
    const auto cosine = [&](const float* row) {
        return row ? static_cast<double>(dot(row, question.data(), width)) : -1.0;
    };
    std::map<DebateId, double> of_titles;
    double undebated = -1;
    for (const ThreadPlace& p : debates.threads) {
        const double near = cosine(vectors.questions.row(static_cast<std::int64_t>(p.thread), scratch));
        if (p.debate == DebateId{}) {
            undebated = std::max(undebated, near);
        } else {
            double& best = of_titles.try_emplace(p.debate, -1.0).first->second;
            best = std::max(best, near);
        }
    }
    std::map<DebateId, std::vector<std::pair<double, SegmentId>>> near;
    for (const Member& m : debates.members)
        near[m.debate].emplace_back(-cosine(vectors.segments.row(static_cast<std::int64_t>(m.segment), scratch)),
                                    m.segment);
    std::vector<AskedDebate> out;
    for (const Debate& d : debates.debates) {
        AskedDebate asked{d.debate, 0, {}};
        auto& members = near[d.debate];
        std::sort(members.begin(), members.end());
        double arguments = 0;
        const std::size_t counted = std::min(kArguments, members.size());
        for (std::size_t i = 0; i < counted; ++i) arguments -= members[i].first;
        for (std::size_t i = 0; i < std::min(kNearestKept, members.size()); ++i)
            asked.nearest.push_back(members[i].second);
        asked.nearness = 0.5 * of_titles[d.debate] + (counted ? 0.5 * arguments / static_cast<double>(counted) : 0);
        asked.nearness -= std::max(0.0, undebated - of_titles[d.debate]);
        out.push_back(std::move(asked));
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const AskedDebate& l, const AskedDebate& r) { return l.nearness > r.nearness; });
    return out;
}

}  // namespace agon
