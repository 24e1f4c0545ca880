// Whether a question asks who should lead, the state or the market, and which of them a yes is for.
//
// "芯片该举国攻关，还是靠市场？", "政府应不应该补贴光伏？" and "举国体制搞创新可以歇了吗？" speak of three fields and
// share no word; they are one issue. A title is on it that names the state's way of doing things (lexicon `state`) and
// puts up two answers, or a statement for one of the ways; "参加国企的面试，需要注意什么？" is not. A statement or pole
// that names one of the two ways is for it, or against it where a word in it takes something back; where the other pole
// names a way too, the two must differ. What a pole says of a way ("产业政策是穿着马甲的计划经济") is no vote for it.
// Fits: any field of industry. Does not fit: an issue between other ways (技术 or 分配): the lists know two.
#include <algorithm>
#include <array>

#include "src/debates/steps.hpp"

namespace agon {
int count_reversals(std::string_view text) {
    // Longest first, so that 不能 counts once; 不仅 and 不得不 take nothing back, and 不让 bars, as 封闭 does.
    constexpr std::array<std::string_view, 27> reversing = {
        "不应该", "不应当", "没必要", "不需要", "不能", "不该", "不必", "不要", "不会",
        "没有",   "取消",   "放弃",   "停止",   "反对", "拒绝", "禁止", "过时", "解除",
        "放开",   "废除",   "歇",     "垮",     "少去", "并非", "不是", "不",   "没"};
    constexpr std::array<std::string_view, 11> harmless = {"不让", "不许", "不准", "不仅", "不得不", "不但",
                                                           "不断", "不如", "不同", "不少", "不过"};
    int count = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const auto starts = [&](std::string_view word) { return rest.starts_with(word); };
        if (const auto* calm = std::find_if(harmless.begin(), harmless.end(), starts); calm != harmless.end()) {
            at += calm->size();
        } else if (const auto* word = std::find_if(reversing.begin(), reversing.end(), starts);
                   word != reversing.end()) {
            ++count;
            at += word->size();
        } else {
            next_code_point(text, at);
        }
    }
    return count;
}

namespace {

/// Whether the text says what the state's way is: "产业政策是...".
bool says_of_a_way(std::string_view text, const Lexicon& lexicon) {
    const std::vector<LexiconMatch> ways = lexicon.list("state").find(text);
    return !ways.empty() && text.substr(static_cast<std::size_t>(ways.front().span.end)).starts_with("是");
}

/// 1: for the state, -1: for the market, 0: of neither or of both.
int side_of(std::string_view text, const Lexicon& lexicon) {
    const bool state = lexicon.list("state").contains_any(text), market = lexicon.list("market").contains_any(text);
    if (state == market) return 0;
    return state == (count_reversals(text) % 2 == 0) ? 1 : -1;
}

}  // namespace

bool asks_who_leads(const QuestionShape& question, const std::string& title, const Lexicon& lexicon) {
    return (question.form == QuestionForm::either_or || question.approach != 0) &&
           lexicon.list("state").contains_any(title);
}

int approach_of(const QuestionShape& question, const Lexicon& lexicon) {
    if (says_of_a_way(question.proposition, lexicon)) return 0;
    if (question.form != QuestionForm::either_or) return side_of(question.proposition, lexicon);
    const int a = side_of(question.pole_a, lexicon), b = side_of(question.pole_b, lexicon);
    if (a != 0 && b != 0) return a == -b ? a : 0;
    return a != 0 ? a : -b;
}

bool is_of_who_leads(const std::vector<ThreadEvidence>& evidence, const std::vector<std::size_t>& group) {
    const auto asking =
        std::count_if(group.begin(), group.end(), [&](std::size_t i) { return evidence[i].shape.who_leads; });
    return asking >= 2 && 2 * asking >= std::ssize(group);
}

}  // namespace agon
