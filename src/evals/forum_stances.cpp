// What forum users wrote under questions that no judge learned from, labelled for how it stands to a statement
// (docs/labelling/stances.md). eval/gold/stances.tsv knows a text, neighbouring sentences of one post, by its digest;
// here every run of neighbouring sentences in the case is looked up.
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "ground/text/text.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr std::size_t kLongest = 220;  // characters of a labelled text

bool is_own_word(const Segment& s) {
    return s.kind != SegmentKind::quotation && s.kind != SegmentKind::aside;
}

/// Those of `wanted` that stand in the case.
std::unordered_map<std::string, std::string> texts_by_digest(const Segments& segments,
                                                             const std::unordered_set<std::string>& wanted) {
    std::unordered_map<std::string, std::string> found;
    const std::vector<Segment>& all = segments.segments;
    for (std::size_t begin = 0; begin < all.size(); ++begin) {
        std::string text;
        std::size_t length = 0;
        for (std::size_t i = begin; i < all.size() && all[i].post == all[begin].post; ++i) {
            if (!is_own_word(all[i])) {
                if (i == begin) break;
                continue;
            }
            length += count_code_points(all[i].text);
            if (length > kLongest) break;
            text += all[i].text;
            if (std::string digest = gold_digest(text); wanted.contains(digest)) found.emplace(std::move(digest), text);
        }
    }
    return found;
}

}  // namespace

Result<std::vector<ForumStance>> read_forum_stances(Disk& disk, const EvalOptions& options) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/stances.tsv", '\t'));
    TRY(const std::size_t statement, gold.column("statement"));
    TRY(const std::size_t contrary, gold.column("contrary"));
    struct Cell {
        const char* label;
        const char* turned;
        std::size_t column;
    };
    std::vector<Cell> cells;
    for (const auto& [label, turned] : {std::pair{"for", "against"}, {"against", "for"}, {"neither", "neither"}}) {
        TRY(const std::size_t column, gold.column(label));
        cells.push_back({label, turned, column});
    }
    std::unordered_set<std::string> wanted;
    const auto each = [&](const auto& visit) {
        for (const std::vector<std::string>& row : gold.rows)
            for (const Cell& cell : cells) {
                std::istringstream digests(row[cell.column]);
                for (std::string digest; digests >> digest;) visit(row, cell, digest);
            }
    };
    each([&](const auto&, const Cell&, const std::string& digest) { wanted.insert(digest); });
    TRY(const Segments segments, read_segments(disk, options.case_folder));
    const auto texts = texts_by_digest(segments, wanted);
    std::vector<ForumStance> stances;
    each([&](const auto& row, const Cell& cell, const std::string& digest) {
        if (const auto text = texts.find(digest); text != texts.end())
            stances.push_back({row[statement], row[contrary], text->second, cell.label, cell.turned});
    });
    return stances;
}

}  // namespace agon
