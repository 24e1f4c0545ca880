// What a question asks: its form, and for "A 还是 B" the two poles.
//
// Fits: "芯片应该由国家主导还是交给市场？" -> either_or, 由国家主导 / 交给市场. Does not fit: "还是国产好" (还是
// without a second side): no pole in front, so it is not an either/or question. "选择比努力重要吗" has two poles as
// well: 选择更重要 / 努力更重要.
#include <array>
#include <utility>

#include "src/debates/proposition.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr std::array<std::string_view, 12> kPoleOpenings = {"应该", "到底", "究竟", "应当", "是", "要",
                                                            "靠",   "该",   "先",   "更",   "会", "得"};

std::string_view last_clause(std::string_view text) {
    for (const std::string_view mark : {"，", "：", "？", "。", "、", " ", "?", ","})
        if (const auto at = text.rfind(mark); at != std::string_view::npos) text.remove_prefix(at + mark.size());
    return text;
}

std::string_view first_clause(std::string_view text) {
    for (const std::string_view mark : {"？", "?", "，", "。", "！", " "})
        if (const auto at = text.find(mark); at != std::string_view::npos && at > 0) text = text.substr(0, at);
    return text;
}

/// "两者有什么区别" as an answer: "两者有区别".
std::string as_answer(std::string_view pole) {
    std::string answer(pole);
    constexpr std::string_view kWhich = "有什么", kThereIs = "有";
    if (const auto at = answer.find(kWhich); at != std::string::npos) answer.replace(at, kWhich.size(), kThereIs);
    return answer;
}

/// "还是说本质一样": the 说 only leads over to the other side.
std::string_view without_lead_over(std::string_view pole) {
    constexpr std::string_view kSay = "说";
    if (!pole.starts_with(kSay)) return pole;
    for (const std::string_view word : {"说明", "说服", "说法", "说话", "说谎", "说出", "说到", "说不"})
        if (pole.starts_with(word)) return pole;
    return pole.substr(kSay.size());
}

QuestionShape either_or(const std::string& title) {
    QuestionShape shape;
    constexpr std::string_view kOr = "还是";
    const auto at = title.find(kOr);
    if (at == std::string::npos || at == 0) return shape;
    std::string_view left = std::string_view(title).substr(0, at);
    while (left.ends_with("，") || left.ends_with("、")) left.remove_suffix(3);
    left = last_clause(left);
    const std::string_view right = without_lead_over(first_clause(std::string_view(title).substr(at + kOr.size())));
    // The part of the left side behind its last modal word is the pole; the part before it is the topic.
    std::string_view pole = left;
    for (const std::string_view opening : kPoleOpenings)
        if (const auto place = left.rfind(opening);
            place != std::string_view::npos && place + opening.size() < left.size())
            if (left.substr(place).size() < pole.size() && left.size() - place > opening.size() + 3)
                pole = left.substr(place);
    if (count_code_points(pole) < 2 || count_code_points(right) < 2) return shape;
    shape.form = QuestionForm::either_or;
    shape.pole_a = as_answer(pole);
    shape.pole_b = std::string(right);
    shape.proposition = as_answer(statement_before(title, kOr));
    return shape;
}

/// A thing and what it has more of: "能力更重要" and "能力重要" are 能力 and 重要. The latter empty where the text is
/// no such.
std::pair<std::string, std::string> thing_and_merit(const std::string& text) {
    constexpr std::array<std::string_view, 14> kMerits = {"重要", "有用", "值钱", "管用", "关键", "幸福", "靠谱",
                                                          "划算", "可靠", "可怕", "危险", "强",   "好",   "难"};
    for (const std::string_view more : {"更", "还要"})
        if (const auto at = text.find(more); at != std::string::npos && at + more.size() < text.size())
            return {text.substr(0, at), text.substr(at + more.size())};
    for (const std::string_view merit : kMerits)
        if (text.ends_with(merit)) return {text.substr(0, text.size() - merit.size()), std::string(merit)};
    return {};
}

/// "关系真的比能力重要么": two poles, since people praise the one or the other and seldom speak of both.
QuestionShape comparison(const std::string& title) {
    QuestionShape shape;
    constexpr std::string_view kThan = "比";
    const auto place = title.find(kThan);
    if (place == std::string::npos || title.find(kThan, place + kThan.size()) != std::string::npos) return shape;
    std::string left(last_clause(std::string_view(title).substr(0, place))),
        behind(first_clause(std::string_view(title).substr(place + kThan.size())));
    bool asks = behind.ends_with("吗") || behind.ends_with("么") || behind.ends_with("嘛");
    if (asks) behind.resize(behind.size() - std::string_view("吗").size());
    for (const std::string_view doubt : {"是不是", "是否", "真的", "到底", "究竟", "难道"})
        while (take_out(left, doubt)) asks = true;
    const auto [right, merit] = thing_and_merit(behind);
    if (!asks || merit.empty() || count_code_points(merit) > 4) return shape;
    const auto is_thing = [](const std::string& text) {
        const std::size_t length = count_code_points(text);
        return length >= 2 && length <= 10 && text.find_first_of("0123456789") == std::string::npos;
    };
    // 相比, 对比, 占比, 性价比, 无比; 比较, 比如, 比例, 比赛
    for (const std::string_view word : {"相", "对", "占", "价", "无", "百分"})
        if (left.ends_with(word)) return shape;
    for (const std::string_view word : {"较", "如", "例", "赛"})
        if (right.starts_with(word)) return shape;
    if (!is_thing(left) || !is_thing(right)) return shape;
    shape.form = QuestionForm::either_or;
    shape.proposition = shape.pole_a = left + "更" + merit;
    shape.pole_b = right + "更" + merit;
    return shape;
}

bool any_of(std::string_view title, std::initializer_list<std::string_view> cues) {
    for (const std::string_view cue : cues)
        if (title.find(cue) != std::string_view::npos) return true;
    return false;
}

QuestionShape shape_of(const std::string& title, const Lexicon& lexicon) {
    if (!has_han(title)) {
        QuestionShape shape = shape_of_english(title);
        if (lexicon.list("news_question").contains_any(title)) shape.form = QuestionForm::news;
        return shape;
    }
    QuestionShape shape = either_or(title);
    if (shape.form != QuestionForm::either_or) shape = comparison(title);
    if (shape.form == QuestionForm::either_or) return shape;
    shape.proposition = proposition_of(title);
    if (lexicon.list("news_question").contains_any(title))
        shape.form = QuestionForm::news;
    else if (any_of(title, {"是否", "该不该", "应不应", "能不能", "会不会", "是不是", "有没有必要", "值不值", "要不要",
                            "行不行", "对不对", "吗？", "吗?", "有没有前途", "有没有必要", "真的", "哪个强"}) ||
             title.ends_with("吗"))
        shape.form = QuestionForm::yes_no;
    else if (any_of(title, {"如何看待", "怎么看", "如何评价", "怎样看待", "怎么评价", "如何看"}))
        shape.form = QuestionForm::how_see;
    else if (any_of(title, {"为什么", "凭什么", "为何", "怪谁", "谁的错", "到底", "究竟", "意味着什么"}))
        shape.form = QuestionForm::why;
    return shape;
}

}  // namespace

QuestionShape shape_of_question(const std::string& title, const Lexicon& lexicon) {
    QuestionShape shape = shape_of(title, lexicon);
    shape.approach = approach_of(shape, lexicon);
    shape.who_leads = asks_who_leads(shape, title, lexicon);
    return shape;
}

}  // namespace agon
