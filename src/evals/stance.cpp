// agon eval stance: the stance judge on labelled sets, by the protocols of the corpora's README.
//
// The judge is the one that cases are read with, the pair network; what the attention network gives stands beside.
// Targets are dealt to five folds by the CRC-32 of their words (c-mtcsd: one target a fold). Fold 0 is scored:
// models/pair/network.npz and models/stance/fold-0.npz were trained without its targets. With a language model
// elsewhere (--judge-url) the first of each set's texts are put to it too, all of them to an ONNX network of the
// analyst's (--judge-folder), with --reader so many of each to the reader. --test scores iam/stance_zh test (all topics
// unseen), nlpcc2016 B (targets unseen) and the test posts of c-mtcsd (three targets of four seen by the pair network
// and the reader, all by models/stance/network.npz). With --case, Zhihu's campus, covid and hotdaily analysed, texts
// of theirs that were labelled for agon are scored too.
#include <fmt/format.h>
#include <unicode/unistr.h>
#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "ground/model/endpoint_judge.hpp"
#include "ground/model/onnx_encoder.hpp"
#include "ground/model/onnx_judge.hpp"
#include "ground/model/reader.hpp"
#include "ground/model/translator.hpp"
#include "ground/text/text.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/sides.hpp"
#include "src/evals/steps.hpp"

namespace agon {
namespace {

constexpr int folds = 5, held_out_fold = 0;
const std::vector<std::pair<std::string, std::string>> kMtcsd = {{"Non-marriage Doctrine", "不婚主义"},
                                                                 {"Naked Resignation", "裸辞"},
                                                                 {"Pre-made Meals", "预制菜"},
                                                                 {"iPhone 15", "iPhone 15"}};

struct Example {
    std::string target, text, answered, label;  // label: for, against, neither
    int fold = -1;
};
struct Labelled {
    std::string name, material, tells;  // `material` as in load_trained_judge
    std::vector<Example> examples;
    bool two_sided = false;
};

std::string one_line(std::string_view text) {
    std::string out;
    bool space = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(text, at);
        if (c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200A)) {
            space = !out.empty();
            continue;
        }
        if (space) out += ' ';
        space = false;
        out += text.substr(begin, at - begin);
    }
    return out;
}

int fold_of(std::string_view group) {
    return static_cast<int>(crc32(0, reinterpret_cast<const Bytef*>(group.data()), static_cast<uInt>(group.size())) %
                            folds);
}

Example example_of(std::string_view target, std::string_view text, std::string_view label,
                   std::string_view answered = {}) {
    static const std::map<std::string, std::string, std::less<>> names = {
        {"Support", "for"},  {"Against", "against"}, {"Neutral", "neither"}, {"支持", "for"},
        {"反对", "against"}, {"中立", "neither"},    {"favor", "for"},       {"against", "against"},
        {"none", "neither"}, {"0", "for"},           {"1", "against"},       {"2", "neither"},
        {"FAVOR", "for"},    {"AGAINST", "against"}, {"NONE", "neither"}};
    const auto name = names.find(label);
    return {one_line(target), one_line(text), one_line(answered), name == names.end() ? "" : name->second,
            fold_of(target)};
}

std::vector<std::vector<std::string_view>> rows_of(std::string_view bytes) {
    std::vector<std::vector<std::string_view>> rows;
    while (!bytes.empty()) {
        std::string_view line = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
        if (line.ends_with('\r')) line.remove_suffix(1);
        std::vector<std::string_view> cells;
        for (std::size_t at = 0; at <= line.size();) {
            const std::size_t end = std::min(line.find('\t', at), line.size());
            cells.push_back(line.substr(at, end - at));
            at = end + 1;
        }
        rows.push_back(std::move(cells));
    }
    return rows;
}

Result<Labelled> read_iam(Disk& disk, const std::string& corpora, const std::string& split) {
    TRY(const std::string bytes, disk.read_file(corpora + "/iam/stance_zh/" + split + ".tsv"));
    Labelled set{"iam/stance_zh " + split,
                 "iam_zh",
                 "goal .78 (test), floor .589, frozen encoder .643, published .902",
                 {},
                 false};
    for (const auto& row : rows_of(bytes))
        if (row.size() >= 3) set.examples.push_back(example_of(row[0], row[1], row[2]));
    return set;
}

