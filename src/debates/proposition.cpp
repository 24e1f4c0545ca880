// From a question to the statement that it puts up for debate.
//
// A yes/no question holds its statement inside: take the interrogative out and it is left. "燃油车会淘汰吗？" puts up
// "燃油车会淘汰". Verb-not-verb forms fold ("该不该补贴" -> "该补贴"), 是否 falls away, words of
// doubt and address (到底, 真的, 你觉得) go. "如何看待 X" puts up X itself: a saying if X is one, else
// "X，这样做是对的" for a deed and "X，这是好事" for a state of things. Whether a measure "will" come is asked by those
// who want it or fear it: "还会全封闭管理吗" puts up the measure too. "为什么 X" takes X for granted, and X is what
// its answers fight over. "X 有多大" puts up that X is great. Does not fit: "有哪些", "怎么办": nothing to be for or
// against, and the proposition stays empty. A proposition is wording of agon's, made from a real title; reports quote
// the title, never the proposition.
#include "src/debates/proposition.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "ground/lexicon/camp_words.hpp"
#include "ground/lexicon/clauses.hpp"
#include "ground/text/text.hpp"
#include "src/debates/debates.hpp"

namespace agon {

bool take_out(std::string& text, std::string_view what) {
    const auto at = text.find(what);
    if (at == std::string::npos) return false;
    text.erase(at, what.size());
    return true;
}

namespace {

using Characters = std::vector<std::string>;

Characters characters_of(std::string_view text) {
    Characters out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        next_code_point(text, at);
        out.emplace_back(text.substr(begin, at - begin));
    }
    return out;
}

/// 该不该 -> 该, 值不值得 -> 值得, 有没有 -> 有. True if a form was folded.
bool fold_verb_not_verb(std::string& text) {
    const Characters c = characters_of(text);
    for (std::size_t i = 0; i + 2 < c.size(); ++i) {
        if (c[i] != c[i + 2] || (c[i + 1] != "不" && c[i + 1] != "没") || c[i].size() < 3) continue;
        std::string folded;
        for (std::size_t k = 0; k < c.size(); ++k)
            if (k != i && k != i + 1) folded += c[k];
        text = folded;
        return true;
    }
    return false;
}

void strip_ends(std::string& text) {
    const auto strip_back = [&](std::initializer_list<std::string_view> ends) {
        for (bool again = true; again;) {
            again = false;
            for (const std::string_view end : ends)
                if (text.ends_with(end) && text.size() > end.size()) {
                    text.resize(text.size() - end.size());
                    again = true;
                }
        }
    };
    strip_back({"？", "?", "。", "！", "!", " ", "，", "、", "：", "；"});
    strip_back({"吗", "么", "呢", "嘛", "吧", "呀", "啊"});
    strip_back({"，", " ", "、"});
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view begin : {"，", "、", " ", "你觉得", "你认为", "大家觉得", "大家认为", "请问",
                                             "想问一下", "想问", "讲真", "那么", "所以", "是因为", "你说"})
            if (text.starts_with(begin) && text.size() > begin.size()) {
                text.erase(0, begin.size());
                again = true;
            }
    }
}

/// The sentences of a title, each with its closing mark.
std::vector<std::string> sentences_of(std::string_view title) {
    std::vector<std::string> out(1);
    std::size_t at = 0;
    while (at < title.size()) {
        const std::size_t begin = at;
        const char32_t c = next_code_point(title, at);
        out.back().append(title.substr(begin, at - begin));
        if (c == U'？' || c == U'?' || c == U'！' || c == U'。') out.emplace_back();
    }
    std::erase_if(out, [](const std::string& s) { return count_code_points(s) < 2; });
    return out;
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

constexpr std::array<std::string_view, 9> kSeeOpenings = {"如何看待", "怎么看待", "怎样看待", "如何评价", "怎么评价",
                                                          "怎样评价", "如何看",   "怎么看",   "怎样看"};
constexpr std::string_view kHowFar = "有多";
constexpr std::size_t kLeastAsking = 8;  // characters, with the question mark
constexpr std::array<std::string_view, 4> kWhyOpenings = {"为什么", "为何", "凭什么", "为啥"};

/// What stands between 「」, “” or 《》 at the front of a text that goes on with 说法, 观点 and the like.
std::string quoted_saying(std::string_view text) {
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"「", "」"}, {"“", "”"}, {"\"", "\""}}) {
        const auto begin = text.find(open);
        if (begin == std::string_view::npos) continue;
        const auto end = text.find(close, begin + open.size());
        if (end == std::string_view::npos) continue;
        const std::string_view behind = text.substr(end + close.size());
        if (!has_any(behind.substr(0, std::min<std::size_t>(behind.size(), 30)),
                     {"说法", "观点", "言论", "论调", "看法", "这句话", "这条路", "主张", "论断"}))
            continue;
        std::string saying(text.substr(begin + open.size(), end - begin - open.size()));
        return count_code_points(saying) >= 4 ? saying : "";
    }
    return "";
}

