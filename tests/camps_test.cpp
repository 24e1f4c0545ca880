// The stance judge, the reply judge and how stances settle. What needs .deps/encoder is skipped without it.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <sstream>

#include "ground/lexicon/camp_words.hpp"
#include "src/camps/steps.hpp"
#include "tests/reference/ising_marginals.hpp"

namespace agon {
namespace {

TEST(PlainStatement, DropsQuotationMarksAndARejectingLastClause) {
    EXPECT_EQ(plain_statement("应该劝年轻人“进厂”，少去送外卖"), "应该让年轻人进厂");
    EXPECT_EQ(plain_statement("芯片该交给市场，而不是政府"), "芯片该交给市场");
    EXPECT_EQ(plain_statement("学校封校，这样做是对的"), "学校封校，这样做是对的");
    EXPECT_EQ(plain_statement("大学不让学生出校门，这样做是对的"), "大学禁止学生出校门，这样做是对的");
    EXPECT_EQ(plain_statement("Industry needs subsidies"), "Industry needs subsidies");
}

TEST(Opposite, TurnsOneWord) {
    EXPECT_EQ(opposite_of("政府应该补贴光伏"), "政府不应该补贴光伏");
    EXPECT_EQ(opposite_of("政府不应该补贴光伏"), "政府应该补贴光伏");
    EXPECT_EQ(opposite_of("禁止堂食"), "允许堂食");
    EXPECT_EQ(opposite_of("预制菜"), "反对预制菜");
    EXPECT_EQ(contrary_view("禁止堂食，这样做是对的"), "禁止堂食，这样做是错的");
    EXPECT_EQ(contrary_view("堂食减少，这是好事"), "堂食减少，这是坏事");
    EXPECT_EQ(contrary_view("政府应该补贴光伏"), "");
    EXPECT_EQ(opposite_of("We should ban cars"), "We should not ban cars");
    EXPECT_EQ(opposite_of("cars"), "Against: cars");
}

TEST(Settling, AgreesWithTheSumOverAllCamps) {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> number(-1.0, 1.0);
    double error = 0, count = 0;
    for (int trial = 0; trial < 40; ++trial) {
        std::vector<double> odds(9);
        for (double& o : odds) o = 2 * number(random);
        std::vector<Tie> ties;
        for (std::size_t i = 0; i + 1 < odds.size(); ++i)
            ties.push_back({i, (i * 5 + 2) % odds.size(), 0.4 * number(random), false});
        std::erase_if(ties, [](const Tie& tie) { return tie.left == tie.right; });
        const auto settled = settle(odds, ties), exact = reference::exact_leans(odds, ties);
        for (std::size_t i = 0; i < odds.size(); ++i) {
            error += std::abs(settled[i] - exact[i]);
            count += 1;
            if (std::abs(exact[i]) > 0.2) {
                EXPECT_GT(settled[i] * exact[i], 0) << "trial " << trial;
            }
        }
    }
    EXPECT_LT(error / count, 0.03);
}

TEST(Settling, IsExactOnTreesOfStrongReplies) {
    std::mt19937_64 random(11);
    std::uniform_real_distribution<double> number(-1.0, 1.0);
    for (int trial = 0; trial < 20; ++trial) {
        std::vector<double> odds(10);
        for (double& o : odds) o = number(random);
        std::vector<Tie> ties;
        for (std::size_t i = 1; i < odds.size(); ++i) ties.push_back({i, random() % i, 1.2 * number(random), false});
        const auto settled = settle(odds, ties), exact = reference::exact_leans(odds, ties);
        for (std::size_t i = 0; i < odds.size(); ++i) EXPECT_NEAR(settled[i], exact[i], 1e-4) << "trial " << trial;
    }
}

TEST(Settling, MakesNothingOfNothing) {
    // Twelve replies that agree with a post, and hardly a word for either side in any of them.
    std::vector<double> odds(13, 0.02);
    std::vector<Tie> ties;
    for (std::size_t i = 1; i < odds.size(); ++i) ties.push_back({0, i, 0.8, false});
    for (const double lean : settle(odds, ties)) EXPECT_LT(lean, 0.15);
}

TEST(Settling, LikenessDoesNotPullADebateToOneSide) {
    // Two groups that argue alike inside, one of them unsure, and a faint lean of all to one side.
    std::vector<double> odds = {0.9, 0.8, 0.3, 0.2, -0.6, -0.4, 0.1, 0.0};
    std::vector<Tie> ties;
    for (std::size_t group = 0; group < 2; ++group)
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = i + 1; j < 4; ++j) ties.push_back({group * 4 + i, group * 4 + j, 0.5, true});
    const auto leans = settle(odds, ties);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_GT(leans[i], 0.3) << i;
    for (std::size_t i = 4; i < 8; ++i) EXPECT_LT(leans[i], -0.3) << i;
}

TEST(Settling, AReplyThatDisagreesTakesTheOtherSide) {
    const auto leans = settle({2.0, 0.1}, {{0, 1, -0.7, false}});
    EXPECT_GT(leans[0], 0.3);
    EXPECT_LT(leans[1], -0.2);
}

std::vector<PostStance> stances_of(int for_a, int for_b, int unclear) {
    std::vector<PostStance> stances;
    const auto add = [&](int count, Pole pole) {
        for (int i = 0; i < count; ++i) {
            PostStance stance;
            stance.debate = DebateId{1};
            stance.voice = VoiceId{static_cast<std::int64_t>(stances.size()) + 1};
            stance.pole = pole;
            stances.push_back(stance);
        }
    };
    add(for_a, Pole::a);
    add(for_b, Pole::b);
    add(unclear, Pole::unclear);
    return stances;
}

TEST(Counting, SaysWhenThereAreNoTwoCamps) {
    const auto verdict = [](int for_a, int for_b, int unclear) {
        Camps camps;
        const auto stances = stances_of(for_a, for_b, unclear);
        combine_voices(DebateId{1}, stances, camps);
        count_camps(DebateId{1}, stances, camps);
        EXPECT_EQ(camps.camps.size(), 4U);
        return camps.camps.front().verdict;
    };
    EXPECT_EQ(verdict(10, 8, 4), CampVerdict::contested);
    EXPECT_EQ(verdict(40, 2, 4), CampVerdict::one_sided);
    EXPECT_EQ(verdict(60, 5, 4), CampVerdict::one_sided);
    EXPECT_EQ(verdict(3, 2, 0), CampVerdict::thin);
    EXPECT_EQ(verdict(8, 7, 30), CampVerdict::unread);
}

TEST(Counting, OneLoudUserIsOneVoice) {
    std::vector<PostStance> stances = stances_of(6, 5, 0);
    for (int i = 0; i < 50; ++i) stances.push_back(stances.front());
    Camps camps;
    combine_voices(DebateId{1}, stances, camps);
    count_camps(DebateId{1}, stances, camps);
    for (const Camp& camp : camps.camps)
        if (camp.pole == Pole::a) {
            EXPECT_EQ(camp.voices, 6);
            EXPECT_EQ(camp.posts, 56);
        }
}

TEST(Replies, MarksAndOdds) {
    const auto lexicon = Lexicon::load(real_disk(), "ground/lexicon");
    const auto model = ReplyModel::load(real_disk(), "models/reply.toml");
    ASSERT_TRUE(lexicon && model);
    const auto marks = ReplyModel::marks_of("你这是偷换概念吧？", "国产机床偷换概念", 3, true, *lexicon);
    const auto& names = ReplyModel::mark_names();
    const auto mark = [&](std::string_view name) {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == name) return marks[i];
        return -1.0;
    };
    EXPECT_EQ(mark("depth_3"), 1);
    EXPECT_EQ(mark("own_again"), 1);
    EXPECT_EQ(mark("disagree_first"), 1);
    EXPECT_EQ(mark("agree"), 0);
    EXPECT_EQ(mark("asks_last"), 1);
    EXPECT_EQ(mark("you_first"), 1);
    EXPECT_EQ(mark("long"), 0);
    EXPECT_DOUBLE_EQ(mark("shared"), 3.0 / 9.0);  // 偷换 换概 概念, of eight different pairs
    EXPECT_LT(model->same_side_odds(marks), -1.0);
    const auto nod = ReplyModel::marks_of("同意，说得对！", "国产机床", 1, false, *lexicon);
    EXPECT_GT(model->same_side_odds(nod), 1.0);
}

