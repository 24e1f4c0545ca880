// The program as a person runs it: exit codes, one clear line for each bad input, nothing half-written, and the same
// bytes in every locale and time zone.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

namespace {

namespace fs = std::filesystem;

struct Ran {
    int exit = -1;
    std::string output;  // stdout and stderr together
};

class CommandLine : public testing::Test {
  protected:
    void SetUp() override {
        const char* program = std::getenv("AGON_PROGRAM");
        if (!program || !fs::exists(program)) GTEST_SKIP() << "AGON_PROGRAM is not set: run through ctest";
        program_ = program;
        folder_ = fs::temp_directory_path() / ("agon_cli_" + std::to_string(::getpid()));
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override {
        if (!folder_.empty()) fs::remove_all(folder_);
    }

    Ran run(const std::string& arguments, const std::string& environment = "") const {
        Ran ran;
        const std::string command = environment + " " + program_ + " " + arguments + " 2>&1";
        std::FILE* pipe = ::popen(command.c_str(), "r");
        if (!pipe) return ran;
        std::array<char, 4096> buffer{};
        while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
            ran.output.append(buffer.data(), count);
        ran.exit = WEXITSTATUS(::pclose(pipe));
        return ran;
    }
    std::string file(const std::string& name, const std::string& bytes) const {
        const fs::path path = folder_ / name;
        std::ofstream(path, std::ios::binary) << bytes;
        return path.string();
    }
    std::string case_folder(const std::string& name) const { return (folder_ / name).string(); }

    /// File name below `root` -> bytes.
    static std::map<std::string, std::string> bytes_below(const std::string& root) {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (!entry.is_regular_file()) continue;
            std::ostringstream bytes;
            bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
            files[entry.path().string().substr(root.size())] = bytes.str();
        }
        return files;
    }

    std::string program_;
    fs::path folder_;
};

TEST_F(CommandLine, SaysWhatItCannotUseInOneLine) {
    struct Bad {
        const char* what;
        std::string path;
        int exit;
        const char* says;
    };
    const std::string folder_of_nothing = case_folder("nothing");
    fs::create_directories(folder_of_nothing);
    const std::vector<Bad> bad = {
        {"a file that is not there", case_folder("absent.json"), 3, "absent.json"},
        {"an empty file", file("empty.json", ""), 3, "empty"},
        {"a file that is not text", file("picture.json", std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16)), 3,
         "picture"},
        {"CSV without a text column", file("columns.csv", "colour,size\nred,1\n"), 3, "columns.csv"},
    };
    const std::string case_path = case_folder("case");
    ASSERT_EQ(run("import " + case_path + " tests/cases/threads/answers.jsonl").exit & ~1, 0);
    // What could not be used stands among the rejects; nothing else of the case changes.
    const auto kept = [&] {
        auto files = bytes_below(case_path);
        files.erase("/manifest.json");
        files.erase("/threads/rejects.parquet");
        return files;
    };
    const auto before = kept();
    EXPECT_GT(before.size(), 4U);
    for (const Bad& b : bad) {
        const Ran ran = run("import " + case_path + " " + b.path);
        EXPECT_EQ(ran.exit, b.exit) << b.what << ": " << ran.output;
        EXPECT_NE(ran.output.find(b.says), std::string::npos) << b.what << ": " << ran.output;
        const auto complaints = std::count(ran.output.begin(), ran.output.end(), '\n') -
                                (ran.output.find("imported ") == std::string::npos ? 0 : 1);
        EXPECT_EQ(complaints, 1) << b.what << ": " << ran.output;
        EXPECT_TRUE(kept() == before) << b.what << " left something behind";
    }
}

