// Which sentences are read for an argument: the nearest of each point, and who makes it is what the judge says.
#include "src/points/reading.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "src/points/points.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

/// Says yes where both sentences end alike; counts what it is asked.
class SameEnding final : public ArgumentJudge {
  public:
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<double>> judge(std::span<const ArgumentQuestion> questions, int) const override {
        std::vector<double> answers;
        for (const ArgumentQuestion& q : questions) {
            asked.emplace_back(q.head, q.other);
            answers.push_back(q.head.substr(q.head.size() - 3) == q.other.substr(q.other.size() - 3) ? 0.9 : 0.1);
        }
        return answers;
    }
    mutable std::vector<std::pair<std::string, std::string>> asked;

  private:
    std::string name_ = "same ending";
};

MatchText with_rows(std::string_view text, const std::vector<float>& row) {
    return {text, row.data(), row.data()};
}

TEST(Nearness, AddsBothCosinesAndTheRarePairsOfCharacters) {
    const std::vector<float> up{1, 0}, down{-1, 0};
    MatchGroup group;
    group.texts = {with_rows("骑手没有保险", up), with_rows("骑手也没保险", up), with_rows("工厂没有保险", down),
                   with_rows("骑手没有保险", down)};
    group.points = {group.texts[0]};
    const std::vector<float> near = nearness(group, {2, 2}, 2);
    ASSERT_EQ(near.size(), 4U);
    EXPECT_NEAR(near[0], 2 + 1.2, 1e-5);   // the point itself: both cosines and all of its pairs
    EXPECT_NEAR(near[3], -2 + 1.2, 1e-5);  // the same words, opposite rows
    EXPECT_GT(near[1], 2);                 // shares 骑手 and 保险
    EXPECT_LT(near[1], near[0]);
    EXPECT_GT(near[2], -2);
    EXPECT_LT(near[2], near[3]);
    group.texts[1].sentence = nullptr;
    EXPECT_EQ(nearness(group, {2, 2}, 1)[1], -1.0F);
}

TEST(Nearness, KnowsNoPairAcrossAMarkAndNoCaseOfLetters) {
    const std::vector<float> row{1, 0}, other{0, 1};
    MatchGroup group;
    group.texts = {with_rows("买ABC机床", row), with_rows("买abc机床", row), with_rows("买，A，B，C，机，床", row),
                   with_rows("别的", other)};
    group.points = {group.texts[0]};
    const std::vector<float> near = nearness(group, {2, 2}, 2);
    EXPECT_EQ(near[0], near[1]);
    EXPECT_NEAR(near[0] - near[2], 1.2, 1e-5);
}

TEST(ReadArguments, AsksForTheNearestOnlyAndForThoseThatAreAlwaysAsked) {
    const std::vector<float> up{1, 0}, aside{0.9F, 0.1F}, down{-1, 0};
    MatchGroup group;
    group.texts = {
        with_rows("补贴养出骗补的厂", up),     with_rows("补贴养出骗补的厂", up),  // another's words, the same
        with_rows("骗补的都是补贴养的厂", up), with_rows("补贴不该停", aside),
        with_rows("修路要花钱的厂", down),     with_rows("今天吃什么", down)};
    group.points = {group.texts[0]};
    const SameEnding judge;
    const auto read = read_arguments(judge, group, {2, 2}, 3, {}, 1);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->probability[0], 1.0F);
    EXPECT_EQ(read->probability[1], 1.0F);
    EXPECT_FLOAT_EQ(read->probability[2], 0.9F);
    EXPECT_EQ(read->probability[3], 0.0F);
    EXPECT_EQ(read->probability[4], 0.0F);
    EXPECT_EQ(judge.asked,
              (std::vector<std::pair<std::string, std::string>>{{"补贴养出骗补的厂", "骗补的都是补贴养的厂"}}));
    const auto with_far = read_arguments(judge, group, {2, 2}, 3, {4}, 1);
    ASSERT_TRUE(with_far);
    EXPECT_FLOAT_EQ(with_far->probability[4], 0.9F);
    EXPECT_EQ(with_far->probability[5], 0.0F);
    EXPECT_GE(with_far->probability[4], with_far->levels.makes);
    const auto all = read_arguments(judge, group, {2, 2}, 100, {4}, 1);
    ASSERT_TRUE(all);
    EXPECT_FLOAT_EQ(all->probability[3], 0.1F);
    EXPECT_LT(all->probability[3], all->levels.makes);
}

