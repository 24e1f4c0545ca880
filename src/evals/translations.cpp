// How good a language model's drafts of translations are, beside those that people wrote for the sample: chrF of all
// and of those that are shown, the share withheld by each check, and what the checks hold against people's own lines.
//
// chrF (M. Popović, 2015), as sacrebleu computes it for a whole set: shares of character sequences of one to six
// characters, blanks left out, recall weighing twice as much as precision. Apostrophes and quotation marks are made
// straight on both sides first. It compares words, not sense: a free translation by a person is far from another
// person's too.
#include <simdjson.h>

#include <chrono>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "ground/model/encoder.hpp"
#include "ground/model/translator.hpp"
#include "ground/text/lines.hpp"
#include "ground/text/text.hpp"
#include "src/evals/steps.hpp"
#include "src/report/report.hpp"

namespace agon {
namespace {

constexpr std::size_t least_characters = 10;  // shorter lines of the memory are terms

struct Pair {
    std::string original, text;
};

Result<std::vector<Pair>> pairs_of(Disk& disk, const std::string& file) {
    TRY(const std::string bytes, disk.read_file(file));
    std::vector<Pair> pairs;
    simdjson::dom::parser parser;
    for (const PlacedLine& at : placed_lines(bytes)) {
        simdjson::dom::element line;
        std::string_view original, text, language, part;
        if (at.blank() || parser.parse(at.text.data(), at.text.size()).get(line) || !line["part"].get(part) ||
            line["language"].get(language) || language != "en" || line["original"].get(original) ||
            line["text"].get(text))
            continue;
        if (count_code_points(original) >= least_characters)
            pairs.push_back({std::string(original), std::string(text)});
    }
    return pairs;
}

std::string straight(std::string text) {
    for (const auto& [curly, plain] :
         {std::pair<std::string_view, char>{"’", '\''}, {"‘", '\''}, {"“", '"'}, {"”", '"'}})
        for (std::size_t at = text.find(curly); at != std::string::npos; at = text.find(curly, at))
            text.replace(at, curly.size(), 1, plain);
    return text;
}

Result<std::vector<Draft>> checked(const std::vector<Pair>& pairs, const Encoder& encoder, const Lexicon& lexicon) {
    std::vector<Draft> drafts;
    for (const Pair& pair : pairs) {
        TRY(Draft draft, checked_draft(encoder, lexicon, pair.original, pair.text));
        drafts.push_back(std::move(draft));
    }
    return drafts;
}

void score_checks(const std::string& set, const std::vector<Draft>& drafts, std::vector<Score>& scores) {
    const auto add = [&](const std::string& measure, std::int64_t hits) {
        Score score{set, measure, 0, 0, 0, static_cast<std::int64_t>(drafts.size()), ""};
        set_wilson(score, hits);
        score.value = static_cast<double>(hits) / static_cast<double>(drafts.size());
        scores.push_back(score);
    };
    std::map<std::string, std::int64_t> reasons;
    for (const Draft& draft : drafts) ++reasons[draft.withheld];
    add("withheld", static_cast<std::int64_t>(drafts.size()) - reasons[""]);
    for (const char* reason : {"form", "numbers", "names", "negation", "likeness"})
        add(std::string("withheld by ") + reason, reasons[reason]);
    std::vector<double> likeness;
    for (const Draft& draft : drafts) likeness.push_back(draft.likeness);
    std::sort(likeness.begin(), likeness.end());
    for (const auto& [measure, place] : {std::pair{"likeness, 5th of 100", .05}, std::pair{"likeness, median", .5}})
        scores.push_back({set, measure,
                          likeness[static_cast<std::size_t>(place * static_cast<double>(likeness.size()))], 0, 0,
                          static_cast<std::int64_t>(drafts.size()), ""});
}

/// What a model makes of the originals, and the seconds it took.
Result<std::vector<Draft>> drafted(const std::vector<Pair>& pairs, Translator& translator, const Encoder& encoder,
                                   const Lexicon& lexicon, double& seconds) {
    std::vector<std::string> originals;
    for (const Pair& pair : pairs) originals.push_back(pair.original);
    const auto begin = std::chrono::steady_clock::now();
    TRY(std::vector<Draft> drafts, draft_translations(translator, encoder, lexicon, originals));
    seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return drafts;
}

Result<void> write_drafts(Disk& disk, const std::string& file, const std::vector<Pair>& pairs,
                          const std::vector<Draft>& drafts) {
    std::string lines;
    for (std::size_t i = 0; i < pairs.size(); ++i)
        lines += nlohmann::ordered_json{{"original", pairs[i].original},
                                        {"person", pairs[i].text},
                                        {"draft", drafts[i].text},
                                        {"likeness", drafts[i].likeness},
                                        {"withheld", drafts[i].withheld}}
                     .dump() +
                 "\n";
    return disk.write_file(file, lines);
}

}  // namespace

Result<std::vector<Score>> eval_translations(Disk& disk, const EvalOptions& options) {
    TRY(const std::vector<Pair> pairs, pairs_of(disk, options.data + "/examples/made-in-china/translations.jsonl"));
    TRY(const std::unique_ptr<Encoder> encoder, load_embedded_encoder(options.data + "/.deps/encoder", disk));
    TRY(const Lexicon lexicon, Lexicon::load(disk, options.data + "/ground/lexicon"));
    if (pairs.empty()) return std::vector<Score>{};
    std::vector<Score> scores;
    TRY(const std::vector<Draft> people, checked(pairs, *encoder, lexicon));
    score_checks("people's lines", people, scores);
    std::vector<Pair> others = pairs;  // each original beside the line of another one
    for (std::size_t i = 0; i < pairs.size(); ++i) others[i].text = pairs[(i + 1) % pairs.size()].text;
    TRY(const std::vector<Draft> strangers, checked(others, *encoder, lexicon));
    score_checks("people's lines of other originals", strangers, scores);
    if (options.translator.empty()) return scores;

    const std::string program = translator_folder(options.data) + "/translate";
    TRY(const std::unique_ptr<Translator> translator,
        open_translator({program, options.translator}, draft_beginning()));
    double seconds = 0;
    TRY(const std::vector<Draft> drafts, drafted(pairs, *translator, *encoder, lexicon, seconds));
    const std::string set = translator->name();
    score_checks(set, drafts, scores);
    std::vector<std::string> given[3], wanted[3];  // all, shown, withheld
    for (std::size_t i = 0; i < pairs.size(); ++i)
        for (const int group : {0, drafts[i].withheld.empty() ? 1 : 2})
            given[group].push_back(straight(drafts[i].text)), wanted[group].push_back(straight(pairs[i].text));
    const char* names[] = {"chrF", "chrF of those shown", "chrF of those withheld"};
    for (int group = 0; group < 3; ++group)
        scores.push_back({set, names[group], character_f(wanted[group], given[group]), 0, 0,
                          static_cast<std::int64_t>(given[group].size()), ""});
    scores.push_back({set, "seconds for 100", 100 * seconds / static_cast<double>(pairs.size()), 0, 0,
                      static_cast<std::int64_t>(pairs.size()), "goal 180"});
    if (!options.drafts_file.empty()) TRY_VOID(write_drafts(disk, options.drafts_file, pairs, drafts));
    return scores;
}

}  // namespace agon
