// Which Chinese sentences make the same argument: probabilities from centred rows.
#include "src/points/likeness.hpp"

#include <gtest/gtest.h>

#include "ground/model/judge.hpp"

namespace agon {
namespace {

MatchText with_row(const std::vector<float>& row) {
    return {"句", nullptr, row.data()};
}

TEST(Likeness, RisesWithTheCosineAndIsEvenWhereHalfOfTheLabelledPairsAgree) {
    EXPECT_LT(alike_probability(0.2), alike_probability(0.4));
    EXPECT_LT(alike_probability(0.3), 0.5);
    EXPECT_GT(alike_probability(0.5), 0.5);
    const MatchLevels levels = alike_levels();
    EXPECT_LT(levels.same_candidate, levels.makes);
    EXPECT_LT(levels.makes, levels.says);
}

TEST(Likeness, TakesOffWhatAllTextsShare) {
    // All rows lie along the first axis; what is left tells two kinds apart.
    const std::vector<float> up{10, 1}, up_too{10, 1.1F}, down{10, -1}, down_too{10, -1.1F};
    MatchGroup group;
    group.texts = {with_row(up), with_row(up_too), with_row(down), with_row(down_too)};
    group.points = {with_row(up)};
    const std::vector<float> p = alike_probabilities(group, 2);
    ASSERT_EQ(p.size(), 4U);
    EXPECT_GT(p[1], 0.9F);
    EXPECT_LT(p[2], 0.01F);
}

TEST(Likeness, DecidesOnlyWhereNearlyAllTextsHaveRows) {
    const std::vector<float> row{1, 0};
    MatchGroup group;
    group.points = {with_row(row)};
    for (int i = 0; i < 9; ++i) group.texts.push_back(with_row(row));
    EXPECT_TRUE(has_sentence_rows(group));
    group.texts.push_back({"a sentence in English", nullptr, nullptr});
    EXPECT_TRUE(has_sentence_rows(group));
    EXPECT_EQ(alike_probabilities(group, 2).back(), 0.0F);
    group.texts.push_back({"another", nullptr, nullptr});
    EXPECT_FALSE(has_sentence_rows(group));
}

/// The rows of models/pair/sentences.npz.
class PairSentenceRows : public testing::Test {
  protected:
    void SetUp() override {
        auto judges = load_pair_judges("models/pair", "network.npz", real_disk());
        ASSERT_TRUE(judges);
        judges_ = std::move(judges).value();
        ASSERT_NE(judges_.sentences, nullptr);
    }
    std::vector<float> rows(const std::vector<std::string_view>& texts, int threads = 1) {
        auto made = judges_.sentences->encode(texts, threads);
        EXPECT_TRUE(made);
        return std::move(made).value();
    }
    PairJudges judges_;
};

TEST_F(PairSentenceRows, AreTheSameBitsAloneAndAmongOthers) {
    const std::vector<std::string_view> texts{"补贴养出骗补", "骑手没有保险", "补贴养出骗补", "", "机器能升级，人不能"};
    const std::vector<float> all = rows(texts, 2);
    const auto width = static_cast<std::size_t>(judges_.sentences->width());
    ASSERT_EQ(all.size(), texts.size() * width);
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const std::vector<float> alone = rows({texts[t]});
        EXPECT_EQ(std::vector<float>(all.begin() + static_cast<std::ptrdiff_t>(t * width),
                                     all.begin() + static_cast<std::ptrdiff_t>((t + 1) * width)),
                  alone)
            << texts[t];
        double squares = 0;
        for (const float value : alone) squares += static_cast<double>(value) * static_cast<double>(value);
        EXPECT_NEAR(squares, 1, 1e-4);
    }
}

TEST_F(PairSentenceRows, PutTheSameReasonNearerThanASentenceOfTheSameThing) {
    const std::vector<std::string_view> texts{"外卖骑手没有社保，摔了没人管", "骑手没有社保，出了事自己扛",
                                              "外卖骑手今天在小区门口等单", "工厂招不到年轻人", "高铁是国家修起来的"};
    MatchGroup group;
    const std::vector<float> all = rows(texts);
    const auto width = judges_.sentences->width();
    for (std::size_t t = 0; t < texts.size(); ++t)
        group.texts.push_back({texts[t], nullptr, all.data() + t * static_cast<std::size_t>(width)});
    group.points = {group.texts[0]};
    const std::vector<float> p = alike_probabilities(group, width);
    for (std::size_t t = 2; t < texts.size(); ++t) EXPECT_GT(p[1], p[t]) << texts[t];
}

}  // namespace
}  // namespace agon