Result<Labelled> read_cstance(Disk& disk, const std::string& corpora) {
    TRY(const DelimitedTable table, read_delimited(disk, corpora + "/c-stance/subtaskA_val.csv"));
    TRY(const std::size_t text, table.column("Text"));
    TRY(const std::size_t target, table.column("Target 1"));
    TRY(const std::size_t stance, table.column("Stance 1"));
    Labelled set{"c-stance val", "cstance", "goal .62 over 5 folds", {}, false};
    for (const auto& row : table.rows) set.examples.push_back(example_of(row[target], row[text], row[stance]));
    return set;
}

Result<nlohmann::json> read_json(Disk& disk, const std::string& file) {
    TRY(const std::string bytes, disk.read_file(file));
    nlohmann::json parsed = nlohmann::json::parse(bytes, nullptr, false);
    if (!parsed.is_array()) return Error{ErrorCode::malformed_json, file, 0, -1, ""};
    return parsed;
}

/// One target of c-mtcsd: its test posts, or all of them.
Result<std::vector<Example>> read_mtcsd(Disk& disk, const std::string& folder, const std::string& target, bool test) {
    TRY(const DelimitedTable table, read_delimited(disk, folder + "/posts.csv"));
    TRY(const std::size_t id, table.column("id"));
    TRY(const std::size_t text, table.column("text"));
    std::map<std::string, std::string> posts;
    for (const auto& row : table.rows) posts[row[id]] = row[text];
    std::vector<Example> examples;
    for (const char* const split : {"train", "valid", "test"}) {
        if (test && std::string_view(split) != "test") continue;
        TRY(const nlohmann::json rows, read_json(disk, folder + "/" + split + ".json"));
        for (const auto& row : rows) {
            const auto chain = row.at("index").get<std::vector<std::string>>();
            if (chain.empty()) continue;
            examples.push_back(example_of(target, posts[chain.back()], row.at("stance").get<std::string>(),
                                          chain.size() > 1 ? posts[chain[chain.size() - 2]] : ""));
        }
    }
    return examples;
}

Result<Labelled> read_zscsd(Disk& disk, const std::string& corpora) {
    TRY(const nlohmann::json rows, read_json(disk, corpora + "/zs-csd/dev_data.json"));
    Labelled set{"zs-csd dev", "zscsd", "goal .48 over 5 folds, naive Bayes .386, published .438", {}, false};
    for (const auto& row : rows) {
        const auto said = row.at("sentences").get<std::vector<std::string>>();
        set.examples.push_back(example_of(row.at("target").get<std::string>(), said.back(),
                                          std::to_string(row.at("label").get<int>()),
                                          said.size() > 1 ? said[said.size() - 2] : ""));
    }
    return set;
}

Result<Labelled> read_nlpcc_b(Disk& disk, const std::string& corpora) {
    TRY(const std::string bytes, disk.read_file(corpora + "/nlpcc2016/NLPCC_2016_Stance_Detection_Task_B_gold.txt"));
    std::string utf8;
    icu::UnicodeString(bytes.data(), static_cast<std::int32_t>(bytes.size()), "gb18030").toUTF8String(utf8);
    Labelled set{"nlpcc2016 B", "", "goal .50 (Favg), floor .469", {}, false};
    for (const auto& row : rows_of(utf8))
        if (row.size() >= 4) set.examples.push_back(example_of(row[1], row[2], one_line(row[3])));
    std::erase_if(set.examples, [](const Example& e) { return e.label.empty(); });
    return set;
}

Result<Labelled> read_kpa(Disk& disk, const std::string& corpora) {
    Labelled set{"kpa2021 arguments", "kpa", "for or against only", {}, true};
    for (const char* const split : {"train", "dev"}) {
        TRY(const DelimitedTable table, read_delimited(disk, corpora + "/kpa2021/arguments_" + split + ".csv"));
        TRY(const std::size_t text, table.column("argument"));
        TRY(const std::size_t target, table.column("topic"));
        TRY(const std::size_t stance, table.column("stance"));
        for (const auto& row : table.rows)
            set.examples.push_back(example_of(row[target], row[text], row[stance] == "1" ? "favor" : "against"));
    }
    return set;
}

