// Sentences of which it was labelled for which camp an article could quote them (docs/labelling/sides.md): how many of
// those whose post stands in a camp stand in theirs.
#include <map>

#include "src/camps/camps.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kDigits = 16;  // of a digest in the file

}  // namespace

Result<void> score_sides(Disk& disk, const EvalOptions& options, const Segments& segments, std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/sentence_sides.tsv", '\t'));
    TRY(const std::size_t question, gold.column("question"));
    TRY(const std::size_t sentence, gold.column("sentence"));
    TRY(const std::size_t side, gold.column("side"));
    TRY(const Debates debates, read_debates(disk, options.case_folder));
    TRY(const Camps camps, read_camps(disk, options.case_folder));
    std::map<std::string, DebateId> debate_of;
    for (const Debate& d : debates.debates) debate_of[sha256_hex(d.question).substr(0, kDigits)] = d.debate;
    std::map<std::string, PostId> post_of;
    for (const Segment& s : segments.segments) post_of.emplace(sha256_hex(s.text).substr(0, kDigits), s.post);
    std::map<std::pair<DebateId, PostId>, Pole> pole_of;
    for (const PostStance& s : camps.stances) pole_of[{s.debate, s.post}] = s.pole;
    std::int64_t in_camps = 0, with_side = 0, right = 0;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto debate = debate_of.find(row[question]);
        const auto post = post_of.find(row[sentence]);
        if (debate == debate_of.end() || post == post_of.end()) continue;
        const auto pole = pole_of.find({debate->second, post->second});
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