TEST_F(CommandLine, CountsAndKeepsWhatBreaksOff) {
    const std::string case_path = case_folder("case");
    const Ran ran = run("import " + case_path + " " + file("cut.json", R"({"data":[{"id":1,"content":"一)"));
    EXPECT_EQ(ran.exit, 1) << ran.output;
    EXPECT_NE(ran.output.find("1 records rejected"), std::string::npos) << ran.output;
}

TEST_F(CommandLine, ReadsAPipeAndAPattern) {
    const Ran piped =
        run("import " + case_folder("piped") + " - < examples/made-in-china/threads/comments-190000301.jsonl");
    EXPECT_EQ(piped.exit, 0) << piped.output;
    const Ran matched =
        run("import " + case_folder("matched") + " 'examples/made-in-china/threads/comments-1900003*.jsonl'");
    EXPECT_EQ(matched.exit, 0) << matched.output;
    const auto count = [](const Ran& ran) { return std::atoi(ran.output.c_str() + std::string("imported ").size()); };
    EXPECT_GT(count(piped), 0) << piped.output;
    EXPECT_GT(count(matched), count(piped)) << matched.output;
    const Ran nothing = run("import " + case_folder("nothing") + " 'examples/none/*.jsonl'");
    EXPECT_EQ(nothing.exit, 3);
    EXPECT_NE(nothing.output.find("examples/none/*.jsonl: no such file"), std::string::npos) << nothing.output;
}

TEST_F(CommandLine, SaysWhichFilesOfADumpHoldNothing) {
    const Ran ran = run("import " + case_folder("dump") + " tests/cases/threads/formats/stack.example.com");
    EXPECT_EQ(ran.exit, 1) << "one row of Posts.xml is no post: " << ran.output;
    EXPECT_NE(ran.output.find("PostHistory.xml: holds nothing that agon reads\n"), std::string::npos) << ran.output;
    const Ran polis = run("import " + case_folder("polis") + " tests/cases/threads/formats/polis-roof");
    EXPECT_EQ(polis.exit, 0) << polis.output;
    EXPECT_NE(polis.output.find("comment-groups.csv: holds nothing that agon reads\n"), std::string::npos)
        << polis.output;
}

TEST_F(CommandLine, SaysWhichFilesAreNotUtf8) {
    std::string gb = "\xCE\xCA\xCC\xE2,\xD5\xFD\xCE\xC4\n";  // 问题,正文 in GB18030
    for (int row = 0; row < 20; ++row) gb += "\xD2\xAA\xB2\xBB\xD2\xAA,\xCE\xD2\xC3\xC7\xB2\xBB\xCD\xAC\xD2\xE2\n";
    const Ran other = run("import " + case_folder("gb") + " " + file("gb.csv", gb));
    EXPECT_NE(other.output.find("gb.csv: read as gb18030 (guess)\n"), std::string::npos) << other.output;
    std::string damaged =
        "{\"question\":\"问\",\"text\":\"一句很长很长的话\"}\n{\"question\":\"问\",\"text\":\"坏\xE5了\"}\n";
    const Ran cut = run("import " + case_folder("cut") + " " + file("cut.jsonl", damaged));
    EXPECT_EQ(cut.exit, 1);
    EXPECT_NE(cut.output.find("cut.jsonl: UTF-8 with damaged places; records that hold one were rejected\n"),
              std::string::npos)
        << cut.output;
    const Ran again = run("inspect " + case_folder("gb"));
    EXPECT_NE(again.output.find("gb18030"), std::string::npos) << again.output;
    const Ran plain =
        run("import " + case_folder("plain") + " examples/made-in-china/threads/comments-190000301.jsonl");
    EXPECT_EQ(plain.output.find("read as"), std::string::npos) << plain.output;
}

TEST_F(CommandLine, ExitCodesAreThoseOfTheGuide) {
    EXPECT_EQ(run("--version").exit, 0);
    EXPECT_EQ(run("--help").exit, 0);
    EXPECT_EQ(run("").exit, 2);
    EXPECT_EQ(run("import").exit, 2);
    EXPECT_EQ(run("dance").exit, 2);
    EXPECT_EQ(run("inspect " + case_folder("absent")).exit, 3);
    EXPECT_EQ(run("verify " + case_folder("absent.md") + " --case " + case_folder("absent")).exit, 3);
}

// Two threads of one debate and one of another are enough: dates, votes, numbers and names all pass through.
const std::string threads =
    "examples/made-in-china/threads/answers-190000301.json examples/made-in-china/threads/comments-190000301.jsonl "
    "examples/made-in-china/threads/answers-190000302.json examples/made-in-china/threads/answers-190000401.json";

TEST_F(CommandLine, TheFastEncoderOfLargeCasesServesEveryStage) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::string in = case_folder("fast");
    ASSERT_EQ(run("import " + in + " " + threads + " --topic 中国制造").exit, 0);
    const Ran analyzed = run("analyze " + in + " --encoder fast --quiet");
    ASSERT_EQ(analyzed.exit, 0) << analyzed.output;
    ASSERT_EQ(run("report " + in + " -o " + in + "/out.md").exit, 0);
    EXPECT_EQ(run("verify " + in + "/out.md --case " + in).exit, 0);
}