/// Texts of the case, beside the statement or beside its contrary.
Labelled forum_texts(const std::vector<ForumStance>& stances, bool contrary) {
    Labelled set{contrary ? "Zhihu, beside the contrary" : "Zhihu", "", "labelled for agon", {}, false};
    for (const ForumStance& s : stances)
        set.examples.push_back({one_line(contrary ? s.contrary : s.statement), one_line(s.text), "",
                                contrary ? s.turned : s.label, held_out_fold});
    return set;
}

struct Answers {
    std::vector<std::string> want, got;
    std::vector<double> sure;
};

Result<Answers> ask(const Judge& judge, const Labelled& set, const std::vector<Example>& examples) {
    std::vector<StanceQuestion> questions;
    for (const Example& e : examples) questions.push_back({e.text, e.target, e.answered});
    TRY(const std::vector<StanceAnswer> given, judge.judge(questions, 2));
    Answers answers;
    for (std::size_t i = 0; i < given.size(); ++i) {
        double neither = given[i].neither, all = 1;
        if (set.two_sided) all -= neither, neither = 0;
        const double best = std::max({given[i].in_favour, given[i].against, neither});
        answers.want.push_back(examples[i].label);
        answers.got.emplace_back(best == given[i].in_favour ? "for" : best == given[i].against ? "against" : "neither");
        answers.sure.push_back(best / all);
    }
    return answers;
}

/// Mean distance between how sure answers are and how often they are right, over ten bins of equal width.
double calibration_error(const Answers& answers) {
    std::vector<double> sure(11), right(11);
    for (std::size_t i = 0; i < answers.sure.size(); ++i) {
        const auto bin = static_cast<std::size_t>(answers.sure[i] * 10);
        sure[bin] += answers.sure[i];
        right[bin] += answers.want[i] == answers.got[i] ? 1 : 0;
    }
    double sum = 0;
    for (std::size_t b = 0; b < sure.size(); ++b) sum += std::abs(sure[b] - right[b]);
    return answers.sure.empty() ? 0 : sum / static_cast<double>(answers.sure.size());
}

/// Accuracy where the judge is surest: the abstention curve at 30 and 60 percent of the answers.
double accuracy_of_surest(const Answers& answers, double share) {
    std::vector<std::size_t> order(answers.sure.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t l, std::size_t r) { return answers.sure[l] > answers.sure[r]; });
    order.resize(static_cast<std::size_t>(static_cast<double>(order.size()) * share));
    double hits = 0;
    for (const std::size_t i : order) hits += answers.want[i] == answers.got[i] ? 1 : 0;
    return order.empty() ? 0 : hits / static_cast<double>(order.size());
}

double f1_of(const Answers& answers, const std::string& label) {
    double both = 0, either = 0;
    for (std::size_t i = 0; i < answers.want.size(); ++i) {
        const bool want = answers.want[i] == label, got = answers.got[i] == label;
        both += want && got ? 1 : 0;
        either += (want ? 1 : 0) + (got ? 1 : 0);
    }
    return either > 0 ? 2 * both / either : 0;
}

std::string beside_of(double old, const std::string& tells) {
    return fmt::format("attention network {:.3f}; {}", old, tells);
}

/// `old` are the answers of the attention network alone.
void score(const Labelled& set, const std::string& name, const Answers& answers, const Answers& old,
           std::vector<Score>& scores) {
    const auto items = static_cast<std::int64_t>(answers.want.size());
    if (items == 0) return;
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < answers.want.size(); ++i) hits += answers.want[i] == answers.got[i] ? 1 : 0;
    const auto favg = [](const Answers& a) { return (f1_of(a, "for") + f1_of(a, "against")) / 2; };
    Score right{name,
                "accuracy",
                accuracy(answers.want, answers.got),
                0,
                0,
                items,
                beside_of(accuracy(old.want, old.got), set.tells)};
    set_wilson(right, hits);
    scores.push_back(right);
    const auto add = [&](const char* measure, double now, double before, const char* tells) {
        scores.push_back({name, measure, now, 0, 0, items, beside_of(before, tells)});
    };
    add("macro-F1", macro_f1(answers.want, answers.got), macro_f1(old.want, old.got), set.tells.c_str());
    add("Favg (for, against)", favg(answers), favg(old), "");
    add("calibration error", calibration_error(answers), calibration_error(old), "goal under .05");
    add("accuracy on the surest 60 %", accuracy_of_surest(answers, 0.6), accuracy_of_surest(old, 0.6), "");
    add("accuracy on the surest 30 %", accuracy_of_surest(answers, 0.3), accuracy_of_surest(old, 0.3), "");
}

