// Drafts of English translations by a language model on this machine.
//
// Idea: the model goes on with a list of Chinese sentences and their English, which ends at the quote. So any model
// that learned both languages can be asked, trained to chat or not, and what a post says is never an instruction, only
// the next line of a list. Of its answer the likeliest words are taken, so that the same model gives the same draft.
// Each draft is checked (draft_checks.cpp, draft_numbers.cpp), and its vector must be near that of the original; what
// fails is withheld. Fits: 厂里去年裁了三百人。 Does not fit: verse, puns, and quotes whose sense stands in the post
// around them: the model sees the quote alone.
#include "src/report/drafts.hpp"

#include <simdjson.h>

#include <nlohmann/json.hpp>
#include <set>

#include "ground/model/encoder.hpp"
#include "ground/model/geometry.hpp"
#include "ground/model/translator.hpp"
#include "ground/text/lines.hpp"
#include "ground/text/text.hpp"

namespace agon {
namespace {

using Json = nlohmann::ordered_json;

// The sample's own translations: nineteen in twenty are at least as near to their originals
// (bench/runs/2026-11-26-translator).
constexpr double kLeastLikeness = 0.4;
constexpr std::size_t kWrittenTogether = 12;  // drafts
constexpr const char* kDraftMark = " (machine draft)";

/// One line without blanks at its ends.
std::string in_one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    while (line.ends_with(' ')) line.pop_back();
    return line;
}

/// A model may put its line into quotation marks, since the report does.
std::string without_outer_quotes(std::string text) {
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"\"", "\""}, {"“", "”"}}) {
        if (!text.starts_with(open) || !text.ends_with(close) || text.size() <= open.size() + close.size()) continue;
        std::string inner = text.substr(open.size(), text.size() - open.size() - close.size());
        if (inner.find(open) == std::string::npos && inner.find(close) == std::string::npos) return inner;
    }
    return text;
}

std::string line_of(const Untranslated& asked, const Draft& draft, const Drafter& drafter) {
    Json line = {{"sha256", asked.digest}, {"original", asked.original}, {"language", "en"}};
    line["text"] = draft.withheld.empty() ? draft.text : "";
    line["maker"] = drafter.name + kDraftMark;
    line["draft"] = drafter.digest;
    if (!draft.withheld.empty()) line["withheld"] = draft.withheld, line["said"] = draft.text;
    return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The originals that this model was asked for before.
Result<std::set<std::string>> asked_before(Disk& disk, const std::string& file, const std::string& model) {
    std::set<std::string> digests;
    if (!disk.exists(file)) return digests;
    TRY(const std::string bytes, disk.read_file(file));
    simdjson::dom::parser parser;
    for (const PlacedLine& at : placed_lines(bytes)) {
        simdjson::dom::element line;
        std::string_view digest, draft;
        if (at.blank() || parser.parse(at.text.data(), at.text.size()).get(line)) continue;
        if (!line["draft"].get(draft) && draft == model && !line["sha256"].get(digest)) digests.emplace(digest);
    }
    return digests;
}

/// Adds lines to a memory that somebody may have edited meanwhile.
Result<void> append(Disk& disk, const std::string& file, const std::string& lines) {
    std::string bytes;
    if (disk.exists(file)) {
        TRY(bytes, disk.read_file(file));
    }
    if (!bytes.empty() && !bytes.ends_with('\n')) bytes += '\n';
    return disk.write_file(file, bytes + lines);
}

}  // namespace

