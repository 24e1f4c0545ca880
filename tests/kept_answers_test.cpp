// Answers kept from run to run: found again, forgotten when not asked for, and never believed when anything is wrong
// with their file.
#include "ground/model/kept_answers.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace agon {
namespace {

namespace fs = std::filesystem;

class KeptAnswersFile : public testing::Test {
  protected:
    void SetUp() override { fs::remove(path_); }
    void TearDown() override { fs::remove(path_); }
    KeptAnswers open(std::string_view maker = "model one", std::size_t answer_bytes = 8) const {
        return KeptAnswers::open(real_disk(), path_, maker, answer_bytes);
    }
    std::string bytes() const { return *real_disk().read_file(path_); }
    /// Asks for the texts as a stage does: what is not there is made.
    void ask(const std::vector<std::string>& texts) const {
        KeptAnswers kept = open();
        for (const std::string& text : texts) {
            const QuestionKey key = question_key({text});
            if (kept.find(key) == nullptr) kept.put(key, answer_to(text).data());
        }
        ASSERT_TRUE(kept.save().ok());
    }
    static std::string answer_to(const std::string& text) { return (text + "--------").substr(0, 8); }

    const std::string path_ =
        (fs::temp_directory_path() / ("agon_kept_" + std::to_string(::getpid()) + ".answers")).string();
};

TEST_F(KeptAnswersFile, AnswersAreFoundAgain) {
    ask({"甲", "乙", "丙"});
    KeptAnswers kept = open();
    for (const char* text : {"甲", "乙", "丙"}) {
        const char* found = kept.find(question_key({text}));
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(std::string(found, 8), answer_to(text));
    }
    EXPECT_EQ(kept.find(question_key({"丁"})), nullptr);
}

TEST_F(KeptAnswersFile, IsTheSameHoweverItCameAbout) {
    ask({"甲", "乙", "丙"});
    const std::string at_once = bytes();
    fs::remove(path_);
    ask({"丙", "丁"});
    ask({"乙", "丙"});
    ask({"丙", "乙", "甲", "甲"});
    EXPECT_EQ(bytes(), at_once);
    ask({"乙"});
    EXPECT_LT(bytes().size(), at_once.size()) << "what is asked no more goes";
    ask({});
    EXPECT_FALSE(fs::exists(path_));
}

/// Says how often it was asked, and fails once it was asked `good` questions.
class FailingJudge final : public Judge {
  public:
    explicit FailingJudge(std::size_t good) : good_(good) {}
    const std::string& name() const override { return name_; }
    const std::string& digest() const override { return name_; }
    Result<std::vector<StanceAnswer>> judge(std::span<const StanceQuestion> questions, int) const override {
        if (asked + questions.size() > good_) return Error{ErrorCode::model_damaged, "judge", 0, -1, "it is gone"};
        std::vector<StanceAnswer> answers;
        for (const StanceQuestion& question : questions)
            answers.push_back({1.0 / static_cast<double>(question.text.size()), 0, .5});
        asked += questions.size();
        return answers;
    }
    mutable std::size_t asked = 0;

  private:
    std::size_t good_;
    std::string name_ = "judge";
};

TEST_F(KeptAnswersFile, InPortionsWhatWasSaidBeforeAnErrorIsKept) {
    const std::vector<std::string> texts = {"一",         "二二",         "三三三",        "四四四四",
                                            "五五五五五", "六六六六六六", "七七七七七七七"};
    const auto ask_judge = [&](const FailingJudge& judge, std::size_t first, Portions portions, bool to_the_end) {
        std::vector<StanceQuestion> questions;
        for (std::size_t i = first; i < texts.size(); ++i) questions.push_back({texts[i], "题", ""});
        KeptAnswers kept = open("model one", kShareBytes);
        auto answers = keeping(judge, kept, portions)->judge(questions, 1);
        if (to_the_end) {
            EXPECT_TRUE(kept.save().ok());
        }
        return answers;
    };
    const FailingJudge whole(99);
    const auto expected = ask_judge(whole, 0, {}, true);
    ASSERT_TRUE(expected.ok());
    const std::string at_once = bytes();
    fs::remove(path_);

    const FailingJudge last_text(1), fails(5), rest(4);
    ASSERT_TRUE(ask_judge(last_text, 6, {2, 1}, true).ok());
    EXPECT_FALSE(ask_judge(fails, 0, {2, 1}, false).ok());
    EXPECT_EQ(fails.asked, 4U);
    const auto answers = ask_judge(rest, 0, {2, 1}, true);
    ASSERT_TRUE(answers.ok()) << "four of the failed run and one that it had not asked for are there";
    EXPECT_EQ(rest.asked, 2U);
    for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ((*answers)[i].in_favour, (*expected)[i].in_favour);
    EXPECT_EQ(bytes(), at_once);
}

TEST_F(KeptAnswersFile, WhatIsLeftIsFoundInMemoryAndChangesNoByte) {
    LeftAnswers left;
    // Asks as a stage of a process that holds what earlier runs left; says how many answers had to be made.
    const auto ask_again = [&](const std::vector<std::string>& texts, std::string_view maker) {
        KeptAnswers kept = KeptAnswers::open(real_disk(), path_, maker, 8, &left);
        int made = 0;
        for (const std::string& text : texts) {
            const QuestionKey key = question_key({text});
            if (kept.find(key) == nullptr) {
                kept.put(key, answer_to(text).data());
                ++made;
            }
            EXPECT_EQ(std::string(kept.find(key), 8), answer_to(text));
        }
        EXPECT_TRUE(kept.save().ok());
        return made;
    };
    EXPECT_EQ(ask_again({"甲", "乙", "丙"}, "model one"), 3);
    const std::string before = bytes();
    EXPECT_EQ(ask_again({"甲", "丁"}, "model one"), 1);
    EXPECT_LT(bytes().size(), before.size()) << "the file holds what was asked last";
    EXPECT_EQ(ask_again({"丙", "甲", "乙"}, "model one"), 0) << "taken back";
    EXPECT_EQ(bytes(), before);
    EXPECT_EQ(ask_again({"甲"}, "model one"), 0);
    EXPECT_EQ(ask_again({"乙"}, "model two"), 1) << "another model's answer is none";
}

TEST_F(KeptAnswersFile, AnyChangeMakesItEmpty) {
    ask({"甲", "乙", "丙"});
    const std::string whole = bytes();
    for (std::size_t at = 0; at < whole.size(); ++at) {
        std::string damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        ASSERT_TRUE(real_disk().write_file(path_, damaged).ok());
        ASSERT_TRUE(open().empty()) << "byte " << at;
        ASSERT_TRUE(real_disk().write_file(path_, whole.substr(0, at)).ok());
        ASSERT_TRUE(open().empty()) << "cut at " << at;
    }
    ASSERT_TRUE(real_disk().write_file(path_, whole).ok());
    EXPECT_FALSE(open().empty());
    EXPECT_TRUE(open("model two").empty());
    EXPECT_TRUE(open("model one", 16).empty());
    ask({"甲"});
    EXPECT_FALSE(open().empty());
}

TEST(QuestionKeys, TellPartsApart) {
    EXPECT_NE(question_key({"ab", "c"}), question_key({"a", "bc"}));
    EXPECT_NE(question_key({"a", ""}), question_key({"a"}));
    EXPECT_NE(question_key({"1 a"}), question_key({"a"}));
}

}  // namespace
}  // namespace agon
