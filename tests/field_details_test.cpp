// What the fixtures of formats_test.cpp do not show: columns that the user names, on every carrier; times as they were
// written; persons whose names are masked; files that are named by folders, patterns and a pipe.
#include <algorithm>
#include <set>

#include "src/pipeline/pipeline.hpp"
#include "tests/import_cases.hpp"

namespace agon {
namespace {

const std::string kFixtures = "tests/cases/threads/formats/";
using Lines = std::vector<std::string>;

class ThreadsDetails : public ImportTest {
  protected:
    /// The posts of a case, without the file that they came from.
    Lines posts_of(const ImportOutcome& outcome, const std::string& name) const {
        Lines posts;
        for (const std::string& line : described(outcome.threads, name))
            if (line.starts_with("post ")) posts.push_back(line);
        return posts;
    }
    static Lines passed_over(const ImportOutcome& outcome) {
        Lines names;
        for (const SourceFile& source : outcome.read)
            if (source.sha256.empty()) names.push_back(source.name);
        return names;
    }
    static AuthorId author_of(const ImportOutcome& outcome, const std::string& native_id) {
        for (const Post& post : outcome.threads.posts)
            if (post.native_id == native_id) return post.author;
        ADD_FAILURE() << native_id;
        return {};
    }
};

TEST_F(ThreadsDetails, AMapNamesTheColumnsOfEveryCarrier) {
    ImportOptions options;
    options.column_map = {{"题", "question"}, {"谁", "author"}, {"话", "text"}, {"几时", "created"}, {"赞", "votes"}};
    const Lines files = {
        write("a.csv",
              "号,题,谁,话,几时,赞,text\n1,放不放？,甲,放。,2024-04-01,3,x\n2,放不放？,乙,不放。,2024-04-02,5,y\n"),
        write("b.tsv",
              "号\t题\t谁\t话\t几时\t赞\ttext\n1\t放不放？\t甲\t放。\t2024-04-01\t3\tx\n2\t放不放？\t乙\t不放。\t2024-"
              "04-02\t5\ty\n"),
        write("c.jsonl",
              "{\"号\":1,\"题\":\"放不放？\",\"谁\":\"甲\",\"话\":\"放。\",\"几时\":\"2024-04-01\",\"赞\":3,\"text\":"
              "\"x\"}\n"
              "{\"号\":2,\"题\":\"放不放？\",\"谁\":\"乙\",\"话\":\"不放。\",\"几时\":\"2024-04-02\",\"赞\":5,\"text\":"
              "\"y\"}\n"),
        write("d.json",
              "[{\"题\":\"放不放？\",\"谁\":\"甲\",\"话\":\"放。\",\"几时\":\"2024-04-01\",\"赞\":3,\"text\":\"x\"},"
              "{\"题\":\"放不放？\",\"谁\":\"乙\",\"话\":\"不放。\",\"几时\":\"2024-04-02\",\"赞\":5,\"text\":\"y\"}]"),
        write("e.xlsx", workbook_of({{"号", "题", "谁", "话", "几时", "赞", "text"},
                                     {"=1", "放不放？", "甲", "放。", "@45383", "=3", "x"},
                                     {"=2", "放不放？", "乙", "不放。", "@45384", "=5", "y"}}))};
    const Lines formats = {"csv", "tsv", "jsonl", "jsonl", "xlsx"};
    const auto expected = posts_of(take({files[0]}, options, "0"), "0");
    ASSERT_EQ(expected.size(), 2U);
    EXPECT_TRUE(expected[1].ends_with("to - | named 甲 | 1711900800 day e-1 v3 c-1 |  | 放。")) << expected[1];
    for (std::size_t i = 1; i < files.size(); ++i) {
        const std::string name = std::to_string(i);
        const auto outcome = take({files[i]}, options, name);
        EXPECT_TRUE(outcome.file_errors.empty()) << files[i];
        EXPECT_EQ(posts_of(outcome, name), expected) << files[i];
        EXPECT_EQ(outcome.threads.sources.at(0).format, formats[i]);
    }
    options.column_map = {{"谁", "author"}, {"言", "text"}};
    for (const std::string& file : files) {
        const auto outcome = take({file}, options, "none");
        ASSERT_EQ(outcome.file_errors.size(), 1U) << file;
        EXPECT_NE(outcome.file_errors[0].line().find(file), std::string::npos);
        EXPECT_TRUE(outcome.threads.posts.empty()) << file;
    }
    const std::string sheet = write("f.xlsx", workbook_of({{"甲", "乙"}, {"一", "二"}}));
    EXPECT_EQ(take({sheet}, {}, "none").file_errors.at(0).line(),
              sheet + ": a column is missing (no sheet has one called text or content; use --map)");
}

TEST_F(ThreadsDetails, ATimeIsKeptAsItWasWritten) {
    const auto outcome = take(
        {write("a.jsonl",
               "{\"id\":\"1\",\"question\":\"问\",\"author\":\"甲\",\"text\":\"一\",\"created\":\"2020年5月12日\"}\n"
               "{\"id\":\"2\",\"question\":\"问\",\"author\":\"乙\",\"text\":\"二\",\"created\":1589212800.0}\n"
               "{\"id\":\"3\",\"question\":\"问\",\"author\":\"丙\",\"text\":\"三\",\"created\":\"2020/05/12 08:00\"}\n"
               "{\"id\":\"4\",\"question\":\"问\",\"author\":\"丁\",\"text\":\"四\",\"created\":null}\n"
               "{\"id\":\"5\",\"question\":\"问\",\"author\":\"戊\",\"text\":\"五\",\"created\":\"2020\"}\n"),
         kFixtures + "feed_rss.xml", kFixtures + "polis-lunch/comments.csv"});
    std::map<std::string, std::string> written;
    for (const Post& post : outcome.threads.posts) written[post.native_id] = post.created_text;
    EXPECT_EQ(written.at("1"), "2020年5月12日");
    EXPECT_EQ(written.at("2"), "1589212800.0");
    EXPECT_EQ(written.at("3"), "2020/05/12 08:00");
    EXPECT_EQ(written.at("4"), "");
    EXPECT_EQ(written.at("5"), "2020");
    EXPECT_EQ(written.at("https://example.org/2"), "Wed, 11 Jun 2003 04:00:00 +0800");
    EXPECT_EQ(written.at("polis-lunch/0"), "1542406176584");
}

TEST_F(ThreadsDetails, TwoPeopleWithOneMaskStayTwo) {
    const auto outcome = take({kFixtures + "zhihu_contents_new.jsonl", kFixtures + "zhihu_comments_new.jsonl",
                               kFixtures + "weibo_contents_new.jsonl", kFixtures + "weibo_comments_new.csv"});
    EXPECT_TRUE(outcome.threads.rejects.empty());
    EXPECT_EQ(author_of(outcome, "930021"), author_of(outcome, "930023"));
    EXPECT_NE(author_of(outcome, "930021"), author_of(outcome, "930022"));
    EXPECT_NE(author_of(outcome, "940003"), author_of(outcome, "940021"));
    EXPECT_NE(author_of(outcome, "930001"), author_of(outcome, "930002"));
}

TEST_F(ThreadsDetails, ADumpIsImportedAsAFolder) {
    const auto outcome = take(files_below({kFixtures + "stack.example.com"}));
    EXPECT_TRUE(outcome.file_errors.empty());
    EXPECT_EQ(passed_over(outcome), (Lines{"Badges.xml", "PostHistory.xml", "PostLinks.xml", "Tags.xml", "Votes.xml"}));
    EXPECT_EQ(outcome.threads.sources.size(), 3U) << "what holds nothing is not stored";
    EXPECT_EQ(outcome.threads.posts.size(), 4U);
    std::string large = *real_disk().read_file(kFixtures + "stack.example.com/PostHistory.xml");
    large.insert(large.find("<row"), std::string(3 << 20, ' '));
    const auto more = take({write("PostHistory.xml", large),
                            write("a.zip", packed("zip", {{"s/Votes.xml", "<votes>\n<row Id=\"1\" />\n</votes>"}}))},
                           {}, "more");
    EXPECT_EQ(passed_over(more), (Lines{"PostHistory.xml", "a.zip/s/Votes.xml"}));
    EXPECT_TRUE(more.file_errors.empty());
    EXPECT_EQ(take({write("tagsoup.xml", "<tagsoup><row/></tagsoup>")}, {}, "none").file_errors.size(), 1U);
}

TEST_F(ThreadsDetails, WhatHasNoYearIsKeptAsWrittenAndUndated) {
    const auto outcome = take({kFixtures + "bazhuayu.csv"});
    std::map<std::string, std::pair<std::int64_t, TimePrecision>> times;
    for (const Post& post : outcome.threads.posts)
        times[post.created_text] = {post.created_seconds, post.created_precision};
    EXPECT_EQ(times.at("2018年11月17日 05:09"), std::pair(std::int64_t{1542402540}, TimePrecision::minute));
    EXPECT_EQ(times.at("11月18日 08:30"), std::pair(std::int64_t{-1}, TimePrecision::none));
    EXPECT_EQ(times.at("今天 07:05"), std::pair(std::int64_t{-1}, TimePrecision::none));
}

TEST_F(ThreadsDetails, FoldersPatternsAndAPipeNameFiles) {
    const Lines all = {write("in/b.csv", "x"), write("in/a.csv", "x"), write("in/deep/c.jsonl", "x"),
                       write("in/[1].csv", "x")};
    write("in/.hidden.csv", "x");
    write("in/deep/.git/config", "x");
    EXPECT_EQ(files_below({path("in/*.csv")}), (Lines{all[3], all[1], all[0]}));
    EXPECT_EQ(files_below({path("in/?.csv")}), (Lines{all[1], all[0]}));
    EXPECT_EQ(files_below({path("in/[1].csv")}), (Lines{all[3]})) << "a file of that name before the pattern";
    EXPECT_EQ(files_below({path("in/*")}).size(), 4U) << "folders that a pattern names are walked";
    EXPECT_EQ(files_below({path("in")}), (Lines{all[3], all[1], all[0], all[2]}));
    EXPECT_EQ(files_below({"-", path("in/deep")}), (Lines{"/dev/stdin", all[2]}));
    EXPECT_EQ(files_below({path("in/*.xml"), path("none")}), (Lines{path("in/*.xml"), path("none")}))
        << "what stands for nothing is named as it was given";
}

}  // namespace
}  // namespace agon
