#include "src/points/quality.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "ground/model/geometry.hpp"

namespace agon {
namespace {

/// Lists of the lexicon of which a word in the sentence is a feature, called has_LIST.
constexpr std::array<std::string_view, 20> kLists = {
    "actors",      "advice_question", "argument",      "aside",
    "comparisons", "concerns",        "filler",        "hedge",
    "market",      "measures",        "negation",      "oppose",
    "pointing",    "policy_terms",    "public_matter", "rhetorical_question",
    "state",       "support",         "verdict_yes",   "weighing"};
constexpr double kLatinLettersPerCharacter = 3;  // an English sentence of 90 letters says what 30 characters say

struct Marks {
    std::size_t characters = 0, commas = 0;
    bool question = false, exclamation = false, quotation = false, closed = false;
};

Marks marks_of(std::string_view sentence) {
    const auto is = [](char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; };
    Marks marks;
    char32_t last = 0;
    for (std::size_t at = 0; at < sentence.size();) {
        last = next_code_point(sentence, at);
        ++marks.characters;
        marks.commas += is(last, U"，,") ? 1 : 0;
        marks.question = marks.question || is(last, U"？?");
        marks.exclamation = marks.exclamation || is(last, U"！!");
        marks.quotation = marks.quotation || is(last, U"“「\"");
    }
    marks.closed = is(last, U"。！？!?.");
    return marks;
}

double at_most(std::size_t count, std::size_t most) {
    return static_cast<double>(std::min(count, most));
}

}  // namespace

const std::vector<std::string>& QualityModel::feature_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = {"claim",       "cause",  "generality", "kinds",        "length",
                                        "short",       "long",   "stories",    "first_person", "question",
                                        "exclamation", "commas", "quotation",  "closed"};
        for (const std::string_view list : kLists) all.push_back("has_" + std::string(list));
        return all;
    }();
    return names;
}

std::vector<double> QualityModel::features_of(std::string_view sentence, double claim_score, const Lexicon& lexicon) {
    std::set<std::string_view> kinds;
    for (const LexiconMatch& m : lexicon.list("generality").find(sentence)) kinds.insert(m.entry->name);
    const Marks marks = marks_of(sentence);
    const double length = static_cast<double>(marks.characters) / (has_han(sentence) ? 1 : kLatinLettersPerCharacter);
    const auto flag = [](bool holds) { return holds ? 1.0 : 0.0; };
    const double claim = std::clamp(claim_score, 0.01, 0.99);
    std::vector<double> features = {std::log(claim / (1 - claim)),
                                    flag(kinds.contains("cause")),
                                    flag(kinds.contains("generality")),
                                    at_most(kinds.size(), 4),
                                    std::min(length, 80.0) / 40,
                                    flag(length < 16),
                                    flag(length > 42),
                                    at_most(lexicon.list("anecdote").find(sentence).size(), 2),
                                    flag(lexicon.list("first_person").contains_any(sentence)),
                                    flag(marks.question),
                                    flag(marks.exclamation),
                                    at_most(marks.commas, 3),
                                    flag(marks.quotation),
                                    flag(marks.closed)};
    for (const std::string_view list : kLists) features.push_back(flag(lexicon.list(list).contains_any(sentence)));
    return features;
}

Result<QualityModel> QualityModel::load(Disk& disk, const std::string& file) {
    QualityModel model;
    TRY(model.weights_, NamedWeights::load(disk, file, feature_names(), {"intercept", "nearness", "usual_nearness"}));
    model.nearness_weight_ = model.weights_.number("nearness", 0);
    model.usual_nearness_ = model.weights_.number("usual_nearness", 0);
    return model;
}

double QualityModel::log_odds(std::string_view sentence, double claim_score, const Lexicon& lexicon) const {
    return weights_.log_odds(features_of(sentence, claim_score, lexicon));
}

double QualityModel::nearness(const float* sentence, const float* question, std::int32_t width) const {
    if (sentence == nullptr || question == nullptr) return usual_nearness_;
    return static_cast<double>(dot(sentence, question, width));
}

double QualityModel::quality(double log_odds, double nearness) const {
    return 1 / (1 + std::exp(-(log_odds + nearness_weight_ * nearness)));
}

}  // namespace agon
