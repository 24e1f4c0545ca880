// The matching judge and the choice of key points. Needs .deps/encoder; skipped without it.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <set>

#include "src/points/points.hpp"

namespace agon {
namespace {

class MatchingTest : public testing::Test {
  protected:
    void SetUp() override {
        if (!real_disk().exists(".deps/encoder/weights.npz")) GTEST_SKIP() << "no .deps/encoder";
        auto encoder = load_embedded_encoder(".deps/encoder", real_disk());
        auto words = Words::load(".deps/cppjieba/dict");
        auto matcher = Matcher::load(real_disk(), "models");
        ASSERT_TRUE(encoder && words && matcher);
        encoder_ = std::move(encoder).value();
        words_ = std::move(words).value();
        matcher_.emplace(std::move(matcher).value());
    }
    std::vector<float> judge(const std::vector<std::string_view>& texts, const std::vector<std::string_view>& points,
                             int threads = 1) {
        std::vector<std::string_view> all{"topic"};
        all.insert(all.end(), texts.begin(), texts.end());
        all.insert(all.end(), points.begin(), points.end());
        const auto rows = encoder_->encode(all, threads);
        EXPECT_TRUE(rows);
        MatchGroup group;
        group.topic = rows->data();
        for (std::size_t i = 1; i < all.size(); ++i)
            (i <= texts.size() ? group.texts : group.points).push_back({all[i], &(*rows)[i * 512]});
        auto found = matcher_->probabilities(group, *encoder_, *words_, threads);
        EXPECT_TRUE(found);
        return *found;
    }
    std::unique_ptr<Encoder> encoder_;
    std::unique_ptr<Words> words_;
    std::optional<Matcher> matcher_;
};

TEST_F(MatchingTest, GivesEachTextItsOwnPointInBothLanguages) {
    const std::vector<std::vector<std::string_view>> texts{
        {"uniforms stop children from being bullied over cheap clothes", "a uniform costs poor families a lot of money",
         "wearing your own clothes lets you show who you are"},
        {"补贴一撒下去就有企业骗钱", "高工资逼着老板去买机器人", "没有医保的骑手出了车祸只能自己扛"}};
    const std::vector<std::vector<std::string_view>> points{
        {"School uniforms reduce bullying", "School uniforms are expensive", "Uniforms harm self-expression"},
        {"政府补贴带来骗补和浪费", "提高工资倒逼企业升级技术", "骑手没有社会保险，事故自己承担"}};
    for (std::size_t language = 0; language < 2; ++language) {
        const auto found = judge(texts[language], points[language]);
        for (std::size_t t = 0; t < 3; ++t)
            for (std::size_t p = 0; p < 3; ++p)
                if (p != t) {
                    EXPECT_GT(found[t * 3 + t], found[t * 3 + p]) << texts[language][t];
                }
    }
}

TEST_F(MatchingTest, BitsDoNotDependOnThreads) {
    const std::vector<std::string_view> texts{"国企亏了不心疼", "state firms waste money", "", "用户用脚投票"};
    EXPECT_EQ(judge(texts, {"国企没有激励", "市场由用户筛选"}, 1), judge(texts, {"国企没有激励", "市场由用户筛选"}, 3));
}

TEST(MatchWordsTest, EnglishIsStemmedAndChineseCut) {
    const auto words = Words::load(".deps/cppjieba/dict");
    if (!words) GTEST_SKIP() << "no .deps/cppjieba";
    std::string stems;
    for (const MatchWord& word : match_words("The regulations on Chips: 芯片产业 must GROW", **words))
        stems += word.stem + "|";
    EXPECT_EQ(stems, "regul|chip|grow|芯片|产业|");
}

/// Share of voices that a set of candidates covers, by looking at every pair.
double covered_by(const CoverProblem& problem, const std::vector<std::size_t>& chosen, double threshold) {
    std::map<std::int64_t, bool> reached;
    for (std::size_t t = 0; t < problem.voice.size(); ++t)
        for (const std::size_t c : chosen)
            reached[problem.voice[t]] = reached[problem.voice[t]] || t == problem.text_of[c] ||
                                        static_cast<double>(problem.match[t * problem.text_of.size() + c]) >= threshold;
    double count = 0;
    for (const auto& [voice, hit] : reached) count += hit ? 1 : 0;
    return reached.empty() ? 0 : count / static_cast<double>(reached.size());
}

TEST(CoveringTest, KeepsItsPromisesOnRandomProblems) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        CoverProblem problem;
        const std::size_t texts = 5 + random() % 30, candidates = 1 + random() % 5;
        for (std::size_t t = 0; t < texts; ++t) problem.voice.push_back(static_cast<std::int64_t>(random() % 12));
        for (std::size_t c = 0; c < candidates; ++c) {
            problem.text_of.push_back(c);
            problem.quality.push_back(static_cast<double>(random() % 100) / 100);
        }
        for (std::size_t i = 0; i < texts * candidates; ++i)
            problem.match.push_back(static_cast<float>(random() % 1000) / 1000);
        CoverOptions options;
        const Cover cover = choose_cover(problem, options);
        EXPECT_LE(cover.chosen.size(), options.most);
        EXPECT_LT(cover.redundancy, options.same_candidate);
        if (cover.chosen.empty()) continue;
        EXPECT_DOUBLE_EQ(cover.covered, covered_by(problem, cover.chosen, options.same_argument));
        for (const std::size_t c : cover.chosen) {
            std::set<std::int64_t> voices;
            for (std::size_t t = 0; t < texts; ++t)
                if (t == c || static_cast<double>(problem.match[t * candidates + c]) >= options.same_argument)
                    voices.insert(problem.voice[t]);
            EXPECT_GE(static_cast<std::int64_t>(voices.size()), options.least_voices);
        }
    }
}

}  // namespace
}  // namespace agon
