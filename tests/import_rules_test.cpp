// Times without a zone by platform, and files of which nothing comes in.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "src/threads/reading.hpp"
#include "tests/sample_case.hpp"

namespace agon {
namespace {

namespace fs = std::filesystem;

class ImportRules : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& bytes) {
        const std::string path = folder_ + "/" + name;
        EXPECT_TRUE(real_disk().write_file(path, bytes).ok());
        return path;
    }
    ImportOutcome take(const std::vector<std::string>& files, const ImportOptions& options = {},
                       const std::string& name = "case") {
        auto outcome = import_files(real_disk(), folder_ + "/" + name, files, options);
        EXPECT_TRUE(outcome.ok()) << (outcome ? "" : outcome.error().line());
        return outcome ? std::move(*outcome) : ImportOutcome{};
    }

    const std::string folder_ = fresh_folder("import_rules");
};

std::int64_t seconds_of(const ImportOutcome& outcome) {
    EXPECT_EQ(outcome.threads.posts.size(), 1U);
    return outcome.threads.posts.empty() ? -2 : outcome.threads.posts.front().created_seconds;
}

TEST_F(ImportRules, TakesATimeWithoutAZoneAsItsPlatformWritesIt) {
    constexpr std::int64_t utc = 1580515800;  // 2020-02-01 00:10:00 UTC, by date -u -d @1580515800
    ImportOptions options;
    const std::string text = "question,author,time,text\nWhat for?,kim,2020-02-01 00:10:00,For nothing at all.\n";
    options.platform = "reddit";
    EXPECT_EQ(seconds_of(take({file("a.csv", text)}, options, "reddit")), utc);
    options.platform = "weibo";
    EXPECT_EQ(seconds_of(take({file("a.csv", text)}, options, "weibo")), utc - 8 * 3600);
    options.platform = "";
    EXPECT_EQ(seconds_of(take({file("a.csv", text)}, options, "own")), utc - 8 * 3600);
    const std::string zoned = "question,author,time,text\nWhat for?,kim,2020-02-01 00:10:00 +02:00,For nothing.\n";
    for (const char* platform : {"reddit", "zhihu"}) {
        options.platform = platform;
        EXPECT_EQ(seconds_of(take({file("z.csv", zoned)}, options, std::string("zoned_") + platform)), utc - 2 * 3600);
    }
}

TEST_F(ImportRules, AForumsOwnNamesOfItsColumnsAreKnown) {
    const ImportOutcome outcome = take({file(
        "forum.jsonl",
        R"({"thread": 4, "title": "Is it fair?", "post": 70, "parent": null, "author": "kim", "ts": 1043610360.0, "text": "It is."})"
        "\n"
        R"({"thread": 4, "title": "Is it fair?", "post": 71, "parent": 70, "author": "lee", "ts": 1043610420.0, "text": "No."})"
        "\n")});
    ASSERT_EQ(outcome.threads.threads.size(), 1U);
    EXPECT_EQ(outcome.threads.threads[0].title, "Is it fair?");
    ASSERT_EQ(outcome.threads.posts.size(), 2U);
    for (const Post& post : outcome.threads.posts) {
        EXPECT_EQ(post.created_seconds, post.native_id == "70" ? 1043610360 : 1043610420);
        EXPECT_EQ(post.kind, post.native_id == "70" ? PostKind::answer : PostKind::comment);
    }
}

TEST_F(ImportRules, AThreadCalledByItsTitleHasThatTitle) {
    const ImportOutcome outcome = take(
        {file("forum.csv", "thread,author,text\nIs it fair?,kim,It is.\nIs it fair?,lee,No.\n房价会跌吗,王,会。\n")});
    ASSERT_EQ(outcome.threads.threads.size(), 2U);
    std::set<std::string> titles;
    for (const Thread& thread : outcome.threads.threads) titles.insert(thread.title);
    EXPECT_EQ(titles, (std::set<std::string>{"Is it fair?", "房价会跌吗"}));
}

TEST_F(ImportRules, ADayComesBackFromAnExportAsThatDay) {
    for (const char* platform : {"reddit", "zhihu"})
        for (const char* when : {"2019-12-31", "2019", "2019-12-31 23:30", "2019-12-31 23:30:01"}) {
            ImportOptions options;
            options.platform = platform;
            const std::string name = std::string(platform) + std::to_string(std::string_view(when).size());
            const auto first =
                take({file("d.csv", std::string("question,time,text\nWhy?,") + when + ",So it is.\n")}, options, name);
            for (const char* format : {"jsonl", "4cat"}) {
                const auto exported = export_threads(real_disk(), folder_ + "/" + name, format);
                ASSERT_TRUE(exported.ok());
                const auto again = take({file("e.txt", *exported)}, {}, name + format);
                ASSERT_EQ(again.threads.posts.size(), 1U) << *exported;
                const Post &a = first.threads.posts.front(), &b = again.threads.posts.front();
                EXPECT_EQ(a.created_seconds, b.created_seconds) << *exported;
                EXPECT_EQ(a.created_precision, b.created_precision) << *exported;
                EXPECT_EQ(a.created_year, b.created_year) << *exported;
            }
        }
    // A day of another platform is a day there; its year is counted where all years are.
    EXPECT_EQ(read_moment("2019-12-31", 0)->year, 2019);
    EXPECT_EQ(read_moment("2019-12-31 20:00", 0)->year, 2020) << "already the new year in +08:00";
}

TEST_F(ImportRules, NamesAFileOfWhichNothingCameInAmongTheRejects) {
    const std::string good = file("good.csv", "question,text\nWhy?,Because it is so.\n");
    const std::string bad = file("bad.csv", "a,b\n1,2\n");
    const auto outcome = take({bad, folder_ + "/none.csv", good});
    EXPECT_EQ(outcome.file_errors.size(), 2U);
    ASSERT_EQ(outcome.threads.rejects.size(), 1U) << "a file that is not there is no input";
    const Reject& reject = outcome.threads.rejects.front();
    EXPECT_EQ(reject.file, "bad.csv") << "without the folder that it lay in";
    EXPECT_EQ(reject.source, "");
    EXPECT_EQ(reject.record, 0);
    EXPECT_EQ(reject.code, "missing_column");
    EXPECT_NE(reject.reason.find("none is called text"), std::string::npos) << reject.reason;
    EXPECT_EQ(outcome.new_rejects, 0) << "no record was rejected";

    // In any order, twice, and into a case that is there: the same bytes.
    take({good}, {}, "b");
    take({bad}, {}, "b");
    take({bad}, {}, "b");
    for (const char* name : {"/threads/rejects.parquet", "/manifest.json"})
        EXPECT_EQ(bytes_of(folder_ + "/case" + name), bytes_of(folder_ + "/b" + name)) << name;

    const auto mended = take({file("bad.csv", "question,text\nWhy?,It has been mended.\n")});
    EXPECT_EQ(mended.threads.posts.size(), 2U);
    EXPECT_TRUE(mended.threads.rejects.empty()) << "a file of that name has come in";
}

TEST_F(ImportRules, MakesNoCaseOfRefusedFilesAlone) {
    take({file("bad.csv", "a,b\n1,2\n")}, {}, "none");
    EXPECT_FALSE(fs::exists(folder_ + "/none"));
}

}  // namespace
}  // namespace agon
