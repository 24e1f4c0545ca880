// agon eval claims: the claim score against iam's labels, in Chinese (Neutral = not a claim) and English.
//
// The splits that are not test were part of training, so their figures only say that the programme runs the model that
// was trained; what it does on folds it had not seen is in models/claims.md.
#include <algorithm>

#include "ground/model/fast_encoder.hpp"
#include "ground/text/lines.hpp"
#include "src/evals/steps.hpp"
#include "src/segments/segments.hpp"

namespace agon {
namespace {

struct LabelledTexts {
    std::string set, beside;
    std::vector<std::string> texts;
    std::vector<std::string> gold;  // claim, other
};

std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (std::size_t at = 0; at <= line.size();) {
        const std::size_t end = std::min(line.find('\t', at), line.size());
        cells.emplace_back(line.substr(at, end - at));
        at = end + 1;
    }
    return cells;
}

/// `text_cell` and `label_cell` of a table without a header line; `other` is the label of what is no claim.
Result<void> read_texts(Disk& disk, const std::string& path, std::size_t text_cell, std::size_t label_cell,
                        std::string_view other, LabelledTexts& out) {
    TRY(const std::string bytes, disk.read_file(path));
    for (const PlacedLine& at : placed_lines(bytes)) {
        std::string line(at.text);
        while (line.ends_with('\r')) line.pop_back();
        if (line.empty()) continue;
        const std::vector<std::string> cells = cells_of(line);
        if (cells.size() <= std::max(text_cell, label_cell))
            return Error{ErrorCode::missing_column, path, at.number, at.offset, "too few cells"};
        std::string text = cells[text_cell];
        for (std::size_t mark = text.find("[ref]"); mark != std::string::npos; mark = text.find("[ref]"))
            text.erase(mark > 0 && text[mark - 1] == ' ' ? mark - 1 : mark, mark > 0 && text[mark - 1] == ' ' ? 6 : 5);
        out.texts.push_back(std::move(text));
        out.gold.emplace_back(cells[label_cell] == other ? "other" : "claim");
    }
    return {};
}

Result<void> add_scores(const LabelledTexts& set, const ClaimScorer& scorer, std::vector<Score>& out) {
    const std::vector<std::string_view> texts(set.texts.begin(), set.texts.end());
    TRY(const std::vector<double> scores, scorer.score(texts, 2));
    std::vector<std::string> given;
    double both = 0, in_gold = 0, in_given = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        given.emplace_back(scores[i] > 0.5 ? "claim" : "other");
        both += set.gold[i] == "claim" && given[i] == "claim" ? 1 : 0;
        in_gold += set.gold[i] == "claim" ? 1 : 0;
        in_given += given[i] == "claim" ? 1 : 0;
    }
    const auto items = static_cast<std::int64_t>(scores.size());
    const double claim_f1 = in_gold + in_given > 0 ? 2 * both / (in_gold + in_given) : 0;
    const double all_claims = in_gold > 0 ? 2 * in_gold / (in_gold + static_cast<double>(items)) : 0;
    char floor[80];
    std::snprintf(floor, sizeof floor, "calling all a claim %.3f", all_claims);
    out.push_back({set.set, "claim or not, macro-F1", macro_f1(set.gold, given), 0, 0, items, set.beside});
    out.push_back({set.set, "F1 of claims", claim_f1, 0, 0, items, floor});
    out.push_back({set.set, "AUC", area_under_curve(set.gold, "claim", scores), 0, 0, items, "chance .5"});
    return {};
}

}  // namespace

Result<std::vector<Score>> eval_claims(Disk& disk, const EvalOptions& options) {
    TRY(const std::unique_ptr<Encoder> encoder,
        load_fast_encoder(options.data + "/.deps/encoder", options.data + "/models", disk));
    TRY(const ClaimScorer scorer, ClaimScorer::load(disk, options.data, *encoder));
    const std::string folder = options.corpora + "/iam/";
    const std::string seen = "seen in training; unseen folds in models/claims.md";
    LabelledTexts chinese{options.test ? "iam/stance_zh test" : "iam/stance_zh train",
                          options.test ? "naive Bayes on the same features .778" : seen,
                          {},
                          {}};
    LabelledTexts english{options.test ? "iam/claims_en test" : "iam/claims_en dev",
                          options.test ? "naive Bayes on the same features .549" : seen,
                          {},
                          {}};
    TRY_VOID(read_texts(disk, folder + (options.test ? "stance_zh/test.tsv" : "stance_zh/train.tsv"), 1, 2, "Neutral",
                        chinese));
    TRY_VOID(
        read_texts(disk, folder + (options.test ? "claims_en/test.tsv" : "claims_en/dev.tsv"), 2, 0, "O", english));
    std::vector<Score> scores;
    TRY_VOID(add_scores(chinese, scorer, scores));
    TRY_VOID(add_scores(english, scorer, scores));
    return scores;
}

}  // namespace agon
