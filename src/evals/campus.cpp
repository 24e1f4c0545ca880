// agon eval campus: the stance judge and the matching judge on 300 answers labelled by digest
// (docs/labelling/campus.md).
//
// Stance: the answer's first 1,000 bytes against "closing the campus to students only is right", asked as the
// pair network is, plainly; unclear where neither side is a tenth ahead of the other; macro-F1 and the floor of always
// giving the most frequent label. Key point: the wording of each reason below as a key point, the answer's
// surest sentence decides; accuracy among the answers with a reason. Nothing is learned or set on these labels.
#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "ground/model/judge.hpp"
#include "src/evals/delimited.hpp"
#include "src/evals/steps.hpp"
#include "src/points/points.hpp"

namespace agon {
namespace {

constexpr std::string_view kStatement = "学校只对学生封闭校园是对的";
constexpr std::size_t kMostBytes = 1000;

struct Reason {
    std::string_view name, wording;
};
constexpr std::array<Reason, 7> kReasons{{{"unequal", "教职工和外人随便进出，只关学生，双重标准，防疫没有意义"},
                                          {"careless", "一刀切是懒政和形式主义，领导怕担责任"},
                                          {"services", "食堂又贵又挤，宿舍、洗澡、快递这些后勤跟不上"},
                                          {"harm", "封闭侵犯自由和权利，影响心理健康、实习、求职和恋爱"},
                                          {"safety", "疫情还没结束，学生多又来自各地，封闭管理是为了安全"},
                                          {"burden", "学校要承担责任，也很为难，应该理解"},
                                          {"voice", "学生要发声维权，靠舆论让学校改变，学校却删帖"}}};

struct Answer {
    std::string text, stance, point;
};

std::string_view trimmed(std::string_view text) {
    const auto space = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\v' || c == '\f'; };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

/// Whole characters only.
std::string beginning_of(std::string_view text) {
    std::size_t end = std::min(text.size(), kMostBytes);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end));
}

Result<std::vector<Answer>> read_answers(Disk& disk, const EvalOptions& options) {
    TRY(const DelimitedTable gold, read_delimited(disk, options.data + "/eval/gold/campus.tsv", '\t'));
    std::map<std::string, std::pair<std::string, std::string>> label;
    for (const auto& row : gold.rows) label[row[1]] = {row[2], row[3]};
    std::vector<Answer> answers;
    for (const char* name : {"如何看待天津大学仍然不让学生出校门.csv", "高校九月份开学还会实施全封闭管理吗.csv"}) {
        TRY(const DelimitedTable table, read_delimited(disk, options.corpora + "/zhihu-campus/" + name));
        TRY(const std::size_t content, table.column("content"));
        for (const auto& row : table.rows) {
            const std::string_view text = trimmed(row[content]);
            const auto found = label.find(sha256_hex(text));
            if (found == label.end()) continue;
            answers.push_back({beginning_of(text), found->second.first, found->second.second});
            label.erase(found);
        }
    }
    return answers;
}

std::vector<std::string_view> sentences_of(const std::string& text) {
    std::vector<std::string_view> sentences;
    std::size_t begin = 0, at = 0;
    while (at < text.size()) {
        const char32_t c = next_code_point(text, at);
        if (c != U'。' && c != U'！' && c != U'？' && c != U'\n' && c != U'；' && at < text.size()) continue;
        if (at - begin >= 18) sentences.push_back(std::string_view(text).substr(begin, at - begin));
        begin = at;
    }
    if (sentences.empty()) sentences.push_back(text);
    return sentences;
}

Result<void> score_stance(const std::vector<Answer>& answers, const Judge& judge, std::vector<Score>& scores) {
    std::vector<StanceQuestion> questions;
    for (const Answer& answer : answers) questions.push_back({answer.text, kStatement, {}});
    TRY(const std::vector<StanceAnswer> given, judge.judge(questions, 1));
    std::vector<std::string> want, got;
    std::map<std::string, std::int64_t> counts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const double lean = given[i].in_favour - given[i].against;
        want.push_back(answers[i].stance);
        got.emplace_back(lean > 0.1 ? "for" : lean < -0.1 ? "against" : "unclear");
        ++counts[want.back()];
    }
    const auto most = std::max_element(counts.begin(), counts.end(),
                                       [](const auto& l, const auto& r) { return l.second < r.second; });
    const std::vector<std::string> always(want.size(), most->first);
    const auto beside = [](double value) { return "always the most frequent " + std::to_string(value).substr(0, 5); };
    const auto items = static_cast<std::int64_t>(want.size());
    scores.push_back({"zhihu-campus, labelled", "stance, macro-F1", macro_f1(want, got), 0, 0, items,
                      beside(macro_f1(want, always))});
    scores.push_back({"zhihu-campus, labelled", "stance, accuracy", accuracy(want, got), 0, 0, items,
                      beside(accuracy(want, always))});
    return {};
}

Result<void> score_points(const std::vector<Answer>& answers, const Encoder& pair_sentences,
                          std::vector<Score>& scores) {
    std::vector<std::string_view> texts, reasons;
    std::vector<std::size_t> answer_of;
    for (std::size_t i = 0; i < answers.size(); ++i)
        for (const std::string_view sentence : sentences_of(answers[i].text))
            texts.push_back(sentence), answer_of.push_back(i);
    for (const Reason& reason : kReasons) reasons.push_back(reason.wording);
    TRY(const std::vector<float> match, alike(pair_sentences, texts, reasons));
    std::vector<std::pair<float, std::size_t>> surest(answers.size(), {-1.0F, 0});
    for (std::size_t t = 0; t < texts.size(); ++t)
        for (std::size_t p = 0; p < kReasons.size(); ++p)
            if (const float probability = match[t * kReasons.size() + p]; probability > surest[answer_of[t]].first)
                surest[answer_of[t]] = {probability, p};
    std::vector<std::string> want, got;
    std::int64_t hits = 0;
    std::map<std::string, std::int64_t> counts;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].point == "none") continue;
        want.push_back(answers[i].point);
        got.emplace_back(kReasons[surest[i].second].name);
        hits += want.back() == got.back() ? 1 : 0;
        ++counts[want.back()];
    }
    std::int64_t most = 0;
    for (const auto& [name, n] : counts) most = std::max(most, n);
    Score score{"zhihu-campus, labelled",
                "key point of seven, accuracy",
                accuracy(want, got),
                0,
                0,
                static_cast<std::int64_t>(want.size()),
                "always the most frequent " +
                    std::to_string(static_cast<double>(most) / static_cast<double>(want.size())).substr(0, 5)};
    set_wilson(score, hits);
    scores.push_back(score);
    return {};
}

}  // namespace

Result<std::vector<Score>> eval_campus(Disk& disk, const EvalOptions& options) {
    TRY(const std::vector<Answer> answers, read_answers(disk, options));
    if (answers.empty()) return Error{ErrorCode::nothing_found, options.corpora + "/zhihu-campus", 0, -1, ""};
    TRY(const PairJudges pair, load_pair_judges(options.data + "/models/pair", "network.npz", disk));
    VERIFY(pair.sentences != nullptr);
    std::vector<Score> scores;
    TRY_VOID(score_stance(answers, *pair.stance, scores));
    TRY_VOID(score_points(answers, *pair.sentences, scores));
    return scores;
}

}  // namespace agon
