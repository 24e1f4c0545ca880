// What posts that an analyst has placed say of the judge, of replies, and of the posts around them.
#include "src/camps/lessons.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "src/camps/camps.hpp"
#include "src/evals/steps.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

double loss(const std::vector<HeardAndSo>& seen, const BeliefPrior& prior, double shift, double slope) {
    double sum = 0.5 * std::pow((slope - prior.mean.slope) / prior.slope_deviation, 2);
    if (prior.shift_deviation > 0) sum += 0.5 * std::pow((shift - prior.mean.shift) / prior.shift_deviation, 2);
    for (const HeardAndSo& s : seen) sum += std::log(1 + std::exp((s.so ? -1 : 1) * (shift + slope * s.odds)));
    return sum;
}

/// The least loss on a grid of .01.
Believed best_on_grid(const std::vector<HeardAndSo>& seen, const BeliefPrior& prior) {
    Believed best{0, 0};
    double least = 1e300;
    const int shifts = prior.shift_deviation > 0 ? 300 : 0;
    for (int i = -shifts; i <= shifts; ++i)
        for (int j = 0; j <= 300; ++j)
            if (const double here = loss(seen, prior, i * 0.01, j * 0.01); here < least) {
                least = here;
                best = {i * 0.01, j * 0.01};
            }
    return best;
}

std::vector<HeardAndSo> made(int count, double shift, double slope, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<HeardAndSo> seen;
    for (int i = 0; i < count; ++i) {
        const double odds = 6 * share(random) - 3;
        seen.push_back({odds, share(random) < 1 / (1 + std::exp(-(shift + slope * odds)))});
    }
    return seen;
}

TEST(Lessons, BeliefIsTheMostLikelyOneAfterPlacing) {
    for (const auto& [shift, slope, seed] :
         {std::tuple{-1.2, 0.8, 1U}, {0.9, 0.3, 2U}, {0.0, 1.4, 3U}, {-0.4, -1.0, 4U}}) {
        const auto seen = made(60, shift, slope, seed);
        for (const BeliefPrior& prior : {own_words_prior, replies_prior}) {
            const Believed found = believed_after(seen, prior), grid = best_on_grid(seen, prior);
            EXPECT_NEAR(found.slope, grid.slope, 0.006) << seed;
            EXPECT_NEAR(found.shift, grid.shift, 0.006) << seed;
        }
    }
}

TEST(Lessons, NothingPlacedLeavesWhatIsUsed) {
    EXPECT_EQ(believed_after({}, own_words_prior).slope, 1);
    EXPECT_EQ(believed_after({}, replies_prior).shift, 0);
    EXPECT_EQ(believed_after({}, replies_prior).slope, 0.7);
}

TEST(Lessons, ManyPlacedPostsOutweighThePrior) {
    const Believed found = believed_after(made(5000, -1.5, 1.3, 9), replies_prior);
    EXPECT_NEAR(found.shift, -1.5, 0.15);
    EXPECT_NEAR(found.slope, 1.3, 0.15);
}

TEST(Lessons, NoJudgeIsBelievedTheOtherWayRound) {
    EXPECT_EQ(believed_after(made(400, 0, -1.5, 5), own_words_prior).slope, 0);
}

std::vector<DebatePost> three_posts() {
    std::vector<DebatePost> posts(3);
    for (std::size_t p = 0; p < posts.size(); ++p) {
        posts[p].post = PostId{static_cast<std::int64_t>(p) + 1};
        posts[p].segments = {p};
    }
    return posts;
}

TEST(Lessons, APlacedPostTellsWhoAnswersIt) {
    std::vector<DebatePost> posts = three_posts();
    posts[0].placed = Pole::b;
    std::vector<double> odds = {3, 0.1, 0.1};
    std::vector<Tie> ties = {{1, 0, -0.6, false}, {2, 1, -0.6, false}};
    set_placed(posts, odds, ties);
    const std::vector<double> leans = settle(odds, ties);
    EXPECT_LT(leans[0], -0.99);
    EXPECT_GT(leans[1], 0.4);
    EXPECT_LT(leans[2], -0.1);
}

