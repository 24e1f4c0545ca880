// The reader as agon sees it: a program in a folder that is asked in lines. Here it is a script; the real one is asked
// where AGON_READER names the folder that setup/translator reader laid out.
#include "ground/model/reader.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ground/text/text.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class ReaderTest : public testing::Test {
  protected:
    void SetUp() override {
        folder = fs::temp_directory_path() / ("agon-reader-" + std::to_string(::getpid()));
        fs::create_directories(folder);
        std::string all;
        for (const char* name : {"reader.gguf", "reader-learned.gguf", "reader-heads.f32"}) {
            std::ofstream(folder / name) << name;
            all += sha256_hex(name) + "  " + name + '\n';
        }
        std::ofstream(folder / "reader.sha256") << sha256_hex(all) << '\n';
        // It keeps what it was told, says "for" to a text with 好, and gives the rest to "against".
        write_program(R"(case $line in *好*) echo "odds	3 0 0 " ;; *) echo "odds	0 3 0 " ;; esac)");
    }
    void TearDown() override { fs::remove_all(folder); }
    void write_program(const std::string& answer) const {
        const fs::path program = folder / "reader";
        std::ofstream(program) << "#!/bin/sh\nread line\necho \"ready	stub\"\nwhile IFS= read -r line; do\n"
                               << "printf '%s\\n' \"$line\" >> " << (folder / "told").string() << "\n"
                               << answer << "\ndone\n";
        fs::permissions(program, fs::perms::owner_all);
    }
    std::vector<std::string> told() const {
        std::ifstream file(folder / "told");
        std::vector<std::string> lines;
        for (std::string line; std::getline(file, line);) lines.push_back(line);
        return lines;
    }
    fs::path folder;
};

TEST_F(ReaderTest, AnswersComeInTheOrderOfTheQuestionsAndLinesInThatOfTheTargets) {
    const auto reader = open_reader(folder, 1);
    ASSERT_TRUE(reader) << reader.error().line();
    EXPECT_FALSE(fs::exists(folder / "told"));
    const std::vector<StanceQuestion> questions = {
        {"坏\n事", "b\tc", "上\\文"}, {"好事", "a", ""}, {"坏事", "b\tc", ""}};
    const auto answers = reader->stance->judge(questions, 1);
    ASSERT_TRUE(answers) << answers.error().line();
    ASSERT_EQ(answers->size(), 3U);
    EXPECT_GT((*answers)[0].against, 0.7);
    EXPECT_GT((*answers)[1].in_favour, 0.7);
    EXPECT_GT((*answers)[2].against, 0.7);
    for (const StanceAnswer& a : *answers) EXPECT_NEAR(a.in_favour + a.against + a.neither, 1, 1e-12);
    EXPECT_EQ(told(),
              (std::vector<std::string>{"stance\ta\t\t好事", "stance\tb c\t\t坏事", "stance\tb c\t上\\\\文\t坏\\n事"}));
    const std::vector<ReplyQuestion> replies = {{"好", "上文"}};
    const auto sides = reader->reply->judge(replies, 1);
    ASSERT_TRUE(sides);
    EXPECT_GT((*sides)[0].agrees, 0.6);
    EXPECT_LT((*sides)[0].agrees, (*answers)[1].in_favour);  // replies are surer than they are right
    EXPECT_EQ(told().back(), "reply\t上文\t好");
}

TEST_F(ReaderTest, NothingIsStartedForNothing) {
    const auto reader = open_reader(folder, 1);
    ASSERT_TRUE(reader);
    fs::remove(folder / "reader");
    EXPECT_TRUE(reader->stance->judge({}, 1));
}

TEST_F(ReaderTest, AChangedFileIsFoundBeforeItIsAsked) {
    const auto reader = open_reader(folder, 1);
    ASSERT_TRUE(reader);
    std::ofstream(folder / "reader-heads.f32") << "reader-heads.f33";
    const std::vector<StanceQuestion> questions = {{"好", "a", ""}};
    const auto answers = reader->stance->judge(questions, 1);
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().code, ErrorCode::model_damaged);
    EXPECT_FALSE(fs::exists(folder / "told"));
}

TEST_F(ReaderTest, AnAnswerThatIsNotThreeNumbersIsAnError) {
    for (const char* answer : {"echo none", "echo 'odds	1 2'", "echo 'odds	1 nan 2'", "exit 1"}) {
        write_program(answer);
        const auto reader = open_reader(folder, 1, 5);
        ASSERT_TRUE(reader);
        const std::vector<StanceQuestion> questions = {{"好", "a", ""}};
        const auto answers = reader->stance->judge(questions, 1);
        ASSERT_FALSE(answers) << answer;
        EXPECT_EQ(answers.error().code, ErrorCode::model_damaged);
    }
}

TEST_F(ReaderTest, AFolderWithoutAReaderIsMissing) {
    fs::remove(folder / "reader.sha256");
    const auto reader = open_reader(folder, 1);
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().code, ErrorCode::model_missing);
}

TEST(RealReader, HearsASideThatDoesNotNameItsTargetTheSameWithOneThreadAndTwo) {
    const char* folder = std::getenv("AGON_READER");
    if (!folder) GTEST_SKIP() << "AGON_READER names no folder of setup/translator reader";
    const std::vector<StanceQuestion> questions = {
        {"提高工资，小厂全死光。", "应该提高最低工资", ""},
        {"一个月三千块，房租就去掉一半，谁活得下去？", "应该提高最低工资", ""},
        {"昨天下雨了。", "应该提高最低工资", ""}};
    std::vector<std::vector<StanceAnswer>> heard;
    for (const int threads : {1, 2}) {
        const auto reader = open_reader(folder, threads);
        ASSERT_TRUE(reader) << reader.error().line();
        auto answers = reader->stance->judge(questions, threads);
        ASSERT_TRUE(answers) << answers.error().line();
        heard.push_back(std::move(*answers));
    }
    for (std::size_t i = 0; i < questions.size(); ++i) {
        EXPECT_EQ(heard[0][i].in_favour, heard[1][i].in_favour);
        EXPECT_EQ(heard[0][i].against, heard[1][i].against);
    }
    EXPECT_GT(heard[0][0].against, heard[0][0].in_favour);
    EXPECT_GT(heard[0][1].in_favour, heard[0][1].against);
    EXPECT_GT(heard[0][2].neither, 0.5);
}

}  // namespace
}  // namespace agon
