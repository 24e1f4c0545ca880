// Which way round a question of a debate asks.
//
// "芯片该举国攻关，还是靠市场？" and "举国体制搞创新可以歇了吗？" belong to one debate, and a Yes to the second is a
// vote for the market. Whoever counts stances must turn the second question round first. A question's statement (or
// first pole) is compared with the debate's pole a and pole b by the encoder and by shared characters, and each word
// that takes something back (不, 没, 取消, 歇, 过时 ...) and stands in one of the two but not in the other turns the
// sign once. Where both sides speak of state or market (lexicons `state`, `market`), these words decide before any
// likeness: "靠大基金砸" and "政府应该补贴" share no word and are one side. A "why" takes for granted what it asks
// about and counts only if it says nearly the same. Fits: a paraphrase with the poles swapped, or the same statement
// denied. Does not fit: questions that share a field but no statement ("机床为什么上不去"): too near to call, and 0
// says so. Zero is no error; it means read each answer.
#include <algorithm>
#include <array>
#include <cmath>

#include "ground/model/geometry.hpp"
#include "src/debates/steps.hpp"

namespace agon {
namespace {

constexpr double kLeastMargin = 0.30;    // pole a against pole b, cosine and shared characters together
constexpr double kLeastLikeness = 0.30;  // statement against statement
constexpr double kNearlySame = 0.55;     // shared characters alone, for what a "why" takes for granted

/// Statements compared: text, its unit vector, its pairs of characters.
struct Statement {
    std::string text;
    std::vector<float> vector;
    std::vector<std::string> pairs;
    int reversals = 0;
    int approach = 0;  // 1: for the state, -1: for the market, 0: of neither or of both
};

std::vector<std::string> character_pairs(std::string_view text) {
    std::vector<std::string> characters, pairs;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = at;
        if (is_word_character(next_code_point(text, at))) characters.emplace_back(text.substr(begin, at - begin));
    }
    for (std::size_t i = 0; i + 1 < characters.size(); ++i) pairs.push_back(characters[i] + characters[i + 1]);
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

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

double shared_pairs(const Statement& left, const Statement& right) {
    std::vector<std::string> both;
    std::set_intersection(left.pairs.begin(), left.pairs.end(), right.pairs.begin(), right.pairs.end(),
                          std::back_inserter(both));
    const double all = static_cast<double>(left.pairs.size() + right.pairs.size());
    return all == 0 ? 0 : 2.0 * static_cast<double>(both.size()) / all;
}

double likeness(const Statement& left, const Statement& right) {
    if (left.text.empty() || right.text.empty()) return 0;
    const auto width = static_cast<std::int32_t>(left.vector.size());
    return static_cast<double>(dot(left.vector.data(), right.vector.data(), width)) + shared_pairs(left, right);
}

int turned(int sign, const Statement& left, const Statement& right) {
    return (left.reversals + right.reversals) % 2 == 0 ? sign : -sign;
}

int approach_of(std::string_view text, int reversals, const Lexicon& lexicon) {
    const bool state = lexicon.list("state").contains_any(text), market = lexicon.list("market").contains_any(text);
    if (state == market) return 0;
    return state == (reversals % 2 == 0) ? 1 : -1;
}

/// Statement, pole a and pole b of one question, in this order.
using Sides = std::array<Statement, 3>;

/// Which approach a yes to the question, or its first pole, is for; 0: no question of state or market.
int approach_of(const Sides& question) {
    if (question[1].text.empty()) return question[0].approach;
    return question[1].approach == -question[2].approach ? question[1].approach : 0;
}

int orientation_between(const Sides& debate, const Sides& thread) {
    if (const int both = approach_of(debate) * approach_of(thread); both != 0) return both;
    const bool debate_poles = !debate[1].text.empty(), thread_poles = !thread[1].text.empty();
    if (debate_poles && thread_poles) {
        const double straight = likeness(thread[1], debate[1]) + likeness(thread[2], debate[2]);
        const double crossed = likeness(thread[1], debate[2]) + likeness(thread[2], debate[1]);
        if (std::abs(straight - crossed) < kLeastMargin) return 0;
        return straight > crossed ? 1 : -1;
    }
    if (debate_poles) {
        if (thread[0].text.empty()) return 0;
        const double margin = likeness(thread[0], debate[1]) - likeness(thread[0], debate[2]);
        if (std::abs(margin) < kLeastMargin) return 0;
        return margin > 0 ? turned(1, thread[0], debate[1]) : turned(-1, thread[0], debate[2]);
    }
    if (debate[0].text.empty() || thread[0].text.empty()) return 0;
    if (thread_poles) {
        const double margin = likeness(debate[0], thread[1]) - likeness(debate[0], thread[2]);
        if (std::abs(margin) < kLeastMargin) return 0;
        return margin > 0 ? turned(1, debate[0], thread[1]) : turned(-1, debate[0], thread[2]);
    }
    return likeness(debate[0], thread[0]) < kLeastLikeness ? 0 : turned(1, debate[0], thread[0]);
}

}  // namespace

Result<std::vector<int>> orientations_of(const QuestionShape& debate, const std::vector<const QuestionShape*>& threads,
                                         const Encoder& encoder, const Lexicon& lexicon) {
    std::vector<std::string_view> texts = {debate.proposition, debate.pole_a, debate.pole_b};
    for (const QuestionShape* t : threads) texts.insert(texts.end(), {t->proposition, t->pole_a, t->pole_b});
    TRY(const std::vector<float> rows, encoder.encode(texts, 1));
    const auto width = static_cast<std::size_t>(encoder.width());
    const auto sides_at = [&](std::size_t question) {
        Sides sides;
        for (std::size_t k = 0; k < 3; ++k) {
            const std::size_t i = question * 3 + k;
            sides[k].text = std::string(texts[i]);
            sides[k].vector.assign(rows.begin() + static_cast<std::ptrdiff_t>(i * width),
                                   rows.begin() + static_cast<std::ptrdiff_t>((i + 1) * width));
            sides[k].pairs = character_pairs(texts[i]);
            sides[k].reversals = count_reversals(texts[i]);
            sides[k].approach = approach_of(texts[i], sides[k].reversals, lexicon);
        }
        return sides;
    };
    const Sides naming = sides_at(0);
    std::vector<int> out;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        const Sides sides = sides_at(i + 1);
        const bool granted = threads[i]->form == QuestionForm::why && shared_pairs(naming[0], sides[0]) < kNearlySame;
        out.push_back(threads[i] == &debate ? 1 : granted ? 0 : orientation_between(naming, sides));
    }
    return out;
}

}  // namespace agon