constexpr std::size_t most_for_endpoint = 200;  // texts of each set

/// What the language model says of the first texts; one without a label counts as wrong.
Result<void> score_endpoint(EndpointJudge& endpoint, const std::vector<Example>& examples, const std::string& name,
                            std::vector<Score>& scores) {
    std::vector<StanceQuestion> questions;
    for (const Example& e : examples)
        if (questions.size() < most_for_endpoint) questions.push_back({e.text, e.target, e.answered});
    TRY(const auto given, endpoint.label(questions));
    Answers answers;
    std::int64_t hits = 0, labelled = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        answers.want.push_back(examples[i].label);
        const auto& a = given[i];
        answers.got.emplace_back(!a                                                ? "no label"
                                 : a->in_favour > std::max(a->against, a->neither) ? "for"
                                 : a->against > a->neither                         ? "against"
                                                                                   : "neither");
        labelled += a ? 1 : 0;
        hits += answers.want.back() == answers.got.back() ? 1 : 0;
    }
    const auto items = static_cast<std::int64_t>(given.size());
    Score right{name + ", " + endpoint.name(),
                "accuracy",
                accuracy(answers.want, answers.got),
                0,
                0,
                items,
                fmt::format("{} of them labelled", labelled)};
    set_wilson(right, hits);
    scores.push_back(right);
    scores.push_back({right.set, "macro-F1", macro_f1(answers.want, answers.got), 0, 0, items, right.beside});
    return {};
}

/// Judges beside agon's own, where the analyst named them.
struct Others {
    std::unique_ptr<EndpointJudge> endpoint;
    std::unique_ptr<Judge> network;
    Reader reader;
    std::size_t most_for_reader = 0;
};

/// One of them on at most so many texts, evenly from the whole set.
Result<void> score_other(const Judge& judge, const std::string& called, std::size_t most, const Labelled& set,
                         const std::string& name, std::vector<Score>& scores) {
    std::vector<Example> some;
    const std::size_t all = set.examples.size(), count = std::min(all, most);
    if (count == 0) return {};
    for (std::size_t i = 0; i < count; ++i) some.push_back(set.examples[i * all / count]);
    TRY(const Answers answers, ask(judge, set, some));
    const auto items = static_cast<std::int64_t>(count);
    const std::string beside = fmt::format("{} texts of {}", count, all);
    Score right{name + ", " + called, "accuracy", accuracy(answers.want, answers.got), 0, 0, items, beside};
    std::int64_t hits = 0;
    for (std::size_t i = 0; i < answers.got.size(); ++i) hits += answers.got[i] == answers.want[i] ? 1 : 0;
    set_wilson(right, hits);
    scores.push_back(right);
    scores.push_back({right.set, "macro-F1", macro_f1(answers.want, answers.got), 0, 0, items, beside});
    scores.push_back({right.set, "calibration error", calibration_error(answers), 0, 0, items, "goal under .05"});
    return {};
}

Result<void> score_others(const Others& others, const Labelled& set, const std::string& name,
                          std::vector<Score>& scores) {
    if (others.endpoint) TRY_VOID(score_endpoint(*others.endpoint, set.examples, name, scores));
    if (others.network)
        TRY_VOID(score_other(*others.network, others.network->name(), set.examples.size(), set, name, scores));
    if (others.reader.stance)
        TRY_VOID(score_other(*others.reader.stance, "the reader", others.most_for_reader, set, name, scores));
    return {};
}

std::vector<SideExample> sides_of(const std::vector<Example>& examples) {
    std::vector<SideExample> sides;
    for (const Example& e : examples)
        sides.push_back({e.target, e.text, e.answered, e.label == "for" ? 1 : e.label == "against" ? -1 : 0});
    return sides;
}

