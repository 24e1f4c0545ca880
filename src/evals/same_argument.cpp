// Pairs of sentences of which it was labelled whether they make the same argument (docs/labelling/arguments.md), under
// questions that the argument judge did not learn from: how it orders them, how many of those that room points would
// count do, and how many of all it would count. The other sentences were drawn near the head, so that last share says
// nothing of what is told in quite other words.
#include <sstream>

#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {

Result<void> score_same_argument(Disk& disk, const EvalOptions& options, const Segments& segments,
                                 std::vector<Score>& scores) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/same_argument.tsv", '\t'));
    TRY(const std::size_t head, gold.column("head"));
    TRY(const std::size_t same, gold.column("same"));
    TRY(const std::size_t other, gold.column("other"));
    const auto segment_of = segments_by_digest(segments);
    std::vector<ArgumentQuestion> pairs;
    std::vector<std::string> labels;
    for (const std::vector<std::string>& row : gold.rows) {
        const auto of_head = segment_of.find(row[head]);
        if (of_head == segment_of.end()) continue;
        for (const auto& [column, label] : {std::pair{same, "same"}, std::pair{other, "other"}}) {
            std::istringstream digests(row[column]);
            for (std::string digest; digests >> digest;)
                if (const auto found = segment_of.find(digest); found != segment_of.end()) {
                    pairs.push_back({of_head->second->text, found->second->text});
                    labels.emplace_back(label);
                }
        }
    }
    if (pairs.empty()) return {};
    TRY(const PairJudges judges, load_pair_judges(options.data + "/models/pair", "network.npz", disk));
    if (!judges.arguments) return {};
    TRY(const std::vector<double> answers, judges.arguments->judge(pairs, 1));
    std::int64_t counted = 0, right = 0, wanted = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const bool is_same = labels[i] == "same";
        wanted += is_same ? 1 : 0;
        if (answers[i] < static_cast<double>(read_levels.makes)) continue;
        ++counted;
        right += is_same ? 1 : 0;
    }
    const auto items = static_cast<std::int64_t>(pairs.size());
    scores.push_back({"labelled pairs of held-out questions", "same argument or not, area under the curve",
                      area_under_curve(labels, "same", answers), 0, 0, items, "chance .5"});
    const auto add = [&](const std::string& measure, std::int64_t of) {
        if (of == 0) return;
        Score score{"labelled pairs of held-out questions",
                    measure,
                    static_cast<double>(right) / static_cast<double>(of),
                    0,
                    0,
                    of,
                    std::to_string(wanted) + " of " + std::to_string(items) + " are the same argument"};
        set_wilson(score, right);
        scores.push_back(score);
    };
    add("counted pairs that are the same argument", counted);
    add("pairs of the same argument that are counted", wanted);
    return {};
}

}  // namespace agon
