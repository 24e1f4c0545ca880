// Which way round a question of a debate asks.
//
// "芯片该举国攻关，还是靠市场？" and "举国体制搞创新可以歇了吗？" belong to one debate, and a Yes to the second is a
// vote for the market. Whoever counts stances must turn the second question round first. A question's statement (or
// first pole) is compared with the debate's pole a and pole b by the encoder and by shared characters, and each word
// that takes something back (不, 没, 取消, 歇, 过时 ...) and stands in one of the two but not in the other turns the
// sign once. Where both ask who should lead, state or market (approach.cpp), that decides before any likeness:
// "靠大基金砸" and "政府应该补贴" share no word and are one side. A "why" takes for granted what it asks about and
// counts only if it says nearly the same. Fits: a paraphrase with the poles swapped, or the same statement denied. Does
// not fit: questions that share a field but no statement ("机床为什么上不去"): too near to call, and 0 says so. Zero is
// no error; it means read each answer.
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

/// Statement, pole a and pole b of one question, in this order.
using Sides = std::array<Statement, 3>;

int orientation_between(const Sides& debate, const Sides& thread) {
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
                                         const Encoder& encoder) {
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
        }
        return sides;
    };
    const Sides naming = sides_at(0);
    std::vector<int> out;
    for (std::size_t i = 0; i < threads.size(); ++i) {
        const Sides sides = sides_at(i + 1);
        const bool granted = threads[i]->form == QuestionForm::why && shared_pairs(naming[0], sides[0]) < kNearlySame;
        const int of_approach = debate.approach * threads[i]->approach;
        out.push_back(threads[i] == &debate ? 1
                      : of_approach != 0    ? of_approach
                      : granted             ? 0
                                            : orientation_between(naming, sides));
    }
    return out;
}

}  // namespace agon