/// Both judges on `examples` of the set; `network` is the attention network's file.
Result<void> score_set(Disk& disk, const EvalOptions& options, const Encoder& encoder, const Judge& pair,
                       const Labelled& set, const std::vector<Example>& examples, const std::string& network,
                       const std::string& name, std::vector<Score>& scores) {
    TRY(const auto attention,
        load_trained_judge(options.data + "/models/stance", network, encoder, disk, set.material));
    TRY(const Answers answers, ask(pair, set, examples));
    TRY(const Answers old, ask(*attention, set, examples));
    score(set, name, answers, old, scores);
    return {};
}

Result<Others> others_of(Disk& disk, const EvalOptions& options) {
    Others others;
    if (!options.judge.url.empty()) {
        TRY(others.endpoint, EndpointJudge::open(disk, options.judge));
    }
    if (!options.judge_folder.empty()) {
        TRY(others.network, load_onnx_judge(options.judge_folder, openvino_folder(options.data), disk));
    }
    others.most_for_reader = options.reader_texts;
    if (options.reader_texts > 0) {
        TRY(others.reader, open_reader(translator_folder(options.data), 2));
    }
    return others;
}

Result<std::vector<Score>> score_tests(Disk& disk, const EvalOptions& options, const Encoder& encoder,
                                       const Judge& pair) {
    std::vector<Score> scores;
    std::vector<Labelled> sets;
    TRY(sets.emplace_back(), read_iam(disk, options.corpora, "test"));
    TRY(sets.emplace_back(), read_nlpcc_b(disk, options.corpora));
    for (const auto& [folder, target] : kMtcsd) {
        TRY(auto examples, read_mtcsd(disk, options.corpora + "/c-mtcsd/" + folder, target, true));
        sets.push_back({"c-mtcsd " + folder + " test", "mtcsd", "goal .66 mean of 4, naive Bayes .43-.60",
                        std::move(examples), false});
    }
    TRY(const Others others, others_of(disk, options));
    for (const Labelled& set : sets) {
        TRY_VOID(score_set(disk, options, encoder, pair, set, set.examples, "network.npz", set.name, scores));
        TRY_VOID(score_others(others, set, set.name, scores));
    }
    return scores;
}

}  // namespace

Result<std::vector<Score>> eval_stance(Disk& disk, const EvalOptions& options) {
    TRY(const auto encoder, load_embedded_encoder(options.data + "/.deps/encoder", disk));
    TRY(const PairJudges pair, load_pair_judges(options.data + "/models/pair", "network.npz", disk));
    if (options.test) return score_tests(disk, options, *encoder, *pair.stance);
    std::vector<Labelled> sets;
    TRY(sets.emplace_back(), read_iam(disk, options.corpora, "train"));
    TRY(sets.emplace_back(), read_cstance(disk, options.corpora));
    TRY(sets.emplace_back(), read_zscsd(disk, options.corpora));
    TRY(sets.emplace_back(), read_kpa(disk, options.corpora));
    for (std::size_t fold = 0; fold < kMtcsd.size(); ++fold) {
        const auto& [folder, target] = kMtcsd[fold];
        TRY(auto examples, read_mtcsd(disk, options.corpora + "/c-mtcsd/" + folder, target, false));
        // The folds of c-mtcsd are its targets in the order of their names' code points.
        static const std::map<std::string, int> order = {{"iPhone 15", 0}, {"不婚主义", 1}, {"裸辞", 2}, {"预制菜", 3}};
        for (Example& e : examples) e.fold = order.at(target);
        sets.push_back(
            {"c-mtcsd " + folder, "", "target unseen; goal .50 mean of 4, published .641", std::move(examples), false});
    }
    if (!options.case_folder.empty()) {
        TRY(const std::vector<ForumStance> stances, read_forum_stances(disk, options));
        for (const bool contrary : {false, true}) sets.push_back(forum_texts(stances, contrary));
    }
    TRY(const Others others, others_of(disk, options));
    for (Labelled& set : sets) std::erase_if(set.examples, [](const Example& e) { return e.fold != held_out_fold; });
    std::vector<Score> scores;
    for (const Labelled& set : sets) {
        const std::string name = set.name + ", unseen targets, fold 0";
        TRY_VOID(score_set(disk, options, *encoder, *pair.stance, set, set.examples, "fold-0.npz", name, scores));
        if (!set.two_sided) TRY_VOID(score_sides(name, sides_of(set.examples), *pair.stance, scores));
        TRY_VOID(score_others(others, set, name, scores));
    }
    return scores;
}

}  // namespace agon