TEST_F(CommandLine, ACaseWithoutADebateSaysSo) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    std::string lines;
    for (const char* question : {"今天上海下雨了吗？", "求推荐一家好吃的面馆"})
        for (int i = 0; i < 6; ++i)
            lines += std::string(R"({"question":")") + question + R"(","author":"u)" + std::to_string(i) +
                     R"(","votes":1,"comments":0,"text":"谢谢分享，第)" + std::to_string(i) + R"(次来看了"})" + "\n";
    const std::string in = case_folder("quiet");
    ASSERT_EQ(run("import " + in + " " + file("answers.jsonl", lines)).exit, 0);
    ASSERT_EQ(run("analyze " + in + " --quiet").exit, 0);
    for (const auto& [language, says] :
         {std::pair<const char*, const char*>{"en", "Of the 2 questions read here none is argued over"},
          {"zh", "所读 2 个提问中，没有一个谈得上争论"}}) {
        const std::string out = in + "/out." + language + ".md";
        ASSERT_EQ(run("report " + in + " -o " + out + " --lang " + language).exit, 0);
        EXPECT_EQ(run("verify " + out + " --case " + in).exit, 0);
        std::ostringstream text;
        text << std::ifstream(out).rdbuf();
        EXPECT_NE(text.str().find(says), std::string::npos) << text.str();
        EXPECT_EQ(text.str().find("Of 0 readings"), std::string::npos);
    }
}

TEST_F(CommandLine, SameBytesInEveryLocaleAndTimeZone) {
    if (!fs::exists(".deps/encoder/weights.npz")) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    const std::vector<std::string> environments = {"env LC_ALL=C TZ=UTC", "env LC_ALL=de_DE.UTF-8 TZ=America/New_York",
                                                   "env LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Asia/Kathmandu"};
    std::vector<std::map<std::string, std::string>> cases;
    for (std::size_t i = 0; i < environments.size(); ++i) {
        const std::string in = case_folder("locale" + std::to_string(i));
        ASSERT_EQ(run("import " + in + " " + threads + " --topic 中国制造", environments[i]).exit, 0);
        const Ran analyzed = run("analyze " + in + " --from 2011-01 --to 2024-12 --quiet", environments[i]);
        ASSERT_EQ(analyzed.exit, 0) << analyzed.output;
        const Ran reported = run("report " + in + " -o " + in + "/out.html", environments[i]);
        ASSERT_EQ(reported.exit, 0) << reported.output;
        cases.push_back(bytes_below(in));
    }
    for (std::size_t i = 1; i < cases.size(); ++i) {
        ASSERT_EQ(cases[i].size(), cases[0].size());
        for (const auto& [name, bytes] : cases[0])
            EXPECT_TRUE(bytes == cases[i][name]) << name << " differs under " << environments[i];
    }
}

}  // namespace