/// A line of tests/cases/camps/judge.case.
struct Case {
    std::string text, target, answered;
    double shares[3] = {};
};

std::vector<Case> read_cases() {
    std::vector<Case> cases;
    std::ifstream input("tests/cases/camps/judge.case");
    for (std::string line; std::getline(input, line);) {
        if (line.starts_with("#")) continue;
        std::istringstream cells(line);
        Case c;
        std::string share;
        std::getline(cells, c.text, '\t');
        std::getline(cells, c.target, '\t');
        std::getline(cells, c.answered, '\t');
        for (double& s : c.shares) {
            std::getline(cells, share, '\t');
            s = std::stod(share);
        }
        cases.push_back(c);
    }
    return cases;
}

TEST(TrainedJudge, GivesThePythonScoresWhateverTheBatch) {
    if (!real_disk().exists(".deps/encoder/weights.npz")) GTEST_SKIP() << "no .deps/encoder";
    const auto encoder = load_embedded_encoder(".deps/encoder", real_disk());
    ASSERT_TRUE(encoder);
    const auto judge = load_trained_judge("models/stance", "network.npz", **encoder, real_disk());
    ASSERT_TRUE(judge) << judge.error().line();
    const std::vector<Case> cases = read_cases();
    ASSERT_GE(cases.size(), 5U);
    std::vector<StanceQuestion> questions;
    for (const Case& c : cases) questions.push_back({c.text, c.target, c.answered});
    const auto together = (*judge)->judge(questions, 2);
    ASSERT_TRUE(together);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        // Training read rows rounded to 16 bits, so the last digits may differ.
        EXPECT_NEAR((*together)[i].in_favour, cases[i].shares[0], 3e-3) << cases[i].text;
        EXPECT_NEAR((*together)[i].against, cases[i].shares[1], 3e-3) << cases[i].text;
        EXPECT_NEAR((*together)[i].neither, cases[i].shares[2], 3e-3) << cases[i].text;
        const auto alone = (*judge)->judge(std::span(questions).subspan(i, 1), 1);
        ASSERT_TRUE(alone);
        EXPECT_EQ((*alone)[0].in_favour, (*together)[i].in_favour);  // bit for bit
        EXPECT_EQ((*alone)[0].against, (*together)[i].against);
    }
    EXPECT_FALSE(load_trained_judge("models/stance", "network.npz", **encoder, real_disk(), "no such set"));
    EXPECT_FALSE(load_trained_judge("models", "network.npz", **encoder, real_disk()));
}

}  // namespace
}  // namespace agon
