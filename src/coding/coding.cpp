// Counting: codes to agreement and to the corrected shares of each debate.
//
// A post that its coders disagree on is no easy one, so it is not dropped: each code counts as a part of the post. A
// post that the analyst moved is no reading of the judge any more; there the line says where the judge had it.
#include "src/coding/coding.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace agon {
namespace {

/// The rows of one debate, or of all, in order of post and coder.
CodedDebate agreement(DebateId debate, const std::vector<PostCode>& rows) {
    CodedDebate out;
    out.debate = debate;
    std::set<std::string> coders;
    std::map<std::pair<DebateId, PostId>, std::vector<int>> posts;
    std::vector<std::vector<int>> between, with_judge;
    for (const PostCode& row : rows) {
        coders.insert(row.coder);
        posts[{row.debate, row.post}].push_back(static_cast<int>(row.label));
        out.same += row.label == row.judged ? 1 : 0;
        with_judge.push_back({static_cast<int>(row.label), static_cast<int>(row.judged)});
    }
    for (const auto& [post, labels] : posts) between.push_back(labels);
    out.posts = static_cast<std::int64_t>(posts.size());
    out.coders = static_cast<std::int64_t>(coders.size());
    out.codes = static_cast<std::int64_t>(rows.size());
    const auto alpha = nominal_alpha(between);
    out.alpha_measured = alpha ? 1 : 0;
    out.alpha = alpha.value_or(0);
    out.alpha_judge = nominal_alpha(with_judge).value_or(0);
    return out;
}

Confusion confusion_of(DebateId debate, const Camps& camps, const std::vector<PostCode>& rows) {
    Confusion out;
    for (const Camp& camp : camps.camps)
        if (camp.debate == debate) out.voices[static_cast<std::size_t>(camp.pole)] = static_cast<double>(camp.voices);
    std::map<PostId, double> coders;
    for (const PostCode& row : rows) ++coders[row.post];
    for (const PostCode& row : rows)
        out.counted[static_cast<std::size_t>(row.judged)][static_cast<std::size_t>(row.label)] += 1 / coders[row.post];
    return out;
}

void add_camps(CodedDebate& coded, const Camps& camps, const std::vector<PostCode>& rows, Coding& out) {
    const CorrectedShares shares = correct_shares(confusion_of(coded.debate, camps, rows));
    coded.corrected = 1;
    coded.lead = shares.ahead_low > 0 ? 1 : shares.ahead_high < 0 ? -1 : 0;
    std::array<std::set<PostId>, 4> posts;
    for (const PostCode& row : rows) posts[static_cast<std::size_t>(row.judged)].insert(row.post);
    for (const Camp& camp : camps.camps) {
        if (camp.debate != coded.debate) continue;
        const auto pole = static_cast<std::size_t>(camp.pole);
        out.camps.push_back({coded.debate, camp.pole, camp.voices, static_cast<std::int64_t>(posts[pole].size()),
                             shares.share[pole], shares.low[pole], shares.high[pole]});
    }
}

}  // namespace

std::optional<double> nominal_alpha(const std::vector<std::vector<int>>& units) {
    // Steps of the paper: (1) values by units; (2) coincidences o(c,k) = sum over units of ordered pairs / (m_u - 1);
    // (3) totals n_c; (4) alpha = 1 - (n - 1) * sum_{c != k} o(c,k) / sum_{c != k} n_c * n_k.
    std::map<int, double> totals;
    double all = 0, observed = 0;
    for (const std::vector<int>& labels : units) {
        if (labels.size() < 2) continue;
        std::map<int, double> own;
        for (const int label : labels) ++own[label];
        const auto given = static_cast<double>(labels.size());
        double differing = given * given;
        for (const auto& [label, count] : own) totals[label] += count, differing -= count * count;
        all += given;
        observed += differing / (given - 1);
    }
    if (all == 0) return std::nullopt;
    double expected = all * all;
    for (const auto& [label, total] : totals) expected -= total * total;
    if (expected == 0) return 1.0;
    return 1 - (all - 1) * observed / expected;
}

Coding build_coding(const Camps& camps, const CodeLines& lines) {
    std::map<DebateId, std::map<PostId, const PostStance*>> stances;
    std::map<DebateId, std::vector<CodeLine>> by_debate;
    for (const CodeLine& line : lines.codes) by_debate[line.debate].push_back(line);
    for (const PostStance& s : camps.stances)
        if (by_debate.contains(s.debate)) stances[s.debate][s.post] = &s;
    Coding out;
    std::vector<std::pair<CodedDebate, std::vector<PostCode>>> coded;
    for (const auto& [debate, codes] : by_debate) {
        std::vector<PostId> posts;
        for (const auto& [post, stance] : stances[debate]) posts.push_back(post);
        posts = drawn_for_coding(debate, std::move(posts));
        const std::set<PostId> sample(posts.begin(), posts.end());
        std::vector<PostCode> rows;
        for (const CodeLine& line : codes) {
            if (!sample.contains(line.post)) continue;
            const PostStance& stance = *stances[debate].at(line.post);
            const bool moved = stance.confidence >= 1;  // no judge is that sure
            if (moved && !line.judged) continue;
            rows.push_back({debate, line.post, line.coder, line.label, moved ? *line.judged : stance.pole});
        }
        if (!rows.empty()) coded.emplace_back(agreement(debate, rows), std::move(rows));
    }
    for (auto& [debate, rows] : coded) {
        if (debate.posts >= least_coded) add_camps(debate, camps, rows, out);
        out.codes.insert(out.codes.end(), rows.begin(), rows.end());
    }
    if (out.codes.empty()) return out;
    out.debates.push_back(agreement(DebateId{}, out.codes));
    for (const auto& [debate, rows] : coded) out.debates.push_back(debate);
    return out;
}

}  // namespace agon