TEST(ReadArguments, WhatIsNotReadYetIsToldByNearness) {
    class ReadsNothing final : public ArgumentJudge {
      public:
        const std::string& name() const override { return name_; }
        const std::string& digest() const override { return name_; }
        Result<std::vector<double>> judge(std::span<const ArgumentQuestion> questions, int) const override {
            return std::vector<double>(questions.size(), not_read);
        }

      private:
        std::string name_ = "reads nothing";
    };
    const std::vector<float> up{1, 0}, down{-1, 0};
    MatchGroup group;
    group.texts = {with_rows("骑手没有保险", up), with_rows("骑手也没保险", up), with_rows("今天吃什么", down)};
    group.points = {group.texts[0]};
    const auto read = read_arguments(ReadsNothing(), group, {2, 2}, 2, {}, 1);
    ASSERT_TRUE(read);
    const ArgumentMatches near = near_matches(group, {2, 2}, 1);
    EXPECT_EQ(read->probability[0], 1.0F);
    EXPECT_EQ(read->probability[1], near.probability[1]);
    EXPECT_EQ(read->probability[2], 0.0F) << "no one would read it";
}

/// How the key points of a case's debates were told, by debate; a debate told in two ways is a failure.
std::map<DebateId, ToldBy> ways_of_debates(const std::string& folder) {
    std::map<DebateId, ToldBy> ways;
    const Result<Points> points = read_points(real_disk(), folder);
    EXPECT_TRUE(points.ok());
    for (const KeyPoint& point : points->points)
        EXPECT_EQ(ways.emplace(point.debate, point.told_by).first->second, point.told_by);
    return ways;
}

/// In the sample arguments are told in other words on purpose: in some of its debates reading finds none that three
/// voices share.
TEST(ReadArguments, LikenessTellsWhereReadingFindsNoPoint) {
    if (!real_disk().exists(".deps/encoder/weights.npz")) GTEST_SKIP() << "no .deps/encoder";
    const std::string folder = copied_sample_case("told");
    const auto count = [](const std::map<DebateId, ToldBy>& ways, ToldBy way) {
        return std::count_if(ways.begin(), ways.end(), [&](const auto& of) { return of.second == way; });
    };
    const std::map<DebateId, ToldBy> ways = ways_of_debates(folder);
    EXPECT_GT(count(ways, ToldBy::reading), 0);
    EXPECT_GT(count(ways, ToldBy::likeness), 0);
    const Points points = read_points(real_disk(), folder).value();
    for (const PointMatch& match : points.matches)
        if (ways.at(match.debate) == ToldBy::reading) EXPECT_GE(match.score, 0.3);
    ASSERT_TRUE(real_disk().write_file(folder + "/case.toml", "[points]\nread_arguments = false\n"));
    analyse_sample(folder, 2);
    const std::map<DebateId, ToldBy> unread = ways_of_debates(folder);
    EXPECT_EQ(count(unread, ToldBy::reading), 0);
    for (const auto& [debate, way] : ways)
        if (way == ToldBy::likeness) EXPECT_TRUE(unread.contains(debate));
    std::filesystem::remove_all(folder);
}

TEST(ReadArguments, AreWantedUnlessTheCaseSaysNo) {
    const std::string folder = testing::TempDir() + "agon_reading";
    ASSERT_TRUE(real_disk().make_folder(folder));
    const auto wanted = [&](std::string_view settings) {
        EXPECT_TRUE(real_disk().write_file(folder + "/case.toml", settings));
        return wants_arguments_read(real_disk(), folder);
    };
    EXPECT_TRUE(wants_arguments_read(real_disk(), folder + "/none").value());
    EXPECT_TRUE(wanted("[stance]\nquestions = 5\n").value());
    EXPECT_FALSE(wanted("[points]\nread_arguments = false\n").value());
    EXPECT_TRUE(wanted("[points]\nread_arguments = true\n").value());
    EXPECT_EQ(wanted("[points]\nread_arguments = 1\n").error().code, ErrorCode::bad_value);
    EXPECT_EQ(wanted("[points\n").error().code, ErrorCode::bad_value);
}

}  // namespace
}  // namespace agon
