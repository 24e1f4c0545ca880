// ground/model: odds of a side by two judges.
#include "ground/model/side_odds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace agon {
namespace {

/// Says of each text the number that it is, as log-odds, and adds its lean on the target.
class LeaningJudge final : public Judge {
  public:
    explicit LeaningJudge(double lean) : lean_(lean) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int) const override {
        std::vector<StanceAnswer> answers;
        for (const StanceQuestion& q : questions) {
            const double odds = std::stod(std::string(q.text)) + (q.target == "leaned on" ? lean_ : 0);
            // Shares whose smoothed log-odds are just that.
            const double share = 1 / (1 + std::exp(-odds));
            const double smoothed = (1 + 2 * pair_smoothing) * share;
            answers.push_back({smoothed - pair_smoothing, 1 + pair_smoothing - smoothed, 0});
        }
        return answers;
    }

  private:
    double lean_;
    std::string name_ = "leaning";
};

std::vector<StanceQuestion> asked(const std::vector<std::string>& texts, std::string_view target) {
    std::vector<StanceQuestion> questions;
    for (const std::string& text : texts) questions.push_back({text, target, ""});
    return questions;
}

const std::vector<std::string> ten = {"-1", "-.8", "-.6", "-.4", "-.2", "0", ".2", ".4", ".6", "1"};

TEST(SideOdds, TheSecondCountsHalfLessWhatItLeans) {
    const LeaningJudge straight(0), leaning(0.7);
    const auto odds = side_odds(straight, leaning, asked(ten, "leaned on"), 1);
    const auto wanted = side_odds(straight, straight, asked(ten, "another"), 1);
    ASSERT_TRUE(odds && wanted);
    for (std::size_t i = 0; i < ten.size(); ++i) EXPECT_NEAR((*odds)[i], (*wanted)[i], 1e-9) << i;
    EXPECT_NEAR((*odds)[9], 1 + 0.5 * (1 - 0), 1e-9);
    EXPECT_NEAR((*odds)[0], -1 + 0.5 * (-1 - 0), 1e-9);
}

TEST(SideOdds, OfFewTextsNoMedianIsTaken) {
    const LeaningJudge leaning(0.7), second(0.3);
    const std::vector<std::string> two = {".1", ".2"};
    const auto odds = side_odds(leaning, second, asked(two, "leaned on"), 1);
    ASSERT_TRUE(odds);
    EXPECT_NEAR((*odds)[0], 0.8 + 0.5 * 0.4, 1e-9);
}

TEST(SideOdds, TheOrderOfTheQuestionsDoesNotMatter) {
    const LeaningJudge leaning(0.7), second(0.3);
    auto questions = asked(ten, "leaned on");
    const std::vector<std::string> two = {"3", "-2"};
    const auto more = asked(two, "another");
    questions.insert(questions.begin() + 4, more.begin(), more.end());
    const auto forth = side_odds(leaning, second, questions, 1);
    std::reverse(questions.begin(), questions.end());
    const auto back = side_odds(leaning, second, questions, 1);
    ASSERT_TRUE(forth && back);
    for (std::size_t i = 0; i < questions.size(); ++i) EXPECT_EQ((*forth)[i], (*back)[questions.size() - 1 - i]) << i;
}

TEST(SideOdds, MedianOfNothing) {
    EXPECT_EQ(median_of({}), 0);
    EXPECT_EQ(median_of({3, 1, 2}), 2);
    EXPECT_EQ(median_of({4, 3, 1, 2}), 3);
}

}  // namespace
}  // namespace agon