TEST(Lessons, APostPlacedAtNeitherSideTellsNothing) {
    std::vector<DebatePost> posts = three_posts();
    posts[1].placed = Pole::both;
    std::vector<double> odds = {4, 2, 0};
    std::vector<Tie> ties = {{1, 0, 0.8, false}, {2, 1, 0.8, false}, {2, 0, 0.1, false}};
    set_placed(posts, odds, ties);
    ASSERT_EQ(ties.size(), 1U);
    EXPECT_EQ(odds[1], 0);
    const std::vector<double> leans = settle(odds, ties);
    EXPECT_LT(leans[2], 0.15);
}

TEST(Lessons, CountsWhereTheJudgeWasRight) {
    std::vector<DebatePost> posts = three_posts();
    posts[0].placed = Pole::a, posts[1].placed = Pole::a, posts[2].placed = Pole::unclear;
    std::vector<HeardAndSo> own_words;
    const auto lesson = lesson_of(DebateId{7}, posts, {0.5, -0.5, 2}, own_words);
    ASSERT_TRUE(lesson);
    EXPECT_EQ(lesson->debate, DebateId{7});
    EXPECT_EQ(lesson->placed, 3);
    EXPECT_EQ(lesson->sided, 2);
    EXPECT_EQ(lesson->own_right, 1);
    EXPECT_EQ(own_words.size(), 2U);
    const std::vector<ReplySide> replies = {{DebateId{7}, PostId{2}, PostId{1}, -0.3, 0, 0},
                                            {DebateId{7}, PostId{3}, PostId{1}, 0.9, 0, 0}};
    const auto between = placed_replies(posts, replies);
    ASSERT_EQ(between.size(), 1U);
    EXPECT_EQ(between[0].odds, -0.3);
    EXPECT_TRUE(between[0].so);
    EXPECT_FALSE(lesson_of(DebateId{7}, three_posts(), {0, 0, 0}, own_words));
}

/// The sample with the posts that its authors placed.
class PlacedSample : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
        case_ = copied_sample_case("placed");
    }
    void TearDown() override {
        if (!case_.empty()) fs::remove_all(case_);
    }
    void analyze() {
        AnalyzeOptions options;
        options.from = "2010-12";
        options.to = "2025-03";
        options.threads = 2;
        const auto done =
            analyze_case(real_disk(), case_, fs::current_path().string(), options, [](const std::string&) {});
        ASSERT_TRUE(done.ok()) << done.error().line();
    }
    /// Of the posts that nobody placed: where both gold and agon take a side.
    Score sides_right() {
        EvalOptions options;
        options.case_folder = case_;
        options.data = fs::current_path().string();
        const auto scores = eval_sample(real_disk(), options);
        EXPECT_TRUE(scores.ok());
        for (const Score& score : *scores)
            if (score.set.starts_with("sample, both gold and agon")) return score;
        ADD_FAILURE() << "no such score";
        return {};
    }

    std::string case_;
};

TEST_F(PlacedSample, OthersAreReadBetterThanWithoutThem) {
    const Score without = sides_right();
    fs::copy_file("examples/made-in-china/corrections.jsonl", case_ + "/corrections.jsonl");
    analyze();
    const auto camps = read_camps(real_disk(), case_);
    ASSERT_TRUE(camps.ok());
    for (const CorrectionOutcome& outcome : camps->corrections) EXPECT_EQ(outcome.applied, 1) << outcome.reason;
    EXPECT_EQ(camps->corrections.size(), 100U);
    ASSERT_EQ(camps->lessons.size(), 5U);
    std::int64_t placed = 0;
    for (const Lesson& lesson : camps->lessons) placed += lesson.placed;
    EXPECT_EQ(placed, 100);
    const Score with = sides_right();
    EXPECT_GT(with.low, without.high) << "intervals of 95 %";
    EXPECT_GE(with.items, without.items);
    fs::remove(case_ + "/corrections.jsonl");
    analyze();
    EXPECT_EQ(sides_right().value, without.value) << "taken back, everything is as before";
}

}  // namespace
}  // namespace agon