const std::string& draft_beginning() {
    static const std::string kBeginning =
        "Posts of a Chinese forum and their faithful English translations.\n\n"
        "Chinese: 我不是说房价一定会跌，我是说谁也不知道。\n"
        "English: I am not saying that house prices must fall; I am saying that nobody knows.\n\n"
        "Chinese: 去年全厂一千二百人，今年只剩三成。\n"
        "English: Last year the whole factory had 1,200 people; this year only 30 percent of them are left.\n\n"
        "Chinese: 说得好听，加班费一分没给过。\n"
        "English: Fine words, but not a cent of overtime was ever paid.\n\n"
        "Chinese: 特斯拉在上海建厂，最后受益的难道不是我们自己？\n"
        "English: When Tesla built its plant in Shanghai, were we ourselves not the ones who gained in the end?\n\n"
        "Chinese: 别总拿美国说事，人家七十年代也走过弯路。\n"
        "English: Stop bringing up the United States all the time; in the seventies they took wrong turns too.\n\n"
        "Chinese: 与其花3.5亿补贴企业，不如直接发给老百姓。\n"
        "English: Rather than spend 350 million on subsidies for companies, give it straight to ordinary people.\n\n"
        "Chinese: 孩子没人带，工资又低，谁还敢生第二个？\n"
        "English: With nobody to look after the child and wages so low, who would still dare to have a second?\n\n";
    return kBeginning;
}

Result<Draft> checked_draft(const Encoder& encoder, const Lexicon& lexicon, const std::string& original,
                            const std::string& text) {
    Draft draft{text, 0, ""};
    TRY(const std::vector<float> rows, encoder.encode({original, text}, 1));
    draft.likeness = static_cast<double>(dot(rows.data(), rows.data() + encoder.width(), encoder.width()));
    draft.withheld = !is_whole_line(original, text)         ? "form"
                     : !same_numbers(original, text)        ? "numbers"
                     : !same_names(original, text, lexicon) ? "names"
                     : !same_negation(original, text)       ? "negation"
                     : draft.likeness < kLeastLikeness      ? "likeness"
                                                            : "";
    return draft;
}

namespace {

Result<std::vector<Draft>> checked_drafts(const Drafter& drafter, const Encoder& encoder, const Lexicon& lexicon,
                                          const std::vector<std::string>& originals) {
    TRY(const std::vector<std::string> said, drafter.draft(originals));
    std::vector<Draft> drafts;
    for (std::size_t i = 0; i < originals.size(); ++i) {
        TRY(Draft draft,
            checked_draft(encoder, lexicon, in_one_line(originals[i]), without_outer_quotes(in_one_line(said[i]))));
        drafts.push_back(std::move(draft));
    }
    return drafts;
}

}  // namespace

Drafter drafter_of(Translator& translator) {
    return {translator.name(), translator.digest(), [&translator](const std::vector<std::string>& originals) {
                std::vector<std::string> asked;
                for (const std::string& original : originals)
                    asked.push_back("Chinese: " + in_one_line(original) + "\nEnglish:");
                return translator.go_on(asked);
            }};
}

Result<std::vector<Draft>> draft_translations(Translator& translator, const Encoder& encoder, const Lexicon& lexicon,
                                              const std::vector<std::string>& originals) {
    return checked_drafts(drafter_of(translator), encoder, lexicon, originals);
}

Result<DraftsMade> add_drafts(Disk& disk, const std::string& memory_file, const Report& report, const Drafter& drafter,
                              const Encoder& encoder, const Lexicon& lexicon,
                              const std::function<void(std::size_t, std::size_t)>& progress) {
    TRY(const std::set<std::string> before, asked_before(disk, memory_file, drafter.digest));
    // A question's title is the spine of a section: a wrong draft of it would be read as what the debate is about.
    std::set<std::string> quotes;
    for (const CitedPost& cited : report.cited) quotes.insert(cited.exact);
    std::vector<const Untranslated*> wanted;
    for (const Untranslated& u : report.untranslated)
        if (u.part.empty() && quotes.contains(u.original) && has_han(u.original) && !before.contains(u.digest))
            wanted.push_back(&u);
    DraftsMade made;
    for (std::size_t done = 0; done < wanted.size();) {
        std::vector<std::string> originals;
        for (std::size_t i = done; i < std::min(done + kWrittenTogether, wanted.size()); ++i)
            originals.push_back(wanted[i]->original);
        TRY(const std::vector<Draft> drafts, checked_drafts(drafter, encoder, lexicon, originals));
        std::string lines;
        for (const Draft& draft : drafts) {
            ++(draft.withheld.empty() ? made.shown : made.withheld);
            lines += line_of(*wanted[done++], draft, drafter);
        }
        TRY_VOID(append(disk, memory_file, lines));
        progress(done, wanted.size());
    }
    return made;
}

}  // namespace agon
