// The main promise, on the sample: the pipe runs, gives the same bytes for any number of threads, and its report is
// verified; every edit of the report or of the case is found.
#include <cstdlib>
#include <random>

#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class Pipeline : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (!fs::exists(".deps/encoder/weights.npz")) return;
        case_ = sample_case("one", 1);
        for (const char* ending : {".md", ".html"}) {
            auto written = write_report(real_disk(), case_, fs::current_path().string(),
                                        case_ + "/../agon_report_" + std::to_string(::getpid()) + ending, {});
            ASSERT_TRUE(written.ok()) << written.error().line();
        }
        markdown_ = case_ + "/../agon_report_" + std::to_string(::getpid()) + ".md";
        html_ = case_ + "/../agon_report_" + std::to_string(::getpid()) + ".html";
    }
    static void TearDownTestSuite() {
        for (const std::string& path : {case_, markdown_, html_})
            if (!path.empty()) fs::remove_all(path);
    }
    void SetUp() override {
        if (case_.empty()) GTEST_SKIP() << ".deps/encoder is not there: run setup/install";
    }
    static inline std::string case_, markdown_, html_;
};

TEST_F(Pipeline, UntouchedReportHolds) {
    for (const std::string& file : {markdown_, html_}) {
        auto verdict = verify_report(real_disk(), file, case_);
        ASSERT_TRUE(verdict.ok());
        EXPECT_TRUE(verdict->holds()) << verdict->findings.front().what << ' ' << verdict->findings.front().detail;
        EXPECT_GT(verdict->quotes, 10);
        EXPECT_GT(verdict->numbers, 50);
    }
}

/// "threads/posts: post thread parent ..." for every table of the case.
std::string columns_of_case(const std::string& folder) {
    std::string all = "schema " + std::to_string(kTableSchema) + "\n";
    for (const std::string& file : sorted_files(folder)) {
        if (!file.ends_with(".parquet")) continue;
        const auto reader = TableReader::open(bytes_of(file), file);
        EXPECT_TRUE(reader.ok());
        all += file.substr(folder.size() + 1, file.size() - folder.size() - 1 - std::string(".parquet").size()) + ":";
        for (const std::string& name : reader->column_names()) all += " " + name;
        all += "\n";
    }
    return all;
}

TEST_F(Pipeline, TablesHaveTheColumnsOfTheirSchema) {
    const std::string expected = "tests/cases/table/columns.txt", now = columns_of_case(case_);
    if (bytes_of(expected) == now) return;
    const std::string file = (fs::temp_directory_path() / "columns.txt").string();
    ASSERT_TRUE(real_disk().write_file(file, now).ok());
    FAIL() << "The columns of a table changed. Raise kTableSchema in ground/table/table.hpp by one (once a release is "
              "enough while nobody has cases of it), say in docs/formats/schema.md what changed, give a new column of "
              "threads/* the number as `since`, run this again, and then: cp " +
                  file + " " + expected;
}

TEST_F(Pipeline, SameBytesForAnyNumberOfThreads) {
    const std::string other = sample_case("two", 2);
    for (const std::string& file : sorted_files(other)) {
        const std::string same = case_ + file.substr(other.size());
        EXPECT_EQ(bytes_of(file), bytes_of(same)) << same;
    }
    fs::remove_all(other);
}

TEST_F(Pipeline, UnchangedStagesAreSkipped) {
    AnalyzeOptions analyze;
    analyze.from = "2010-12";
    analyze.to = "2025-03";
    auto again = analyze_case(real_disk(), case_, fs::current_path().string(), analyze, [](const std::string&) {});
    ASSERT_TRUE(again.ok());
    for (const StageOutcome& o : *again) EXPECT_TRUE(o.skipped) << o.stage;
}

/// How many edits each test tries: 20, or AGON_EDITS (1,000 are measured before a release).
int edits_to_try() {
    const char* set = std::getenv("AGON_EDITS");
    return set ? std::atoi(set) : 20;
}

/// A place inside a quote or a number of the file: a Han character or a digit of a line that is a block.
std::vector<std::size_t> places_to_edit(const std::string& text) {
    std::vector<std::size_t> places;
    const std::size_t first = text.find("<main>") == std::string::npos ? 0 : text.find("<main>");
    bool tag = false;
    for (std::size_t i = first; i < text.size(); ++i) {
        if (text[i] == '<') tag = true;
        if (text[i] == '>') tag = false;
        const auto c = static_cast<unsigned char>(text[i]);
        if (!tag && (c >= 0xE4 && c <= 0xE9)) places.push_back(i);
        if (!tag && c >= '0' && c <= '9') places.push_back(i);
    }
    return places;
}

/// Changes, drops or doubles one character at a random place, another one than before.
std::string edited(const std::string& text, const std::vector<std::size_t>& places, std::mt19937_64& random) {
    const std::size_t at = places[random() % places.size()];
    const std::size_t length = static_cast<unsigned char>(text[at]) >= 0xE0 ? 3 : 1;
    std::string out = text;
    const std::string replacement = length == 1
                                        ? std::string(1, text[at] == '9' ? '0' : static_cast<char>(text[at] + 1))
                                        : (text.compare(at, 3, "不") == 0 ? "没" : "不");
    switch (random() % 3) {
        case 0:
            out.replace(at, length, replacement);
            break;
        case 1:
            out.erase(at, length);
            break;
        default:
            out.insert(at, replacement);
            break;
    }
    return out;
}

TEST_F(Pipeline, EveryEditOfTheReportIsFound) {
    const std::string path = markdown_ + ".edited.md";
    int missed = 0;
    for (const std::string& file : {markdown_, html_}) {
        const std::string text = bytes_of(file);
        const auto places = places_to_edit(text);
        std::mt19937_64 random(20261124);
        for (int i = 0; i < edits_to_try(); ++i) {
            ASSERT_TRUE(real_disk().write_file(path, edited(text, places, random)).ok());
            auto verdict = verify_report(real_disk(), path, case_);
            if (verdict.ok() && verdict->holds()) ++missed;
        }
    }
    fs::remove(path);
    EXPECT_EQ(missed, 0);
}

TEST_F(Pipeline, EveryEditOfASourceOrTableIsFound) {
    std::mt19937_64 random(7);
    std::vector<std::string> files;
    for (const std::string& file : sorted_files(case_))  // no report rests on what models answered before
        if (file.find("/report/") == std::string::npos && file.find("/kept/") == std::string::npos)
            files.push_back(file);
    int missed = 0;
    for (int i = 0; i < edits_to_try(); ++i) {
        const std::string& file = files[random() % files.size()];
        const std::string before = bytes_of(file);
        std::string after = before;
        after[random() % after.size()] ^= static_cast<char>(1 << (random() % 8));
        ASSERT_TRUE(real_disk().write_file(file, after).ok());
        auto verdict = verify_report(real_disk(), markdown_, case_);
        if (verdict.ok() && verdict->holds()) ++missed;
        ASSERT_TRUE(real_disk().write_file(file, before).ok());
    }
    EXPECT_EQ(missed, 0);
}

}  // namespace
}  // namespace agon