std::string of_see(const std::string& sentence, std::string_view opening) {
    const auto at = sentence.find(opening);
    const std::string before = sentence.substr(0, at);
    if (std::string saying = quoted_saying(sentence); !saying.empty()) return saying;
    std::string what = sentence.substr(at + opening.size());
    strip_ends(what);
    if (has_any(what, {"此事", "这件事", "这一规定", "这一现象", "此举", "该事件", "这一言论", "这种现象", "这个问题",
                       "该数据"}) ||
        count_code_points(what) < 4)
        what = before;
    strip_ends(what);
    if (count_code_points(what) < 4) return "";
    const bool deed =
        has_any(what, {"不让", "要求", "规定", "宣布", "取消", "禁止", "强制", "建议", "允许", "拒绝", "推出", "实行",
                       "处理", "处罚", "限制", "封",   "禁",   "管",   "打击", "整顿", "补贴", "改",   "把",   "被"});
    return what + std::string(deed ? proposition_of_deed : proposition_of_state);
}

/// "九月还会全封闭管理" -> "九月全封闭管理，这样做是对的". Nothing if no measure is foretold.
std::string of_foretold_measure(const std::string& statement) {
    for (const std::string_view future : {"还会", "会", "将"}) {
        const auto at = statement.find(future);
        if (at == std::string::npos) continue;
        const std::string measure = statement.substr(at + future.size());
        if (!has_any(measure, {"实施", "实行", "封闭", "强制", "禁止", "限制", "取消", "继续要求"})) return "";
        return statement.substr(0, at) + measure + std::string(proposition_of_deed);
    }
    return "";
}

/// From the clause that asks on. What stands before it tells of the occasion ("芯片被断供，中国制造是不是大而不强？"),
/// unless what is left says too little by itself ("……，这样对吗？").
std::string asking_clause(const std::string& sentence) {
    std::size_t begin = 0;
    std::string best = sentence;
    for (std::size_t at = sentence.find("，"); at != std::string::npos; at = sentence.find("，", at + 3)) {
        std::string before = sentence.substr(begin, at - begin);
        if (before.find("是否") != std::string::npos || fold_verb_not_verb(before)) break;  // it asks already
        begin = at + std::string_view("，").size();
        const std::string rest = sentence.substr(begin);
        const bool leans = (has_any(rest.substr(0, 6), {"这", "那", "它", "他", "她", "还", "也", "就", "又"}) &&
                            !rest.starts_with("还是")) ||
                           wants_a_subject(rest);
        if (count_code_points(rest) >= kLeastAsking && !leans) best = rest;
    }
    for (const std::string_view opening : {"说明", "是不是说明", "意味着"})
        if (best.starts_with(opening)) best.erase(0, opening.size());
    return best;
}

/// "教育部回应高考会不会推迟" asks what the ministry was asked.
std::string asked_of_another(const std::string& clause) {
    constexpr std::string_view answers = "回应";
    const auto at = clause.find(answers);
    if (at == std::string::npos || at == 0) return clause;
    std::string rest = clause.substr(at + answers.size()), folded = rest;
    const bool asks = rest.find("是否") != std::string::npos || fold_verb_not_verb(folded);
    return asks && count_code_points(rest) >= 5 ? rest : clause;
}

