// Sentences of which it was labelled for which camp an article could quote them (docs/labelling/sides.md): how many of
// those whose post stands in a camp stand in theirs.
#include <map>

#include "src/camps/camps.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"

namespace agon {

Result<void> score_sides(Disk& disk, const EvalOptions& options, const Segments& segments, std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/sentence_sides.tsv", '\t'));
    TRY(const std::size_t question, gold.column("question"));
    TRY(const std::size_t sentence, gold.column("sentence"));
    TRY(const std::size_t side, gold.column("side"));
    TRY(const Debates debates, read_debates(disk, options.case_folder));
    TRY(const Camps camps, read_camps(disk, options.case_folder));
    std::map<std::string, DebateId> debate_of;
    for (const Debate& d : debates.debates) debate_of[gold_digest(d.question)] = d.debate;
    const auto segment_of = segments_by_digest(segments);
    std::map<std::pair<DebateId, PostId>, Pole> pole_of;
    for (const PostStance& s : camps.stances) pole_of[{s.debate, s.post}] = s.pole;
    std::int64_t in_camps = 0, with_side = 0, right = 0;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto debate = debate_of.find(row[question]);
        const auto said = segment_of.find(row[sentence]);
        if (debate == debate_of.end() || said == segment_of.end()) continue;
        const auto pole = pole_of.find({debate->second, said->second->post});
        if (pole == pole_of.end() || (pole->second != Pole::a && pole->second != Pole::b)) continue;
        ++in_camps;
        if (row[side] != "a" && row[side] != "b") continue;
        ++with_side;
        right += row[side] == enum_name(pole->second) ? 1 : 0;
    }
    if (with_side == 0) return {};
    Score score{"labelled sentences of posts in camps",
                "side right, of those that take one",
                static_cast<double>(right) / static_cast<double>(with_side),
                0,
                0,
                with_side,
                std::to_string(in_camps) + " in camps"};
    set_wilson(score, right);
    scores.push_back(score);
    return {};
}

}  // namespace agon