std::string of_yes_no(std::string text) {
    text = asked_of_another(asking_clause(text));
    const bool rhetorical = has_any(text, {"难道"});
    for (const std::string_view filler : {"到底", "究竟", "难道", "真的", "请问", "说真的", "大家", "你还会", "你会"})
        take_out(text, filler);
    bool folded = false;
    if (text.find("有没有可能") != std::string::npos) {
        text.replace(text.find("有没有可能"), std::string_view("有没有可能").size(), "有可能");
        folded = true;
    }
    if (!folded) folded = fold_verb_not_verb(text);
    if (!folded) take_out(text, "是否");
    strip_ends(text);
    if (rhetorical) (void)(take_out(text, "不") || take_out(text, "没"));
    return text;
}

/// "水平差距到底能有多大？" -> "水平差距很大". Nothing if no degree is asked for at the end.
std::string of_degree(std::string sentence) {
    strip_ends(sentence);
    const auto at = sentence.rfind(kHowFar);
    if (at == std::string::npos) return "";
    const std::string degree = sentence.substr(at + kHowFar.size());
    if (std::find(std::begin(degrees_asked), std::end(degrees_asked), degree) == std::end(degrees_asked)) return "";
    std::string what = sentence.substr(0, at);
    for (const std::string_view filler : {"到底", "究竟"}) take_out(what, filler);
    for (const std::string_view modal : {"能够", "可以", "能", "会"})
        if (what.ends_with(modal)) what.resize(what.size() - modal.size());
    return count_code_points(what) < 3 ? "" : what + std::string(degree_put) + degree;
}

bool asks_yes_no(std::string_view s) {
    std::string copy(s);
    for (const std::string_view word : {"什么？", "什么?", "怎么？", "那么？", "怎么?"})
        if (s.ends_with(word)) return false;
    return s.ends_with("吗？") || s.ends_with("吗?") || s.ends_with("吗") || s.ends_with("么？") ||
           s.ends_with("么?") || s.find("是否") != std::string_view::npos || fold_verb_not_verb(copy);
}

}  // namespace

std::string proposition_of(std::string_view title) {
    const std::vector<std::string> sentences = sentences_of(title);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (!asks_yes_no(sentences[i])) continue;
        std::string text = of_yes_no(sentences[i]);
        // "……，真的吗？" asks about what stands before it.
        if (count_code_points(text) < 5 && i > 0) {
            std::string before = sentences[i - 1];
            strip_ends(before);
            text = before + (text.empty() ? "" : "，" + text);
        }
        if (std::string measure = of_foretold_measure(text); !measure.empty()) return measure;
        if (count_code_points(text) >= 4) return text;
    }
    for (const std::string& sentence : sentences)
        for (const std::string_view opening : kSeeOpenings)
            if (sentence.find(opening) != std::string::npos)
                if (std::string text = of_see(sentence, opening); !text.empty()) return text;
    for (const std::string& sentence : sentences)
        if (std::string text = of_degree(sentence); !text.empty()) return text;
    for (const std::string& sentence : sentences)
        for (const std::string_view opening : kWhyOpenings) {
            std::string text = sentence;
            if (!take_out(text, opening)) continue;
            strip_ends(text);
            if (count_code_points(text) >= 4) return text;
        }
    return "";
}

const std::string& statement_of(const Debate& debate) {
    return debate.proposition.empty() ? debate.question : debate.proposition;
}

std::string heading_of(const Debate& debate, bool chinese) {
    return std::string(heading_words(debate.name, debate.proposition, debate.question, chinese));
}

std::string statement_before(std::string_view title, std::string_view mark) {
    for (std::string sentence : sentences_of(title)) {
        const auto at = sentence.find(mark);
        if (at == std::string::npos) continue;
        sentence.resize(at);
        strip_ends(sentence);
        if (const auto comma = sentence.rfind("，");
            comma != std::string::npos && count_code_points(sentence.substr(comma)) >= kLeastAsking)
            sentence.erase(0, comma + std::string_view("，").size());
        for (const std::string_view filler : {"到底", "究竟", "真的"}) take_out(sentence, filler);
        strip_ends(sentence);
        if (count_code_points(sentence) >= 4) return sentence;
    }
    return "";
}

}  // namespace agon
